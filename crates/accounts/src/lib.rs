//! The accounts that a server keeps: workspaces, API tokens and integrated accounts, in SQLite or
//! PostgreSQL, or in an accounts file with a state file beside it. Secrets are sealed at rest.
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
//!         label: "Acme's CRM".into(),
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
#![forbid(unsafe_code)]

mod account;
mod change;
mod durable;
mod fault;
mod file;
mod keyring;
mod lease;
mod link;
mod random;
mod refresh;
mod rotate;
mod scope;
mod seal;
mod settings;
mod single_flight;
mod store;
#[cfg(test)]
mod tests;
mod token;
mod workspace;

pub use account::{AccountInfo, NewAccount, Status};
pub use change::AccountChange;
pub use fault::StoreError;
pub use file::{FileAccounts, StateFile};
pub use keyring::{Key, Keyring};
pub use lease::Lease;
pub use scope::{Caller, Scope};
pub use store::Store;
pub use token::{NewToken, TokenInfo};
pub use workspace::Workspace;
