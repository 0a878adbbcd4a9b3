//! One canonical form of a mapping's text: how it is indented, spaced, quoted and broken into lines.
//! Keys stay in the author's order, comments where they stand, and the meaning is the same.

use pretty_yaml::config::{FormatOptions, Quotes};
use pretty_yaml::format_text;
use std::sync::Arc;
use touchpoint_language::diagnostic::{Diagnostic, Severity};
use touchpoint_language::document::parse;
use touchpoint_language::json::Json;
use touchpoint_language::source::SourceFile;

/// How long a line may be before a map or a list between brackets is broken into several.
const WIDTH: usize = 200;
/// How often a text is formatted until it stays as it is.
const MOST_ROUNDS: usize = 4;

/// Why a text has no canonical form.
#[derive(Debug)]
pub enum Unformatted {
    /// It is no sound YAML; each fault with its place.
    Faulty(Vec<Diagnostic>),
    /// The formatter fails on it, or would change what it means. The text is left as it is.
    Refused(String),
}

/// The canonical form of a text.
///
/// ```
/// use touchpoint_language::source::SourceFile;
/// use touchpoint_workbench::fmt::format;
///
/// let source = SourceFile::new("a.yaml", "a:   {b: 1,c: [ 2 ]} # why\n");
/// assert_eq!(format(&source).unwrap(), "a: { b: 1, c: [2] } # why\n");
/// ```
///
/// # Errors
/// [`Unformatted`].
pub fn format(source: &SourceFile) -> Result<String, Unformatted> {
    let meant = meaning(&source.name, &source.text).map_err(Unformatted::Faulty)?;
    let mut text = source.text.clone();
    for _ in 0..MOST_ROUNDS {
        let formatted = format_text(&text, &options())
            .map_err(|fault| Unformatted::Refused(fault.to_string()))?;
        let formatted = at_their_columns(&text, &formatted);
        if formatted == text {
            break;
        }
        text = formatted;
    }
    match meaning(&source.name, &text) {
        Ok(means) if means == meant => Ok(text),
        _ => Err(Unformatted::Refused("its meaning would change".to_owned())),
    }
}

fn options() -> FormatOptions {
    let mut options = FormatOptions::default();
    options.layout.print_width = WIDTH;
    options.language.quotes = Quotes::PreferDouble;
    options.language.trailing_comma = false;
    options
}

/// What a text says, or its faults.
fn meaning(name: &str, text: &str) -> Result<Json, Vec<Diagnostic>> {
    let (document, mut told) = parse(Arc::new(SourceFile::new(name, text)));
    told.retain(|one| one.severity == Severity::Error);
    if told.is_empty() {
        Ok(document.to_json())
    } else {
        Err(told)
    }
}

/// A formatted text whose comments behind values begin at the columns of the text before, where
/// there is room: authors align them.
fn at_their_columns(before: &str, formatted: &str) -> String {
    let mut columns = before
        .lines()
        .filter_map(trailing)
        .map(|(written, comment)| {
            let gap = written.len().saturating_sub(written.trim_end().len());
            (written.chars().count(), gap, comment.trim_end())
        });
    let mut text = String::with_capacity(formatted.len());
    for line in formatted.lines() {
        match trailing(line) {
            Some((written, comment)) => {
                let written = written.trim_end();
                // Both texts have the same comments in the same order.
                let of = columns
                    .by_ref()
                    .find(|(_, _, other)| *other == comment.trim_end());
                let length = written.chars().count();
                let gap = match of {
                    Some((column, gap, _)) if gap > 1 && column > length => {
                        column.saturating_sub(length)
                    }
                    _ => 1,
                };
                text.push_str(written);
                text.extend(std::iter::repeat_n(' ', gap));
                text.push_str(comment);
            }
            None => text.push_str(line),
        }
        text.push('\n');
    }
    text
}

/// What stands before a comment on a line, and the comment; `None` for a line without one, and for
/// a line that is one.
fn trailing(line: &str) -> Option<(&str, &str)> {
    let mut quote: Option<char> = None;
    let mut before = ' ';
    for (at, letter) in line.char_indices() {
        match (quote, letter) {
            (Some(open), close) if open == close && (open != '"' || before != '\\') => {
                quote = None;
            }
            // A quote opens a text only where a value may begin.
            (None, '"' | '\'') if " [{(,:".contains(before) => quote = Some(letter),
            (None, '#') if before == ' ' || before == '\t' => {
                let (written, comment) = line.split_at_checked(at)?;
                return (!written.trim().is_empty()).then_some((written, comment));
            }
            _ => {}
        }
        before = letter;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formatted(text: &str) -> String {
        format(&SourceFile::new("a.yaml", text)).unwrap()
    }

    #[test]
    fn comments_stay_and_keep_their_columns() {
        let text = "# What it is.\na: 1          # one\n\nlong_name: 2  # two\n";
        assert_eq!(formatted(text), text);
        assert_eq!(formatted("a:    1   # one\n"), "a: 1      # one\n");
        assert_eq!(formatted("a: 'x # y'\n"), "a: \"x # y\"\n");
    }

    #[test]
    fn a_faulty_text_is_told_and_left() {
        let source = SourceFile::new("a.yaml", "a: [1\nb: 2\n");
        assert!(matches!(format(&source), Err(Unformatted::Faulty(told)) if !told.is_empty()));
    }

    #[test]
    fn the_order_of_keys_is_the_authors() {
        assert_eq!(formatted("b:   1\na:  2\n"), "b: 1\na: 2\n");
    }
}
