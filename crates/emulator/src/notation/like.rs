//! Patterns with wildcards: `%` is any text, `_` one character.

/// True if a text fits a LIKE pattern, whatever its case.
pub(crate) fn like(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let mut signs = Vec::new();
    let lower = pattern.to_lowercase();
    let mut chars = lower.chars();
    while let Some(c) = chars.next() {
        signs.push(match c {
            '\\' => LikeSign::Exactly(chars.next().unwrap_or('\\')),
            '%' => LikeSign::Any,
            '_' => LikeSign::One,
            c => LikeSign::Exactly(c),
        });
    }
    fits(&text, &signs)
}

enum LikeSign {
    Exactly(char),
    One,
    Any,
}

fn fits(text: &[char], signs: &[LikeSign]) -> bool {
    match (signs.split_first(), text.split_first()) {
        (None, rest) => rest.is_none(),
        (Some((LikeSign::Any, rest)), _) => {
            (0..=text.len()).any(|at| text.get(at..).is_some_and(|tail| fits(tail, rest)))
        }
        (Some((LikeSign::One, rest)), Some((_, tail))) => fits(tail, rest),
        (Some((LikeSign::Exactly(c), rest)), Some((first, tail))) => first == c && fits(tail, rest),
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_knows_its_wildcards() {
        assert!(like("100% SURE_thing", "%\\% sure\\_%"));
        assert!(!like("1000 sureXthing", "%\\% sure\\_%"));
        assert!(like("abc", "a_c") && !like("abbc", "a_c"));
    }
}
