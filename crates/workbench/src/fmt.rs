//! One canonical form of a mapping's text: how it is indented, spaced, quoted and broken into lines.
//! Keys stay in the author's order, comments where they stand, and the meaning is the same.

mod columns;

use columns::at_their_columns;
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
    fn a_comment_that_ends_its_block_stays_in_it() {
        let text = "connection:\n  auth: [a] # a\n  # about connection\nlist:\n  x: 1 # b\n  # about list\n";
        assert_eq!(formatted(text), text);
        let deep = "a:\n    b:\n        - c: 1   # c\n          # of c\n        # of b\n    # of a\n# of all\nd: 2\n";
        let formed =
            "a:\n  b:\n    - c: 1       # c\n      # of c\n    # of b\n  # of a\n# of all\nd: 2\n";
        assert_eq!(formatted(deep), formed);
        assert_eq!(formatted(formed), formed);
    }

    #[test]
    fn a_sign_in_a_block_of_text_is_no_comment() {
        let text = "a:\n  b: |\n    x # y\n    # z\n  # of a\nc: 1\n";
        assert_eq!(formatted(text), text);
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
