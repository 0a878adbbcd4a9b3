//! The accounts file: its text becomes [`Account`]s, and faults that name a place but no value. One
//! account's fault never costs another account.

mod append;
mod complete;
mod environment;
mod example;
mod nearest;
mod place;
mod read;
mod written;

pub use append::append;
pub use complete::complete;
pub use example::example;
pub use read::{read, read_file, read_with};
pub use written::schema;

use std::{collections::BTreeMap, fmt};
use touchpoint_core::exchange::Account;

/// The accounts of a file, and what was wrong with others.
#[derive(Clone, Debug, Default)]
pub struct AccountsFile {
    /// The accounts without fault, in the order of the file.
    pub accounts: Vec<Account>,
    /// Why others are missing.
    pub faults: Vec<AccountsFault>,
    /// What the file is called in faults.
    name: String,
    /// Where each account stands.
    lines: BTreeMap<String, usize>,
}

/// What is wrong with an accounts file or one account in it. It holds no value but the id.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub struct AccountsFault {
    /// The file.
    pub file: String,
    /// The line, from 1, where it is known: of the fault, or of the account's `id`.
    pub line: Option<usize>,
    /// The account's id, where the fault is one account's and it has an id.
    pub account: Option<String>,
    /// What is there, and the next step.
    pub message: String,
}

impl fmt::Display for AccountsFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(out, ":{line}")?;
        }
        if let Some(account) = &self.account {
            write!(out, ": account `{account}`")?;
        }
        write!(out, ": {}", self.message)
    }
}
