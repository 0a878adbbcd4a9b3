//! A text with holes, `/contacts/{{ query.contact.id }}/calls`, held against what a request carries:
//! what stands in each hole. It reads the notation by itself.

use std::collections::BTreeMap;

/// The pieces of a text: what is fixed, and the names of the holes.
#[derive(Clone, Debug, PartialEq)]
enum Piece<'t> {
    Fixed(&'t str),
    Hole(&'t str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, tail) = after.split_once("}}").unwrap_or((after, ""));
        if !before.is_empty() {
            found.push(Piece::Fixed(before));
        }
        found.push(Piece::Hole(name.trim()));
        rest = tail;
    }
    if !rest.is_empty() {
        found.push(Piece::Fixed(rest));
    }
    found
}

/// The text with the account's variables put in; other holes stay.
pub(super) fn with_context<'c>(text: &str, context: impl Fn(&str) -> Option<&'c str>) -> String {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Fixed(fixed) => fixed.to_owned(),
            Piece::Hole(name) => match name.strip_prefix("context.").and_then(&context) {
                Some(value) => value.to_owned(),
                None => format!("{{{{ {name} }}}}"),
            },
        })
        .collect()
}

/// What stands in the holes; none where the text does not fit.
pub(super) fn held(text: &str, actual: &str) -> Option<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let mut rest = actual;
    let all = pieces(text);
    let mut at = all.iter().peekable();
    while let Some(piece) = at.next() {
        match piece {
            Piece::Fixed(fixed) => rest = rest.strip_prefix(fixed)?,
            Piece::Hole(name) => {
                let (value, tail) = match at.peek() {
                    Some(Piece::Fixed(next)) => rest.split_at_checked(rest.find(next)?)?,
                    _ => (rest, ""),
                };
                if value.is_empty() || value.contains('/') {
                    return None;
                }
                found.insert((*name).to_owned(), value.to_owned());
                rest = tail;
            }
        }
    }
    rest.is_empty().then_some(found)
}

/// What stands in the holes of a text, as it is written.
pub(super) fn names(text: &str) -> Vec<&str> {
    let holes = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Hole(name) => Some(name),
        Piece::Fixed(_) => None,
    });
    holes.collect()
}

/// Whether a text has no holes.
pub(super) fn is_fixed(text: &str) -> bool {
    !text.contains("{{")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_hole_is_found() {
        let text = "/v1/{{ query.guest.id }}/calls";
        let held = held(text, "/v1/a b/calls").unwrap();
        assert_eq!(held.get("query.guest.id").unwrap(), "a b");
        assert_eq!(super::held(text, "/v1//calls"), None);
        assert_eq!(super::held(text, "/v1/a/b/calls"), None);
        assert_eq!(super::held("(x:{{ query.a }})", "(x:7)").unwrap().len(), 1);
        let filled = with_context("https://{{ context.host }}/{{ query.a }}", |_| Some("h"));
        assert_eq!(filled, "https://h/{{ query.a }}");
    }
}
