//! Finds the line of an account by its id. Parsed YAML values carry no places, so the text is
//! searched for the `id` key; a place that is not found is left out.

/// The line, from 1, of the `nth` (from 0) `id` with this value.
pub(crate) fn line_of(text: &str, id: &str, nth: usize) -> Option<usize> {
    let numbered = text.lines().zip(1..);
    let mut found = numbered.filter(|(line, _)| writes_id(line, id));
    found.nth(nth).map(|(_, number)| number)
}

fn writes_id(line: &str, id: &str) -> bool {
    let part_of_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let quotes = ['"', '\''];
    !line.trim_start().starts_with('#')
        && line.match_indices("id").any(|(at, key)| {
            let Some((before, rest)) = line.split_at_checked(at) else {
                return false;
            };
            let value = rest
                .strip_prefix(key)
                .and_then(|rest| {
                    rest.trim_start_matches(quotes)
                        .trim_start()
                        .strip_prefix(':')
                })
                .and_then(|rest| {
                    rest.trim_start()
                        .trim_start_matches(quotes)
                        .strip_prefix(id)
                });
            !before.ends_with(part_of_word)
                && value.is_some_and(|after| !after.starts_with(part_of_word))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_in_both_notations() {
        let yaml = "accounts:\n  # id: b\n  - id: b2\n  - { integration: x, id: 'b' }\n  - grid: b\n  - id: b # again\n";
        assert_eq!(line_of(yaml, "b", 0), Some(4));
        assert_eq!(line_of(yaml, "b", 1), Some(6));
        assert_eq!(line_of(yaml, "b", 2), None);
        assert_eq!(
            line_of("{\n \"accounts\": [{\"id\" : \"b\"}]}", "b", 0),
            Some(2)
        );
    }
}
