//! Compares a text with placeholders, `/contacts/{{ query.contact.id }}/calls`, with what a call
//! carries: the value of each placeholder.

use std::collections::BTreeMap;

/// One piece of a text.
#[derive(Clone, Debug, PartialEq)]
enum TextPiece<'t> {
    Fixed(&'t str),
    Placeholder(&'t str),
}

fn pieces(text: &str) -> Vec<TextPiece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, tail) = after.split_once("}}").unwrap_or((after, ""));
        if !before.is_empty() {
            found.push(TextPiece::Fixed(before));
        }
        found.push(TextPiece::Placeholder(name.trim()));
        rest = tail;
    }
    if !rest.is_empty() {
        found.push(TextPiece::Fixed(rest));
    }
    found
}

/// The text with the account's variables filled in; other placeholders stay.
pub(crate) fn with_context<'c>(text: &str, context: impl Fn(&str) -> Option<&'c str>) -> String {
    filled(text, |name| {
        let known = name.strip_prefix("context.").and_then(&context);
        known.map(str::to_owned)
    })
}

/// The text with the placeholders filled in that are known; others stay.
pub(crate) fn filled(text: &str, known: impl Fn(&str) -> Option<String>) -> String {
    let all = pieces(text).into_iter().map(|piece| match piece {
        TextPiece::Fixed(fixed) => fixed.to_owned(),
        TextPiece::Placeholder(name) => known(name).unwrap_or_else(|| format!("{{{{ {name} }}}}")),
    });
    all.collect()
}

/// Placeholder → its value; none where the text does not fit.
pub(crate) fn values(text: &str, actual: &str) -> Option<BTreeMap<String, String>> {
    let found = texts(text, actual)?;
    let whole = |value: &String| !value.is_empty() && !value.contains('/');
    found.values().all(whole).then_some(found)
}

/// Placeholder → its text, whatever it holds; none where the text does not fit.
pub(crate) fn texts(text: &str, actual: &str) -> Option<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let mut rest = actual;
    let all = pieces(text);
    let mut at = all.iter().peekable();
    while let Some(piece) = at.next() {
        match piece {
            TextPiece::Fixed(fixed) => rest = rest.strip_prefix(fixed)?,
            TextPiece::Placeholder(name) => {
                let (value, tail) = match at.peek() {
                    Some(TextPiece::Fixed(next)) => rest.split_at_checked(rest.find(next)?)?,
                    _ => (rest, ""),
                };
                found.insert((*name).to_owned(), value.to_owned());
                rest = tail;
            }
        }
    }
    rest.is_empty().then_some(found)
}

/// The placeholders of a text, as the mapping writes them.
pub(crate) fn placeholders(text: &str) -> Vec<&str> {
    let placeholders = pieces(text).into_iter().filter_map(|piece| match piece {
        TextPiece::Placeholder(name) => Some(name),
        TextPiece::Fixed(_) => None,
    });
    placeholders.collect()
}

/// True if a text has no placeholders.
pub(crate) fn is_fixed(text: &str) -> bool {
    !text.contains("{{")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_gets_its_value() {
        let text = "/v1/{{ query.guest.id }}/calls";
        let found = values(text, "/v1/a b/calls").unwrap();
        assert_eq!(found.get("query.guest.id").unwrap(), "a b");
        assert_eq!(values(text, "/v1//calls"), None);
        assert_eq!(values(text, "/v1/a/b/calls"), None);
        assert_eq!(values("(x:{{ query.a }})", "(x:7)").unwrap().len(), 1);
        let filled = with_context("https://{{ context.host }}/{{ query.a }}", |_| Some("h"));
        assert_eq!(filled, "https://h/{{ query.a }}");
    }
}
