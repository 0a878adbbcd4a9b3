//! The start of SHA-256: short enough for an id, long enough that two texts do not share it by chance. And the code
//! that only who has a key can make: HMAC-SHA-256.

use hmac::{Hmac, KeyInit as _};
use sha2::{Digest, Sha256};
use touchpoint_language::json::{Json, Object};

/// How many bytes are taken.
pub const SHORT: usize = 8;

/// How deep the keys of a value are put in order; no mapping and no query is deeper.
const MAX_DEPTH: usize = 64;

/// The first bytes of the digest of these parts, put together.
pub fn short<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> [u8; SHORT] {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
    }
    let bytes = digest.finalize();
    bytes.first_chunk().copied().unwrap_or_default()
}

/// The first bytes of the digest, in hexadecimal letters.
///
/// ```
/// // The first eight bytes of SHA-256("test").
/// assert_eq!(touchpoint_core::digest::hexadecimal(["te", "st"]), "9f86d081884c7d65");
/// ```
pub fn hexadecimal<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> String {
    format!("{:016x}", u64::from_be_bytes(short(parts)))
}

/// HMAC-SHA-256 with a key, before anything is put in. How the parts of what it covers are kept apart is a matter of who
/// puts them in.
pub fn mac(key: &[u8; 32]) -> Hmac<Sha256> {
    // A block of HMAC, filled with zeros, so that there is no length that could be wrong.
    let mut block = [0; 64];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    Hmac::new(&block.into())
}

/// The same value with the keys of its objects in order, so that their order changes no digest.
pub(crate) fn sorted(value: &Json) -> Json {
    sorted_down_to(value, MAX_DEPTH)
}

fn sorted_down_to(value: &Json, depth: usize) -> Json {
    let Some(below) = depth.checked_sub(1) else {
        return value.clone();
    };
    match value {
        Json::Object(members) => {
            let members = members.iter();
            let members = members.map(|(name, value)| (name.clone(), sorted_down_to(value, below)));
            let mut members: Object = members.collect();
            members.sort_keys();
            Json::Object(members)
        }
        Json::Array(items) => {
            let items = items.iter();
            items.map(|item| sorted_down_to(item, below)).collect()
        }
        scalar => scalar.clone(),
    }
}
