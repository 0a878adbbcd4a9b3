//! Where a sign stands in an expression, outside of its texts.

/// Where something stands outside of quotes.
pub(super) fn outside(text: &str, part: &str) -> Option<usize> {
    let mut open = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match open {
            Some(_) if c == '\\' => {
                chars.next();
            }
            Some(quote) if c == quote => open = None,
            None if text.get(at..).is_some_and(|rest| rest.starts_with(part)) => return Some(at),
            None if matches!(c, '\'' | '"' | '`') => open = Some(c),
            Some(_) | None => {}
        }
    }
    None
}
