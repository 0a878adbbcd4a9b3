//! An unknown word and the words allowed: the nearest one, or the list.

use super::help::Help;
use crate::distance::distance;

const MAX_WORD: usize = 64;
const MAX_LISTED: usize = 30;

/// The allowed word that was probably meant: at most a third of the letters differ, or it is the only one
/// that begins so. Of words of three letters and fewer each may be another one, and so may a word with `not` or `n`
/// before it.
///
/// ```
/// use touchpoint_language::diagnostic::nearest;
/// assert_eq!(nearest("pagign", &["paging", "page"]), Some("paging"));
/// assert_eq!(nearest("pag", &["paging", "fields"]), Some("paging"));
/// assert_eq!(nearest("zebra", &["paging", "page"]), None);
/// assert_eq!(nearest("nlike", &["like", "eq"]), None);
/// ```
pub fn nearest<'a, S: AsRef<str>>(word: &str, candidates: &'a [S]) -> Option<&'a str> {
    if word.len() > MAX_WORD {
        return None;
    }
    let word = word.to_lowercase();
    // A word that is much longer or shorter was not meant. Bytes are counted, since few letters take
    // several.
    let alike = |candidate: &&str| {
        let (a, b) = (word.len(), candidate.len());
        a.abs_diff(b).saturating_mul(3) <= a.max(b).saturating_add(6)
    };
    let measured = candidates
        .iter()
        .map(AsRef::as_ref)
        .filter(alike)
        .filter_map(|candidate| {
            let distance = distance(&word, &candidate.to_lowercase());
            let longer = word.chars().count().max(candidate.chars().count());
            let near = distance * 3 <= longer || distance == 1;
            let denied = word
                .strip_suffix(&candidate.to_lowercase())
                .is_some_and(|before| ["n", "not", "not_", "no", "no_"].contains(&before));
            (near && longer > 3 && !denied).then_some((distance, candidate))
        });
    if let Some((_, nearest)) = measured.min_by_key(|(distance, _)| *distance) {
        return Some(nearest);
    }
    // `int` for `integer`, where no other word begins so.
    let begins = |candidate: &&str| word.len() > 2 && candidate.to_lowercase().starts_with(&word);
    let mut longer = candidates.iter().map(AsRef::as_ref).filter(begins);
    longer.next().filter(|_| longer.next().is_none())
}

/// The help for an unknown word: the nearest one, else all that are allowed. `None` where nothing
/// is allowed.
pub fn help_for<S: AsRef<str>>(word: &str, candidates: &[S]) -> Option<Help> {
    if let Some(nearest) = nearest(word, candidates) {
        return Some(Help::meant(nearest));
    }
    let words: Vec<_> = candidates.iter().map(AsRef::as_ref).collect();
    match words.split_at_checked(MAX_LISTED) {
        Some((listed, more)) if !more.is_empty() => {
            let listed = listed.join(", ");
            Some(format!("allowed here: {listed} and {} more", more.len()).into())
        }
        _ if words.is_empty() => None,
        _ => Some(format!("allowed here: {}", words.join(", ")).into()),
    }
}
