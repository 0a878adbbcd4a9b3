//! The tokens of stored accounts, as the engine renews them: the note before and the new tokens
//! after are one write each, which is on disk when its call returns.

use super::accounts::StoredAccount;
use super::lease::Lease;
use super::store::{PATIENCE, Store, storable};
use crate::{Scope, Status, StoreError};
use tokio::time::timeout;
use touchpoint::{
    Account,
    tokens::{Backoff, Intent, StoreFault, TokenLease, TokenState, TokenStore},
};
use touchpoint_core::{exchange::BoxFuture, oauth::TokenUpdate};

/// The cause of an account that was marked without one.
const NO_CAUSE: &str = "the account must be connected again";

/// The lease of one account in a database.
struct StoreLease {
    store: Store,
    id: String,
    _lease: Lease,
}

// Accounts from here are loaded for every call, so `newest` is left out.
impl TokenStore for Store {
    fn lease<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Box<dyn TokenLease + 'a>, StoreFault>> {
        Box::pin(async move {
            let lease = StoreLease {
                _lease: self.lease(&given.id).await?,
                store: self.clone(),
                id: given.id.clone(),
            };
            Ok(Box::new(lease) as Box<dyn TokenLease + 'a>)
        })
    }
}

/// Changes the account of a lease. It does not borrow the lease, which may hold a database
/// transaction that cannot be shared between threads.
async fn change(
    store: &Store,
    id: &str,
    apply: impl Fn(&mut StoredAccount) + Send,
) -> Result<(), StoreFault> {
    // A write that does not end is tried again; the tokens are kept in memory meanwhile.
    let changed = timeout(2 * PATIENCE, store.change(id, apply)).await;
    changed.map_err(|_| StoreError::Late)??;
    Ok(())
}

impl TokenLease for StoreLease {
    fn held(&mut self) -> BoxFuture<'_, Result<TokenState, StoreFault>> {
        Box::pin(async {
            let stored = self.store.stored(&Scope::everything(), &self.id).await?;
            let stored = stored.ok_or_else(|| StoreError::Missing {
                what: "account",
                id: self.id.clone(),
            })?;
            let cause = stored.info.cause.unwrap_or_else(|| NO_CAUSE.to_owned());
            Ok(TokenState {
                account: stored.account,
                intent: stored.intent,
                backoff: stored.backoff,
                needs_reauth: (stored.info.status == Status::NeedsReauth).then_some(cause),
            })
        })
    }

    fn intend<'a>(&'a mut self, intent: &'a Intent) -> BoxFuture<'a, Result<(), StoreFault>> {
        Box::pin(change(&self.store, &self.id, |stored| {
            stored.intent = Some(intent.clone());
        }))
    }

    fn save<'a>(&'a mut self, update: &'a TokenUpdate) -> BoxFuture<'a, Result<(), StoreFault>> {
        Box::pin(change(&self.store, &self.id, |stored| {
            stored.account = update.apply(&stored.account);
            stored.intent = None;
            stored.backoff = None;
            stored.info.status = Status::Active;
            stored.info.cause = None;
        }))
    }

    fn clear_intent(&mut self) -> BoxFuture<'_, Result<(), StoreFault>> {
        Box::pin(change(&self.store, &self.id, |stored| stored.intent = None))
    }

    fn postpone<'a>(
        &'a mut self,
        backoff: &'a Backoff,
        keep_intent: bool,
    ) -> BoxFuture<'a, Result<(), StoreFault>> {
        Box::pin(change(&self.store, &self.id, move |stored| {
            stored.backoff = Some(backoff.clone());
            if !keep_intent {
                stored.intent = None;
            }
        }))
    }

    fn needs_reauth<'a>(&'a mut self, cause: &'a str) -> BoxFuture<'a, Result<(), StoreFault>> {
        Box::pin(change(&self.store, &self.id, |stored| {
            stored.intent = None;
            stored.info.status = Status::NeedsReauth;
            stored.info.cause = Some(storable(cause));
        }))
    }
}
