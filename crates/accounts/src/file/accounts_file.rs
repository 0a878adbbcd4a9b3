//! The accounts of a file, and faults that name a place but no secret. One account's fault never
//! affects another account.

use std::{collections::BTreeMap, fmt};
use touchpoint_core::exchange::Account;

/// The accounts of a file, and the faults of others.
#[derive(Clone, Debug, Default)]
pub struct AccountsFile {
    /// The accounts without fault, in the order of the file.
    pub accounts: Vec<Account>,
    /// Why others are missing.
    pub faults: Vec<FileFault>,
    /// The file's name in faults.
    pub(super) name: String,
    /// Where the parts of each account stand, by its id: `["context", "zone"]` → 5; its `id` too.
    pub(super) lines: BTreeMap<String, BTreeMap<Vec<String>, usize>>,
}

impl AccountsFile {
    /// Notes what is wrong with the file or with one account of it.
    pub(super) fn fault(
        &mut self,
        line: Option<usize>,
        account: Option<&str>,
        title: &str,
        help: Option<&str>,
    ) {
        let message = match help {
            Some(help) => format!("{title}; {help}"),
            None => title.to_owned(),
        };
        self.faults.push(FileFault {
            file: self.name.clone(),
            line,
            account: account.map(str::to_owned),
            message,
        });
    }

    /// The line of a part of an account, or of its id where the part is not written.
    pub(super) fn line_of(&self, id: &str, part: &[String]) -> Option<usize> {
        let lines = self.lines.get(id)?;
        let own = lines.get(part);
        own.or_else(|| lines.get(&vec!["id".to_owned()])).copied()
    }
}

/// What is wrong with an accounts file or one account in it. It holds no secret.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub struct FileFault {
    /// The file.
    pub file: String,
    /// The line, from 1, where it is known: of the fault, or of the account's `id`.
    pub line: Option<usize>,
    /// The account's id, where the fault is about one account with an id.
    pub account: Option<String>,
    /// What is there, and the next step.
    pub message: String,
}

impl fmt::Display for FileFault {
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
