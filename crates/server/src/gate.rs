//! Limits how many lists are read at once: in all, and for each integration, workspace and account.
//! A slow vendor fills only its own lane and leaves the others free, and so does a busy workspace: the
//! more workspaces are busy, the fewer places each has, and who has the fewest is next.

use crate::contract::Fault;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use tokio::time::{Instant, timeout_at};
use touchpoint::parts::http::{Held, Share, Shares};

/// How many lists may be read at once, and how many may wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Lists read at once, in all.
    pub all: usize,
    /// For one integration: fewer than in all, so that one vendor cannot take everything.
    pub integration: usize,
    /// For one workspace. It has no more than a quarter of what other workspaces leave, in all and of an
    /// integration.
    pub workspace: usize,
    /// For one account.
    pub account: usize,
    /// How many of a workspace may wait in each line.
    pub waiting: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            all: 512,
            integration: 384,
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
    all: Shares,
    lanes: Mutex<HashMap<String, Shares>>,
}

/// The permission to read one list; dropping it lets the next through.
#[derive(Debug)]
pub(crate) struct Pass {
    _held: [Held; 4],
}

/// The most idle lanes that are remembered.
const REMEMBERED_LANES: usize = 4_096;
/// In the lanes that several workspaces share, one has at most one of so many parts of what the others
/// leave. Where there are few places, it only has to let those go first who have fewer.
const PARTS: usize = 4;
const FEW: usize = 32;

fn shared(places: usize) -> Shares {
    Shares::new(places, if places < FEW { 1 } else { PARTS })
}

impl Gate {
    /// A gate with these limits.
    pub(crate) fn new(limits: Limits) -> Gate {
        Gate {
            limits,
            all: shared(limits.all),
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
        let own = whose.workspace;
        let account = self.lane("account", whose.account, || Shares::new(limits.account, 1));
        let workspace = self.lane("workspace", own, || Shares::new(limits.workspace, 1));
        let integration = self.lane("integration", whose.integration, || {
            shared(limits.integration)
        });
        Ok(Pass {
            _held: [
                self.enter(&account.of(own), until, "this account").await?,
                self.enter(&workspace.of(own), until, "this workspace")
                    .await?,
                self.enter(&integration.of(own), until, "this integration")
                    .await?,
                self.enter(&self.all.of(own), until, "this server").await?,
            ],
        })
    }

    fn lane(&self, kind: &str, name: &str, new: impl FnOnce() -> Shares) -> Shares {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if lanes.len() >= REMEMBERED_LANES {
            lanes.retain(|_, lane| !lane.is_idle());
        }
        let lane = lanes.entry(format!("{kind} {name}"));
        lane.or_insert_with(new).clone()
    }

    async fn enter(&self, lane: &Share, until: Instant, what: &'static str) -> Result<Held, Fault> {
        if let Some(held) = lane.try_take(1) {
            return Ok(held);
        }
        if lane.waiting() >= self.limits.waiting {
            return Err(Fault::Busy(what));
        }
        let held = timeout_at(until, lane.take(1)).await;
        held.map_err(|_| Fault::Busy(what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
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
        assert!(gate.all.is_idle());
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

    #[tokio::test]
    async fn many_workspaces_whose_vendors_hang_leave_another_its_turn() {
        let gate = Gate::new(Limits::default());
        let mut held = Vec::new();
        let now = Instant::now();
        for number in 0..12 {
            let workspace = format!("hostile {number}");
            for account in 0..8 {
                let account = format!("{workspace} {account}");
                let whose = Whose {
                    workspace: &workspace,
                    integration: "acme",
                    account: &account,
                };
                for _ in 0..32 {
                    held.extend(gate.pass(whose, now).await.ok());
                }
            }
        }
        assert!(held.len() > 300, "they have most of it: {}", held.len());
        for account in ["1", "2"] {
            let whose = Whose {
                workspace: "innocent",
                integration: "acme",
                account,
            };
            held.push(gate.pass(whose, now).await.unwrap());
        }
    }
}
