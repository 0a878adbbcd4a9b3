//! Texts that YAML takes for brackets: `{ id: $.a[0].b }` and `url: {{ host }}/x`. Finds them on a
//! line that the parser stumbled over, so that the author is shown what to quote.

use std::ops::Range;

/// The first text of the line that must be quoted, as a range of the line. `in_flow` says that the
/// line starts inside `{` or `[`.
pub(super) fn find(line: &str, in_flow: bool) -> Option<Range<usize>> {
    let mut depth = usize::from(in_flow);
    let mut at = 0;
    while let Some(rest) = line.get(at..) {
        let c = rest.chars().next()?;
        if rest.starts_with("{{") {
            return Some(at..token_end(line, at, depth > 0));
        }
        match c {
            '#' => return None,
            '"' | '\'' => at = after_quote(line, at),
            '{' | '[' => {
                depth += 1;
                at += 1;
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            c if c.is_whitespace() || ",:".contains(c) => at += c.len_utf8(),
            '-' | '?' if rest.get(1..).is_some_and(|r| r.starts_with(' ')) => at += 2,
            '&' | '!' => at += rest.find(' ').unwrap_or(rest.len()),
            _ => {
                let end = plain_end(line, at, depth > 0);
                let next = line.get(end..).unwrap_or_default();
                let touches = !line.get(..end).is_some_and(|l| l.ends_with(' '));
                let template = next.starts_with("{{");
                if depth > 0 && (template || touches && next.starts_with('[')) {
                    return Some(at..token_end(line, at, true));
                }
                at = end;
            }
        }
    }
    None
}

/// The same bytes without any character that means something to YAML, so that the text can be
/// parsed on and every place stays.
pub(super) fn masked(text: &str) -> String {
    let mask = |c: char| {
        if c.is_ascii() && !c.is_ascii_alphanumeric() {
            '_'
        } else {
            c
        }
    };
    text.chars().map(mask).collect()
}

/// Where a plain text ends for YAML.
fn plain_end(line: &str, start: usize, in_flow: bool) -> usize {
    let text = line.get(start..).unwrap_or_default();
    let mut previous = ' ';
    for (at, c) in text.char_indices() {
        let next = text.get(at + c.len_utf8()..).and_then(|t| t.chars().next());
        let ends = match c {
            '#' => previous == ' ',
            ':' => ends_key(next, in_flow),
            ',' | '{' | '}' | '[' | ']' => in_flow,
            _ => false,
        };
        if ends && at > 0 {
            return start + at;
        }
        previous = c;
    }
    line.len()
}

/// Where the author meant the text to end: brackets and quotes inside belong to it.
fn token_end(line: &str, start: usize, in_flow: bool) -> usize {
    let text = line.get(start..).unwrap_or_default();
    let (mut depth, mut previous) = (0_usize, ' ');
    let mut open_quote = None;
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        let next = text.get(at + c.len_utf8()..).and_then(|t| t.chars().next());
        let mut ends = false;
        match (open_quote, c) {
            (Some(quote), c) if c == quote => open_quote = None,
            (None, '"' | '\'') if depth > 0 => open_quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') if depth > 0 => depth -= 1,
            (None, ',' | ']' | '}') => ends = in_flow,
            (None, ':') => ends = depth == 0 && ends_key(next, in_flow),
            (None, '#') => ends = previous == ' ' && depth == 0,
            _ => {}
        }
        if ends {
            end = at;
            break;
        }
        previous = c;
    }
    start + text.get(..end).map_or(end, |token| token.trim_end().len())
}

fn ends_key(next: Option<char>, in_flow: bool) -> bool {
    next.is_none_or(|c| c.is_whitespace() || in_flow && ",{}[]".contains(c))
}

/// The place after the quoted text that starts at `start`; the line's end where it is not closed.
fn after_quote(line: &str, start: usize) -> usize {
    let text = line.get(start..).unwrap_or_default();
    let mut characters = text.char_indices();
    let quote = characters.next().map(|(_, c)| c);
    while let Some((at, c)) = characters.next() {
        if c == '\\' && quote == Some('"') {
            characters.next();
        } else if Some(c) == quote {
            return start + at + 1;
        }
    }
    line.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_must_be_quoted() {
        for (line, in_flow, found) in [
            ("id: { id: $.a[0].b }", false, Some("$.a[0].b")),
            (
                "x: { each: $.items[*], id: $.id }",
                false,
                Some("$.items[*]"),
            ),
            ("x: [ $.a[0].b, $.c ]", false, Some("$.a[0].b")),
            ("x: [ $[0] ]", false, Some("$[0]")),
            (
                "x: { a: $.b['k, l'].d, c: 1 }",
                false,
                Some("$.b['k, l'].d"),
            ),
            (
                "x: { a: $.b[?@.c == \"x]\"].d }",
                false,
                Some("$.b[?@.c == \"x]\"].d"),
            ),
            ("x: { $.a[0].b: 1 }", false, Some("$.a[0].b")),
            ("x: { a: $.b[0:2] , c: 1 }", false, Some("$.b[0:2]")),
            ("  id: $.a[0].b,", true, Some("$.a[0].b")),
            ("  id: $.a[0].b,", false, None),
            ("url: {{ host }}/x  # why", false, Some("{{ host }}/x")),
            ("x: { a: {{ q }}, b: 1 }", false, Some("{{ q }}")),
            ("x: { a: /b/{{ q }}, b: 1 }", false, Some("/b/{{ q }}")),
            ("x: { a: \"$.b[0]\", c: 'd[0]' }", false, None),
            ("x: { a: [0], b: $.c [1] }", false, None),
            ("x: { a: 1 } # b[0]", false, None),
            ("é: { a: ü[0] }", false, Some("ü[0]")),
            ("x: { a: b[", false, Some("b[")),
            ("- &name { a: b[0] }", false, Some("b[0]")),
            ("", true, None),
        ] {
            let range = find(line, in_flow);
            assert_eq!(range.and_then(|range| line.get(range)), found, "{line}");
        }
    }

    #[test]
    fn masks() {
        assert_eq!(masked("$.ü[*] x"), "__ü____x");
    }
}
