//! Where a part of a scalar's value stands in the text: quotes and escapes make the two differ.

use std::ops::Range;

use crate::source::{SourceFile, Span};

/// The span of `range` (bytes of `value`) where `whole` is the span of the scalar. `None` where the
/// scalar covers several lines or its text does not match.
pub(super) fn part(
    source: &SourceFile,
    whole: &Span,
    value: &str,
    range: &Range<usize>,
) -> Option<Span> {
    let written = source.slice(whole);
    if written.contains('\n') {
        return None;
    }
    let start = value.floor_char_boundary(range.start.min(range.end));
    let end = value.ceil_char_boundary(range.end);
    let (start, end) = if written == value {
        (start, end)
    } else {
        let before = value.get(..start)?.chars().count();
        let until = value.get(..end)?.chars().count();
        let places = places(written)?;
        if places.len() != value.chars().count() + 1 {
            return None;
        }
        (*places.get(before)?, *places.get(until)?)
    };
    Some(whole.start + start..whole.start + end)
}

/// The offset of each character of a quoted text's value, and of its end.
fn places(written: &str) -> Option<Vec<usize>> {
    let quote = written.chars().next().filter(|c| "'\"".contains(*c))?;
    let mut places = Vec::new();
    let mut rest = written.char_indices().skip(1);
    while let Some((at, c)) = rest.next() {
        places.push(at);
        match (quote, c) {
            ('"', '\\') => {
                let more = match rest.next()?.1 {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    _ => 0,
                };
                for _ in 0..more {
                    rest.next()?;
                }
            }
            ('"', '"') => break,
            // two quotes are one; a quote with nothing behind it ends the text
            ('\'', '\'') if rest.next().is_none() => break,
            _ => {}
        }
    }
    Some(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(written: &str, value: &str, range: Range<usize>) -> Option<String> {
        let source = SourceFile::new("a", format!("k: {written}"));
        let span = part(&source, &(3..3 + written.len()), value, &range)?;
        Some(source.slice(&span).to_owned())
    }

    #[test]
    fn finds_parts() {
        assert_eq!(marked("$.a.bc", "$.a.bc", 4..6).as_deref(), Some("bc"));
        assert_eq!(marked("\"$.a.bc\"", "$.a.bc", 4..6).as_deref(), Some("bc"));
        assert_eq!(marked("'it''s x'", "it's x", 2..4).as_deref(), Some("''s"));
        let escaped = r#""a\u00e9\"\x41z""#;
        assert_eq!(marked(escaped, "aé\"Az", 1..3).as_deref(), Some(r"\u00e9"));
        assert_eq!(marked(escaped, "aé\"Az", 4..6).as_deref(), Some(r"\x41z"));
        assert_eq!(marked("\"ab\"", "ab", 2..9).as_deref(), Some(""));
        assert_eq!(marked("\"a\n  b\"", "a b", 0..1), None);
        assert_eq!(marked("other", "text", 0..1), None);
    }
}
