//! A word that is not known becomes the next step: the nearest known word, or all of them.

/// `did you mean `x`?`, or the whole list when no word is near.
pub(crate) fn next_step<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let near = known
        .iter()
        .map(|other| (strsim::damerau_levenshtein(word, other), *other))
        .min()
        .filter(|(distance, other)| *distance <= other.chars().count().div_ceil(3));
    match near {
        Some((_, other)) => format!("did you mean `{other}`?"),
        None if known.is_empty() => "there are none".to_owned(),
        None => format!("there are `{}`", known.join("`, `")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_word_is_named_and_else_all() {
        assert_eq!(
            next_step("contxet", ["id", "context"]),
            "did you mean `context`?"
        );
        assert_eq!(
            next_step("zzz", ["id", "context"]),
            "there are `id`, `context`"
        );
    }
}
