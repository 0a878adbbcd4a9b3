//! Limits how many lists are read at once: in all, and for each integration, workspace and account.
//! A slow vendor fills only its own lane and leaves the others free, and so does a busy workspace.

use crate::contract::Fault;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

/// How many lists may be read at once, and how many may wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Lists read at once, in all.
    pub all: usize,
    /// For one integration: fewer than in all, so that one vendor cannot take everything.
    pub integration: usize,
    /// For one workspace: fewer than for an integration, so that one tenant cannot take all of it.
    pub workspace: usize,
    /// For one account.
    pub account: usize,
    /// How many may wait in each line.
    pub waiting: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            all: 512,
            integration: 256,
            workspace: 128,
            account: 32,
            waiting: 256,
        }
    }
}

/// Whose list is to be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whose<'w> {
    pub(crate) workspace: &'w str,
    pub(crate) integration: &'w str,
    pub(crate) account: &'w str,
}

/// Lets requests through, each by four lanes.
pub(crate) struct Gate {
    limits: Limits,
    all: Arc<Lane>,
    lanes: Mutex<HashMap<String, Arc<Lane>>>,
}

/// The permission to read one list; dropping it lets the next through.
#[derive(Debug)]
pub(crate) struct Pass {
    _permits: [OwnedSemaphorePermit; 4],
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

    /// Waits until the list may be read, at most until the given moment.
    ///
    /// # Errors
    /// [`Fault::Busy`] when too many wait already, or it waited too long.
    pub(crate) async fn pass(&self, whose: Whose<'_>, until: Instant) -> Result<Pass, Fault> {
        // The narrowest lane first: a request that waits for a slow account takes no place in the
        // wider lanes.
        let limits = self.limits;
        let account = format!("account {}", whose.account);
        let account = self.lane(&account, limits.account);
        let account = account.enter(limits.waiting, until, "this account").await?;
        let workspace = format!("workspace {}", whose.workspace);
        let workspace = self.lane(&workspace, limits.workspace);
        let workspace = workspace
            .enter(limits.waiting, until, "this workspace")
            .await?;
        let integration = format!("integration {}", whose.integration);
        let integration = self.lane(&integration, limits.integration);
        let integration = integration
            .enter(limits.waiting, until, "this integration")
            .await?;
        let waiting = limits.waiting.saturating_mul(4);
        let all = self.all.enter(waiting, until, "this server").await?;
        Ok(Pass {
            _permits: [account, workspace, integration, all],
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
        until: Instant,
        what: &'static str,
    ) -> Result<OwnedSemaphorePermit, Fault> {
        if let Ok(permit) = self.open.clone().try_acquire_owned() {
            return Ok(permit);
        }
        let place = Waiting(&self.waiting);
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= most_waiting {
            return Err(Fault::Busy(what));
        }
        let permit = timeout_at(until, self.open.clone().acquire_owned()).await;
        drop(place);
        let permit = permit.map_err(|_| Fault::Busy(what))?;
        permit.map_err(|closed| Fault::Ours(closed.to_string()))
    }
}

/// A place in the queue; it is freed also when the caller hangs up.
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

    fn limits() -> Limits {
        Limits {
            all: 4,
            integration: 2,
            workspace: 2,
            account: 1,
            waiting: 1,
        }
    }

    async fn pass(gate: &Gate, integration: &str, account: &str) -> Result<Pass, Fault> {
        let whose = Whose {
            workspace: "w",
            integration,
            account,
        };
        gate.pass(whose, Instant::now() + Duration::from_secs(5))
            .await
    }

    #[tokio::test]
    async fn a_full_account_refuses_and_leaves_others_free() {
        let gate = Arc::new(Gate::new(limits()));
        let first = pass(&gate, "acme", "1").await.unwrap();
        let waits = {
            let gate = gate.clone();
            tokio::spawn(async move { pass(&gate, "acme", "1").await })
        };
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(matches!(
            pass(&gate, "acme", "1").await,
            Err(Fault::Busy("this account"))
        ));
        let other = pass(&gate, "other", "2").await.unwrap();
        drop(first);
        waits.await.unwrap().unwrap();
        drop(other);
        assert_eq!(gate.all.open.available_permits(), 4);
        assert_eq!(gate.all.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_caller_who_hangs_up_leaves_the_line() {
        let gate = Gate::new(limits());
        let _first = pass(&gate, "acme", "1").await.unwrap();
        let gone = tokio::time::timeout(Duration::from_millis(10), pass(&gate, "acme", "1")).await;
        assert!(gone.is_err());
        let again = tokio::time::timeout(Duration::from_millis(10), pass(&gate, "acme", "1")).await;
        assert!(again.is_err(), "it waits; it is not refused");
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_ends_at_the_deadline() {
        let gate = Gate::new(limits());
        let _first = pass(&gate, "acme", "1").await.unwrap();
        let began = Instant::now();
        let refused = pass(&gate, "acme", "1").await;
        assert!(matches!(refused, Err(Fault::Busy("this account"))));
        assert_eq!(began.elapsed().as_secs(), 5);
    }

    #[tokio::test]
    async fn a_workspace_that_is_full_leaves_the_integration_to_others() {
        let gate = Gate::new(Limits {
            workspace: 1,
            ..limits()
        });
        let _first = pass(&gate, "acme", "1").await.unwrap();
        let own = tokio::time::timeout(Duration::from_millis(10), pass(&gate, "acme", "2")).await;
        assert!(own.is_err());
        let whose = Whose {
            workspace: "other",
            integration: "acme",
            account: "3",
        };
        gate.pass(whose, Instant::now()).await.unwrap();
    }
}
