//! Where the tokens of accounts are kept while an engine renews them. A vendor may end a refresh
//! token on use, so three promises hold: one renewal at a time for each account, a note before each
//! renewal, and no token is used before it is stored.

mod backoff;
mod bell;
mod call;
mod intent;
mod keeping;
mod memory;
mod renew;
mod simple;
mod spawned;
#[cfg(test)]
mod tests;

pub use crate::own_apps::Guard;
pub use backoff::Backoff;
pub use call::{Call, Tell};
pub use intent::Intent;
pub use keeping::Keeping;
pub use memory::MemoryTokens;
pub(crate) use renew::unanswered;
pub use simple::{Simple, TokenKey};
pub use touchpoint_core::oauth::TokenUpdate;

use std::fmt;
use std::sync::Arc;
use touchpoint_core::exchange::{Account, BoxFuture, Cause};

/// Why a store could not do what it was asked: its own error, whose text holds no secret.
///
/// ```
/// use touchpoint::tokens::StoreFault;
/// let fault = StoreFault::from(std::io::Error::other("the vault is sealed"));
/// assert_eq!(fault.to_string(), "the accounts' store: the vault is sealed");
/// ```
///
/// The caller of [`list`](crate::Touchpoint::list) finds the error again as the
/// [`source`](std::error::Error::source) of its [`Error`](crate::Error).
///
/// `?` makes one of any error, and an [`Error`](crate::Error) or a `Box<dyn Error>` of one; so it cannot be an
/// error itself.
#[derive(Clone, Debug, PartialEq)]
pub struct StoreFault(Cause);

impl<E: Into<Box<dyn std::error::Error + Send + Sync>>> From<E> for StoreFault {
    fn from(error: E) -> StoreFault {
        StoreFault(error.into().into())
    }
}

impl fmt::Display for StoreFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the accounts' store: {}", self.0)
    }
}

impl StoreFault {
    /// The store's own error.
    pub fn cause(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        &*self.0
    }
}

impl From<StoreFault> for Box<dyn std::error::Error> {
    fn from(fault: StoreFault) -> Box<dyn std::error::Error> {
        Box::new(touchpoint_core::run::Error::from(fault))
    }
}

impl From<StoreFault> for touchpoint_core::run::Error {
    fn from(fault: StoreFault) -> Self {
        touchpoint_core::run::Error::Store(fault.0)
    }
}

/// What a store knows of an account.
#[derive(Clone, Debug)]
pub struct TokenState {
    /// The account with its newest tokens.
    pub account: Account,
    /// The note of a renewal that began and whose outcome is unknown.
    pub intent: Option<Intent>,
    /// Why the account must be connected again, where it must.
    pub needs_reauth: Option<String>,
    /// The note on renewals that failed temporarily.
    pub backoff: Option<Backoff>,
}

/// Keeps the tokens of accounts.
///
/// The engine calls it like this:
///
/// ```text
/// newest                                          before each page of an account whose token can be renewed
/// lease → held → intend → (vendor) → save         a renewal
///                                  → needs_reauth    refused
///                                  → postpone        the vendor said: later
///                                  (nothing)         no answer: the note stays
/// ```
///
/// `MemoryTokens` is for a single process that may forget its tokens.
pub trait TokenStore: Send + Sync {
    /// The account with newer tokens than this one's, where the store has any. It is called before each page
    /// that is read for an account whose token can be renewed, behind
    /// [`Credentials`](crate::Credentials) where there are some, so it should be cheap; a page that takes
    /// several requests asks once. A store whose callers load the account again for every page leaves this out.
    ///
    /// # Errors
    /// [`StoreFault`]: the call fails with it.
    fn newest<'a>(
        &'a self,
        _given: &'a Account,
    ) -> BoxFuture<'a, Result<Option<Account>, StoreFault>> {
        Box::pin(async { Ok(None) })
    }

    /// Waits until nobody else renews this account's token, and keeps others from it until the
    /// lease is dropped: all tasks, and all processes that share the store. A process that dies
    /// leaves no lease behind.
    ///
    /// # Errors
    /// [`StoreFault`], also when the wait took too long or the store does not know the account.
    fn lease<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Box<dyn TokenLease + 'a>, StoreFault>>;
}

/// The right to renew one account's token. Dropping it gives the right up, at any point.
///
/// Every write must have reached its disk when its future is done, whatever happens to the lease
/// then: the lock and the writes are not one transaction.
pub trait TokenLease: Send {
    /// What is stored now, read after the lease was got.
    ///
    /// # Errors
    /// [`StoreFault`]: nothing is sent.
    fn held(&mut self) -> BoxFuture<'_, Result<TokenState, StoreFault>>;

    /// Notes that a renewal begins. An existing note is replaced.
    ///
    /// # Errors
    /// [`StoreFault`]: nothing is sent.
    fn intend<'a>(&'a mut self, intent: &'a Intent) -> BoxFuture<'a, Result<(), StoreFault>>;

    /// Stores the new tokens, [`TokenUpdate::apply`] on the stored account, and removes the note
    /// and any `needs_reauth` or back-off, all or nothing.
    ///
    /// # Errors
    /// [`StoreFault`]: it is tried again, and kept in memory until it is stored: [`Keeping`].
    fn save<'a>(&'a mut self, update: &'a TokenUpdate) -> BoxFuture<'a, Result<(), StoreFault>>;

    /// Removes the note: the vendor surely did not process the renewal.
    ///
    /// # Errors
    /// [`StoreFault`]; the note stays, which only changes a later message.
    fn clear_intent(&mut self) -> BoxFuture<'_, Result<(), StoreFault>>;

    /// Notes that a renewal failed temporarily, and removes the note that it began, unless
    /// `keep_intent` is true. A store may leave this out: then renewals are tried at each call.
    ///
    /// # Errors
    /// [`StoreFault`]; the next renewal is tried sooner.
    fn postpone<'a>(
        &'a mut self,
        _backoff: &'a Backoff,
        keep_intent: bool,
    ) -> BoxFuture<'a, Result<(), StoreFault>> {
        Box::pin(async move {
            if keep_intent {
                return Ok(());
            }
            self.clear_intent().await
        })
    }

    /// Marks the account: it must be connected again. Removes the note. Until new credentials are
    /// stored, [`TokenLease::held`] says so and nothing is sent to the token URL.
    ///
    /// # Errors
    /// [`StoreFault`]; the caller still gets the refusal.
    fn needs_reauth<'a>(&'a mut self, cause: &'a str) -> BoxFuture<'a, Result<(), StoreFault>>;
}

impl<T: TokenStore + ?Sized> TokenStore for Arc<T> {
    fn newest<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Option<Account>, StoreFault>> {
        (**self).newest(given)
    }
    fn lease<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Box<dyn TokenLease + 'a>, StoreFault>> {
        (**self).lease(given)
    }
}
