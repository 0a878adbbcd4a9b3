//! What a step means at the place of its fault: YAML that stands there, in quotes where it needs them.

use super::edit::{Edit, Mend};
use super::help::{Change, Help};
use super::label::Label;
use crate::source::{SourceFile, Span};

/// What a step means at the place of its fault. Where the mark goes over several lines, no value is
/// put in its place: what it holds is more than a value.
pub(super) fn mend(help: &Help, label: &Label) -> Option<Mend> {
    let (source, span) = (&*label.source, label.span.clone());
    let change = *help.change.clone()?;
    let lines = source.slice(&span).contains('\n');
    let (title, edit) = match change {
        Change::Edits(title, edits) => return Some(Mend { title, edits }),
        Change::Column(column) => (
            format!("start it in column {column}"),
            Edit::new(indent(source, &span)?, " ".repeat(column.saturating_sub(1))),
        ),
        Change::Nothing => (
            format!("take `{}` away", source.slice(&span)),
            Edit::new(span, ""),
        ),
        _ if lines => return None,
        Change::Value(value) => {
            let text = in_place(source, &span, &value);
            (format!("write `{value}`"), Edit::new(span, text))
        }
        Change::Text(text) => (written(&text), Edit::new(span, text)),
        Change::Line(text) => (written(&text), Edit::new(to_the_end(source, &span), text)),
    };
    let edits = vec![edit];
    Some(Mend { title, edits })
}

fn written(text: &str) -> String {
    format!("write `{text}`")
}

/// How a value stands in the place of what is marked: between the quotes that stand there, or between
/// new ones where YAML would take it for something else.
fn in_place(source: &SourceFile, span: &Span, value: &str) -> String {
    let before = before(source, span);
    if let Some(quote) = open_quote(before) {
        return escaped(value, quote);
    }
    let marked = source.slice(span);
    let quote = marked.chars().next().filter(|c| "'\"".contains(*c));
    let whole = quote.filter(|quote| marked.len() > 1 && marked.ends_with(*quote));
    if let Some(quote) = whole {
        return format!("{quote}{}{quote}", escaped(value, quote));
    }
    let begins = before.trim_end();
    let begins = begins.is_empty() || begins.ends_with([':', '-', '?', '[', '{', ',']);
    let between = begins && (before.contains('{') || before.contains('['));
    if begins && !is_plain(value, between) {
        return quoted(value);
    }
    value.to_owned()
}

/// A text as an item between brackets: in quotes where it needs them.
pub(crate) fn flow_item(text: &str) -> String {
    if is_plain(text, true) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A text between quotes: double ones, or single ones where it holds double ones.
pub(crate) fn quoted(text: &str) -> String {
    let quote = if text.contains(['"', '\\']) {
        '\''
    } else {
        '"'
    };
    format!("{quote}{}{quote}", escaped(text, quote))
}

fn escaped(text: &str, quote: char) -> String {
    match quote {
        '\'' => text.replace('\'', "''"),
        _ => text.replace('\\', "\\\\").replace('"', "\\\""),
    }
}

/// True for a text that YAML reads as it stands.
fn is_plain(text: &str, between_brackets: bool) -> bool {
    let starts = text.starts_with([
        '*', '&', '!', '|', '>', '@', '`', '%', '{', '[', ']', '}', ',', '#', '\'', '"', '-', '?',
        ':', ' ',
    ]);
    let cut = text.contains(": ") || text.contains(" #") || text.ends_with([':', ' ']);
    let brackets = between_brackets && text.contains(['[', ']', '{', '}', ',']);
    !(text.is_empty() || starts || cut || brackets)
}

/// What stands before a place on its line.
fn before<'s>(source: &'s SourceFile, span: &Span) -> &'s str {
    let (line, _) = source.line_column(span.start);
    let start = source.lines(line, line).start;
    source.text.get(start..span.start).unwrap_or_default()
}

/// The quote that is open at the end of a text.
fn open_quote(text: &str) -> Option<char> {
    let (mut open, mut before) = (None, ' ');
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match open {
            Some('"') if letter == '\\' => _ = letters.next(),
            Some(quote) if letter == quote => open = None,
            None if "'\"".contains(letter) && " [{,:".contains(before) => open = Some(letter),
            Some(_) | None => {}
        }
        before = letter;
    }
    open
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

/// The blanks and tabs that a line begins with.
fn indent(source: &SourceFile, span: &Span) -> Option<Span> {
    let (line, _) = source.line_column(span.start);
    let start = source.lines(line, line).start;
    let written = source.text.get(start..)?;
    let blank = written.find(|sign| sign != ' ' && sign != '\t');
    Some(start..start.saturating_add(blank.unwrap_or(written.len())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn text(text: &str, span: Span, help: Help) -> String {
        let source = Arc::new(SourceFile::new("a.yaml", text));
        let mend = mend(&help, &Label::new(&source, span, ""));
        mend.and_then(|mend| mend.applied(text)).unwrap_or_default()
    }

    #[test]
    fn what_the_step_means_is_written() {
        let write = Help::write;
        assert_eq!(text("a: b # c", 3..4, write("d")), "a: d # c");
        assert_eq!(text("a: 'b'", 3..6, write("d's")), "a: 'd''s'");
        assert_eq!(text("a: \"b\"", 3..6, write("\"d\"")), r#"a: "\"d\"""#);
        assert_eq!(
            text("a: \"x == b\"", 9..10, write("'b'")),
            "a: \"x == 'b'\""
        );
        assert_eq!(text("a: 'x == b'", 9..10, write("'b'")), "a: 'x == ''b'''");
        assert_eq!(text("a: x == b", 8..9, write("'b'")), "a: x == 'b'");
        assert_eq!(text(r#"a: 'f("b")'"#, 6..9, write("'b'")), "a: 'f(''b'')'");
        assert_eq!(
            text(r#"a: "f(\"b\")""#, 6..11, write("'b'")),
            "a: \"f('b')\""
        );
        assert_eq!(text("a: b", 3..4, write("*")), "a: \"*\"");
        assert_eq!(text("{ a: b }", 5..6, write("$.b[0]")), "{ a: \"$.b[0]\" }");
        assert_eq!(text("a: b", 3..4, write("$.b[0]")), "a: $.b[0]");
        assert_eq!(text("a: 'b'", 3..6, write("true").text("true")), "a: true");
        let quote = || Help::quote("\"{{ b }}\"");
        assert_eq!(text("a: {{ b }} # c", 3..5, quote()), "a: \"{{ b }}\" # c");
        assert_eq!(text("a:\n b: 1\n", 4..5, Help::start_in(3)), "a:\n  b: 1\n");
        let gone = Help::from("take one `,` away").nothing();
        assert_eq!(text("[a,,b]", 3..4, gone), "[a,b]");
        let edits = vec![Edit::new(0..1, "x"), Edit::new(3..4, "y")];
        assert_eq!(text("a: b", 0..1, Help::from("").edits(edits)), "x: y");
    }

    #[test]
    fn words_alone_change_nothing() {
        assert_eq!(text("a: b", 0..1, Help::from("write `c`")), "");
        assert_eq!(text("a:\n  b: 1\n", 3..10, Help::write("c")), "");
    }
}
