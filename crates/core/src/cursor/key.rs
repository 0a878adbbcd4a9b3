//! The key that signs cursors.

use crate::digest::hexadecimal;
use crate::exchange::Account;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::Arc;

/// The secret that cursors are signed with, and older ones whose cursors are still taken. Their values are
/// never shown.
#[derive(Clone)]
pub struct Key {
    bytes: [u8; 32],
    older: Arc<[[u8; 32]]>,
}

impl Key {
    /// A key from secret bytes, at least 32 random ones.
    pub fn new(secret: &[u8]) -> Key {
        // A digest, so that it never depends on the secret's length.
        Key {
            bytes: Sha256::digest(secret).into(),
            older: Arc::default(),
        }
    }

    /// The same key, which takes the cursors of older ones too.
    #[must_use]
    pub fn and_older(self, older: impl IntoIterator<Item = Key>) -> Key {
        let older = older.into_iter().map(|key| key.bytes);
        Key {
            older: older.collect(),
            ..self
        }
    }

    /// What tells keys apart and shows none: a digest of the one that signs, then of each older one.
    pub fn names(&self) -> impl Iterator<Item = String> {
        // Not the digest of the key alone, which is a digest itself.
        let named = |bytes: &[u8; 32]| hexadecimal([b"the name of a key".as_slice(), bytes]);
        self.all().map(named)
    }

    /// The key of an account that has no other: made from its own credentials, so that whoever
    /// holds the account can go on with its lists. Credentials that change, such as tokens, are
    /// left out where others stay.
    pub fn of_account(account: &Account) -> Key {
        let stays = |name: &&String| {
            !["access_token", "refresh_token", "expires_at"].contains(&name.as_str())
        };
        let some_stay = account.credentials.keys().any(|name| stays(&name));
        let mut secret = Sha256::new();
        secret.update(account.id.as_bytes());
        // The order in which a program gave them does not count.
        let mut credentials: Vec<_> = account.credentials.iter().collect();
        credentials.sort_by_key(|(name, _)| name.as_str());
        for (name, value) in credentials {
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

impl Key {
    /// The key as HMAC takes it.
    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// The same, and the older keys behind it.
    pub(super) fn all(&self) -> impl Iterator<Item = &[u8; 32]> {
        std::iter::once(&self.bytes).chain(self.older.iter())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Key(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_credentials_does_not_count() {
        let with = |names: [&str; 2]| Account {
            credentials: names.map(|name| (name.to_owned(), "hush".into())).into(),
            ..Account::default()
        };
        let [one, other] =
            [["key", "secret"], ["secret", "key"]].map(|n| Key::of_account(&with(n)));
        assert_eq!(one.bytes(), other.bytes());
        assert_ne!(one.bytes(), Key::of_account(&with(["key", "user"])).bytes());
    }

    #[test]
    fn keys_are_told_apart_by_name() {
        let (old, new) = (Key::new(b"old"), Key::new(b"new"));
        let both = new.clone().and_older([old.clone()]);
        let names: Vec<String> = new.names().chain(old.names()).collect();
        assert_eq!(both.names().collect::<Vec<_>>(), names);
        assert!(names[0] != names[1] && names[0].len() == 16, "{names:?}");
    }

    #[test]
    fn the_key_is_not_shown() {
        assert_eq!(format!("{:?}", Key::new(b"secret")), "Key(hidden)");
    }
}
