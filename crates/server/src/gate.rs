//! How many lists are read at once: in all, of one integration, and of one account. A slow vendor
//! fills its own lane and leaves the others free.

use crate::contract::Fault;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many may run, and how many may wait for one that runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Lists read at once, in all.
    pub all: usize,
    /// Of one integration: less than all, so that one vendor cannot hold everything.
    pub integration: usize,
    /// Of one account.
    pub account: usize,
    /// How many may wait in each line.
    pub waiting: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            all: 512,
            integration: 256,
            account: 32,
            waiting: 256,
        }
    }
}

/// Lets requests through, each by three lanes.
pub(crate) struct Gate {
    limits: Limits,
    all: Arc<Lane>,
    lanes: Mutex<HashMap<String, Arc<Lane>>>,
}

/// The permission to read one list; dropping it lets the next through.
#[derive(Debug)]
pub(crate) struct Pass {
    _permits: [OwnedSemaphorePermit; 3],
}

struct Lane {
    open: Arc<Semaphore>,
    waiting: AtomicUsize,
}

/// The most idle lanes that are remembered.
const REMEMBERED_LANES: usize = 4_096;

impl Gate {
    /// A gate with these limits.
    pub(crate) fn new(limits: Limits) -> Gate {
        Gate {
            limits,
            all: Arc::new(Lane::new(limits.all)),
            lanes: Mutex::default(),
        }
    }

    /// Waits until the list may be read.
    ///
    /// # Errors
    /// [`Fault::Busy`] when too many wait already.
    pub(crate) async fn pass(&self, integration: &str, account: &str) -> Result<Pass, Fault> {
        // The narrowest lane first: who waits for a slow account holds no place of the others.
        let waiting = self.limits.waiting;
        let account = self.lane(&format!("account {account}"), self.limits.account);
        let account = account.enter(waiting, "this account").await?;
        let integration = self.lane(
            &format!("integration {integration}"),
            self.limits.integration,
        );
        let integration = integration.enter(waiting, "this integration").await?;
        let all = self
            .all
            .enter(waiting.saturating_mul(4), "this server")
            .await?;
        Ok(Pass {
            _permits: [account, integration, all],
        })
    }

    fn lane(&self, name: &str, places: usize) -> Arc<Lane> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if lanes.len() >= REMEMBERED_LANES {
            lanes.retain(|_, lane| {
                Arc::strong_count(lane) > 1 || lane.open.available_permits() < places
            });
        }
        lanes
            .entry(name.to_owned())
            .or_insert_with(|| Arc::new(Lane::new(places)))
            .clone()
    }
}

impl Lane {
    fn new(places: usize) -> Lane {
        Lane {
            open: Arc::new(Semaphore::new(places.clamp(1, Semaphore::MAX_PERMITS))),
            waiting: AtomicUsize::new(0),
        }
    }

    async fn enter(
        &self,
        most_waiting: usize,
        what: &'static str,
    ) -> Result<OwnedSemaphorePermit, Fault> {
        if let Ok(permit) = self.open.clone().try_acquire_owned() {
            return Ok(permit);
        }
        let place = Waiting(&self.waiting);
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= most_waiting {
            return Err(Fault::Busy(what));
        }
        let permit = self.open.clone().acquire_owned().await;
        drop(place);
        permit.map_err(|closed| Fault::Ours(closed.to_string()))
    }
}

/// A place in the line; a caller who hangs up leaves it too.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test]
    async fn a_full_account_refuses_and_leaves_others_free() {
        let gate = Arc::new(Gate::new(Limits {
            all: 4,
            integration: 2,
            account: 1,
            waiting: 1,
        }));
        let first = gate.pass("acme", "1").await.unwrap();
        let waits = {
            let gate = gate.clone();
            tokio::spawn(async move { gate.pass("acme", "1").await })
        };
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(matches!(
            gate.pass("acme", "1").await,
            Err(Fault::Busy("this account"))
        ));
        let other = gate.pass("other", "2").await.unwrap();
        drop(first);
        waits.await.unwrap().unwrap();
        drop(other);
        assert_eq!(gate.all.open.available_permits(), 4);
        assert_eq!(gate.all.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_caller_who_hangs_up_leaves_the_line() {
        let gate = Gate::new(Limits {
            all: 9,
            integration: 9,
            account: 1,
            waiting: 1,
        });
        let _first = gate.pass("acme", "1").await.unwrap();
        let gone = tokio::time::timeout(Duration::from_millis(10), gate.pass("acme", "1")).await;
        assert!(gone.is_err());
        let again = tokio::time::timeout(Duration::from_millis(10), gate.pass("acme", "1")).await;
        assert!(again.is_err(), "it waits; it is not refused");
    }
}
