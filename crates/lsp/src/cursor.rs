//! What is being typed at an offset. The text around it is seldom whole, so a mark is put there, as a
//! key and as a value, and the parser, which reads on after mistakes, tells where the mark is.

use crate::language::{Language, Sheet};
use std::sync::Arc;
use touchpoint_language::document::{Kind, Node, Pointer};
use touchpoint_language::source::SourceFile;

/// No author writes it.
const MARK: &str = "zzTYPEDzz";

/// One reading of what is typed.
#[derive(Debug)]
pub(crate) struct Typed<'l> {
    /// The text with the mark.
    pub(crate) sheet: Sheet<'l>,
    pub(crate) half: Half,
}

/// Which half of an entry is typed, and what of it stands before the cursor.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Half {
    /// A key of the map at `map`; `written` are the keys that are there, `colon` says that one follows.
    Key {
        map: Pointer,
        before: String,
        written: Vec<String>,
        colon: bool,
    },
    /// The text value at `value`.
    Value { value: Pointer, before: String },
}

/// Every reading of what is typed at an offset: as a key, as a value, or both.
pub(crate) fn typed<'l>(
    language: &'l Language,
    source: &SourceFile,
    offset: usize,
) -> Vec<Typed<'l>> {
    let offset = source.text.floor_char_boundary(offset);
    let (before, after) = source
        .text
        .split_at_checked(offset)
        .unwrap_or((&source.text, ""));
    let line = before.rsplit('\n').next().unwrap_or_default();
    let rest = after.split('\n').next().unwrap_or_default();
    let closing = if rest.trim().is_empty() {
        closers(line)
    } else {
        String::new()
    };
    let word_end = rest.find(|c: char| !is_of_key(c)).unwrap_or(rest.len());
    let colon = rest
        .get(word_end..)
        .is_some_and(|rest| rest.trim_start().starts_with(':'));
    let read = |mark: &str| {
        let text = format!("{before}{mark}{closing}{after}");
        language.sheet(Arc::new(SourceFile::new(source.name.clone(), text)))
    };
    let mut readings = Vec::new();
    if colon || may_be_key(line) {
        let mark = if colon {
            MARK.to_owned()
        } else {
            format!("{MARK}: ~")
        };
        let sheet = read(&mark);
        if let Some(half @ Half::Key { .. }) = find(&sheet, colon) {
            readings.push(Typed { sheet, half });
        }
    }
    if !colon {
        let sheet = read(MARK);
        if let Some(half @ Half::Value { .. }) = find(&sheet, false) {
            readings.push(Typed { sheet, half });
        }
    }
    readings
}

fn is_of_key(c: char) -> bool {
    c.is_alphanumeric() || "._-$*[]'\"".contains(c)
}

/// True if what stands on the line before the word lets a key begin.
fn may_be_key(line: &str) -> bool {
    let head = line.trim_end_matches(is_of_key).trim_end();
    // A dash of a list is of the word's letters.
    let dash = line.trim_start();
    head.is_empty() || head.ends_with(['{', ',']) || dash.starts_with("- ") && !dash.contains(": ")
}

/// The quotes and brackets that close what the line has opened.
fn closers(line: &str) -> String {
    let (mut open, mut quote, mut last) = (Vec::new(), None, ' ');
    for c in line.chars() {
        match quote {
            Some(mark) if c == mark => quote = None,
            Some(_) => {}
            None if "'\"".contains(c) && " [{,:".contains(last) => quote = Some(c),
            None => match c {
                '{' => open.push('}'),
                '[' if " [{,".contains(last) => open.push(']'),
                '}' | ']' if open.last() == Some(&c) => {
                    open.pop();
                }
                _ => {}
            },
        }
        last = c;
    }
    quote.into_iter().chain(open.into_iter().rev()).collect()
}

fn find(sheet: &Sheet<'_>, colon: bool) -> Option<Half> {
    in_node(sheet.document.root.as_ref()?, &Pointer::new(), colon)
}

fn in_node(node: &Node, pointer: &Pointer, colon: bool) -> Option<Half> {
    match &node.kind {
        Kind::Scalar { value } => {
            let (before, _) = value.as_str()?.split_once(MARK)?;
            Some(Half::Value {
                value: pointer.clone(),
                before: before.to_owned(),
            })
        }
        Kind::List(items) => {
            let mut items = items.iter().enumerate();
            items.find_map(|(index, item)| in_node(item, &pointer.index(index), colon))
        }
        Kind::Map(entries) => entries.iter().find_map(|entry| {
            let Some((before, _)) = entry.key.split_once(MARK) else {
                return in_node(&entry.node, &pointer.key(entry.key.as_str()), colon);
            };
            let written = entries.iter().filter(|other| other.key != entry.key);
            Some(Half::Key {
                map: pointer.clone(),
                before: before.to_owned(),
                written: written.map(|entry| entry.key.clone()).collect(),
                colon,
            })
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_language::unified::engagement_model;

    /// The readings of a text in which `|` is the cursor.
    fn readings(text: &str) -> Vec<String> {
        let language = Language::new(engagement_model()).unwrap();
        let offset = text.find('|').unwrap();
        let source = SourceFile::new("a.yaml", text.replacen('|', "", 1));
        let halves = typed(&language, &source, offset)
            .into_iter()
            .map(|typed| match typed.half {
                Half::Key { map, before, .. } => format!("key {map} {before}"),
                Half::Value { value, before } => format!("value {value} {before}"),
            });
        halves.collect()
    }

    #[test]
    fn keys_and_values_are_told_apart() {
        assert_eq!(
            readings("list:\n  rec|"),
            ["key list rec", "value list rec"]
        );
        assert_eq!(
            readings("list:\n  a: 1\n  rec|\n  b: 2\n"),
            ["key list rec"]
        );
        assert_eq!(readings("list: { paging: { k|"), ["key list.paging k"]);
        assert_eq!(
            readings("list: { paging: { kind: c|"),
            ["value list.paging.kind c"]
        );
        assert_eq!(
            readings("list:\n  fields: { id: $.a, sub| }\n"),
            ["key list.fields sub"]
        );
        assert_eq!(readings("list:\n  rec|ords: $.a\n"), ["key list rec"]);
        assert_eq!(readings("a:\n  b: \"$.x.y|"), ["value a.b $.x.y"]);
        assert_eq!(
            readings("a:\n  b: x {{ context.d| }}\n"),
            ["value a.b x {{ context.d"]
        );
        assert_eq!(readings("a:\n  - { b: $.x| }\n"), ["value a[0].b $.x"]);
    }
}
