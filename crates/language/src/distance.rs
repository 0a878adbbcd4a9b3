//! Two words → how alike they are: by their letters alone, and by how many mistakes of typing lie between them.

/// A name by its letters and digits alone, in lower case: `page_No` → `pageno`.
pub(crate) fn letters(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// How many letters must be added, left out, replaced, or swapped with the next one, to make one word of the
/// other. Nothing is written between two letters that are swapped.
pub(crate) fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    // The distances of the letters of `one` that were seen, without and with the last of them, to each beginning
    // of `other`.
    let mut earlier: Vec<usize> = Vec::new();
    let mut before: Vec<usize> = (0..=other.len()).collect();
    let mut last = None;
    for (seen, letter) in one.chars().enumerate() {
        let mut least = seen + 1;
        let mut now = Vec::with_capacity(before.len());
        now.push(least);
        let mut previous = None;
        let pairs = before.iter().zip(before.iter().skip(1));
        for (at, (wanted, (replaced, left_out))) in other.iter().zip(pairs).enumerate() {
            let replaced = replaced + usize::from(letter != *wanted);
            least = replaced.min(left_out + 1).min(least + 1);
            if last == Some(*wanted) && previous == Some(letter) {
                let swapped = at.checked_sub(1).and_then(|at| earlier.get(at));
                least = swapped.map_or(least, |swapped| least.min(swapped + 1));
            }
            now.push(least);
            previous = Some(*wanted);
        }
        earlier = std::mem::replace(&mut before, now);
        last = Some(letter);
    }
    before.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn each_mistake_counts_once() {
        for (one, other, mistakes) in [
            ("", "", 0),
            ("paging", "paging", 0),
            ("", "abc", 3),
            ("pagng", "paging", 1),
            ("pagingg", "paging", 1),
            ("paping", "paging", 1),
            ("pagign", "paging", 1),
            ("apgign", "paging", 2),
            ("kitten", "sitting", 3),
            ("größe", "grösse", 2),
            ("é", "e", 1),
            // A swap and a letter between the two are three mistakes.
            ("ca", "abc", 3),
        ] {
            assert_eq!(distance(one, other), mistakes, "{one} {other}");
            assert_eq!(distance(other, one), mistakes, "{other} {one}");
        }
    }
}
