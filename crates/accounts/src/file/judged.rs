//! The text of an accounts file becomes diagnostics, each at its place, for authors and CI. Secrets
//! are shown in none of them: where a line is quoted, they are covered.

use super::environment::expand;
use super::written::schema;
use indexmap::IndexMap;
use std::path::Path;
use std::sync::Arc;
use touchpoint_core::exchange::{Account, AccountFault, Needs};
use touchpoint_language::covered::{covered, is_reference};
use touchpoint_language::diagnostic::{Code, Diagnostic, Label, bounded, help_for, nearest, sort};
use touchpoint_language::document::{At, Document, Kind, Node, Pointer, parse};
use touchpoint_language::source::SourceFile;
use touchpoint_language::structure::Judge;

/// What an accounts file is compared with.
pub struct Surroundings<'s> {
    /// What the mapping of an integration needs; `None` where there is no such mapping.
    pub needs: &'s dyn Fn(&str) -> Option<Needs>,
    /// The integrations to suggest.
    pub known: &'s [String],
    /// A variable of the environment.
    pub variable: &'s dyn Fn(&str) -> Option<String>,
}

/// Everything that is wrong with an accounts file. A variable that is not set here is a warning:
/// the machine that serves may have it.
///
/// # Errors
/// What is wrong with our schema; ours to repair.
pub fn diagnostics(
    source: SourceFile,
    around: &Surroundings<'_>,
) -> Result<Vec<Diagnostic>, String> {
    let judge = Judge::new(&schema(), &[])?;
    let (document, mut told) = parse(Arc::new(source));
    let written = document.clone();
    let shown = covered(&document, &told, &|key| key == "credentials");
    let (document, found) = judge.examine(document);
    told.extend(found);
    if let Some(Kind::List(accounts)) = document.get(&accounts()).map(|node| &node.kind) {
        let mut ids: IndexMap<&str, Pointer> = IndexMap::new();
        for (index, account) in accounts.iter().enumerate() {
            let place = accounts_at(index);
            let id = place.key("id");
            let text = document
                .get(&id)
                .and_then(Node::as_text)
                .unwrap_or_default();
            if let Some(first) = ids.get(text) {
                let title = format!("two accounts have the id `{text}`");
                let label = document.label(&id, At::Value, "this one is left out");
                let first = document.label(first, At::Value, "the first stands here");
                let twice = Diagnostic::error(Code::AccountTwice, title, label);
                told.push(
                    twice
                        .with_secondary(first)
                        .with_help("give each account an id of its own"),
                );
            } else {
                ids.insert(text, id);
            }
            let mut reading = Reading {
                document: &document,
                place: place.clone(),
                around,
                told: Vec::new(),
                unknown: Vec::new(),
            };
            reading.account(account, as_written(&written, account));
            told.append(&mut reading.told);
        }
    }
    sort(&mut told);
    bounded(&written.source, &mut told);
    for diagnostic in &mut told {
        shown.cover(diagnostic);
    }
    Ok(told)
}

fn accounts() -> Pointer {
    Pointer::new().key("accounts")
}

fn accounts_at(index: usize) -> Pointer {
    accounts().index(index)
}

/// An account as the author wrote it, with what was taken away as faulty.
fn as_written<'d>(document: &'d Document, account: &Node) -> Option<&'d Node> {
    let Kind::List(all) = &document.get(&accounts())?.kind else {
        return None;
    };
    all.iter().find(|one| one.span == account.span)
}

/// One account while it is read.
struct Reading<'r> {
    document: &'r Document,
    place: Pointer,
    around: &'r Surroundings<'r>,
    told: Vec<Diagnostic>,
    /// The places whose values are not known here, because they are faulty or a variable is not
    /// set. Nothing is said of what they hold.
    unknown: Vec<Pointer>,
}

impl Reading<'_> {
    fn account(&mut self, node: &Node, written: Option<&Node>) {
        let mut account = Account::default();
        for group in ["context", "credentials"] {
            let place = self.place.key(group);
            let of = |node: Option<&Node>| {
                let entries = node.into_iter().flat_map(Node::entries);
                let group = entries.filter(|entry| entry.key == group);
                group
                    .flat_map(|entry| entry.node.entries())
                    .cloned()
                    .collect::<Vec<_>>()
            };
            let sound = of(Some(node));
            for entry in of(written) {
                let at = place.key(entry.key.as_str());
                let value = if let Some(sound) = sound.iter().find(|sound| sound.key == entry.key) {
                    self.value(&at, &sound.node)
                } else {
                    self.unknown.push(at);
                    String::new()
                };
                if group == "context" {
                    account.context.insert(entry.key, value);
                } else {
                    account.credentials.insert(entry.key, value.into());
                }
            }
        }
        for entry in node.entries() {
            let at = self.place.key(entry.key.as_str());
            match entry.key.as_str() {
                "id" => account.id = self.value(&at, &entry.node),
                "integration" => account.integration = self.value(&at, &entry.node),
                "base_url" => account.base_url = Some(self.value(&at, &entry.node)),
                "overlay" => {
                    let name = self.value(&at, &entry.node);
                    self.told.extend(overlay(self.document, &at, &name));
                }
                _ => {}
            }
        }
        self.compare(account);
    }

    /// The text of a value with its variables put in. A variable that is not set leaves it as it
    /// is.
    fn value(&mut self, at: &Pointer, node: &Node) -> String {
        let text = node.as_text().unwrap_or_default();
        if text.is_empty() {
            let label = self.document.label(at, At::Value, "nothing stands here");
            let fault = Diagnostic::error(Code::EmptyValue, "an empty value", label);
            self.told
                .push(fault.with_help("give it a value, or remove the key"));
        }
        match expand(text, self.around.variable) {
            Ok(text) => text,
            Err(why) => {
                let label = self.document.label(at, At::Value, "");
                self.unknown.push(at.clone());
                self.told
                    .push(match why.strip_suffix(", which is not set") {
                        Some(why) => {
                            let title = format!("this {why}, which is not set here");
                            Diagnostic::warning(Code::UnsetVariable, title, label)
                                .with_help("set it where the file is read")
                        }
                        None => Diagnostic::error(Code::WrongForm, format!("this {why}"), label),
                    });
                text.to_owned()
            }
        }
    }

    /// Compares the account with what its mapping needs.
    fn compare(&mut self, account: Account) {
        let integration = self.place.key("integration");
        let slug = account.integration.clone();
        if slug.is_empty() || self.unknown.contains(&integration) {
            return;
        }
        let Some(needs) = (self.around.needs)(&slug) else {
            let says = "no mapping of this slug is known";
            let label = self.document.label(&integration, At::Value, says);
            let title = format!("there is no integration `{slug}`");
            let fault = Diagnostic::error(Code::UnknownWord, title, label);
            self.told
                .push(fault.with_help_if(help_for(&slug, self.around.known)));
            return;
        };
        let faults = needs.complete(account).err().unwrap_or_default();
        for fault in &faults {
            let of_value = match fault {
                AccountFault::ContextForm { name, .. } => {
                    Some(self.place.key("context").key(name.as_str()))
                }
                AccountFault::BaseUrl => Some(self.place.key("base_url")),
                _ => None,
            };
            let is_known = of_value.is_none_or(|place| !self.unknown.contains(&place));
            if is_known && !faults.iter().any(|other| explains(other, fault)) {
                self.told
                    .push(lacks(self.document, &self.place, &slug, fault));
            }
        }
    }
}

/// True if what is missing is there under a name that is nearly right.
fn explains(other: &AccountFault, fault: &AccountFault) -> bool {
    match (other, fault) {
        (
            AccountFault::UnknownContext { name, allowed },
            AccountFault::MissingContext { name: missing, .. },
        ) => nearest(name, allowed) == Some(missing),
        (
            AccountFault::UnknownCredential { name, allowed },
            AccountFault::MissingCredentials { .. },
        ) => nearest(name, allowed).is_some(),
        _ => false,
    }
}

/// The fault of an overlay that cannot be read, beside the accounts file.
fn overlay(document: &Document, at: &Pointer, name: &str) -> Option<Diagnostic> {
    if is_reference(name) {
        return None;
    }
    let folder = Path::new(&document.source.name).parent()?;
    let path = folder.join(name);
    (!path.is_file()).then(|| {
        let label = document.label(at, At::Value, "paths start at this file's folder");
        let title = format!("there is no `{}`", path.display());
        Diagnostic::error(Code::UnreadableFile, title, label)
    })
}

/// What an account lacks, or has beyond what its mapping knows, at its place.
fn lacks(document: &Document, place: &Pointer, slug: &str, fault: &AccountFault) -> Diagnostic {
    let (at, half): (Pointer, At) = match fault {
        AccountFault::ContextForm { name, .. } => {
            (place.key("context").key(name.as_str()), At::Value)
        }
        AccountFault::UnknownContext { name, .. } => {
            (place.key("context").key(name.as_str()), At::Key)
        }
        AccountFault::UnknownCredential { name, .. } => {
            (place.key("credentials").key(name.as_str()), At::Key)
        }
        AccountFault::MissingContext { .. } => (place.key("context"), At::Key),
        AccountFault::MissingCredentials { .. } => (place.key("credentials"), At::Key),
        AccountFault::BaseUrl => (place.key("base_url"), At::Value),
        AccountFault::Overlay(_) => (place.key("overlay"), At::Value),
        AccountFault::Lacks(_) => (place.clone(), At::Value),
    };
    // A part that is not written is shown at the account's id.
    let label: Label = match document.get(&at) {
        Some(_) => document.label(&at, half, ""),
        None => document.label(&place.key("id"), At::Value, "this account"),
    };
    let help = match fault {
        AccountFault::UnknownContext { name, allowed }
        | AccountFault::UnknownCredential { name, allowed } => {
            nearest(name, allowed).map(|near| format!("did you mean `{near}`?"))
        }
        _ => Some(format!(
            "`touchpoint explain {slug}` shows what its mapping needs"
        )),
    };
    Diagnostic::error(Code::AccountUnfit, fault.to_string(), label).with_help_if(help)
}
