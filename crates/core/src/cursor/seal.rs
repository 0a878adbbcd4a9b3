//! Turns the place where a list goes on into an opaque, signed text, and back. The text is bound to
//! the account, the list and the filters it was made under. Only paging knows what a position's
//! state means.
//!
//! ```text
//! base64url( version 1 │ account 8 │ mapping 8 │ filters 8 │ position as JSON │ HMAC-SHA256 16 )
//! ```

use super::key::Key;
use crate::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;

const VERSION: u8 = 1;
const TAG: usize = 16;

/// The most characters of a cursor: it must fit into a query, beside filters.
pub const LONGEST_CURSOR: usize = 12 * 1024;

/// Our cursor: made by [`Cursor::seal`], read by [`Cursor::open`].
#[derive(Clone, Copy, Debug)]
pub struct Cursor;

/// Where a list goes on.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Position {
    /// The mapping's case that is read.
    #[serde(rename = "c")]
    pub case: String,
    /// The route of that case, counted from 0.
    #[serde(rename = "r", default)]
    pub route: usize,
    /// What paging needs for the next page.
    #[serde(rename = "s", default)]
    pub state: Value,
    /// How many records of that page were handed out already.
    #[serde(rename = "o", default)]
    pub offset: u64,
    /// [`page_digest`](super::page_digest) of the last page, by which a vendor that repeats itself is found.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<u64>,
}

/// What a cursor is bound to. Only digests of it are in the cursor.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// The account's id.
    pub account: String,
    /// The digest of the list as the mapping asks for it.
    pub mapping: String,
    /// The query's [`filters_digest`](super::filters_digest).
    pub filters: String,
}

/// Why a cursor is refused; the caller acts.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CursorFault {
    /// It was not made here, or was changed.
    #[error("`next_cursor` was changed or not made here; send it exactly as it came")]
    Forged,
    /// It was made for another account.
    #[error("`next_cursor` belongs to another account; start again without it")]
    ForeignAccount,
    /// The mapping asks for the list in another way by now.
    #[error(
        "`next_cursor` is stale, the mapping asks for the list in another way since; start again without it"
    )]
    StaleMapping,
    /// It was made under other filters.
    #[error("`next_cursor` was made under other filters; send the same ones, or start without it")]
    OtherFilters,
    /// The vendor no longer accepts the place that it holds.
    #[error(
        "`next_cursor` is stale, the vendor has ended the session it began in; start again without it"
    )]
    EndedAtVendor,
    /// It was made by another version of this program.
    #[error("`next_cursor` was made by another version; start again without it")]
    UnknownVersion,
}

impl Cursor {
    /// Makes the text that a caller sends back.
    pub fn seal(position: &Position, binding: &Binding, key: &Key) -> String {
        let mut bytes = vec![VERSION];
        for part in [&binding.account, &binding.mapping, &binding.filters] {
            bytes.extend(digest::short([part]));
        }
        // A position is plain JSON, so writing it into memory does not fail.
        let _ = serde_json::to_writer(&mut bytes, position);
        let tag = sign(&bytes, key.bytes()).finalize().into_bytes();
        bytes.extend(tag.iter().take(TAG));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads the text that a caller sent back.
    ///
    /// # Errors
    /// Why it is refused; the caller acts.
    pub fn open(text: &str, binding: &Binding, key: &Key) -> Result<Position, CursorFault> {
        let bytes = URL_SAFE_NO_PAD.decode(text);
        let bytes = bytes.map_err(|_| CursorFault::Forged)?;
        // What is shorter than any cursor is none of another version either.
        let whole = bytes.len() > TAG + 3 * digest::SHORT;
        if whole && bytes.first().is_some_and(|version| *version != VERSION) {
            return Err(CursorFault::UnknownVersion);
        }
        let signed_length = bytes.len().checked_sub(TAG).ok_or(CursorFault::Forged)?;
        let (signed, tag) = bytes
            .split_at_checked(signed_length)
            .ok_or(CursorFault::Forged)?;
        // Compares in constant time.
        let fits = |block| sign(signed, block).verify_truncated_left(tag).is_ok();
        if !key.all().any(fits) {
            return Err(CursorFault::Forged);
        }
        let (_, mut rest) = signed.split_first().ok_or(CursorFault::Forged)?;
        let mut holds = |part: &String| -> Result<bool, CursorFault> {
            let (found, after) = rest
                .split_at_checked(digest::SHORT)
                .ok_or(CursorFault::Forged)?;
            rest = after;
            Ok(found == digest::short([part]))
        };
        let account = holds(&binding.account)?;
        let mapping = holds(&binding.mapping)?;
        let filters = holds(&binding.filters)?;
        // Filters come before the mapping: with other filters another list may be chosen, and its digest
        // differs although the mapping is the same.
        match (account, filters, mapping) {
            (false, ..) => return Err(CursorFault::ForeignAccount),
            (_, false, _) => return Err(CursorFault::OtherFilters),
            (.., false) => return Err(CursorFault::StaleMapping),
            (true, true, true) => {}
        }
        serde_json::from_slice(rest).map_err(|_| CursorFault::Forged)
    }
}

fn sign(bytes: &[u8], key: &[u8; 32]) -> Hmac<Sha256> {
    let mut mac = digest::mac(key);
    mac.update(bytes);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn position() -> Position {
        Position {
            case: "orders".to_owned(),
            route: 1,
            state: json!({ "after": "x/y?z=1", "page": 12_345_678_901_234_567_890_u64 }),
            offset: 3,
            seen: Some(u64::MAX),
        }
    }

    fn binding(account: &str, mapping: &str, filters: &str) -> Binding {
        Binding {
            account: account.to_owned(),
            mapping: mapping.to_owned(),
            filters: filters.to_owned(),
        }
    }

    #[test]
    fn what_is_sealed_can_be_opened_and_is_url_safe() {
        let (key, bound) = (Key::new(b"secret"), binding("acc", "m1", "f1"));
        let text = Cursor::seal(&position(), &bound, &key);
        assert_eq!(Cursor::open(&text, &bound, &key), Ok(position()));
        assert!(
            text.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        );
        let empty = Position::default();
        let text = Cursor::seal(&empty, &bound, &key);
        assert_eq!(Cursor::open(&text, &bound, &key), Ok(empty));
    }

    #[test]
    fn the_fault_says_which_bond_is_broken() {
        let key = Key::new(b"secret");
        let text = Cursor::seal(&position(), &binding("acc", "m1", "f1"), &key);
        for (bound, fault) in [
            (binding("other", "m1", "f1"), CursorFault::ForeignAccount),
            (binding("acc", "m2", "f1"), CursorFault::StaleMapping),
            (binding("acc", "m1", "f2"), CursorFault::OtherFilters),
            (binding("other", "m2", "f2"), CursorFault::ForeignAccount),
        ] {
            assert_eq!(Cursor::open(&text, &bound, &key), Err(fault));
        }
        let other_key = Key::new(b"other");
        let opened = Cursor::open(&text, &binding("acc", "m1", "f1"), &other_key);
        assert_eq!(opened, Err(CursorFault::Forged));
        let both = other_key.and_older([key]);
        let opened = Cursor::open(&text, &binding("acc", "m1", "f1"), &both);
        assert_eq!(opened, Ok(position()));
    }

    #[test]
    fn no_changed_byte_and_no_cut_is_taken() {
        let (key, bound) = (Key::new(b"secret"), binding("acc", "m1", "f1"));
        let bytes = URL_SAFE_NO_PAD
            .decode(Cursor::seal(&position(), &bound, &key))
            .unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let expected = if at == 0 {
                CursorFault::UnknownVersion
            } else {
                CursorFault::Forged
            };
            let opened = Cursor::open(&URL_SAFE_NO_PAD.encode(changed), &bound, &key);
            assert_eq!(opened, Err(expected), "byte {at}");
            let cut = URL_SAFE_NO_PAD.encode(&bytes[..at]);
            assert_eq!(Cursor::open(&cut, &bound, &key), Err(CursorFault::Forged));
        }
        for text in ["", "AQ", "é", "not a cursor", "AQ==", "abc", "YWJj"] {
            assert_eq!(
                Cursor::open(text, &bound, &key),
                Err(CursorFault::Forged),
                "{text}"
            );
        }
    }
}
