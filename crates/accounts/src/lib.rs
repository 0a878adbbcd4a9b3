//! Every kind of connected account: in a YAML file with a state file beside it, in SQLite or
//! PostgreSQL, in memory, and those of the sandbox. A server uses all of them through one trait,
//! [`Accounts`](service::Accounts). Secrets are sealed at rest.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use touchpoint_accounts::{Key, Keyring, NewAccount, NewToken, Scope, Store};
//!
//! let store = Store::open("sqlite::memory:", Keyring::new(Key::random()?, [])).await?;
//! let workspace = store.create_workspace("acme").await?;
//! let account = store
//!     .add_account(NewAccount {
//!         workspace: workspace.id.clone(),
//!         integration: "example".into(),
//!         label: Some("Acme's CRM".into()),
//!         credentials: [("api_key".to_owned(), "s3cret".into())].into(),
//!         ..NewAccount::default()
//!     })
//!     .await?;
//! let (_, secret) = store
//!     .create_token(NewToken { workspace: workspace.id, name: "ci".into(), ..NewToken::default() })
//!     .await?;
//! # use secrecy::ExposeSecret;
//! let caller = store.authenticate(secret.expose_secret()).await?.ok_or("unknown token")?;
//! assert!(store.account(&Scope::from(&caller), &account.id).await?.is_some());
//! # Ok(()) }
//! ```
//!
//! # Features
//!
//! On by default: `sqlite` and `postgres`. A program that needs one of them leaves the other out:
//!
//! ```toml
//! touchpoint-accounts = { version = "0.1", default-features = false, features = ["sqlite"] }
//! ```
//!
//! Without both there are the accounts in a file and in memory, and [`Store::open`] says which feature an address
//! needs. `sandbox` brings the accounts of an engine's sandbox.
#![forbid(unsafe_code)]

mod account;
mod change;
mod database;
mod durable;
mod fault;
pub mod file;
mod keyring;
mod memory;
mod places;
mod random;
#[cfg(feature = "sandbox")]
mod sandbox;
mod scope;
mod seal;
mod secret;
mod seen;
pub mod service;
mod single_flight;
#[cfg(test)]
mod tests;

pub use account::{AccountInfo, Status};
pub use change::{AccountChange, overlay};
pub use database::{
    AuditLine, Lease, NewAccount, NewToken, RemovedWorkspace, Schemas, Store, StoredAccounts,
    TokenInfo, Workspace,
};
pub use fault::StoreError;
pub use file::{FileAccounts, StateFile};
pub use keyring::{Key, Keyring};
pub use memory::MemoryAccounts;
pub use random::bytes as random_bytes;
#[cfg(feature = "sandbox")]
pub use sandbox::sandbox_accounts;
pub use scope::{Caller, Scope};
pub use seen::Seen;
