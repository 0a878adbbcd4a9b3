//! Who may read which account: a token gives a [`Caller`], and a caller and an id give an account.
//! The implementations decide where accounts are kept; a server sees only this trait.

use crate::{AccountChange, AccountInfo, Caller, Status};
use jiff::Timestamp;
use secrecy::SecretString;
use touchpoint::Account;
use touchpoint_core::exchange::BoxFuture;

/// An account that a caller may use.
#[derive(Clone, Debug)]
pub struct Found {
    /// What may be shown.
    pub info: AccountInfo,
    /// The account for the engine.
    pub account: Account,
}

/// What its owner says of an account.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// A name for people.
    pub label: Option<String>,
    /// The customer that it belongs to, in the words of its workspace.
    pub tenant_id: Option<String>,
}

/// Why a request about accounts failed. It holds no secret.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AccountsFault {
    /// They cannot be changed in this way; says what to do instead.
    #[error("{0}")]
    Refused(String),
    /// The cursor was not given out by this list.
    #[error("is no place in this list; begin anew without it")]
    Cursor,
    /// The account is another one than the change was checked against.
    #[error("account `{0}` was changed meanwhile; begin again")]
    Changed(String),
    /// There is already an account with this id.
    #[error("there is an account `{0}` already")]
    Taken(String),
    /// The store does not answer now.
    #[error("{0}")]
    Away(String),
    /// The store does not work; the operator reads the log.
    #[error("{0}")]
    Broken(String),
}

/// An answer of the accounts, later.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, AccountsFault>>;

/// The accounts, tokens and workspaces of a server.
///
/// For another workspace's account and for one that does not exist the answer is the same, after
/// the same work.
pub trait Accounts: Send + Sync {
    /// The caller of a token; none when it is not known, or revoked.
    fn authenticate<'a>(&'a self, secret: &'a str) -> Answer<'a, Option<Caller>>;

    /// An account that the caller may use.
    fn account<'a>(&'a self, caller: &'a Caller, id: &'a str) -> Answer<'a, Option<Found>>;

    /// At most `limit` accounts that the caller may see, of one customer where a `tenant` is named,
    /// after an id, and the id to go on from.
    fn list<'a>(
        &'a self,
        caller: &'a Caller,
        tenant: Option<&'a str>,
        after: Option<&'a str>,
        limit: usize,
    ) -> Answer<'a, (Vec<AccountInfo>, Option<String>)>;

    /// Adds an account to the caller's workspace; an empty id is replaced by a new one.
    fn add<'a>(
        &'a self,
        caller: &'a Caller,
        account: Account,
        about: About,
    ) -> Answer<'a, AccountInfo>;

    /// Changes an account of the caller's workspace; none when there is no such account. The change
    /// is made only where it [may be](AccountChange::may_be_made_to), and nobody else writes between
    /// that look and the write.
    fn change<'a>(
        &'a self,
        caller: &'a Caller,
        id: &'a str,
        change: AccountChange,
    ) -> Answer<'a, Option<AccountInfo>>;

    /// Removes an account of the caller's workspace; false when there is no such account.
    fn remove<'a>(&'a self, caller: &'a Caller, id: &'a str) -> Answer<'a, bool>;

    /// Makes a token that sees one account of the caller's workspace; none when there is no such
    /// account.
    fn create_token<'a>(
        &'a self,
        _caller: &'a Caller,
        _account: &'a str,
    ) -> Answer<'a, Option<SecretString>> {
        let says = "tokens are not made here; who runs the server gives them out";
        Box::pin(async move { Err(AccountsFault::Refused(says.to_owned())) })
    }

    /// Notes after a call if an account's connection works.
    fn note_status<'a>(
        &'a self,
        id: &'a str,
        status: Status,
        cause: Option<&'a str>,
    ) -> Answer<'a, ()>;

    /// Tells if accounts can be added and changed here.
    ///
    /// # Errors
    /// [`AccountsFault::Refused`]: they cannot, and what to do instead.
    fn changeable(&self) -> Result<(), AccountsFault> {
        Ok(())
    }

    /// True if a token, [`Caller::token`], has not been revoked.
    fn is_in_force<'a>(&'a self, _token: &'a str) -> Answer<'a, bool> {
        Box::pin(async { Ok(true) })
    }

    /// Uses a link that ends at a time; false when it was used before.
    fn use_link<'a>(&'a self, id: &'a str, until: Timestamp) -> Answer<'a, bool>;

    /// Checks that the store answers.
    fn ready(&self) -> Answer<'_, ()>;
}
