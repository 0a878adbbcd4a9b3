//! How many accounts of one workspace are refreshed at once: their vendors may hang, and others wait
//! for none of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// So many of one workspace.
const OF_WORKSPACE: usize = 16;

/// The places of all workspaces.
#[derive(Debug, Default)]
pub(crate) struct Places(Mutex<HashMap<String, Arc<Semaphore>>>);

impl Places {
    /// Waits for a place of a workspace.
    pub(crate) async fn enter(&self, workspace: &str) -> Option<OwnedSemaphorePermit> {
        let places = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Who holds or waits has a clone; the others are of the past.
            all.retain(|_, places| Arc::strong_count(places) > 1);
            let new = || Arc::new(Semaphore::new(OF_WORKSPACE));
            all.entry(workspace.to_owned()).or_insert_with(new).clone()
        };
        // It is never closed.
        places.acquire_owned().await.ok()
    }
}
