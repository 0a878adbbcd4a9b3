//! Turns an id into another of the same shape.

/// An id like this one. Each serial below a million gives a different one, if the id is long
/// enough.
pub(crate) fn id_like(id: &str, serial: u64) -> String {
    let numeric = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    if numeric && let Some(sum) = id.parse::<u64>().ok().and_then(|n| n.checked_add(serial)) {
        return sum.to_string();
    }
    let hex = id
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'));
    // The part before an underscore, or the first three characters, may say what kind of thing it
    // is.
    let fixed = id.rfind('_').map_or(3, |at| at + 1);
    let mut left = serial.wrapping_mul(7_919);
    let mut chars: Vec<char> = id.chars().collect();
    let free = chars
        .len()
        .saturating_sub(fixed.min(chars.len().saturating_sub(4)));
    for place in chars.iter_mut().rev().take(free) {
        let (start, radix) = match *place {
            'a'..='f' if hex => ('a', 6),
            c if c.is_ascii_digit() => ('0', 10),
            c if c.is_ascii_lowercase() => ('a', 26),
            c if c.is_ascii_uppercase() => ('A', 26),
            _ => continue,
        };
        let own = u64::from(u32::from(*place) - u32::from(start));
        let moved = u32::try_from((own + left) % radix).unwrap_or(0);
        *place = char::from_u32(u32::from(start) + moved).unwrap_or(*place);
        left /= radix;
    }
    chars.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_keep_their_shape_and_differ() {
        for id in [
            "208",
            "acti_Call01",
            "66c0d1e2f3a4b5c6d7e8f901",
            "00T5f00000Qw001EAA",
        ] {
            let all: BTreeSet<String> = (0..4_000).map(|serial| id_like(id, serial)).collect();
            assert_eq!(all.len(), 4_000, "{id}");
            for other in &all {
                let kind = |c: char| (c.is_ascii_digit(), c.is_ascii_lowercase());
                if id != "208" {
                    assert_eq!(other.len(), id.len());
                    assert!(other.chars().map(kind).eq(id.chars().map(kind)), "{other}");
                }
            }
            assert!(all.contains(id));
        }
        assert!(id_like("acti_Call01", 77).starts_with("acti_"));
        assert!(id_like("00T5f00000Qw001EAA", 77).starts_with("00T"));
        assert_eq!(id_like("", 3), "");
    }
}
