//! A copy of a text in which no secret can be read, for the lines that a diagnostic quotes. Every
//! byte keeps its place.

use crate::diagnostic::Diagnostic;
use crate::document::{Document, Kind, Node};
use crate::source::{SourceFile, Span};
use std::sync::Arc;

/// The covered text, and what was covered.
#[derive(Debug)]
pub struct Covered {
    source: Arc<SourceFile>,
    secrets: Vec<String>,
}

/// Texts shorter than this many bytes count as no secret in messages: they would be found in ordinary
/// words. In quoted lines they are covered too.
pub const SHORTEST_SECRET: usize = 4;

/// True for a value that only names a variable: `${TOKEN}`.
pub fn is_reference(text: &str) -> bool {
    text.starts_with("${") && text.find('}') == text.len().checked_sub(1)
}

/// What a key says of its value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Holds {
    /// No secret, and none below it.
    Open,
    /// A secret, or what may be one: a key that the file does not know may be a misspelt one.
    Secret,
    /// A map, or a list of maps, whose own keys say it. A single value in such a list is covered.
    Keys,
}

/// Covers the values of secret keys, and all below them. Of a text that is no sound YAML, or no map, every
/// value is covered, since nothing says which are secret; `told` are the diagnostics of parsing it.
pub fn covered(document: &Document, told: &[Diagnostic], holds: &dyn Fn(&str) -> Holds) -> Covered {
    let source = &document.source;
    let mut found = Found::default();
    match &document.root {
        Some(root) if !document.torn && told.is_empty() && !root.entries().is_empty() => {
            secrets_below(root, holds, source, &mut found);
        }
        _ => values(&source.text, &mut found),
    }
    // What stands at many places is looked for once. The longest go first: one may be in another.
    found
        .secrets
        .sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    found.secrets.dedup();
    let mut text = String::with_capacity(source.text.len());
    let mut spans = found.spans.into_iter().peekable();
    for (at, letter) in source.text.char_indices() {
        while spans.next_if(|span| span.end <= at).is_some() {}
        let inside = spans.peek().is_some_and(|span| span.contains(&at));
        let open = !inside || letter.is_whitespace() || "\"'{}[],:#-".contains(letter);
        text.push(if open { letter } else { cover(letter) });
    }
    Covered {
        source: Arc::new(SourceFile::new(source.name.clone(), text)),
        secrets: found.secrets,
    }
}

/// A letter of as many bytes that says nothing.
fn cover(letter: char) -> char {
    match letter.len_utf8() {
        1 => '*',
        2 => '\u{b7}',
        3 => '\u{2022}',
        _ => '\u{1f784}',
    }
}

/// The spans of secrets in the order of the text, and the secrets.
#[derive(Default)]
struct Found {
    spans: Vec<Span>,
    secrets: Vec<String>,
}

fn secrets_below(
    node: &Node,
    holds: &dyn Fn(&str) -> Holds,
    source: &SourceFile,
    found: &mut Found,
) {
    match &node.kind {
        Kind::Scalar { .. } => secret(node, source, found),
        Kind::List(items) => {
            for item in items {
                secrets_below(item, holds, source, found);
            }
        }
        Kind::Map(entries) => {
            for entry in entries {
                match holds(&entry.key) {
                    Holds::Open => {}
                    Holds::Secret => secret(&entry.node, source, found),
                    Holds::Keys => secrets_below(&entry.node, holds, source, found),
                }
            }
        }
    }
}

fn secret(node: &Node, source: &SourceFile, found: &mut Found) {
    match &node.kind {
        Kind::Scalar { .. } => {
            let written = source.slice(&node.span);
            if !is_reference(written.trim_matches(['"', '\''])) {
                found.spans.push(node.span.clone());
                found.secrets.extend(node.as_text().map(str::to_owned));
                found.secrets.push(written.to_owned());
            }
        }
        Kind::List(items) => items.iter().for_each(|item| secret(item, source, found)),
        Kind::Map(entries) => {
            for entry in entries {
                secret(&entry.node, source, found);
            }
        }
    }
}

/// What stands behind the first colon of each line, or on a line without one.
fn values(text: &str, found: &mut Found) {
    let mut start = 0_usize;
    for line in text.split_inclusive('\n') {
        let end = start.saturating_add(line.len());
        let colon = line.find(':').map_or(0, |at| at.saturating_add(1));
        let value = line.get(colon..).unwrap_or_default();
        let value = value.trim().trim_matches(['"', '\'']);
        found.secrets.push(value.to_owned());
        found.spans.push(start.saturating_add(colon)..end);
        start = end;
    }
}

impl Covered {
    /// Lets a diagnostic quote the covered text, and takes secrets out of its words.
    pub fn cover(&self, diagnostic: &mut Diagnostic) {
        let labels = std::iter::once(&mut diagnostic.primary).chain(&mut diagnostic.secondary);
        for label in labels {
            label.source = self.source.clone();
            label.text = self.without(&label.text);
        }
        diagnostic.title = self.without(&diagnostic.title);
        diagnostic.help = diagnostic.help.as_ref().map(|help| self.without(help));
        // A mend that holds a secret would show it, or write `…` into the file.
        diagnostic.mend.take_if(|mend| {
            let mut texts = mend.edits.iter().map(|edit| &edit.text);
            texts.any(|text| self.without(text) != *text) || self.without(&mend.title) != mend.title
        });
    }

    fn without(&self, words: &str) -> String {
        let secrets = self
            .secrets
            .iter()
            .filter(|secret| secret.len() >= SHORTEST_SECRET);
        secrets.fold(words.to_owned(), |words, secret| {
            words.replace(secret.as_str(), "…")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;

    fn shown(text: &str) -> String {
        let (document, told) = parse(Arc::new(SourceFile::new("a.yaml", text)));
        let holds = |key: &str| match key {
            "accounts" => Holds::Keys,
            "id" => Holds::Open,
            _ => Holds::Secret,
        };
        covered(&document, &told, &holds).source.text.clone()
    }

    #[test]
    fn secrets_are_covered_and_keep_their_place() {
        let text = "accounts:\n- id: a\n  credentials: { t: 'hush é', u: ${TOKEN_X} }\n";
        let text = text.replace("${TOKEN_X}", "\"${TOKEN_X}\"");
        let shown = shown(&text);
        assert_eq!(shown.len(), text.len());
        assert_eq!(shown, text.replace("hush é", "**** \u{b7}"));
    }

    #[test]
    fn what_stands_below_a_key_that_is_not_known_is_covered() {
        let shown = shown("accounts:\n- id: a\n  credential: { t: hush }\n  token: hush\n- hush\n");
        assert!(
            shown.contains("id: a") && !shown.contains("hush"),
            "{shown}"
        );
    }

    #[test]
    fn of_a_broken_text_every_value_is_covered() {
        let shown = shown("accounts:\n- id: a\n  credentials: { t: hush\n  key: \"hush\n");
        assert!(!shown.contains("hush"), "{shown}");
    }
}
