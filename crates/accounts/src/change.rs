//! A change to an account, and the account after it.

use crate::Seen;
use indexmap::IndexMap;
use secrecy::SecretString;
use std::sync::Arc;
use touchpoint::Account;
use touchpoint_language::source::SourceFile;

/// A change to an account; absent parts stay as they are.
#[allow(
    clippy::option_option,
    reason = "absent stays, none takes away, a text is put in"
)]
#[derive(Clone, Debug, Default)]
pub struct AccountChange {
    /// A name for people.
    pub label: Option<Option<String>>,
    /// The customer that it belongs to.
    pub tenant_id: Option<Option<String>>,
    /// Another origin than the mapping's.
    pub base_url: Option<Option<String>>,
    /// The text of its overlay.
    pub overlay: Option<Option<String>>,
    /// All variables.
    pub context: Option<IndexMap<String, String>>,
    /// All secrets. New secrets make the account active again.
    pub credentials: Option<IndexMap<String, SecretString>>,
    /// What it was checked against. An account that is another one by now stays as it is; the
    /// store compares in the same step in which it writes.
    pub seen: Option<Seen>,
}

impl AccountChange {
    /// True if it may be made to this account: what it was checked against still holds.
    #[must_use]
    pub fn may_be_made_to(&self, account: &Account) -> bool {
        self.seen.as_ref().is_none_or(|seen| seen.is(account))
    }

    /// The account as it is after the change.
    #[must_use]
    pub fn apply(&self, account: &Account) -> Account {
        let before = account.clone();
        Account {
            base_url: self.base_url.clone().unwrap_or(before.base_url),
            overlay: match &self.overlay {
                Some(text) => text.as_deref().map(overlay),
                None => before.overlay,
            },
            context: self.context.clone().unwrap_or(before.context),
            credentials: self.credentials.clone().unwrap_or(before.credentials),
            ..before
        }
    }
}

/// An overlay that came as a text, with the name that its diagnostics use.
pub fn overlay(text: &str) -> Arc<SourceFile> {
    Arc::new(SourceFile::new("overlay", text))
}
