//! What the help of a fault says to write, as a change of the text: only where it says one thing.
//! Whoever applies it tries it first: with it the fault must be gone.

use super::Diagnostic;
use crate::source::{SourceFile, Span};

/// One change of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Mend {
    /// What it does, for the author: ``write `records` ``.
    pub title: String,
    /// The bytes that change.
    pub span: Span,
    /// What stands there then.
    pub text: String,
}

/// What begins a help that names the one thing to write.
const NAMES: [&str; 3] = ["did you mean `", "write `", "close it: `"];
/// What stands before it, in a help that says why.
const AFTER: [&str; 3] = [": write `", ", write `", " matched: `"];

/// The change that mends a fault, where its help names one. The changes to try are in order: the
/// first after which the fault is gone is meant.
///
/// ```
/// use std::sync::Arc;
/// use touchpoint_language::diagnostic::{Code, Diagnostic, Label, mends};
/// use touchpoint_language::source::SourceFile;
///
/// let source = Arc::new(SourceFile::new("a.yaml", "recods: $.data[*]"));
/// let fault = Diagnostic::error(Code::UnknownKey, "no such key", Label::new(&source, 0..6, ""));
/// let [mend] = &mends(&fault.with_help("did you mean `records`?"))[..] else { panic!() };
/// assert_eq!((mend.span.clone(), mend.text.as_str()), (0..6, "records"));
/// ```
pub fn mends(fault: &Diagnostic) -> Vec<Mend> {
    let Some(help) = fault.help.as_deref() else {
        return Vec::new();
    };
    let (source, span) = (&*fault.primary.source, &fault.primary.span);
    if let Some(text) = help.strip_prefix("put quotes around it: ") {
        let mut spans = vec![span.clone(), to_the_end(source, span)];
        spans.dedup();
        // Where a secret is covered nothing is known to be written.
        spans.retain(|_| !text.contains('…'));
        let mend = |span| Mend {
            title: format!("write {text}"),
            span,
            text: text.to_owned(),
        };
        return spans.into_iter().map(mend).collect();
    }
    if let Some(column) = help.strip_prefix("start it in column ") {
        return indented(source, span, column).into_iter().collect();
    }
    match help {
        "indent with spaces" => return spaces(source, span).into_iter().collect(),
        "remove this line" => return vec![without_line(source, span)],
        _ => {}
    }
    if let Some(letter) = help
        .strip_prefix("take one `")
        .and_then(|rest| rest.strip_suffix("` away"))
    {
        return vec![Mend {
            title: format!("take `{letter}` away"),
            span: span.clone(),
            text: String::new(),
        }];
    }
    let Some(word) = the_word(help) else {
        return Vec::new();
    };
    if help.starts_with("close it") {
        return vec![Mend {
            title: format!("write `{word}`"),
            span: to_the_end(source, span),
            text: word.to_owned(),
        }];
    }
    in_place(source, span, word)
}

/// The one text that a help says to write.
fn the_word(help: &str) -> Option<&str> {
    let begins = NAMES.iter().find_map(|prefix| help.strip_prefix(prefix));
    let follows = || {
        AFTER
            .iter()
            .find_map(|middle| Some(help.split_once(middle)?.1))
    };
    let (word, end) = begins.or_else(follows)?.split_once('`')?;
    let whole = ["", "?"].contains(&end) && !word.contains('…');
    // A key whose value is left to the author is no text to write.
    whole.then_some(word)
}

/// The word in place of what is marked: with the quotes that stood there, and bare.
fn in_place(source: &SourceFile, span: &Span, word: &str) -> Vec<Mend> {
    let written = source.slice(span);
    let quote = written.chars().next().filter(|c| "'\"".contains(*c));
    let quote = quote.filter(|quote| !word.starts_with(*quote) && written.ends_with(*quote));
    let texts = match quote {
        Some(quote) => vec![format!("{quote}{word}{quote}"), word.to_owned()],
        None => vec![word.to_owned()],
    };
    let title = format!("write `{word}`");
    let mend = |text| Mend {
        title: title.clone(),
        span: span.clone(),
        text,
    };
    texts.into_iter().map(mend).collect()
}

/// From where the marked text begins to the end of what is written on its line, without a comment.
fn to_the_end(source: &SourceFile, span: &Span) -> Span {
    let rest = source.text.get(span.start..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    let written = line
        .find(" #")
        .and_then(|at| line.get(..at))
        .unwrap_or(line);
    let end = span.start.saturating_add(written.trim_end().len());
    span.start..end.max(span.end)
}

/// The line begins in another column.
fn indented(source: &SourceFile, span: &Span, column: &str) -> Option<Mend> {
    let column: usize = column.parse().ok()?;
    Some(Mend {
        title: format!("start it in column {column}"),
        span: indent(source, span)?,
        text: " ".repeat(column.saturating_sub(1)),
    })
}

/// The blanks and tabs that a line begins with.
fn indent(source: &SourceFile, span: &Span) -> Option<Span> {
    let (line, _) = source.line_column(span.start);
    let start = source.lines(line, line).start;
    let written = source.text.get(start..)?;
    let blank = written.find(|sign| sign != ' ' && sign != '\t');
    Some(start..start.saturating_add(blank.unwrap_or(written.len())))
}

/// Two spaces for each tab that a line begins with.
fn spaces(source: &SourceFile, span: &Span) -> Option<Mend> {
    let span = indent(source, span)?;
    let text = source.text.get(span.clone())?.replace('\t', "  ");
    Some(Mend {
        title: "indent with spaces".to_owned(),
        span,
        text,
    })
}

fn without_line(source: &SourceFile, span: &Span) -> Mend {
    let (line, _) = source.line_column(span.start);
    Mend {
        title: "remove this line".to_owned(),
        span: source.lines(line, line),
        text: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Label};
    use std::sync::Arc;

    fn texts(text: &str, span: Span, help: &str) -> Vec<String> {
        let source = Arc::new(SourceFile::new("a.yaml", text));
        let fault = Diagnostic::error(Code::WrongForm, "wrong", Label::new(&source, span, ""));
        let all = mends(&fault.with_help(help));
        let with = |mend: &Mend| {
            let (start, end) = (text.get(..mend.span.start), text.get(mend.span.end..));
            format!("{}{}{}", start.unwrap(), mend.text, end.unwrap())
        };
        all.iter().map(with).collect()
    }

    #[test]
    fn what_the_help_says_is_written() {
        let one = |text: &str| vec![text.to_owned()];
        assert_eq!(texts("a: b # c", 3..4, "write `d`"), one("a: d # c"));
        assert_eq!(
            texts("a: 'b'", 3..6, "did you mean `d`?"),
            ["a: 'd'", "a: d"]
        );
        assert_eq!(
            texts("a: {{ b }} # c", 3..10, "put quotes around it: \"{{ b }}\""),
            one("a: \"{{ b }}\" # c")
        );
        assert_eq!(
            texts("a:\n b: 1\n", 4..5, "start it in column 3"),
            one("a:\n  b: 1\n")
        );
        assert_eq!(
            texts("a:\n\tb: 1\n", 3..4, "indent with spaces"),
            one("a:\n  b: 1\n")
        );
        assert_eq!(texts("[a,,b]", 3..4, "take one `,` away"), one("[a,b]"));
        assert_eq!(
            texts("a: 1\n```\n", 5..8, "remove this line"),
            one("a: 1\n")
        );
    }

    #[test]
    fn of_several_things_none_is_written() {
        for help in [
            "write `a` or `b`",
            "write `a`, or take it away",
            "allowed here: a, b",
            "write `a: …`",
            "add `a`",
        ] {
            assert!(texts("a: b", 0..1, help).is_empty(), "{help}");
        }
    }
}
