//! A key with all that stands below it, moved to the map where it belongs.

use super::place::PlacedViolation;
use crate::diagnostic::Edit;
use crate::document::{Entry, Node, Pointer};
use crate::source::{SourceFile, Span};

/// The lines of a key at the end of another map, indented as that map is. Nothing where one of the two does not
/// stand on lines of its own, or a comment stands above the key.
pub(super) fn moved(place: &PlacedViolation<'_>, key: &str, target: &Pointer) -> Vec<Edit> {
    edits(place, key, target).unwrap_or_default()
}

fn edits(place: &PlacedViolation<'_>, key: &str, target: &Pointer) -> Option<Vec<Edit>> {
    let source = place.document.source_of(&place.pointer);
    let map = place.document.get(&place.pointer)?.entries();
    let entry = map.iter().find(|entry| entry.key == key)?;
    let target = place.document.get(target)?;
    let first = target.entries().first()?;
    let taken = target.entries().iter().any(|known| known.key == key);
    let (from, to) = (indent(source, entry)?, indent(source, first)?);
    if taken || map.len() < 2 {
        return None;
    }
    let whole = lines(source, entry);
    let above = source.text.get(..whole.start)?.lines().next_back();
    let commented = above.is_some_and(|line| line.trim_start().starts_with('#'));
    let end = target
        .entries()
        .iter()
        .map(|known| lines(source, known).end);
    let end = end.max()?;
    if commented || whole.contains(&end) && end != whole.start {
        return None;
    }
    let mut text = String::new();
    if !source.text.get(..end)?.ends_with('\n') {
        text.push('\n');
    }
    for line in source.slice(&whole).lines() {
        let inner = line.get(from..).unwrap_or_default();
        if !inner.is_empty() {
            text.push_str(&" ".repeat(to));
        }
        text.push_str(inner);
        text.push('\n');
    }
    let mut edits = vec![Edit::new(end..end, text), Edit::new(whole, "")];
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    Some(edits)
}

/// How far a key is indented that begins its line.
fn indent(source: &SourceFile, entry: &Entry) -> Option<usize> {
    let (number, _) = source.line_column(entry.key_span.start);
    let start = source.lines(number, number).start;
    let before = source.text.get(start..entry.key_span.start)?;
    before
        .bytes()
        .all(|byte| byte == b' ')
        .then_some(before.len())
}

/// The lines of an entry, each with its end.
fn lines(source: &SourceFile, entry: &Entry) -> Span {
    let (first, _) = source.line_column(entry.key_span.start);
    let end = written_end(source, &entry.node, entry.key_span.end);
    let (last, _) = source.line_column(end.saturating_sub(1).max(entry.key_span.start));
    source.lines(first, last)
}

/// Where the text of a node ends, without the white space behind it.
fn written_end(source: &SourceFile, node: &Node, least: usize) -> usize {
    let text = source.slice(&node.span);
    let end = node.span.start.saturating_add(text.trim_end().len());
    end.max(least)
}
