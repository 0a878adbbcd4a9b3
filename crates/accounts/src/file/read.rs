//! An accounts file as it is served: its sound accounts, and a fault for each other. Values are never
//! shown.

use super::accounts_file::AccountsFile;
use super::reading::{Around, OneRead, Reading, reading};
use std::collections::BTreeMap;
use std::{fs, path::Path};
use touchpoint_language::diagnostic::{Code, Diagnostic, sort};
use touchpoint_language::document::{At, Node, Pointer};
use touchpoint_language::source::SourceFile;

/// Looks up a variable.
type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Reads an accounts file with the variables of the environment, and the overlays that it names. A file
/// that cannot be read is a fault.
pub fn read_file(path: impl AsRef<Path>) -> AccountsFile {
    let path = path.as_ref();
    let name = path.display().to_string();
    match fs::read_to_string(path) {
        Ok(text) => {
            let folder = path.parent().unwrap_or(Path::new(""));
            read_around(&text, &name, &environment, Some(folder))
        }
        Err(fault) => unread(&name, &format!("cannot be read: {fault}")),
    }
}

/// Reads the text of an accounts file, YAML or JSON, with the variables of the environment.
pub fn read(text: &str, name: &str) -> AccountsFile {
    read_with(text, name, &environment)
}

/// Reads the text of an accounts file with variables from elsewhere.
pub fn read_with(text: &str, name: &str, lookup: Lookup<'_>) -> AccountsFile {
    read_around(text, name, lookup, None)
}

fn environment(variable: &str) -> Option<String> {
    std::env::var(variable).ok()
}

fn unread(name: &str, why: &str) -> AccountsFile {
    let mut file = AccountsFile {
        name: name.to_owned(),
        ..AccountsFile::default()
    };
    file.fault(None, None, why, None);
    file
}

fn read_around(
    text: &str,
    name: &str,
    variable: Lookup<'_>,
    folder: Option<&Path>,
) -> AccountsFile {
    let around = Around { variable, folder };
    let mut read = match reading(SourceFile::new(name, text), around) {
        Ok(read) => read,
        Err(why) => return unread(name, &why),
    };
    let mut file = AccountsFile {
        name: name.to_owned(),
        ..AccountsFile::default()
    };
    let mut told = std::mem::take(&mut read.told);
    sort(&mut told);
    // What is only odd keeps no account out.
    told.retain(|one| one.code != Code::OtherMeaning);
    for one in told {
        let id = read.account_at(&one.primary.span).map(str::to_owned);
        let Diagnostic {
            title,
            help,
            primary,
            ..
        } = read.covered(one);
        let (line, _) = primary.source.line_column(primary.span.start);
        file.fault(Some(line), id.as_deref(), &title, help.as_deref());
    }
    for one in std::mem::take(&mut read.accounts) {
        if one.sound {
            file.lines
                .insert(one.account.id.clone(), lines(&read, &one));
            file.accounts.push(one.account);
        }
    }
    file
}

/// Where the parts of an account stand.
fn lines(read: &Reading, one: &OneRead) -> BTreeMap<Vec<String>, usize> {
    let mut lines = BTreeMap::new();
    let entries = |node: Option<&Node>| node.map_or_else(Vec::new, |n| n.entries().to_vec());
    for entry in entries(read.document.get(&one.place)) {
        let place = one.place.key(entry.key.as_str());
        let line = |at: &Pointer| {
            let span = read.document.locate(at, At::Key);
            read.document.source.line_column(span.start).0
        };
        lines.insert(vec![entry.key.clone()], line(&place));
        for inner in entry.node.entries() {
            let part = vec![entry.key.clone(), inner.key.clone()];
            lines.insert(part, line(&place.key(inner.key.as_str())));
        }
    }
    lines
}

#[cfg(test)]
mod tests;
