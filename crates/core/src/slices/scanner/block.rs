//! Looks at sixteen bytes of a string for the first that ends it, begins an escape or is not
//! allowed in it. It works on 64-bit words, so it needs no special instructions.

/// How many bytes are looked at together.
pub(super) const BLOCK: usize = 16;

/// The place of the first quote, backslash or control byte; [`BLOCK`] where there is none.
#[inline]
pub(super) fn first_special(block: &[u8; BLOCK]) -> usize {
    let [low, high] = halves(block);
    let (low, high) = (special(low), special(high));
    if low != 0 {
        low.trailing_zeros() as usize / 8
    } else {
        // If no byte is special, all 64 bits are zero, and the sum is the length of a block.
        8 + high.trailing_zeros() as usize / 8
    }
}

/// True if none of many bytes is special. The compiler vectorises it.
#[allow(
    clippy::needless_bitwise_bool,
    reason = "a lazy operator is a branch, of which no vector is made"
)]
#[inline]
pub(super) fn is_plain(bytes: &[u8; 4 * BLOCK]) -> bool {
    let special = |byte: u8| (byte == b'"') | (byte == b'\\') | (byte < 0x20);
    !bytes
        .iter()
        .fold(false, |found, byte| found | special(*byte))
}

#[inline]
fn halves(block: &[u8; BLOCK]) -> [u64; 2] {
    let half = |part: Option<&[u8; 8]>| part.map_or(0, |part| u64::from_le_bytes(*part));
    [half(block.first_chunk()), half(block.last_chunk())]
}

/// The highest bit of every special byte of a word. A borrow may mark bytes above the first that is
/// one, never below it: the lowest mark is right.
#[inline]
fn special(word: u64) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word;
    let quotes = zeros(word ^ (ONES * u64::from(b'"')));
    let slashes = zeros(word ^ (ONES * u64::from(b'\\')));
    let controls = word.wrapping_sub(ONES * 0x20) & !word;
    (quotes | slashes | controls) & (ONES * 0x80)
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, first_special, is_plain};

    #[test]
    fn the_first_special_byte_is_found_at_every_place() {
        for place in 0..BLOCK {
            for byte in 0..=255_u8 {
                let mut block = [b'a'; BLOCK];
                block[place] = byte;
                let special = byte == b'"' || byte == b'\\' || byte < 0x20;
                assert_eq!(first_special(&block), if special { place } else { BLOCK });
                let mut many = [b'a'; 4 * BLOCK];
                many[4 * place + 3] = byte;
                assert_eq!(is_plain(&many), !special);
                // Later special bytes do not hide the first one.
                block[BLOCK - 1] = b'"';
                let first = if special { place } else { BLOCK - 1 };
                assert_eq!(first_special(&block), first, "{byte} at {place}");
            }
        }
    }
}
