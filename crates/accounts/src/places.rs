//! Limits how many accounts of one workspace are refreshed at once: its vendors may hang, and other
//! workspaces must not wait for them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The most accounts of one workspace.
const OF_WORKSPACE: usize = 16;

/// The places of all workspaces.
#[derive(Debug, Default)]
pub(crate) struct Places(Mutex<HashMap<String, Arc<Semaphore>>>);

impl Places {
    /// Waits for a place of a workspace.
    pub(crate) async fn enter(&self, workspace: &str) -> Option<OwnedSemaphorePermit> {
        let places = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Holders and waiters have a clone; the other entries are no longer used.
            all.retain(|_, places| Arc::strong_count(places) > 1);
            let new = || Arc::new(Semaphore::new(OF_WORKSPACE));
            all.entry(workspace.to_owned()).or_insert_with(new).clone()
        };
        // The semaphore is never closed.
        places.acquire_owned().await.ok()
    }
}
