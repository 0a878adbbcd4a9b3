//! The one reading of an accounts file: its text becomes accounts, and diagnostics at their places. What
//! `validate` tells and what is served both come from here.

use super::environment::{NotExpanded, expand, meant};
use super::written::schema;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::{fs, io};
use touchpoint_core::exchange::Account;
use touchpoint_language::covered::{Covered, Holds, covered, is_reference};
use touchpoint_language::diagnostic::{Code, Diagnostic, Help, Label, Severity};
use touchpoint_language::document::{At, Document, Kind, Node, Pointer, Step, parse_data};
use touchpoint_language::source::{SourceFile, Span};
use touchpoint_language::structure::Judge;

/// What stands around a file.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    /// A variable of the environment.
    pub(super) variable: &'a dyn Fn(&str) -> Option<String>,
    /// Where overlays lie; without it they stay names.
    pub(super) folder: Option<&'a Path>,
}

/// A file as it was read.
pub(super) struct Reading {
    /// Its sound parts.
    pub(super) document: Document,
    /// What is wrong with it. Secrets stand in it until it is covered.
    pub(super) told: Vec<Diagnostic>,
    /// Its accounts, in the order of the text.
    pub(super) accounts: Vec<OneRead>,
    /// Where each item of the list stands, with its id where it has one.
    items: Vec<(Span, Option<String>)>,
    shown: Covered,
}

/// One account as it was read.
pub(super) struct OneRead {
    /// Its place among the sound parts.
    pub(super) place: Pointer,
    /// What is known of it.
    pub(super) account: Account,
    /// The places whose values are not known, because they are faulty or a variable is not set.
    pub(super) unknown: Vec<Pointer>,
    /// True if nothing is wrong with it.
    pub(super) sound: bool,
}

/// Reads a file.
///
/// # Errors
/// What is wrong with our schema; ours to repair.
pub(super) fn reading(source: SourceFile, around: Around<'_>) -> Result<Reading, String> {
    let judge = Judge::new(&schema(), &[])?;
    let (written, mut told) = parse_data(Arc::new(source));
    let shown = covered(&written, &told, &holds);
    // Of a text that is no sound YAML nothing is certain, so none of its accounts is used.
    let readable = told.iter().all(|one| one.severity != Severity::Error);
    let (document, found) = judge.examine(written.clone());
    let whole = |one: &Diagnostic| one.code == Code::TooLarge;
    let readable = readable && !found.iter().any(whole);
    told.extend(found);
    let faulty: Vec<usize> = told.iter().map(|one| one.primary.span.start).collect();
    let mut reading = Reading {
        items: Vec::new(),
        accounts: Vec::new(),
        told,
        shown,
        document,
    };
    let sound = items(&reading.document).iter().enumerate();
    let sound: HashMap<Span, usize> = sound.map(|(at, node)| (node.span.clone(), at)).collect();
    for item in items(&written) {
        let readable = readable && !faulty.iter().any(|start| item.span.contains(start));
        reading.item(item, sound.get(&item.span), around, readable);
    }
    reading.items.sort_by_key(|(span, _)| span.start);
    reading.twice();
    Ok(reading)
}

fn holds(key: &str) -> Holds {
    match key {
        "accounts" => Holds::Keys,
        "id" | "integration" | "base_url" | "overlay" | "context" => Holds::Open,
        _ => Holds::Secret,
    }
}

fn accounts() -> Pointer {
    Pointer::new().key("accounts")
}

fn items(document: &Document) -> &[Node] {
    match document.get(&accounts()).map(|node| &node.kind) {
        Some(Kind::List(items)) => items,
        _ => &[],
    }
}

impl Reading {
    /// One item of the list, as its author wrote it, with its place among the sound ones.
    fn item(&mut self, item: &Node, sound: Option<&usize>, around: Around<'_>, readable: bool) {
        let twin = sound.and_then(|index| Some((*index, items(&self.document).get(*index)?)));
        let Some((index, node)) = twin else {
            let id = item.entries().iter().find(|entry| entry.key == "id");
            let id = id.and_then(|id| expand(id.node.as_text()?, around.variable).ok());
            self.items.push((item.span.clone(), id));
            return;
        };
        let mut one = One {
            document: &self.document,
            around,
            place: accounts().index(index),
            told: Vec::new(),
            unknown: Vec::new(),
        };
        let account = one.account(node, item);
        let mut told = one.told;
        let (place, unknown) = (one.place, one.unknown);
        let id = Some(account.id.clone()).filter(|id| !id.is_empty());
        self.items.push((item.span.clone(), id));
        let odd = |one: &Diagnostic| one.code == Code::OtherMeaning;
        let sound = readable && told.iter().all(odd) && unknown.is_empty();
        self.told.append(&mut told);
        self.accounts.push(OneRead {
            place,
            account,
            unknown,
            sound,
        });
    }

    /// The second of two accounts of one id is left out.
    fn twice(&mut self) {
        let mut first: indexmap::IndexMap<String, Pointer> = indexmap::IndexMap::new();
        for one in &mut self.accounts {
            let id = one.place.key("id");
            let text = one.account.id.clone();
            if text.is_empty() || one.unknown.contains(&id) {
                continue;
            }
            let Some(first) = first.get(&text) else {
                first.insert(text, id);
                continue;
            };
            let title = format!("two accounts have the id `{text}`");
            let label = self.document.label(&id, At::Value, "this one is left out");
            let first = self
                .document
                .label(first, At::Value, "the first stands here");
            let twice = Diagnostic::error(Code::AccountTwice, title, label);
            self.told.push(
                twice
                    .with_secondary(first)
                    .with_help("give each account an id of its own"),
            );
            one.sound = false;
        }
    }

    /// The id of the account that a place belongs to.
    pub(super) fn account_at(&self, place: &Span) -> Option<&str> {
        let after = self
            .items
            .partition_point(|(span, _)| span.start <= place.start);
        let (span, id) = self.items.get(after.checked_sub(1)?)?;
        id.as_deref().filter(|_| span.contains(&place.start))
    }

    /// The same diagnostic without a secret.
    pub(super) fn covered(&self, mut told: Diagnostic) -> Diagnostic {
        self.shown.cover(&mut told);
        told
    }
}

/// A part of an account by its name: `` `context.zone` ``.
fn part(at: &Pointer) -> String {
    let names = at.steps().iter().filter_map(Step::as_key).skip(1);
    format!("`{}`", names.collect::<Vec<_>>().join("."))
}

/// One account while it is read.
struct One<'r> {
    document: &'r Document,
    around: Around<'r>,
    place: Pointer,
    told: Vec<Diagnostic>,
    unknown: Vec<Pointer>,
}

impl One<'_> {
    /// The account of a sound node, and of the node as it was written.
    fn account(&mut self, node: &Node, written: &Node) -> Account {
        let mut account = Account::default();
        for group in ["context", "credentials"] {
            let place = self.place.key(group);
            let of = |node: &Node| {
                let group = node.entries().iter().find(|entry| entry.key == group);
                group.map_or_else(Vec::new, |entry| entry.node.entries().to_vec())
            };
            let sound = of(node);
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
                    account.overlay = Some(Arc::new(self.overlay(&at, name)));
                }
                _ => {}
            }
        }
        account
    }

    /// The text of a value with its variables put in. A variable that is not set leaves it as it is.
    fn value(&mut self, at: &Pointer, node: &Node) -> String {
        let text = node.as_text().unwrap_or_default();
        if text.is_empty() {
            self.empty(
                at,
                "nothing stands here",
                "give it a value, or remove the key",
            );
        }
        match expand(text, self.around.variable) {
            Ok(value) => {
                if value.is_empty() && !text.is_empty() {
                    self.empty(at, "its variable is empty", "give the variable a value");
                } else if let Some(name) = meant(text) {
                    self.told.push(self.taken_as_text(at, name));
                }
                value
            }
            Err(why) => {
                let (part, label) = (part(at), self.document.label(at, At::Value, ""));
                self.unknown.push(at.clone());
                self.told.push(match why {
                    NotExpanded::Unset(name) => {
                        let title = format!(
                            "{part} needs the environment variable `{name}`, which is not set here"
                        );
                        Diagnostic::warning(Code::UnsetVariable, title, label)
                            .with_help("set it where the file is read")
                    }
                    NotExpanded::Form(says) => {
                        Diagnostic::error(Code::WrongForm, format!("{part} {says}"), label)
                    }
                });
                text.to_owned()
            }
        }
    }

    fn empty(&mut self, at: &Pointer, text: &str, help: &str) {
        let label = self.document.label(at, At::Value, text);
        let title = format!("{} is empty", part(at));
        let fault = Diagnostic::error(Code::EmptyValue, title, label);
        self.told.push(fault.with_help(help));
    }

    /// A variable in the spelling of something else. Its name is told only where there is such a
    /// variable: else the text may be a secret.
    fn taken_as_text(&self, at: &Pointer, name: &str) -> Diagnostic {
        let label = self.document.label(at, At::Value, "no variable is put in");
        let title = format!("{} is taken as it stands", part(at));
        let told = Diagnostic::warning(Code::OtherMeaning, title, label);
        told.with_help(if (self.around.variable)(name).is_some() {
            Help::write(&format!("${{{name}}}"))
        } else {
            "a variable of the environment is written `${NAME}`".into()
        })
    }

    /// The overlay of this name, with its text where its folder is known.
    fn overlay(&mut self, at: &Pointer, name: String) -> SourceFile {
        let Some(folder) = self.around.folder.filter(|_| !is_reference(&name)) else {
            return SourceFile::new(name, "");
        };
        let path = folder.join(&name);
        let shown = path.display();
        match fs::read_to_string(&path) {
            Ok(text) => SourceFile::new(shown.to_string(), text),
            Err(fault) => {
                let label = "paths start at this file's folder";
                let label: Label = self.document.label(at, At::Value, label);
                let title = match fault.kind() {
                    io::ErrorKind::NotFound => format!("there is no `{shown}`"),
                    _ => format!("`{shown}` cannot be read: {fault}"),
                };
                self.told
                    .push(Diagnostic::error(Code::UnreadableFile, title, label));
                SourceFile::new(name, "")
            }
        }
    }
}
