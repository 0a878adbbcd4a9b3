//! Adds one account to an accounts file. What its author has written stays as it is, including
//! comments; where that is not possible, the file is left alone.

use super::accounts_file::AccountsFile;
use super::read::read_with;
use crate::durable;
use secrecy::ExposeSecret;
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;
use std::{fs, io};
use touchpoint_core::exchange::Account;

/// Writes an account below the others of a file with this text; a new file can be read only by its
/// owner. The file is replaced in one step, so that there is always a complete one.
///
/// # Errors
/// The file cannot be added to, as [`append`] says, or cannot be written.
pub fn add(path: &Path, text: &str, account: &Account) -> Result<(), AddFault> {
    let longer = append(text, &path.display().to_string(), account).map_err(AddFault::Text)?;
    // Where it is a link, the file behind it is written.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    durable::replace_keeping(&path, longer.as_bytes()).map_err(AddFault::File)
}

/// Why an account is not added to a file.
#[derive(Debug, thiserror::Error)]
pub enum AddFault {
    /// The text cannot be added to.
    #[error("{0}")]
    Text(String),
    /// The file cannot be written.
    #[error("{0}")]
    File(io::Error),
}

/// The text of an accounts file with this account below the others. Its overlay is written as a
/// file name, not as text.
///
/// # Errors
/// In words, without any value but the id: the id is taken, or the file is written in a way that
/// cannot be added to.
pub fn append(text: &str, name: &str, account: &Account) -> Result<String, String> {
    let before = read_plain(text, name);
    if let (Some(fault), true) = (before.faults.first(), before.accounts.is_empty())
        && !text.trim().is_empty()
    {
        return Err(fault.to_string());
    }
    if before.accounts.iter().any(|known| known.id == account.id) {
        return Err(format!("`{name}` has an account `{}` already", account.id));
    }
    let mut longer = text.to_owned();
    if text.trim().is_empty() {
        longer.push_str("accounts:\n");
    } else if !longer.ends_with('\n') {
        longer.push('\n');
    }
    longer.push_str(&entry(account, indentation(text)));
    let after = read_plain(&longer, name);
    let same = |(a, b): (&Account, &Account)| a.id == b.id && a.integration == b.integration;
    let kept = before.accounts.iter().zip(&after.accounts).all(same);
    let one_more = after.accounts.len() == before.accounts.len() + 1;
    let faults = after.faults.len() == before.faults.len() || text.trim().is_empty();
    match after.accounts.last() {
        Some(last) if kept && one_more && faults && is_as_given(last, account) => Ok(longer),
        _ => Err(format!(
            "`{name}` cannot be added to: its list of accounts is not the last of it, or is written in brackets; add the account by hand"
        )),
    }
}

/// Reads a text without looking up its variables.
fn read_plain(text: &str, name: &str) -> AccountsFile {
    read_with(text, name, &|variable| Some(variable.to_owned()))
}

fn is_as_given(read: &Account, given: &Account) -> bool {
    let secrets = |account: &Account| {
        let secrets = account.credentials.iter();
        let secrets =
            secrets.map(|(name, secret)| (name.clone(), secret.expose_secret().to_owned()));
        secrets.collect::<Vec<_>>()
    };
    read.id == given.id
        && read.integration == given.integration
        && read.base_url == given.base_url
        && read.context == given.context
        && secrets(read) == secrets(given)
}

/// The indentation of the list's first dash.
fn indentation(text: &str) -> &str {
    let dash = text.lines().find_map(|line| {
        let (before, _) = line.split_once("- ")?;
        before.chars().all(|c| c == ' ').then_some(before)
    });
    dash.unwrap_or("  ")
}

fn entry(account: &Account, indentation: &str) -> String {
    let overlay = account.overlay.as_ref().map(|overlay| &overlay.name);
    let texts = [
        ("id", Some(&account.id)),
        ("integration", Some(&account.integration)),
        ("base_url", account.base_url.as_ref()),
        ("overlay", overlay),
    ];
    let context = account.context.iter();
    let context = context.map(|(name, value)| (name.as_str(), value.as_str()));
    let credentials = account.credentials.iter();
    let credentials = credentials.map(|(name, value)| (name.as_str(), value.expose_secret()));
    let maps: [(&str, Vec<(&str, &str)>); 2] = [
        ("context", context.collect()),
        ("credentials", credentials.collect()),
    ];
    let mut written = String::new();
    let mut before = "- ";
    for (name, text) in texts {
        let Some(text) = text else { continue };
        // Writing to a text cannot fail.
        let _ = writeln!(written, "{indentation}{before}{name}: {}", quoted(text));
        before = "  ";
    }
    for (name, pairs) in maps {
        if pairs.is_empty() {
            continue;
        }
        let _ = writeln!(written, "{indentation}  {name}:");
        for (name, value) in pairs {
            let _ = writeln!(
                written,
                "{indentation}    {}: {}",
                quoted(name),
                quoted(value)
            );
        }
    }
    written
}

/// A text as YAML and JSON both write it; `${` is escaped, so that it is not read as a variable.
fn quoted(text: &str) -> String {
    Value::from(text.replace("${", "$${")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: &str) -> Account {
        Account {
            id: id.into(),
            integration: "acme".into(),
            context: [("zone".to_owned(), "eu".to_owned())].into(),
            credentials: [("key".to_owned(), "a\"${b}: #\u{e9}\n".into())].into(),
            ..Account::default()
        }
    }

    #[test]
    fn what_stands_there_stays() {
        let text = "# ours\naccounts:\n- id: a   # the first\n  integration: acme\n  credentials: { key: '${A}' }";
        let longer = append(text, "accounts.yaml", &account("b")).unwrap();
        assert!(
            longer.starts_with(&format!("{text}\n- id: \"b\"\n")),
            "{longer}"
        );
        let read = read_with(&longer, "accounts.yaml", &|_| Some("x".into()));
        assert!(read.faults.is_empty(), "{:?}", read.faults);
        assert_eq!(read.accounts.len(), 2);
        assert!(is_as_given(&read.accounts[1], &account("b")));
        let third = append(&longer, "accounts.yaml", &account("c")).unwrap();
        assert_eq!(read_plain(&third, "accounts.yaml").accounts.len(), 3);
    }

    #[test]
    fn an_empty_file_begins() {
        for text in ["", "\n", "accounts:\n"] {
            let longer = append(text, "accounts.yaml", &account("a")).unwrap();
            assert_eq!(
                read_plain(&longer, "accounts.yaml").accounts.len(),
                1,
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_file_that_cannot_be_added_to_is_told_without_its_secrets() {
        for (text, says) in [
            (
                "accounts: [{ id: a, integration: acme, credentials: { key: hush } }]\n",
                "by hand",
            ),
            ("accounts: []\n", "by hand"),
            ("accounts:\n- { id: b, integration: acme }\n", "`b` already"),
            (
                "accounts:\n- { id: a, integration: acme }\nmore: hush\n",
                "by hand",
            ),
            ("hush", "wants a map"),
        ] {
            let told = append(text, "accounts.yaml", &account("b")).unwrap_err();
            assert!(told.contains(says), "{text}: {told}");
            assert!(!told.contains("hush"), "{told}");
        }
    }
}
