//! Permits of which no party gets more than a share, so that one with huge needs only holds up itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

tokio::task_local! {
    static PARTY: String;
}

/// Runs a future on behalf of a party, such as a workspace or a customer. The bytes that its calls
/// receive count against the party's share; without a party, against that of the host that answers.
pub async fn on_behalf<F: Future>(party: &str, future: F) -> F::Output {
    PARTY.scope(party.to_owned(), future).await
}

/// The most idle parties that are remembered.
const REMEMBERED: usize = 1_024;

/// Permits, such as bytes of memory, for parties such as workspaces.
#[derive(Debug)]
pub struct Shares {
    all: Arc<Semaphore>,
    share: usize,
    parties: Mutex<HashMap<String, Arc<Semaphore>>>,
}

/// The share of one party.
#[derive(Clone, Debug)]
pub struct Share {
    party: Arc<Semaphore>,
    all: Arc<Semaphore>,
    most: usize,
}

/// Permits that are held until this is dropped.
#[derive(Debug)]
pub struct Held {
    _permits: Vec<OwnedSemaphorePermit>,
}

impl Shares {
    /// `permits` in all, of which one party holds at most one in `parts`, but may always hold one.
    pub fn new(permits: usize, parts: usize) -> Shares {
        let permits = permits.clamp(1, Semaphore::MAX_PERMITS);
        Shares {
            all: Arc::new(Semaphore::new(permits)),
            share: permits.checked_div(parts).unwrap_or(permits).max(1),
            parties: Mutex::default(),
        }
    }

    /// The share of the party [on whose behalf](on_behalf) this task runs; without one, of the given party.
    pub fn of_task(&self, otherwise: &str) -> Share {
        let party = PARTY.try_with(|party| self.of(party));
        party.unwrap_or_else(|_| self.of(otherwise))
    }

    /// The share of a party.
    pub fn of(&self, party: &str) -> Share {
        let mut parties = self.parties.lock().unwrap_or_else(PoisonError::into_inner);
        if parties.len() >= REMEMBERED {
            parties.retain(|_, party| Arc::strong_count(party) > 1);
        }
        let new = || Arc::new(Semaphore::new(self.share));
        let party = parties.entry(party.to_owned()).or_insert_with(new);
        Share {
            party: party.clone(),
            all: self.all.clone(),
            most: self.share,
        }
    }
}

impl Share {
    /// The most that the party may hold at once.
    pub fn most(&self) -> usize {
        self.most
    }

    /// Waits for this many permits, at most the share. A party that waits for its own share takes nothing
    /// from the whole.
    pub async fn take(&self, permits: usize) -> Held {
        let count = u32::try_from(permits.min(self.most)).unwrap_or(u32::MAX);
        let mut held = Vec::new();
        for semaphore in [&self.party, &self.all] {
            // The semaphores are never closed.
            if let Ok(permit) = semaphore.clone().acquire_many_owned(count).await {
                held.push(permit);
            }
        }
        Held { _permits: held }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::time::timeout;

    const MOMENT: Duration = Duration::from_millis(20);

    #[tokio::test]
    async fn a_party_waits_for_its_own_share_and_leaves_the_rest_to_others() {
        let places = Shares::new(2, 2);
        let first = places.of("busy").take(1).await;
        assert!(timeout(MOMENT, places.of("busy").take(1)).await.is_err());
        let other = on_behalf("other", async { places.of_task("busy").take(9).await });
        let other = timeout(MOMENT, other).await;
        assert!(other.is_ok(), "more than a share counts as the share");
        drop(first);
        assert!(
            timeout(MOMENT, places.of_task("busy").take(1))
                .await
                .is_ok()
        );
    }
}
