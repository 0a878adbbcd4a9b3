//! One task at a time per account, within this process.

use std::time::Duration;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::OwnedMutexGuard;

/// How long a task waits for the right to refresh an account.
pub(crate) const WAIT: Duration = Duration::from_secs(20);

/// The accounts that are being refreshed.
#[derive(Debug, Default)]
pub(crate) struct SingleFlight(Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>);

impl SingleFlight {
    /// Waits until no other task holds the account.
    pub(crate) async fn hold(&self, account: &str) -> OwnedMutexGuard<()> {
        let lock = {
            let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Holders and waiters have a clone of the lock; the other entries are no longer used.
            locks.retain(|_, lock| Arc::strong_count(lock) > 1);
            locks.entry(account.to_owned()).or_default().clone()
        };
        lock.lock_owned().await
    }
}
