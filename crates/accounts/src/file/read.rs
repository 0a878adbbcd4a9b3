//! Turns the text of an accounts file into accounts, one by one. Values are never shown.

use super::accounts_file::{AccountsFile, next_step};
use super::environment::expand;
use super::place;
use super::written::{WrittenAccount, account_keys};
use serde_yaml::{Mapping, Value};
use std::{collections::BTreeMap, fs, path::Path, sync::Arc};
use touchpoint_core::exchange::Account;
use touchpoint_language::source::SourceFile;

/// Looks up a variable.
type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Reads an accounts file with the variables of the environment. A file that cannot be read is a
/// fault.
pub fn read_file(path: impl AsRef<Path>) -> AccountsFile {
    let path = path.as_ref();
    let name = path.display().to_string();
    match fs::read_to_string(path) {
        Ok(text) => {
            let mut file = read(&text, &name);
            let folder = path.parent().unwrap_or(Path::new(""));
            file.read_overlays(folder);
            file
        }
        Err(fault) => {
            let mut file = AccountsFile {
                name,
                ..AccountsFile::default()
            };
            file.fault(None, None, format!("cannot be read: {fault}"));
            file
        }
    }
}

/// Reads the text of an accounts file with the variables of the environment. A name that ends in
/// `.json` says that it is JSON; everything else is YAML.
pub fn read(text: &str, name: &str) -> AccountsFile {
    read_with(text, name, &|variable| std::env::var(variable).ok())
}

/// Reads the text of an accounts file with variables from elsewhere.
pub fn read_with(text: &str, name: &str, lookup: &dyn Fn(&str) -> Option<String>) -> AccountsFile {
    let mut file = AccountsFile {
        name: name.to_owned(),
        ..AccountsFile::default()
    };
    let written = match parse(text, name) {
        Ok(Value::Mapping(written)) => written,
        Ok(_) => {
            let message = "has no `accounts`; begin with `accounts:` and a list below it";
            file.fault(None, None, message.to_owned());
            return file;
        }
        Err((line, message)) => {
            file.fault(line, None, message);
            return file;
        }
    };
    let mut listed = None;
    for (key, value) in written {
        match key.as_str() {
            Some("accounts") => listed = Some(value),
            key => file.fault(None, None, unknown(key, ["accounts"])),
        }
    }
    match listed {
        Some(Value::Sequence(accounts)) => file.add_all(accounts, text, lookup),
        Some(Value::Null) => {}
        Some(_) => file.fault(None, None, "`accounts` must be a list".to_owned()),
        None => file.fault(None, None, "`accounts` is missing".to_owned()),
    }
    file
}

fn parse(text: &str, name: &str) -> Result<Value, (Option<usize>, String)> {
    let is_json = Path::new(name)
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if is_json {
        serde_json::from_str(text).map_err(|fault| (Some(fault.line()), fault.to_string()))
    } else {
        serde_yaml::from_str(text).map_err(|fault| {
            let line = fault.location().map(|at| at.line());
            let written = line.and_then(|line| text.lines().nth(line.saturating_sub(1)));
            let unquoted = written.is_some_and(is_unquoted_variable);
            let told = if unquoted {
                "a `${NAME}` between braces wants quotes: `\"${NAME}\"`".to_owned()
            } else {
                fault.to_string()
            };
            (line, told)
        })
    }
}

/// True if a line has a variable without quotes between braces, where YAML reads the variable's own
/// braces as syntax.
fn is_unquoted_variable(line: &str) -> bool {
    let Some((before, _)) = line.split_once("${") else {
        return false;
    };
    before.contains('{') && !before.trim_end().ends_with(['"', '\''])
}

fn unknown<'a>(key: Option<&str>, known: impl IntoIterator<Item = &'a str>) -> String {
    match key {
        Some(key) => {
            let known: Vec<&str> = known.into_iter().collect();
            format!("`{key}` is not a key here; {}", next_step(key, &known))
        }
        None => "a key here must be text".to_owned(),
    }
}

impl AccountsFile {
    /// Reads the files of the overlays, which stand beside this one. An account whose overlay
    /// cannot be read is left out.
    fn read_overlays(&mut self, folder: &Path) {
        let mut unreadable = Vec::new();
        for account in &mut self.accounts {
            let Some(named) = &account.overlay else {
                continue;
            };
            let path = folder.join(&named.name);
            match fs::read_to_string(&path) {
                Ok(text) => {
                    let source = SourceFile::new(path.display().to_string(), text);
                    account.overlay = Some(Arc::new(source));
                }
                Err(fault) => unreadable.push((account.id.clone(), path, fault)),
            }
        }
        for (id, path, fault) in unreadable {
            self.accounts.retain(|account| account.id != id);
            let line = self.lines.get(&id).copied();
            let message = format!("`overlay` `{}` cannot be read: {fault}", path.display());
            self.fault(line, Some(&id), message);
        }
    }

    fn add_all(&mut self, accounts: Vec<Value>, text: &str, lookup: Lookup<'_>) {
        let keys = account_keys();
        let mut written_before: BTreeMap<String, usize> = BTreeMap::new();
        for (index, value) in accounts.into_iter().enumerate() {
            let written_id = value.get("id").and_then(Value::as_str).map(str::to_owned);
            let line = written_id.as_ref().and_then(|id| {
                let nth = written_before.entry(id.clone()).or_insert(0);
                *nth += 1;
                place::line_of(text, id, *nth - 1)
            });
            let id = written_id.and_then(|id| expand(&id, lookup).ok());
            let account = match account(value, keys, lookup) {
                Ok(account) => account,
                Err(messages) => {
                    for message in messages {
                        let message = match id {
                            Some(_) => message,
                            None => format!("`accounts[{index}]`: {message}"),
                        };
                        self.fault(line, id.as_deref(), message);
                    }
                    continue;
                }
            };
            if self.accounts.iter().any(|other| other.id == account.id) {
                let first = self.lines.get(&account.id);
                let first = first.map(|line| format!(", first on line {line}"));
                let message = format!(
                    "this `id` is used twice{}; give each account its own",
                    first.unwrap_or_default()
                );
                self.fault(line, Some(&account.id), message);
                continue;
            }
            self.lines
                .extend(line.map(|line| (account.id.clone(), line)));
            self.accounts.push(account);
        }
    }
}

/// One account, or everything that is wrong with it.
fn account(value: Value, keys: &[&str], lookup: Lookup<'_>) -> Result<Account, Vec<String>> {
    let Value::Mapping(members) = value else {
        return Err(vec![
            "an account must be a map with `id` and `integration`".to_owned(),
        ]);
    };
    let (mut read, mut faults) = (Mapping::new(), Vec::new());
    for (key, value) in members {
        match key.as_str() {
            Some(group @ ("context" | "credentials")) => match texts(group, value, lookup) {
                Ok(texts) => {
                    read.insert(key, texts);
                }
                Err(found) => faults.extend(found),
            },
            Some(name) if keys.contains(&name) => match text(name, value, lookup) {
                Ok(text) => {
                    read.insert(key, text);
                }
                Err(fault) => faults.push(fault),
            },
            name => faults.push(unknown(name, keys.iter().copied())),
        }
    }
    // A key with a fault of its own is not also reported as missing.
    for required in ["id", "integration"] {
        let meant = format!("did you mean `{required}`?");
        let said =
            |fault: &String| fault.starts_with(&format!("`{required}`")) || fault.ends_with(&meant);
        if !read.contains_key(required) && !faults.iter().any(said) {
            faults.push(format!("`{required}` is missing"));
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    // The parts were checked above, since serde's own messages would show values.
    serde_yaml::from_value::<WrittenAccount>(Value::Mapping(read))
        .map(Account::from)
        .map_err(|_| vec!["does not have the form of an account".to_owned()])
}

/// The named texts of `context` or `credentials`.
fn texts(group: &str, value: Value, lookup: Lookup<'_>) -> Result<Value, Vec<String>> {
    let members = match value {
        Value::Mapping(members) => members,
        Value::Null => Mapping::new(),
        _ => return Err(vec![format!("`{group}` must be a map of names and texts")]),
    };
    let (mut read, mut faults) = (Mapping::new(), Vec::new());
    for (key, value) in members {
        let Some(name) = key.as_str() else {
            faults.push(format!("a name in `{group}` must be text"));
            continue;
        };
        match text(&format!("{group}.{name}"), value, lookup) {
            Ok(text) => {
                read.insert(key, text);
            }
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() {
        Ok(Value::Mapping(read))
    } else {
        Err(faults)
    }
}

/// A text with its variables put in. Numbers are refused: YAML would have changed `007` or `1e5`
/// before we see it.
fn text(place: &str, value: Value, lookup: Lookup<'_>) -> Result<Value, String> {
    let text = match value {
        Value::String(text) => text,
        Value::Null => return Err(format!("`{place}` is empty; give it a value or remove it")),
        _ => return Err(format!("`{place}` must be text; put it in quotes")),
    };
    match expand(&text, lookup) {
        Ok(text) if text.is_empty() => {
            Err(format!("`{place}` is empty; give it a value or remove it"))
        }
        Ok(text) => Ok(Value::String(text)),
        Err(fault) => Err(format!("`{place}` {fault}")),
    }
}

#[cfg(test)]
mod tests;
