//! Quotes that end too early or never: the text between them is masked, and what it stands for is
//! taken for told.

use super::around::Around;
use super::mend::Mend;
use crate::diagnostic::{Code, Diagnostic, Label};
use crate::source::Span;

/// The quote at which the parser stopped.
pub(super) fn mend(around: Around<'_>) -> Option<Mend> {
    let info = &around.stop.info;
    if info.contains("invalid trailing content after") {
        return too_early(around);
    }
    if info.contains("quoted scalar") {
        return never(around);
    }
    None
}

/// A quote inside the text ends it.
fn too_early(around: Around<'_>) -> Option<Mend> {
    let line = around.line(around.number())?;
    let stop = around.stop.span.start.checked_sub(line.start)?;
    let before = line.text.get(..stop)?.trim_end();
    let quote = before.chars().next_back().filter(|c| "\"'".contains(*c))?;
    let close = before.len().checked_sub(1)?;
    // the text begins at the last quote before it that something stands before
    let open = opening(before.get(..close)?, quote)?;
    let last = line.text.rfind(quote).filter(|last| *last > close)?;
    let at = line.start.saturating_add(close);
    let (what, help) = if quote == '"' {
        let help = "use `'` inside, or write `\\\"`";
        ("this `\"` ends the text that one began", help.to_owned())
    } else {
        let word = line.text.get(close.saturating_sub(0)..)?;
        let word: String = word
            .chars()
            .skip(1)
            .take_while(|c| c.is_alphanumeric())
            .collect();
        let help = format!("double it: `''{word}`, or put the text between `\"`");
        ("this `'` ends the text that one began", help)
    };
    let token = line.start.saturating_add(open)..line.start.saturating_add(last).saturating_add(1);
    Some(masked(
        around,
        at..at.saturating_add(1),
        token,
        quote,
        what,
        help,
    ))
}

/// A quote that is opened and never closed: the text was meant to end with its line.
fn never(around: Around<'_>) -> Option<Mend> {
    let start = around.stop.span.start;
    let (number, _) = around.source.line_column(start);
    let line = around.line(number)?;
    let rest = around.text.get(start..line.span().end)?;
    let quote = rest.chars().next().filter(|c| "\"'".contains(*c))?;
    let mut inside = rest.get(1..)?.trim_end();
    if inside.contains(quote) {
        return None;
    }
    if around.stop.flow_start.is_some() {
        inside = inside.trim_end_matches(|c: char| c.is_whitespace() || "}],".contains(c));
    }
    // one byte of it becomes the quote that is missing
    if inside.is_empty() {
        return None;
    }
    let token = start..start.saturating_add(1).saturating_add(inside.len());
    let what = "this quote is never closed";
    let help = format!("close it: `{quote}{inside}{quote}`");
    Some(masked(
        around,
        start..start.saturating_add(1),
        token,
        quote,
        what,
        help,
    ))
}

/// Where the text that is closed here was opened.
fn opening(before: &str, quote: char) -> Option<usize> {
    let places = before.char_indices().filter(|(_, c)| *c == quote);
    let opens = |at: &usize| {
        let previous = before.get(..*at).and_then(|text| text.chars().next_back());
        previous.is_none_or(|c| c.is_whitespace() || "[{,:".contains(c))
    };
    places.map(|(at, _)| at).filter(opens).last()
}

fn masked(
    around: Around<'_>,
    at: Span,
    token: Span,
    quote: char,
    what: &str,
    help: String,
) -> Mend {
    let label = Label::new(around.source, at, what);
    let fault = Diagnostic::error(Code::UnreadableYaml, "unreadable YAML", label).with_help(help);
    let inner = "_".repeat(token.len().saturating_sub(2));
    Mend {
        fault,
        edits: vec![(token.clone(), format!("{quote}{inner}{quote}"))],
        faulty: vec![token],
        torn: false,
    }
}
