//! A word nobody knows becomes the known word that was probably meant.

/// The candidate nearest to a word, when it is near enough to be a slip of the pen.
pub(super) fn nearest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let most = (word.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn only_near_words_are_offered() {
        assert_eq!(nearest("colur", ["size", "colour"]), Some("colour"));
        assert_eq!(nearest("weight", ["size", "colour"]), None);
    }
}
