//! The note that a renewal begins. If one is found later, a renewal was interrupted: the vendor may
//! have ended the refresh token that we still hold.

use jiff::Timestamp;
use secrecy::ExposeSecret;
use touchpoint_core::digest::hexadecimal;
use touchpoint_core::exchange::Account;

/// The note of one renewal. It holds no secret, so a store may keep it in the open.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Intent {
    /// A digest of the refresh token that is sent: `9f86d081884c7d65`.
    pub refresh_token: String,
    /// When the renewal began.
    pub began_at: Timestamp,
}

impl Intent {
    /// The note for renewing this account's token.
    pub fn of(account: &Account, began_at: Timestamp) -> Intent {
        Intent {
            refresh_token: digest(account),
            began_at,
        }
    }

    /// True if it is about the refresh token that this account holds.
    pub fn concerns(&self, account: &Account) -> bool {
        self.refresh_token == digest(account)
    }
}

/// The digest, in hexadecimal, of what renews an account's token: its refresh token, or the client
/// where it gets its tokens by itself.
pub(super) fn digest(account: &Account) -> String {
    let secret = |name: &str| {
        account
            .credentials
            .get(name)
            .map(ExposeSecret::expose_secret)
    };
    match secret("refresh_token") {
        Some(token) => hexadecimal([token]),
        None => hexadecimal(["client_id", "client_secret"].map(|n| secret(n).unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_knows_its_token_and_does_not_show_it() {
        let with = |token: &str| Account {
            credentials: [("refresh_token".to_owned(), token.into())].into(),
            ..Account::default()
        };
        let intent = Intent::of(&with("test"), Timestamp::UNIX_EPOCH);
        assert!(intent.concerns(&with("test")) && !intent.concerns(&with("other")));
        // The first eight bytes of SHA-256("test").
        assert_eq!(intent.refresh_token, "9f86d081884c7d65");
    }
}
