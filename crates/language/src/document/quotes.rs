//! Quotes that end too early or never: the text between them is masked, and its value counts as
//! already reported.

use super::around::{Around, Line};
use super::slip::{Repair, told};
use crate::diagnostic::{Code, Edit, Help};
use crate::source::Span;

/// How far back a quote is looked for.
const MOST_LINES: usize = 60;

/// The quote at which the parser stopped.
pub(super) fn mend(around: Around<'_>) -> Option<Repair> {
    let info = &around.stop.info;
    if info.contains("invalid trailing content after") {
        return too_early(around);
    }
    let escapes = [
        "unknown escape",
        "hexadecimal number",
        "Unicode character escape",
    ];
    if escapes.iter().any(|part| info.contains(part)) {
        return escape(around);
    }
    if info.contains("quoted scalar") {
        return never(around);
    }
    None
}

/// A quote inside the text ends it.
fn too_early(around: Around<'_>) -> Option<Repair> {
    let line = around.line(around.number())?;
    let stop = around.stop.span.start.checked_sub(line.start)?;
    let before = line.text.get(..stop)?.trim_end();
    let quote = before.chars().next_back().filter(|c| "\"'".contains(*c))?;
    let close = before.len().checked_sub(1)?;
    // the text begins at the last quote that has something before it
    let Some(open) = opening(before.get(..close)?, quote) else {
        return from_above(around, quote);
    };
    let last = line.text.rfind(quote).filter(|last| *last > close)?;
    let at = line.start.saturating_add(close);
    let (what, help) = if quote == '"' {
        let help = "use `'` inside, or write `\\\"`";
        ("this `\"` ends the text that one began", help.into())
    } else {
        let word = line.text.get(close..)?;
        let word: String = word
            .chars()
            .skip(1)
            .take_while(|c| c.is_alphanumeric())
            .collect();
        let help = format!("double it: `''{word}`, or put the text between `\"`");
        ("this `'` ends the text that one began", help.into())
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

/// A quote that closes a text of an earlier line, which should have been closed there.
fn from_above(around: Around<'_>, quote: char) -> Option<Repair> {
    let lines = around.before(around.number()).take(MOST_LINES);
    let mut open = lines.filter_map(|line| Some((line, left_open(line.text)?)));
    let (line, at) = open.find(|(line, at)| {
        line.text
            .get(*at..)
            .is_some_and(|rest| rest.starts_with(quote))
    })?;
    unclosed(around, line, at)
}

/// A quote that is never closed: the text was meant to end with its line.
fn never(around: Around<'_>) -> Option<Repair> {
    let start = around.stop.span.start;
    let (number, _) = around.source.line_column(start);
    let line = around.line(number)?;
    unclosed(around, line, start.checked_sub(line.start)?)
}

fn unclosed(around: Around<'_>, line: Line<'_>, at: usize) -> Option<Repair> {
    let rest = line.text.get(at..)?;
    let quote = rest.chars().next().filter(|c| "\"'".contains(*c))?;
    let inside = rest.get(1..)?;
    if inside.contains(quote) {
        return None;
    }
    let inside = meant(line.text.get(..at)?, inside);
    // one byte of it becomes the quote that is missing
    if inside.is_empty() {
        return None;
    }
    let start = line.start.saturating_add(at);
    let token = start..start.saturating_add(1).saturating_add(inside.len());
    let what = "this quote is never closed";
    let closed = format!("{quote}{inside}{quote}");
    let edit = Edit::new(token.clone(), closed.as_str());
    let help = Help::from(format!("close it: `{closed}`")).edits(vec![edit]);
    Some(masked(
        around,
        start..start.saturating_add(1),
        token,
        quote,
        what,
        help,
    ))
}

/// `"\d+"`: a backslash that means nothing between double quotes. Between single ones it is itself.
fn escape(around: Around<'_>) -> Option<Repair> {
    let start = around.stop.span.start;
    let (number, _) = around.source.line_column(start);
    let line = around.line(number)?;
    let rest = line.text.get(start.checked_sub(line.start)?..)?;
    let inside = rest.strip_prefix('"')?;
    let (mut end, mut letters) = (None, inside.char_indices());
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => _ = letters.next(),
            '"' => {
                end = Some(at);
                break;
            }
            _ => {}
        }
    }
    let inside = inside.get(..end?)?;
    let (at, sign) = wrong_escape(inside)?;
    let token = start..start.saturating_add(2).saturating_add(inside.len());
    if !around.stop.info.contains("unknown escape") {
        let at = start.saturating_add(1).saturating_add(at);
        let what = format!("`{sign}` is no character");
        let help = "write the character itself, or put the text between single quotes where a backslash is meant";
        let at = at..at.saturating_add(sign.len());
        return Some(masked(around, at, token, '"', &what, help.into()));
    }
    let what = format!("`{sign}` means nothing between double quotes");
    let single = format!("'{inside}'");
    let again = inside.contains("\\\"") || inside.contains("\\\\") || inside.contains('\'');
    let help = if again {
        Help::from(format!(
            "write `\\{sign}`, or put the text between single quotes"
        ))
    } else {
        let edit = Edit::new(token.clone(), single.as_str());
        Help::from(format!("write `{single}`")).edits(vec![edit])
    };
    Some(masked(around, token.clone(), token, '"', &what, help))
}

/// The first escape of a text between double quotes that means nothing, and where it stands.
fn wrong_escape(inside: &str) -> Option<(usize, &str)> {
    let mut letters = inside.char_indices();
    while let Some((at, letter)) = letters.next() {
        if letter != '\\' {
            continue;
        }
        let (of_sign, sign) = letters.next()?;
        let digits = match sign {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ if "0abt\tnvfre \"/\\N_LP".contains(sign) => continue,
            _ => 0,
        };
        let first = of_sign.saturating_add(sign.len_utf8());
        let rest = inside.get(first..)?;
        let written: String = rest.chars().take(digits).collect();
        let read = u32::from_str_radix(&written, 16).ok();
        let whole = written.len() == digits && written.bytes().all(|b| b.is_ascii_hexdigit());
        if digits == 0 || !whole || read.and_then(char::from_u32).is_none() {
            let end = first.saturating_add(written.len());
            return Some((at, inside.get(at..end)?));
        }
    }
    None
}

/// The part of a line that was meant to stand between the quotes: between braces, everything up to
/// the next key.
fn meant<'t>(before: &str, inside: &'t str) -> &'t str {
    let inside = inside.split(" #").next().unwrap_or_default();
    let count =
        |open: char, close: char| before.matches(open).count() > before.matches(close).count();
    if !count('{', '}') && !count('[', ']') {
        return inside.trim_end();
    }
    let mut end = inside.len();
    for (at, _) in inside.match_indices(", ") {
        let next = inside.get(at.saturating_add(2)..).unwrap_or_default();
        let key = next.find(|c: char| !(c.is_alphanumeric() || "_.".contains(c)));
        let is_key = |key: usize| key > 0 && next.get(key..).is_some_and(|n| n.starts_with(": "));
        if key.is_some_and(is_key) {
            end = at;
            break;
        }
    }
    let inside = inside.get(..end).unwrap_or_default().trim_end();
    // brackets of the text's own are balanced
    let mut meant = inside;
    while let Some(shorter) = meant.strip_suffix(['}', ']']) {
        let open = meant.matches(['{', '[']).count();
        let close = meant.matches(['}', ']']).count();
        if open >= close {
            break;
        }
        meant = shorter.trim_end();
    }
    meant
}

/// Where a line opens a quote that it does not close.
fn left_open(line: &str) -> Option<usize> {
    let mut open = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match open {
            Some((quote, _)) if c == quote => open = None,
            None if c == '#' && before == ' ' => break,
            None if "\"'".contains(c) && (before.is_whitespace() || "[{,:".contains(before)) => {
                open = Some((c, at));
            }
            Some(_) | None => {}
        }
        before = c;
    }
    open.map(|(_, at)| at)
}

/// Where the text that ends here was opened.
fn opening(before: &str, quote: char) -> Option<usize> {
    let places = before.char_indices().filter(|(_, c)| *c == quote);
    let opens = |at: &usize| {
        let previous = before.get(..*at).and_then(|text| text.chars().next_back());
        previous.is_none_or(|c| c.is_whitespace() || "[{,:".contains(c))
    };
    places.map(|(at, _)| at).rfind(opens)
}

fn masked(
    around: Around<'_>,
    at: Span,
    token: Span,
    quote: char,
    what: &str,
    help: Help,
) -> Repair {
    let fault = told(around.source, Code::UnreadableYaml, at, what, help);
    let inner = "_".repeat(token.len().saturating_sub(2));
    Repair {
        fault,
        edits: vec![(token.clone(), format!("{quote}{inner}{quote}"))],
        faulty: vec![token],
        torn: false,
    }
}
