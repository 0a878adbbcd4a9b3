//! Where a list goes on becomes an opaque, signed text, and back. The text is bound to the account,
//! the mapping and the filters it was made under. What a position's state means, paging knows.
//!
//! ```text
//! base64url( version 1 │ account 8 │ mapping 8 │ filters 8 │ position as JSON │ HMAC-SHA256 16 )
//! ```

use crate::exchange::Account;
use crate::query::{Direction, ListQuery};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;

const VERSION: u8 = 1;
const TAG: usize = 16;
const DIGEST: usize = 8;

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
    /// [`page_digest`] of the last page, by which a vendor that repeats itself is found.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<u64>,
}

/// What a cursor is bound to. Only digests of it are in the cursor.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// The account's id.
    pub account: String,
    /// The mapping's version, or the digest of its text.
    pub mapping: String,
    /// The query's [`filters_digest`].
    pub filters: String,
}

/// The secret that cursors are signed with. Its value is never shown.
#[derive(Clone)]
pub struct Key([u8; 64]);

impl Key {
    /// A key from secret bytes, at least 32 random ones.
    pub fn new(secret: &[u8]) -> Key {
        // A block of HMAC, zero-filled, so that it never depends on the secret's length.
        let mut block = [0; 64];
        for (to, from) in block.iter_mut().zip(Sha256::digest(secret)) {
            *to = from;
        }
        Key(block)
    }

    /// The key of an account that has no other: made of its own credentials, those that come and go
    /// left out where others stay, so that whoever holds the account can go on with its lists.
    pub fn of_account(account: &Account) -> Key {
        let stays = |name: &&String| {
            !["access_token", "refresh_token", "expires_at"].contains(&name.as_str())
        };
        let some_stay = account.credentials.keys().any(|name| stays(&name));
        let mut secret = Sha256::new();
        secret.update(account.id.as_bytes());
        for (name, value) in &account.credentials {
            if !some_stay || stays(&name) {
                secret.update([0]);
                secret.update(name.as_bytes());
                secret.update([0]);
                secret.update(value.expose_secret().as_bytes());
            }
        }
        Key::new(&secret.finalize())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Key(hidden)")
    }
}

/// Why a cursor is not taken; the caller acts.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CursorFault {
    /// It was not made here, or was changed.
    #[error("`next_cursor` was changed or not made here; send it exactly as it came")]
    Forged,
    /// It was made for another account.
    #[error("`next_cursor` belongs to another account; start again without it")]
    ForeignAccount,
    /// The mapping was changed since.
    #[error("`next_cursor` is stale, the mapping has changed since; start again without it")]
    StaleMapping,
    /// It was made under other filters.
    #[error("`next_cursor` was made under other filters; send the same ones, or start without it")]
    OtherFilters,
    /// It was made by another version of this program.
    #[error("`next_cursor` was made by another version; start again without it")]
    UnknownVersion,
}

impl Cursor {
    /// Makes the text that a caller sends back.
    pub fn seal(position: &Position, binding: &Binding, key: &Key) -> String {
        let mut bytes = vec![VERSION];
        for part in [&binding.account, &binding.mapping, &binding.filters] {
            bytes.extend(short_digest(part));
        }
        // A position is plain JSON, so writing it into memory does not fail.
        let _ = serde_json::to_writer(&mut bytes, position);
        let tag = sign(&bytes, key).finalize().into_bytes();
        bytes.extend(tag.iter().take(TAG));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads the text that a caller sent back.
    ///
    /// # Errors
    /// Which of its bonds is broken; the caller acts.
    pub fn open(text: &str, binding: &Binding, key: &Key) -> Result<Position, CursorFault> {
        let bytes = URL_SAFE_NO_PAD.decode(text);
        let bytes = bytes.map_err(|_| CursorFault::Forged)?;
        if bytes.first().is_some_and(|version| *version != VERSION) {
            return Err(CursorFault::UnknownVersion);
        }
        let signed_length = bytes.len().checked_sub(TAG).ok_or(CursorFault::Forged)?;
        let (signed, tag) = bytes
            .split_at_checked(signed_length)
            .ok_or(CursorFault::Forged)?;
        // Compares in constant time.
        sign(signed, key)
            .verify_truncated_left(tag)
            .map_err(|_| CursorFault::Forged)?;
        let (_, mut rest) = signed.split_first().ok_or(CursorFault::Forged)?;
        for (part, fault) in [
            (&binding.account, CursorFault::ForeignAccount),
            (&binding.mapping, CursorFault::StaleMapping),
            (&binding.filters, CursorFault::OtherFilters),
        ] {
            let (digest, after) = rest.split_at_checked(DIGEST).ok_or(CursorFault::Forged)?;
            if digest != short_digest(part) {
                return Err(fault);
            }
            rest = after;
        }
        serde_json::from_slice(rest).map_err(|_| CursorFault::Forged)
    }
}

fn sign(bytes: &[u8], key: &Key) -> Hmac<Sha256> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&key.0.into());
    mac.update(bytes);
    mac
}

fn short_digest(text: &str) -> [u8; DIGEST] {
    let mut short = [0; DIGEST];
    for (to, from) in short.iter_mut().zip(Sha256::digest(text)) {
        *to = from;
    }
    short
}

/// A digest of a page's records, in order. It tells a page that comes again from one that does not;
/// it is no secret and proves nothing, so it need only be quick.
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

/// A digest of which records a query reads, and in which order: its filters, sort and remote
/// query, whatever order the caller wrote them in. Limit and format are not in it: they may
/// change from page to page.
pub fn filters_digest(query: &ListQuery) -> String {
    let mut filters: Vec<String> = query.filters.iter().map(canonical_filter).collect();
    filters.sort();
    let sort: Vec<[&str; 2]> = query
        .sort
        .iter()
        .map(|(field, direction)| [field.as_str(), Direction::word(*direction)])
        .collect();
    let remote = sorted(&Value::Object(query.remote_query.clone()), MAX_DEPTH);
    let text = json!([filters, sort, remote]).to_string();
    let bytes = Sha256::digest(text);
    URL_SAFE_NO_PAD.encode(bytes.iter().take(16).copied().collect::<Vec<u8>>())
}

fn canonical_filter(filter: &crate::query::Filter) -> String {
    let mut values = filter.values.clone();
    values.sort();
    json!([
        filter.parameter,
        filter.operator.word(),
        values,
        filter.bare
    ])
    .to_string()
}

/// How deep a remote query's keys are sorted; a query read from text is never deeper.
const MAX_DEPTH: usize = 32;

fn sorted(value: &Value, depth: usize) -> Value {
    match value {
        Value::Object(members) if depth > 0 => {
            let members: BTreeMap<&String, Value> = members
                .iter()
                .map(|(name, value)| (name, sorted(value, depth - 1)))
                .collect();
            json!(members)
        }
        Value::Array(items) if depth > 0 => {
            items.iter().map(|item| sorted(item, depth - 1)).collect()
        }
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Format, Operator};

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
        for text in ["", "AQ", "é", "not a cursor", "AQ=="] {
            assert_eq!(
                Cursor::open(text, &bound, &key),
                Err(CursorFault::Forged),
                "{text}"
            );
        }
    }

    #[test]
    fn the_key_is_not_shown() {
        assert_eq!(format!("{:?}", Key::new(b"secret")), "Key(hidden)");
    }

    #[test]
    fn the_filters_digest_minds_meaning_not_order() {
        let a = ListQuery::default()
            .with("shop.id", "7")
            .filter("colour", Operator::In, ["red", "blue"])
            .remote("x", "1")
            .remote("y", json!({ "p": "1", "q": "2" }));
        let b = ListQuery::default()
            .remote("y", json!({ "q": "2", "p": "1" }))
            .remote("x", "1")
            .filter("colour", Operator::In, ["blue", "red"])
            .with("shop.id", "7")
            .limit(5)
            .format(Format::Raw)
            .next_cursor("abc");
        assert_eq!(filters_digest(&a), filters_digest(&b));
        for other in [
            a.clone().with("shop.id", "8"),
            a.clone().remote("x", "2"),
            a.clone().sort_by("placed_at", Direction::Asc),
            ListQuery::default(),
        ] {
            assert_ne!(filters_digest(&a), filters_digest(&other));
        }
    }

    #[test]
    fn pages_are_told_apart() {
        assert_eq!(page_digest(["1", "2"]), page_digest(["1", "2"]));
        assert_ne!(page_digest(["1", "2"]), page_digest(["2", "1"]));
        assert_ne!(page_digest(["ab", "c"]), page_digest(["a", "bc"]));
    }
}
