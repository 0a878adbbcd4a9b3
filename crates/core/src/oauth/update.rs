//! New tokens from a token URL, and the account that has them.

use crate::exchange::Account;
use indexmap::IndexMap;
use jiff::Timestamp;
use secrecy::SecretString;

/// What changes in an account when its token is renewed. A store keeps it before it is used.
#[derive(Clone, Debug)]
pub struct TokenUpdate {
    /// The new access token.
    pub access_token: SecretString,
    /// The new refresh token; none where the answer brought none: then the old one is kept.
    pub refresh_token: Option<SecretString>,
    /// When the access token ends, where that is known.
    pub expires_at: Option<Timestamp>,
    /// The variables that the answer holds, by name, such as the account's own address.
    pub context: IndexMap<String, String>,
}

impl TokenUpdate {
    /// The account with the new tokens. The rest of it stays as it is.
    ///
    /// ```
    /// # use touchpoint_core::{exchange::Account, oauth::TokenUpdate};
    /// let old = Account { credentials: [("refresh_token".to_owned(), "r1".into())].into(), ..Account::default() };
    /// let update = TokenUpdate { access_token: "a2".into(), refresh_token: None, expires_at: None, context: [].into() };
    /// let new = update.apply(&old);
    /// assert!(new.credentials.contains_key("access_token") && new.credentials.contains_key("refresh_token"));
    /// ```
    #[must_use]
    pub fn apply(&self, account: &Account) -> Account {
        let mut new = account.clone();
        let credentials = &mut new.credentials;
        credentials.insert("access_token".to_owned(), self.access_token.clone());
        if let Some(token) = &self.refresh_token {
            credentials.insert("refresh_token".to_owned(), token.clone());
        }
        match self.expires_at {
            Some(at) => credentials.insert("expires_at".to_owned(), at.to_string().into()),
            // The old token's end says nothing about the new one's.
            None => credentials.shift_remove("expires_at"),
        };
        new.context.extend(self.context.clone());
        new
    }
}
