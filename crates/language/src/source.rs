//! One text with its name: turns byte offsets into lines and columns. It does not know how the
//! text came here, nor what is written in it.

use std::fmt;

/// A range of bytes in a [`SourceFile`]'s text.
pub type Span = std::ops::Range<usize>;

/// A named text, shared by every node and every label that points into it.
#[derive(Clone)]
pub struct SourceFile {
    /// How people know it: `mappings/acme.yaml`.
    pub name: String,
    /// The whole text.
    pub text: String,
    line_starts: Vec<usize>,
}

impl SourceFile {
    /// Notes where the lines start.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0)
            .chain(breaks.map(|(at, _)| at + 1))
            .collect();
        let name = name.into();
        Self {
            name,
            text,
            line_starts,
        }
    }

    /// Line and column of a byte offset, both from 1, the column in characters. An offset past the
    /// end is the end; one inside a character is that character.
    ///
    /// ```
    /// let file = touchpoint_language::source::SourceFile::new("a.yaml", "é: 1\nb: 2\n");
    /// assert_eq!(file.line_column(4), (1, 4));
    /// assert_eq!(file.line_column(6), (2, 1));
    /// ```
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self.line_start(line);
        let before = self.text.get(start..offset).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// The bytes of the lines from `first` to `last`, both counted from 1 and both included.
    pub fn lines(&self, first: usize, last: usize) -> Span {
        self.line_start(first)..self.line_start(last.saturating_add(1))
    }

    /// How many lines there are; the empty one after a final line break counts.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// The text of a span; empty where the span does not fit the text.
    pub fn slice(&self, span: &Span) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    fn line_start(&self, line: usize) -> usize {
        let start = self.line_starts.get(line.saturating_sub(1));
        start.copied().unwrap_or(self.text.len())
    }
}

/// The name only: a text may be a megabyte.
impl fmt::Debug for SourceFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SourceFile").field(&self.name).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_and_lines_from_one() {
        let file = SourceFile::new("a", "ab\nçd\n\nx");
        assert_eq!(file.line_column(0), (1, 1));
        assert_eq!(file.line_column(2), (1, 3));
        assert_eq!(file.line_column(3), (2, 1));
        assert_eq!(file.line_column(4), (2, 1), "inside `ç`");
        assert_eq!(file.line_column(5), (2, 2));
        assert_eq!(file.line_column(8), (4, 1));
        assert_eq!(file.line_column(999), (4, 2));
        assert_eq!(file.slice(&file.lines(2, 3)), "çd\n\n");
        assert_eq!(file.slice(&file.lines(4, 9)), "x");
    }
}
