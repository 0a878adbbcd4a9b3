//! Whose connections the server reads, and who may: a token becomes a [`Caller`], a caller and an
//! id become an account. Where they are kept is the implementation's; a route sees only this.

mod memory;
mod sandbox;
mod stored;

pub use memory::MemoryAccounts;
pub use sandbox::sandbox_accounts;
pub use stored::StoredAccounts;

use indexmap::IndexMap;
use jiff::Timestamp;
use schemars::JsonSchema;
use secrecy::SecretString;
use serde::Serialize;
use std::sync::Arc;
use touchpoint::Account;
use touchpoint_core::exchange::BoxFuture;
use touchpoint_language::source::SourceFile;

/// Who asks, as a token tells it. It holds no secret.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Caller {
    /// The token's id, for the log.
    pub token: String,
    /// The workspace whose accounts it sees.
    pub workspace: String,
    /// The one account it is bound to, where it is bound.
    pub account: Option<String>,
    /// Whether it may create, change and delete accounts.
    pub admin: bool,
}

/// What may be shown of an account: everything but its credentials.
#[derive(Clone, Debug, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "IntegratedAccount")]
pub struct AccountSummary {
    /// Its id: the `integrated_account_id` of a request.
    pub id: String,
    /// The mapping that reads it.
    pub integration: String,
    /// A name for people.
    pub label: Option<String>,
    /// Whether its connection works.
    pub status: Status,
    /// Why it does not, where it does not.
    pub cause: Option<String>,
    /// When it was connected, in UTC.
    #[schemars(extend("format" = "date-time"))]
    pub created_at: Option<String>,
    /// When it was last changed, in UTC.
    #[schemars(extend("format" = "date-time"))]
    pub updated_at: Option<String>,
}

/// Whether an account's connection works.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, PartialEq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// As far as is known it does.
    Active,
    /// The CRM does not take its credentials: it must be connected again.
    NeedsReauth,
}

/// An account that a caller may use.
#[derive(Clone, Debug)]
pub struct Found {
    /// What may be shown.
    pub summary: AccountSummary,
    /// What the engine reads with.
    pub account: Account,
}

/// What changes of an account; what is absent stays.
#[allow(
    clippy::option_option,
    reason = "absent stays, none takes away, a text is put in"
)]
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// The name for people.
    pub label: Option<Option<String>>,
    /// Another origin than the mapping's.
    pub base_url: Option<Option<String>>,
    /// The text of the overlay.
    pub overlay: Option<Option<String>>,
    /// The variables, all of them.
    pub context: Option<IndexMap<String, String>>,
    /// The secrets, all of them. New ones make the account active again.
    pub credentials: Option<IndexMap<String, SecretString>>,
}

impl Change {
    /// The account as it is after the change.
    #[must_use]
    pub fn apply(&self, account: &Account) -> Account {
        let kept = account.clone();
        Account {
            base_url: self.base_url.clone().unwrap_or(kept.base_url),
            overlay: match &self.overlay {
                Some(text) => text.as_deref().map(overlay),
                None => kept.overlay,
            },
            context: self.context.clone().unwrap_or(kept.context),
            credentials: self.credentials.clone().unwrap_or(kept.credentials),
            ..kept
        }
    }
}

/// An overlay that came in a request, as its diagnostics name it.
pub(crate) fn overlay(text: &str) -> Arc<SourceFile> {
    Arc::new(SourceFile::new("overlay", text))
}

/// Why the accounts gave no answer. It holds no secret.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AccountsFault {
    /// They cannot be changed so; says what to do instead.
    #[error("{0}")]
    Refused(String),
    /// The place to go on in a list is none that was given out.
    #[error("is no place in this list; begin anew without it")]
    Cursor,
    /// There is an account with this id.
    #[error("there is an account `{0}` already")]
    Taken(String),
    /// The store does not work; the operator reads the log.
    #[error("{0}")]
    Broken(String),
}

/// An answer of the accounts, later.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, AccountsFault>>;

/// The accounts, tokens and workspaces of a server.
///
/// Another workspace's account and one that does not exist are the same answer, after the same
/// work.
pub trait Accounts: Send + Sync {
    /// The caller of a token; none when it is not known, or revoked.
    fn authenticate<'a>(&'a self, secret: &'a str) -> Answer<'a, Option<Caller>>;

    /// An account that the caller may use.
    fn account<'a>(&'a self, caller: &'a Caller, id: &'a str) -> Answer<'a, Option<Found>>;

    /// The accounts that the caller may see, after an id, at most so many; and the id to go on.
    fn list<'a>(
        &'a self,
        caller: &'a Caller,
        after: Option<&'a str>,
        limit: usize,
    ) -> Answer<'a, (Vec<AccountSummary>, Option<String>)>;

    /// Adds an account to the caller's workspace; an empty id is made.
    fn add<'a>(
        &'a self,
        caller: &'a Caller,
        account: Account,
        label: Option<String>,
    ) -> Answer<'a, AccountSummary>;

    /// Changes an account of the caller's workspace; none when there is no such account.
    fn change<'a>(
        &'a self,
        caller: &'a Caller,
        id: &'a str,
        change: Change,
    ) -> Answer<'a, Option<AccountSummary>>;

    /// Removes an account of the caller's workspace; false when there is no such account.
    fn remove<'a>(&'a self, caller: &'a Caller, id: &'a str) -> Answer<'a, bool>;

    /// Notes whether an account's connection works, after a call.
    fn note_status<'a>(
        &'a self,
        id: &'a str,
        status: Status,
        cause: Option<&'a str>,
    ) -> Answer<'a, ()>;

    /// Whether accounts can be added and changed here.
    ///
    /// # Errors
    /// [`AccountsFault::Refused`]: they cannot, and what to do instead.
    fn changeable(&self) -> Result<(), AccountsFault> {
        Ok(())
    }

    /// Uses a link that ends at a time; false when it was used before.
    fn use_link<'a>(&'a self, id: &'a str, until: Timestamp) -> Answer<'a, bool>;

    /// Whether the store answers.
    fn ready(&self) -> Answer<'_, ()>;
}
