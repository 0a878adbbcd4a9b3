//! Compares secrets by their hashes, in a time that does not depend on where they differ.

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The hash of a token. A token is random, so a plain hash cannot be guessed back.
pub(crate) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// True if two hashes are equal.
pub(crate) fn same(one: &[u8; 32], other: &[u8; 32]) -> bool {
    one.ct_eq(other).into()
}
