//! Accounts in a YAML file, and their newest tokens in a state file beside it.

mod accounts_file;
mod append;
mod complete;
mod entry;
mod environment;
mod file_accounts;
mod fit;
mod judged;
mod read;
mod reading;
mod state;
mod tokens;
mod written;

pub use accounts_file::{AccountsFile, FileFault};
pub use append::{AddFault, add, append};
pub use complete::complete;
pub use file_accounts::FileAccounts;
pub use judged::{Surroundings, diagnostics};
pub use read::{read, read_file, read_with};
pub use state::StateFile;
pub use written::schema;
