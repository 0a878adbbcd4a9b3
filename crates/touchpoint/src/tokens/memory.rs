//! Tokens that are kept as long as the process lives.

use super::intent::digest;
use super::{Backoff, Intent, StoreFault, TokenLease, TokenState, TokenStore};
use futures_util::lock::OwnedMutexGuard;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use touchpoint_core::exchange::{Account, BoxFuture};
use touchpoint_core::oauth::TokenUpdate;

/// Keeps renewed tokens in memory, for all clones of one engine. A program always hands in an
/// account as it was connected, and its newer tokens are found here. An account that was connected
/// again has another refresh token, so it starts afresh. The tokens are lost when the process ends:
/// if a vendor ends refresh tokens on use, keep them in a store of your own.
#[derive(Clone, Default)]
pub struct MemoryTokens(Arc<Mutex<HashMap<ConnectionKey, Arc<Entry>>>>);

/// The most renewals that are followed from one token to the next.
const MOST_RENEWALS: usize = 100_000;

/// The integration, the account's id, and the digest of the refresh token that it was connected with.
type ConnectionKey = (String, String, String);

#[derive(Default)]
struct Entry {
    turn: Arc<futures_util::lock::Mutex<()>>,
    kept: Mutex<KeptTokens>,
}

#[derive(Default)]
struct KeptTokens {
    update: Option<TokenUpdate>,
    intent: Option<Intent>,
    needs_reauth: Option<String>,
    backoff: Option<Backoff>,
}

impl fmt::Debug for MemoryTokens {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("MemoryTokens")
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // No code panics while it holds the lock, so a poisoned one is still good.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn place(account: &Account) -> ConnectionKey {
    let (integration, id) = (account.integration.clone(), account.id.clone());
    (integration, id, digest(account))
}

impl Entry {
    fn newest(&self, given: &Account) -> Option<Account> {
        let kept = locked(&self.kept);
        kept.update.as_ref().map(|update| update.apply(given))
    }
}

impl TokenStore for MemoryTokens {
    fn newest<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Option<Account>, StoreFault>> {
        let mut newest: Option<Account> = None;
        // Each renewal may have given a new refresh token; the last one counts.
        for _ in 0..MOST_RENEWALS {
            let known = newest.as_ref().unwrap_or(given);
            let entry = locked(&self.0).get(&place(known)).cloned();
            let Some(next) = entry.and_then(|entry| entry.newest(known)) else {
                break;
            };
            let ends = digest(&next) == digest(known);
            newest = Some(next);
            if ends {
                break;
            }
        }
        Box::pin(async { Ok(newest) })
    }

    fn lease<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Box<dyn TokenLease + 'a>, StoreFault>> {
        let entry = locked(&self.0).entry(place(given)).or_default().clone();
        Box::pin(async move {
            let turn = entry.turn.clone().lock_owned().await;
            let lease = Lease {
                entry,
                given,
                _turn: turn,
            };
            Ok(Box::new(lease) as Box<dyn TokenLease + 'a>)
        })
    }
}

struct Lease<'a> {
    entry: Arc<Entry>,
    given: &'a Account,
    _turn: OwnedMutexGuard<()>,
}

impl Lease<'_> {
    fn change(
        &self,
        change: impl FnOnce(&mut KeptTokens),
    ) -> BoxFuture<'static, Result<(), StoreFault>> {
        change(&mut locked(&self.entry.kept));
        Box::pin(async { Ok(()) })
    }
}

impl TokenLease for Lease<'_> {
    fn held(&mut self) -> BoxFuture<'_, Result<TokenState, StoreFault>> {
        let account = self.entry.newest(self.given);
        let kept = locked(&self.entry.kept);
        let held = TokenState {
            account: account.unwrap_or_else(|| self.given.clone()),
            intent: kept.intent.clone(),
            needs_reauth: kept.needs_reauth.clone(),
            backoff: kept.backoff.clone(),
        };
        Box::pin(async { Ok(held) })
    }

    fn intend<'a>(&'a mut self, intent: &'a Intent) -> BoxFuture<'a, Result<(), StoreFault>> {
        self.change(|kept| kept.intent = Some(intent.clone()))
    }

    fn save<'a>(&'a mut self, update: &'a TokenUpdate) -> BoxFuture<'a, Result<(), StoreFault>> {
        self.change(|kept| {
            let mut new = update.clone();
            if let Some(old) = kept.update.take() {
                new.refresh_token = new.refresh_token.or(old.refresh_token);
                let mut context = old.context;
                context.extend(new.context);
                new.context = context;
            }
            *kept = KeptTokens {
                update: Some(new),
                ..KeptTokens::default()
            };
        })
    }

    fn clear_intent(&mut self) -> BoxFuture<'_, Result<(), StoreFault>> {
        self.change(|kept| kept.intent = None)
    }

    fn postpone<'a>(
        &'a mut self,
        backoff: &'a Backoff,
        keep_intent: bool,
    ) -> BoxFuture<'a, Result<(), StoreFault>> {
        self.change(|kept| {
            kept.backoff = Some(backoff.clone());
            if !keep_intent {
                kept.intent = None;
            }
        })
    }

    fn needs_reauth<'a>(&'a mut self, cause: &'a str) -> BoxFuture<'a, Result<(), StoreFault>> {
        self.change(|kept| {
            kept.intent = None;
            kept.needs_reauth = Some(cause.to_owned());
        })
    }
}
