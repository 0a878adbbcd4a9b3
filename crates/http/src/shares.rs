//! Permits of which no party gets more than a share, so that one with huge needs only holds up itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// One party may hold this fraction of the whole.
const SHARE: usize = 4;
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
    /// So many permits in all.
    pub fn new(permits: usize) -> Shares {
        let permits = permits.clamp(SHARE, Semaphore::MAX_PERMITS);
        Shares {
            all: Arc::new(Semaphore::new(permits)),
            share: permits / SHARE,
            parties: Mutex::default(),
        }
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

    /// Waits for so many permits; more than the share count as the share. Who waits for its own share holds
    /// nothing of the whole.
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
