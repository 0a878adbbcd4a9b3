//! The keys that seal and open, read from an environment variable or a file: the current one first,
//! then the old ones.

use crate::{StoreError, durable, random};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD},
};
use std::{fmt, fs, path::Path};
use touchpoint_core::digest::hexadecimal;
use zeroize::Zeroizing;

/// A key of 32 bytes. Its id is derived from it, so that it cannot be taken for another key.
#[derive(Clone)]
pub struct Key {
    id: String,
    pub(crate) bytes: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Key({})", self.id)
    }
}

impl Key {
    /// The key with these bytes.
    pub fn new(bytes: [u8; 32]) -> Key {
        let bytes = Zeroizing::new(bytes);
        let id = hexadecimal(["touchpoint key id".as_bytes(), bytes.as_slice()]);
        Key { id, bytes }
    }

    /// A new key.
    pub fn random() -> Result<Key, StoreError> {
        Ok(Key::new(*random::bytes()?))
    }

    /// 16 hexadecimal digits that name the key and reveal nothing about it.
    pub fn id(&self) -> &str {
        &self.id
    }

    fn parse(text: &str) -> Option<Key> {
        let bytes = if text.len() == 64 {
            Zeroizing::new(from_hexadecimal(text)?)
        } else {
            let forms = [&STANDARD, &URL_SAFE, &STANDARD_NO_PAD, &URL_SAFE_NO_PAD];
            Zeroizing::new(forms.iter().find_map(|form| form.decode(text).ok())?)
        };
        Some(Key::new(bytes.as_slice().try_into().ok()?))
    }
}

fn from_hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = Zeroizing::new(digits?);
    let (pairs, _) = digits.as_chunks::<2>();
    Some(pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

/// The key that seals, and all those that still open.
#[derive(Clone, Debug)]
pub struct Keyring {
    pub(crate) current: Key,
    pub(crate) old: Vec<Key>,
}

impl Keyring {
    /// One key that seals and opens, and old ones that only open.
    pub fn new(current: Key, old: impl IntoIterator<Item = Key>) -> Keyring {
        Keyring {
            current,
            old: old.into_iter().collect(),
        }
    }

    /// The keys in a variable of the environment, else those in a file.
    ///
    /// ```text
    /// # one key a line, or with commas between; the first is the current one
    /// mFb0Wm0n5m8bX2l3ZkqVnW3Xb5rB6i0o0vW3y0Wc1pQ=
    /// ```
    ///
    /// # Errors
    /// `NoKey` when neither is there, `KeyForm` when one is no key; who runs the server acts.
    pub fn from_env_or_file(variable: &str, file: Option<&Path>) -> Result<Keyring, StoreError> {
        if let Some(text) = std::env::var(variable).ok().map(Zeroizing::new)
            && !text.trim().is_empty()
        {
            return Keyring::parse(&text, &format!("`{variable}`"));
        }
        let no_key = || StoreError::NoKey {
            variable: variable.to_owned(),
        };
        let path = file.filter(|path| path.exists()).ok_or_else(no_key)?;
        let text = fs::read_to_string(path).map_err(|source| StoreError::File {
            path: path.to_owned(),
            verb: "read",
            source,
        })?;
        Keyring::parse(&Zeroizing::new(text), &format!("`{}`", path.display()))
    }

    /// Makes a key file with one new key that only its owner may read. An existing file stays as it
    /// is.
    pub fn create_file(path: &Path) -> Result<(), StoreError> {
        let text = Zeroizing::new(STANDARD.encode(Key::random()?.bytes.as_slice()) + "\n");
        durable::create(path, text.as_bytes()).map_err(|source| StoreError::File {
            path: path.to_owned(),
            verb: "written",
            source,
        })
    }

    /// The keys in a text; faults name it as `place`.
    pub fn parse(text: &str, place: &str) -> Result<Keyring, StoreError> {
        let lines = text.lines().filter(|line| !line.trim().starts_with('#'));
        let words = lines.flat_map(|line| line.split([',', ' ', '\t']));
        let words = words.map(str::trim).filter(|word| !word.is_empty());
        let mut keys = Vec::new();
        for (index, word) in words.enumerate() {
            keys.push(Key::parse(word).ok_or_else(|| StoreError::KeyForm {
                place: place.to_owned(),
                position: index + 1,
            })?);
        }
        let mut keys = keys.into_iter();
        let current = keys.next().ok_or_else(|| StoreError::KeyForm {
            place: place.to_owned(),
            position: 1,
        })?;
        Ok(Keyring::new(current, keys))
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Key> {
        std::iter::once(&self.current)
            .chain(&self.old)
            .find(|key| key.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_in_base64_or_hexadecimal_and_the_first_seals() {
        let text = format!(
            "# of spring\n{}\n\n{}\n",
            STANDARD.encode([7; 32]),
            "0b".repeat(32)
        );
        let keys = Keyring::parse(&text, "`keys`").unwrap();
        assert_eq!(*keys.current.bytes, [7; 32]);
        assert_eq!(*keys.old[0].bytes, [11; 32]);
        let commas = format!("{},{}", STANDARD.encode([7; 32]), STANDARD.encode([8; 32]));
        assert_eq!(Keyring::parse(&commas, "x").unwrap().old.len(), 1);
    }

    #[test]
    fn a_fault_names_the_place_and_no_key() {
        let text = format!("{}\nhush-hush", STANDARD.encode([7; 32]));
        let fault = Keyring::parse(&text, "`keys`").unwrap_err().to_string();
        assert_eq!(
            fault,
            "key 2 of `keys` is not 32 bytes in base64 or hexadecimal"
        );
        assert!(Keyring::parse(" \n# none\n", "x").is_err());
    }

    #[test]
    fn debug_shows_no_key() {
        let keys = Keyring::new(Key::new([65; 32]), []);
        let shown = format!("{keys:?}");
        assert!(!shown.contains("65") && !shown.contains("AAAA"), "{shown}");
    }

    #[test]
    fn a_key_file_is_made_once() {
        let folder = crate::tests::Folder::new();
        let path = folder.path().join("keys");
        assert!(matches!(
            Keyring::from_env_or_file("TOUCHPOINT_TEST_UNSET", Some(&path)),
            Err(StoreError::NoKey { .. })
        ));
        Keyring::create_file(&path).unwrap();
        let first = Keyring::from_env_or_file("TOUCHPOINT_TEST_UNSET", Some(&path)).unwrap();
        Keyring::create_file(&path).unwrap();
        let again = Keyring::from_env_or_file("TOUCHPOINT_TEST_UNSET", Some(&path)).unwrap();
        assert_eq!(first.current.id(), again.current.id());
    }
}
