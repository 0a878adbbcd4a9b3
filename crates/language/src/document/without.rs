//! What a text loses with one entry of a map: its line, or its place between braces.

use super::{At, Document, Pointer};
use crate::diagnostic::Edit;
use crate::source::SourceFile;

impl Document {
    /// The change that takes a map's entry out of its text. Nothing where the entry is the only one
    /// of its map, where it begins an item of a list, and where it came through an alias.
    pub(crate) fn without(&self, pointer: &Pointer) -> Vec<Edit> {
        let parent = pointer.parent();
        let map = parent.as_ref().and_then(|parent| self.get(parent));
        let entries = map.map_or(0, |map| map.entries().len());
        let key = self.locate(pointer, At::Key);
        let Some(node) = self.get(pointer).filter(|_| entries > 1) else {
            return Vec::new();
        };
        let source = self.source_of(pointer);
        let end = if node.span.is_empty() {
            key.end.saturating_add(1)
        } else {
            node.span.end
        };
        if end <= key.start {
            return Vec::new();
        }
        let start = key.start;
        block(source, start, end)
            .or_else(|| flow(source, start, end))
            .into_iter()
            .collect()
    }
}

/// An entry with lines of its own.
fn block(source: &SourceFile, start: usize, end: usize) -> Option<Edit> {
    let (first, _) = source.line_column(start);
    // A map's or list's bytes may end where the next line begins.
    let last_byte = source.text.get(start..end)?.trim_end().len();
    let (last, _) = source.line_column(start.saturating_add(last_byte));
    let span = source.lines(first, last);
    let before = source.text.get(span.start..start)?;
    let behind = source.text.get(start.saturating_add(last_byte)..span.end)?;
    let behind = behind.trim();
    let alone = behind.is_empty() || behind.starts_with('#');
    (before.trim().is_empty() && alone).then(|| Edit::new(span, ""))
}

/// An entry between braces, with the comma behind it or the one before.
fn flow(source: &SourceFile, start: usize, end: usize) -> Option<Edit> {
    let (before, behind) = (source.text.get(..start)?, source.text.get(end..)?);
    let rest = behind.trim_start();
    if let Some(more) = rest.strip_prefix(',') {
        let next = more.trim_start();
        let gone = behind.len().saturating_sub(next.len());
        let opens = before.trim_end().ends_with(['{', ',']);
        return opens.then(|| Edit::new(start..end.saturating_add(gone), ""));
    }
    let earlier = before.trim_end().strip_suffix(',')?;
    rest.starts_with('}')
        .then(|| Edit::new(earlier.len()..end, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::applied;
    use crate::document::parse;
    use std::sync::Arc;

    fn without(text: &str, keys: &[&str]) -> String {
        let (document, told) = parse(Arc::new(SourceFile::new("a.yaml", text)));
        assert!(told.is_empty(), "{told:?}");
        let pointer = keys
            .iter()
            .fold(Pointer::new(), |pointer, key| pointer.key(*key));
        applied(text, &document.without(&pointer)).unwrap()
    }

    #[test]
    fn an_entry_goes_with_its_line_or_its_comma() {
        assert_eq!(without("a: 1\nb: 2 # two\nc: 3\n", &["b"]), "a: 1\nc: 3\n");
        assert_eq!(
            without("a:\n  b:\n    c: 1\n  d: 2\n", &["a", "b"]),
            "a:\n  d: 2\n"
        );
        assert_eq!(without("a: { b: 1, c: 2 }\n", &["a", "b"]), "a: { c: 2 }\n");
        assert_eq!(without("a: { b: 1, c: 2 }\n", &["a", "c"]), "a: { b: 1 }\n");
        assert_eq!(without("a: 1\nb: ~\n", &["b"]), "a: 1\n");
    }

    #[test]
    fn what_would_leave_nothing_stays() {
        for text in ["a: { b: 1 }\n", "a:\n  b: 1\n"] {
            assert_eq!(without(text, &["a", "b"]), text);
        }
    }
}
