//! Wraps a store whose writes may fail for a while, as when a disk is full or a database is down:
//! new tokens are kept in memory until they are stored, since the vendor may have ended the old
//! ones. It also counts the running renewals, so that a program can wait for them before it ends.

use super::bell::Bell;
use super::intent::digest;
use super::spawned::{beside, pause};
use super::{Backoff, Intent, StoreFault, TokenLease, TokenState, TokenStore};
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use touchpoint_core::exchange::{Account, BoxFuture};
use touchpoint_core::oauth::TokenUpdate;

/// How long after a failed write it is tried again, at first and at most.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// A store, and the tokens that it could not store yet. Clones share them.
#[derive(Clone)]
pub struct Keeping(Arc<Inner>);

struct Inner {
    store: Arc<dyn TokenStore>,
    unsaved: Mutex<HashMap<AccountKey, Unsaved>>,
    /// The number of held leases and of writes that are being retried.
    running: AtomicUsize,
    /// True if no further renewal may begin.
    closed: AtomicBool,
    postponed: AtomicUsize,
    ended: Bell,
}

/// The integration and the account's id.
type AccountKey = (String, String);

#[derive(Clone)]
struct Unsaved {
    /// The digest of the refresh token that was replaced.
    of: String,
    update: TokenUpdate,
}

impl fmt::Debug for Keeping {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("Keeping");
        shown.field("unsaved", &self.unsaved());
        shown
            .field("postponed", &self.postponed())
            .finish_non_exhaustive()
    }
}

impl Keeping {
    /// Wraps a store.
    pub fn new(store: Arc<dyn TokenStore>) -> Keeping {
        Keeping(Arc::new(Inner {
            store,
            unsaved: Mutex::default(),
            running: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
            postponed: AtomicUsize::new(0),
            ended: Bell::default(),
        }))
    }

    /// How many accounts have tokens that could not be stored yet.
    pub fn unsaved(&self) -> usize {
        self.0.unsaved().len()
    }

    /// How many renewals have failed temporarily so far.
    pub fn postponed(&self) -> usize {
        self.0.postponed.load(Ordering::Relaxed)
    }

    /// Waits until no renewal runs and all tokens are stored.
    pub async fn settled(&self) {
        let settled = || self.0.running.load(Ordering::SeqCst) == 0 && self.unsaved() == 0;
        self.0.ended.until(settled).await;
    }

    /// The same for a program that ends: from then on no renewal begins, since it would be broken off.
    pub async fn close(&self) {
        self.settled().await;
        self.0.closed.store(true, Ordering::SeqCst);
        // One may have begun in between.
        self.settled().await;
    }

    fn unsaved_of(&self, account: &Account) -> Option<Unsaved> {
        self.0.unsaved().get(&place(account)).cloned()
    }
}

fn place(account: &Account) -> AccountKey {
    (account.integration.clone(), account.id.clone())
}

impl Inner {
    fn unsaved(&self) -> MutexGuard<'_, HashMap<AccountKey, Unsaved>> {
        self.unsaved.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn forget(&self, place: &AccountKey) {
        self.unsaved().remove(place);
        self.ended.ring();
    }

    /// Stores the kept tokens of an account, unless it has other credentials since.
    async fn store_kept(
        &self,
        lease: &mut dyn TokenLease,
        place: &AccountKey,
        held: &TokenState,
    ) -> Result<bool, StoreFault> {
        let Some(kept) = self.unsaved().get(place).cloned() else {
            return Ok(false);
        };
        if digest(&held.account) == kept.of {
            lease.save(&kept.update).await?;
        }
        self.forget(place);
        Ok(true)
    }
}

/// Something that runs; when it ends, waiters are notified.
struct Running(Arc<Inner>);

impl Running {
    fn new(inner: &Arc<Inner>) -> Running {
        inner.running.fetch_add(1, Ordering::SeqCst);
        Running(inner.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::SeqCst);
        self.0.ended.ring();
    }
}

/// Tries again and again to store the kept tokens of an account.
async fn store_later(inner: Arc<Inner>, account: Account) {
    let place = place(&account);
    let mut wait = FIRST_WAIT;
    while inner.unsaved().contains_key(&place) {
        pause(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
        let stored = async {
            let mut lease = inner.store.lease(&account).await?;
            let held = lease.held().await?;
            inner.store_kept(lease.as_mut(), &place, &held).await
        };
        // A failed write is tried again.
        drop(stored.await);
    }
}

impl TokenStore for Keeping {
    fn newest<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Option<Account>, StoreFault>> {
        let Some(kept) = self.unsaved_of(given) else {
            return self.0.store.newest(given);
        };
        Box::pin(async move {
            let newest = self.0.store.newest(given).await?;
            let known = newest.as_ref().unwrap_or(given);
            if digest(known) == kept.of {
                return Ok(Some(kept.update.apply(known)));
            }
            Ok(newest)
        })
    }

    fn lease<'a>(
        &'a self,
        given: &'a Account,
    ) -> BoxFuture<'a, Result<Box<dyn TokenLease + 'a>, StoreFault>> {
        Box::pin(async move {
            let running = Running::new(&self.0);
            if self.0.closed.load(Ordering::SeqCst) {
                return Err("this program ends, and renews no token".into());
            }
            let lease = self.0.store.lease(given).await?;
            Ok(Box::new(Lease {
                inner: &self.0,
                stored: lease,
                held: None,
                _running: running,
            }) as Box<dyn TokenLease + 'a>)
        })
    }
}

struct Lease<'a> {
    inner: &'a Arc<Inner>,
    // It must be dropped before `running`, which counts it.
    stored: Box<dyn TokenLease + 'a>,
    /// The account as it was found.
    held: Option<Account>,
    _running: Running,
}

impl TokenLease for Lease<'_> {
    fn held(&mut self) -> BoxFuture<'_, Result<TokenState, StoreFault>> {
        Box::pin(async {
            let mut held = self.stored.held().await?;
            let place = place(&held.account);
            let lease = self.stored.as_mut();
            if self.inner.store_kept(lease, &place, &held).await? {
                held = self.stored.held().await?;
            }
            self.held = Some(held.account.clone());
            Ok(held)
        })
    }

    fn intend<'a>(&'a mut self, intent: &'a Intent) -> BoxFuture<'a, Result<(), StoreFault>> {
        self.stored.intend(intent)
    }

    fn save<'a>(&'a mut self, update: &'a TokenUpdate) -> BoxFuture<'a, Result<(), StoreFault>> {
        Box::pin(async move {
            let Err(fault) = self.stored.save(update).await else {
                return Ok(());
            };
            let Some(account) = self.held.clone() else {
                return Err(fault);
            };
            let kept = Unsaved {
                of: digest(&account),
                update: update.clone(),
            };
            self.inner.unsaved().insert(place(&account), kept);
            beside(store_later(self.inner.clone(), account));
            Ok(())
        })
    }

    fn clear_intent(&mut self) -> BoxFuture<'_, Result<(), StoreFault>> {
        self.stored.clear_intent()
    }

    fn postpone<'a>(
        &'a mut self,
        backoff: &'a Backoff,
        keep_intent: bool,
    ) -> BoxFuture<'a, Result<(), StoreFault>> {
        self.inner.postponed.fetch_add(1, Ordering::Relaxed);
        self.stored.postpone(backoff, keep_intent)
    }

    fn needs_reauth<'a>(&'a mut self, cause: &'a str) -> BoxFuture<'a, Result<(), StoreFault>> {
        self.stored.needs_reauth(cause)
    }
}
