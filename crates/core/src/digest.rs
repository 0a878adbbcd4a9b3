//! The start of SHA-256: short enough for an id, long enough that two texts do not share it by chance.

use sha2::{Digest, Sha256};

/// How many bytes are taken.
pub const SHORT: usize = 8;

/// The first bytes of the digest of these parts, put together.
pub fn short<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> [u8; SHORT] {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
    }
    let bytes = digest.finalize();
    bytes.first_chunk().copied().unwrap_or_default()
}

/// The same in hexadecimal letters.
///
/// ```
/// // The first eight bytes of SHA-256("test").
/// assert_eq!(touchpoint_core::digest::hexadecimal(["te", "st"]), "9f86d081884c7d65");
/// ```
pub fn hexadecimal<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> String {
    format!("{:016x}", u64::from_be_bytes(short(parts)))
}
