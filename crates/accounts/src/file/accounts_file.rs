//! The accounts file: turns its text into [`Account`]s, and faults that name a place but no value.
//! One account's fault never affects another account.

use std::{collections::BTreeMap, fmt};
use touchpoint_core::exchange::Account;
use touchpoint_language::diagnostic::nearest;

/// The accounts of a file, and the faults of others.
#[derive(Clone, Debug, Default)]
pub struct AccountsFile {
    /// The accounts without fault, in the order of the file.
    pub accounts: Vec<Account>,
    /// Why others are missing.
    pub faults: Vec<FileFault>,
    /// The file's name in faults.
    pub(super) name: String,
    /// Where each account stands.
    pub(super) lines: BTreeMap<String, usize>,
}

impl AccountsFile {
    /// Notes what is wrong with the file or with one account of it.
    pub(super) fn fault(&mut self, line: Option<usize>, account: Option<&str>, message: String) {
        self.faults.push(FileFault {
            file: self.name.clone(),
            line,
            account: account.map(str::to_owned),
            message,
        });
    }
}

/// What is wrong with an accounts file or one account in it. It holds no value but the id.
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

/// The next step for an unknown word: the nearest known word, or all of them.
pub(super) fn next_step<S: AsRef<str>>(word: &str, known: &[S]) -> String {
    match nearest(word, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "there are none".to_owned(),
        None => {
            let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
            format!("there are `{}`", known.join("`, `"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_word_is_named_and_else_all() {
        assert_eq!(
            next_step("contxet", &["id", "context"]),
            "did you mean `context`?"
        );
        assert_eq!(
            next_step("zzz", &["id", "context"]),
            "there are `id`, `context`"
        );
    }
}
