//! Byte offsets ↔ the protocol's positions: lines and columns from 0, columns in UTF-16 units, or in
//! bytes where both sides agreed on that.

use touchpoint_language::source::{SourceFile, Span};
use tower_lsp_server::ls_types::{Position, Range};

/// What a column counts.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Columns {
    /// UTF-16 units, which every client knows.
    #[default]
    Utf16,
    /// Bytes.
    Utf8,
}

/// The position of an offset.
pub(crate) fn position(source: &SourceFile, offset: usize, columns: Columns) -> Position {
    let offset = source.text.floor_char_boundary(offset);
    let (line, _) = source.line_column(offset);
    let start = source.lines(line, line).start;
    let before = source.slice(&(start..offset));
    let column = match columns {
        Columns::Utf8 => before.len(),
        Columns::Utf16 => before.encode_utf16().count(),
    };
    Position::new(narrow(line.saturating_sub(1)), narrow(column))
}

/// The range of a span.
pub(crate) fn range(source: &SourceFile, span: &Span, columns: Columns) -> Range {
    Range::new(
        position(source, span.start, columns),
        position(source, span.end, columns),
    )
}

/// The offset of a position. One behind the end of its line is the line's end.
pub(crate) fn offset(source: &SourceFile, position: Position, columns: Columns) -> usize {
    let line = wide(position.line).saturating_add(1);
    let whole = source.lines(line, line);
    let text = source.slice(&whole).trim_end_matches(['\n', '\r']);
    let wanted = wide(position.character);
    let column = match columns {
        Columns::Utf8 => text.floor_char_boundary(wanted),
        Columns::Utf16 => {
            let mut units = 0;
            let at = text.char_indices().find(|(_, c)| {
                let here = units;
                units += c.len_utf16();
                here >= wanted
            });
            at.map_or(text.len(), |(at, _)| at)
        }
    };
    whole.start + column
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn wide(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_units_or_bytes() {
        let source = SourceFile::new("a", "a: é𝄞x\nb: 1\n");
        let at = source.text.find('x').unwrap_or_default();
        assert_eq!(position(&source, at, Columns::Utf16), Position::new(0, 6));
        assert_eq!(position(&source, at, Columns::Utf8), Position::new(0, 9));
        for columns in [Columns::Utf16, Columns::Utf8] {
            for (place, _) in source.text.char_indices() {
                let there = position(&source, place, columns);
                assert_eq!(offset(&source, there, columns), place, "{columns:?}");
            }
        }
        assert_eq!(
            offset(&source, Position::new(0, 99), Columns::Utf16),
            at + 1
        );
        assert_eq!(
            offset(&source, Position::new(9, 0), Columns::Utf16),
            source.text.len()
        );
    }
}
