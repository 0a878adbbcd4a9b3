//! Accounts, workspaces and tokens in a database: SQLite for one server, PostgreSQL for several.

mod accounts;
mod audit;
mod backup;
mod bound;
mod change;
mod lease;
mod link;
pub(crate) mod noted;
mod open;
mod refresh;
mod rotate;
mod row_lock;
mod service;
mod settings;
mod store;
mod token;
mod workspace;

pub use accounts::NewAccount;
#[cfg(test)]
pub(crate) use accounts::StoredAccount;
pub use audit::AuditLine;
pub use lease::Lease;
pub use open::Schemas;
pub use service::StoredAccounts;
pub use store::Store;
#[cfg(test)]
pub(crate) use store::now_ms;
pub use token::{NewToken, TokenInfo};
pub use workspace::{RemovedWorkspace, Workspace};
