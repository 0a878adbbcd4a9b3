//! The key that signs cursors.

use crate::exchange::Account;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use std::fmt;

/// The secret that cursors are signed with. Its value is never shown.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    /// A key from secret bytes, at least 32 random ones.
    pub fn new(secret: &[u8]) -> Key {
        // A digest, so that it never depends on the secret's length.
        Key(Sha256::digest(secret).into())
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
        &self.0
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
    fn the_key_is_not_shown() {
        assert_eq!(format!("{:?}", Key::new(b"secret")), "Key(hidden)");
    }
}
