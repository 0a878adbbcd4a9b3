//! Seals plain bytes as a text and opens them again: XChaCha20-Poly1305 under the current key. The
//! place where the text stands is bound in, so that a sealed text that was moved does not open.
//!
//! ```text
//! 1.<id of the key>.<base64url of nonce, cipher text and tag>
//! 2.<the same, bound to what stands beside it too>
//! ```

use crate::{Key, Keyring, StoreError, random};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use indexmap::IndexMap;
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

/// The versions of sealed texts: plain ones, and those that are bound to the columns beside them.
const VERSION: &str = "1";
const BOUND: &str = "2";
/// Bytes of a nonce.
const NONCE: usize = 24;

/// The beginning of texts that are bound to what stands beside them.
pub(crate) fn bound_prefix() -> String {
    format!("{BOUND}.")
}

/// True if a sealed text is bound to what stands beside it.
pub(crate) fn is_bound(sealed: &str) -> bool {
    let rest = sealed.strip_prefix(BOUND);
    rest.is_some_and(|rest| rest.starts_with('.'))
}

/// Where a sealed text stands: `accounts/<id>/credentials`.
pub(crate) fn place(table: &str, id: &str, column: &str) -> String {
    format!("{table}/{id}/{column}")
}

impl Keyring {
    /// Seals bytes for one place.
    pub(crate) fn seal(&self, place: &str, plain: &[u8]) -> Result<String, StoreError> {
        self.seal_as(VERSION, place, plain)
    }

    fn seal_as(&self, version: &str, place: &str, plain: &[u8]) -> Result<String, StoreError> {
        let nonce = random::bytes::<NONCE>()?;
        let payload = Payload {
            msg: plain,
            aad: place.as_bytes(),
        };
        let hidden = cipher(&self.current)
            .encrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| unopened(place))?;
        let mut bytes = nonce.to_vec();
        bytes.extend(hidden);
        let id = self.current.id();
        Ok(format!("{version}.{id}.{}", URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Opens a text that was sealed for this place.
    pub(crate) fn open(&self, place: &str, sealed: &str) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        self.try_open(VERSION, place, sealed)
            .ok_or_else(|| unopened(place))
    }

    fn try_open(&self, version: &str, place: &str, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
        let (id, text) = sealed
            .strip_prefix(version)?
            .strip_prefix('.')?
            .split_once('.')?;
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, hidden) = bytes.split_first_chunk::<NONCE>()?;
        let payload = Payload {
            msg: hidden,
            aad: place.as_bytes(),
        };
        let plain = cipher(self.find(id)?).decrypt(&XNonce::from(*nonce), payload);
        plain.ok().map(Zeroizing::new)
    }

    /// The beginning of texts that are sealed under the current key.
    pub(crate) fn current_prefix(&self) -> String {
        format!("{VERSION}.{}.", self.current.id())
    }

    /// The same for those that are bound.
    pub(crate) fn current_bound_prefix(&self) -> String {
        format!("{BOUND}.{}.", self.current.id())
    }

    /// Seals named secrets so that they open only beside what they were sealed with.
    pub(crate) fn seal_bound(
        &self,
        place: &str,
        bond: &str,
        secrets: &IndexMap<String, SecretString>,
    ) -> Result<String, StoreError> {
        let plain = named(secrets).ok_or_else(|| unopened(place))?;
        self.seal_as(BOUND, &format!("{place}\n{bond}"), &plain)
    }

    /// Seals named secrets as the version before did, which binds them to their place alone.
    pub(crate) fn seal_unbound(
        &self,
        place: &str,
        secrets: &IndexMap<String, SecretString>,
    ) -> Result<String, StoreError> {
        self.seal(place, &named(secrets).ok_or_else(|| unopened(place))?)
    }

    /// Opens named secrets that are bound, and where it is allowed those of an earlier version, which are
    /// not.
    pub(crate) fn open_bound(
        &self,
        place: &str,
        bond: &str,
        sealed: &str,
        unbound_too: bool,
    ) -> Result<IndexMap<String, SecretString>, StoreError> {
        let opened = if unbound_too && !is_bound(sealed) {
            self.try_open(VERSION, place, sealed)
        } else {
            self.try_open(BOUND, &format!("{place}\n{bond}"), sealed)
        };
        read_named(place, &opened.ok_or_else(|| unopened(place))?)
    }
}

/// Named secrets as JSON.
fn named(secrets: &IndexMap<String, SecretString>) -> Option<Zeroizing<Vec<u8>>> {
    let plain: IndexMap<&str, &str> = secrets
        .iter()
        .map(|(name, secret)| (name.as_str(), secret.expose_secret()))
        .collect();
    // Room for the worst case: a growing buffer would leave copies of secrets in memory.
    let room: usize = plain.iter().map(|(k, v)| 6 * (k.len() + v.len()) + 8).sum();
    let mut bytes = Zeroizing::new(Vec::with_capacity(room + 2));
    serde_json::to_writer(&mut *bytes, &plain).ok()?;
    Some(bytes)
}

fn read_named(place: &str, bytes: &[u8]) -> Result<IndexMap<String, SecretString>, StoreError> {
    let plain: IndexMap<String, String> =
        serde_json::from_slice(bytes).map_err(|_| StoreError::Form(place.to_owned()))?;
    let secret = |(name, text): (String, String)| (name, SecretString::from(text));
    Ok(plain.into_iter().map(secret).collect())
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&*key.bytes).into())
}

fn unopened(place: &str) -> StoreError {
    StoreError::Sealed {
        place: format!("`{place}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(current: u8, old: &[u8]) -> Keyring {
        Keyring::new(
            Key::new([current; 32]),
            old.iter().map(|byte| Key::new([*byte; 32])),
        )
    }

    #[test]
    fn only_its_place_and_its_key_open_it() {
        let sealed = ring(1, &[])
            .seal("accounts/a/credentials", b"hush")
            .unwrap();
        assert!(!sealed.contains("hush"));
        let open = |ring: Keyring, place| ring.open(place, &sealed).map(|plain| plain.to_vec());
        assert_eq!(
            open(ring(1, &[]), "accounts/a/credentials").unwrap(),
            b"hush"
        );
        assert_eq!(
            open(ring(2, &[1]), "accounts/a/credentials").unwrap(),
            b"hush"
        );
        assert!(open(ring(1, &[]), "accounts/b/credentials").is_err());
        assert!(open(ring(1, &[]), "accounts/a/intent").is_err());
        let fault = open(ring(2, &[]), "accounts/a/credentials").unwrap_err();
        assert!(
            fault
                .to_string()
                .starts_with("`accounts/a/credentials` cannot be opened")
        );
    }

    #[test]
    fn the_same_text_is_sealed_differently_each_time() {
        let ring = ring(1, &[]);
        assert_ne!(
            ring.seal("p", b"hush").unwrap(),
            ring.seal("p", b"hush").unwrap()
        );
    }

    #[test]
    fn no_changed_text_opens() {
        let ring = ring(1, &[]);
        let sealed = ring.seal("p", b"hush").unwrap();
        for index in 0..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[index] = if bytes[index] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(ring.open("p", &changed).is_err(), "byte {index}");
            let (cut, _) = sealed.split_at(index);
            assert!(ring.open("p", cut).is_err(), "cut at {index}");
        }
    }

    #[test]
    fn named_secrets_come_back_in_their_order() {
        let ring = ring(1, &[]);
        let secrets: IndexMap<String, SecretString> = [
            ("z".to_owned(), "q\"\u{1}é".into()),
            ("a".to_owned(), "".into()),
        ]
        .into();
        let sealed = ring.seal_bound("p", "bond", &secrets).unwrap();
        let opened = ring.open_bound("p", "bond", &sealed, false).unwrap();
        let shown: Vec<_> = opened
            .iter()
            .map(|(k, v)| (k.as_str(), v.expose_secret()))
            .collect();
        assert_eq!(shown, [("z", "q\"\u{1}é"), ("a", "")]);
    }
}
