//! What can be said about a path's text alone: its size, its spaces, the place of an error.

use crate::expr::fault::ExprFault;

/// The longest path.
const MOST_BYTES: usize = 1000;
/// The deepest nesting of brackets and parentheses.
const MOST_NESTING: usize = 16;

pub(super) fn refuse_large(text: &str) -> Result<(), ExprFault> {
    if text.len() > MOST_BYTES {
        return Err(ExprFault::new(format!(
            "the path is longer than {MOST_BYTES} bytes"
        )));
    }
    let mut depth: usize = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'(' => depth = depth.saturating_add(1),
            b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MOST_NESTING {
            return Err(
                ExprFault::new(format!("the path is nested deeper than {MOST_NESTING}"))
                    .at(at..at.saturating_add(1)),
            );
        }
    }
    Ok(())
}

/// Refuses space where RFC 9535 has none. The library would read `$.a b` as the name `a b`.
pub(super) fn refuse_gaps(text: &str) -> Result<(), ExprFault> {
    let belongs = |c: char| c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii();
    let mut quote = None;
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match quote {
            Some(_) if c == '\\' => {
                chars.next();
            }
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            Some(_) | None => {}
        }
        if quote.is_some() || !c.is_ascii_whitespace() {
            before = Some(c);
            continue;
        }
        while chars.peek().is_some_and(|(_, c)| c.is_ascii_whitespace()) {
            chars.next();
        }
        let (_, rest) = text.split_at_checked(at).unwrap_or(("", text));
        let rest = rest.trim_ascii_start();
        let after = rest.chars().next();
        let torn = match (before, after) {
            (Some('.' | '-'), _) | (_, None) => true,
            (Some(left), Some(right)) if belongs(left) => {
                let fraction =
                    right == '.' && rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
                belongs(right) || right == '(' || fraction
            }
            _ => false,
        };
        if torn {
            return Err(ExprFault::new("a space tears the path apart")
                .at(at..at.saturating_add(1))
                .help("remove it, or quote a name with spaces: `$['a b']`"));
        }
    }
    Ok(())
}

/// A syntax error of the library in our own words, at its place.
pub(super) fn told(text: &str, message: &str) -> ExprFault {
    if !text.starts_with('$') {
        return ExprFault::new(format!("`{text}` is no path"))
            .help("a path begins with `$`, or with `record.$` inside a list");
    }
    // The library shows the place as `--> line:column`; its type for a place belongs to another
    // crate.
    let column = message.split_once("--> 1:").and_then(|(_, rest)| {
        rest.split(|c: char| !c.is_ascii_digit())
            .next()?
            .parse::<usize>()
            .ok()
    });
    let Some(column) = column else {
        let reason = message
            .rsplit_once(": ")
            .map_or(message, |(_, reason)| reason);
        return ExprFault::new(format!("not a JSONPath (RFC 9535): {reason}"));
    };
    let at = text
        .char_indices()
        .nth(column.saturating_sub(1))
        .map_or(text.len(), |(at, _)| at);
    let (_, rest) = text.split_at_checked(at).unwrap_or((text, ""));
    if rest.is_empty() {
        return ExprFault::new("the path ends too early").at(at..at);
    }
    let fault =
        ExprFault::new(format!("not a JSONPath (RFC 9535) from `{rest}` on")).at(at..text.len());
    match rest.chars().next() {
        Some('-' | ' ' | '@' | ':') => fault.help("quote a name with other characters: `$['a-b']`"),
        _ => fault.help("steps are `.name`, `['name']`, `[0]`, `[*]`, `[?@.name == 'x']`"),
    }
}
