//! Turns a page's records into a number that recognises a page that comes again.

/// A digest of a page's records, in order. It recognises a page that comes again; it is no secret
/// and proves nothing, so it need only be fast.
pub fn page_digest<'i>(records: impl IntoIterator<Item = &'i str>) -> u64 {
    let mut hash = 0;
    for record in records {
        // The length keeps `ab, c` and `a, bc` apart.
        hash = mix(hash, record.len() as u64);
        let (pairs, rest) = record.as_bytes().as_chunks::<16>();
        for pair in pairs {
            let pair = u128::from_le_bytes(*pair);
            hash = mix(hash ^ low(pair), low(pair >> 64));
        }
        let mut last = [0; 16];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        let pair = u128::from_le_bytes(last);
        hash = mix(hash ^ low(pair), low(pair >> 64));
    }
    hash
}

/// Multiplies and folds: every bit of both goes into every bit.
fn mix(one: u64, other: u64) -> u64 {
    let product =
        u128::from(one ^ 0x9e37_79b9_7f4a_7c15) * u128::from(other ^ 0xd6e8_feb8_6659_fd93);
    low(product) ^ low(product >> 64)
}

/// The lower half.
#[allow(clippy::cast_possible_truncation, reason = "the half that is meant")]
fn low(wide: u128) -> u64 {
    wide as u64
}

#[cfg(test)]
mod tests {
    use super::page_digest;

    #[test]
    fn pages_are_told_apart() {
        assert_eq!(page_digest(["1", "2"]), page_digest(["1", "2"]));
        assert_ne!(page_digest(["1", "2"]), page_digest(["2", "1"]));
        assert_ne!(page_digest(["ab", "c"]), page_digest(["a", "bc"]));
    }
}
