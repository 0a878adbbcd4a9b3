//! The note that a renewal begins. Where one is found later, a renewal was broken off: perhaps the
//! vendor ended the refresh token that we still hold.

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

    /// Whether it is about the refresh token that this account holds.
    pub fn concerns(&self, account: &Account) -> bool {
        self.refresh_token == digest(account)
    }
}

/// A refresh token's digest, in hexadecimal letters; of nothing where the account has none.
pub(super) fn digest(account: &Account) -> String {
    let token = account.credentials.get("refresh_token");
    let token = token.map(ExposeSecret::expose_secret).unwrap_or_default();
    hexadecimal([token])
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
