//! The holes of a member's name: `f[{{ operator }}]`, and in the JSON of a comparison `{{ column }}`.

use super::body::Body;
use crate::expr::Template;
use std::ops::Range;

/// The holes of a name, each with what stands between its braces: `f[{{ operator }}]` has `operator`.
pub fn holes_of_name(name: &str) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((_, rest)) = name.split_at_checked(at) {
        let Some((before, after)) = rest.split_once("{{") else {
            break;
        };
        let Some((inside, _)) = after.split_once("}}") else {
            break;
        };
        let start = at.saturating_add(before.len());
        at = start.saturating_add(inside.len()).saturating_add(4);
        found.push((start..at, inside.trim()));
    }
    found
}

/// A name with the holes filled that are known; others stay.
pub fn with_words(name: &str, known: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut at = 0;
    for (range, inside) in holes_of_name(name) {
        out.push_str(name.get(at..range.start).unwrap_or_default());
        match known(inside) {
            Some(word) => out.push_str(&word),
            None => out.push_str(name.get(range.clone()).unwrap_or_default()),
        }
        at = range.end;
    }
    out.push_str(name.get(at..).unwrap_or_default());
    out
}

/// A name with the hole `operator`, or `field`, filled.
pub fn with_word(name: &str, hole: &str, word: &str) -> String {
    with_words(name, |inside| (inside == hole).then(|| word.to_owned()))
}

impl Body {
    /// True if a member's name has this hole.
    pub fn names_hole(&self, hole: &str) -> bool {
        self.has_name(&|name| {
            let mut holes = holes_of_name(name).into_iter();
            holes.any(|(_, inside)| inside == hole)
        })
    }

    /// True if a member's name has this text.
    pub fn names_text(&self, text: &str) -> bool {
        self.has_name(&|name| name.contains(text))
    }

    fn has_name(&self, test: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Body::Object(members) => members
                .iter()
                .any(|(name, member)| test(name) || member.has_name(test)),
            Body::List(items) => items.iter().any(|item| item.has_name(test)),
            Body::Fixed(_) | Body::Text(..) | Body::Names(_) => false,
        }
    }

    /// The templates of its values; those of its names are words alone.
    pub fn texts(&self) -> Vec<&Template> {
        let all = self.templates().into_iter();
        all.map(|(template, _)| template).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{holes_of_name, with_word, with_words};

    #[test]
    fn known_holes_are_filled() {
        assert_eq!(with_word("f[{{ operator }}]", "operator", "gte"), "f[gte]");
        assert_eq!(
            with_word("f[{{ value }}]", "operator", "gte"),
            "f[{{ value }}]"
        );
        let known = |hole: &str| (hole != "c").then(|| hole.to_uppercase());
        assert_eq!(with_words("{{ a }}.{{b}}-{{ c }}", known), "A.B-{{ c }}");
        assert_eq!(with_words("{{ a", known), "{{ a");
        assert_eq!(holes_of_name("x{{ a }}"), [(1..8, "a")]);
    }
}
