//! Makes secrets and ids from random bytes of the operating system.

use crate::StoreError;
use uuid::Builder;
use zeroize::Zeroizing;

/// Bytes that nobody can guess.
///
/// # Errors
/// The machine gives none.
pub fn bytes<const N: usize>() -> Result<Zeroizing<[u8; N]>, StoreError> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut_slice())?;
    Ok(bytes)
}

/// A new id: a UUID of version 4. It is made from bytes that we get ourselves, because the crate's
/// own function panics where the machine gives none.
pub(crate) fn id() -> Result<String, StoreError> {
    Ok(Builder::from_random_bytes(*bytes()?)
        .into_uuid()
        .to_string())
}

/// An id that no row has.
pub(crate) const NO_ID: &str = "00000000-0000-0000-0000-000000000000";

/// The id if it has the right form, else one that is never found. A text that is no id is thus
/// handled like an unknown one, and no odd byte reaches the database.
pub(crate) fn id_or_none(text: &str) -> &str {
    let like_one = text.len() == NO_ID.len()
        && text
            .bytes()
            .all(|b| b == b'-' || b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if like_one { text } else { NO_ID }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_uuid_of_version_4() {
        let (one, other) = (id().unwrap(), id().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 36);
        assert_eq!(one.as_bytes()[14], b'4');
        assert!(b"89ab".contains(&one.as_bytes()[19]));
        assert_eq!(id_or_none(&one), one);
    }

    #[test]
    fn what_is_no_id_is_never_found() {
        for text in ["", "x", "\0", &"é".repeat(18), &"g".repeat(36)] {
            assert_eq!(id_or_none(text), NO_ID);
        }
    }
}
