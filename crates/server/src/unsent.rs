//! Limits the memory of replies that callers have not read yet. A reply that does not fit waits,
//! and its list keeps its place at the gate until it is sent, so that a slow reader first holds up
//! requests of the same account.

use crate::contract::Fault;
use crate::gate::Pass;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};
use touchpoint_core::room;

/// Permits are counted in KiB.
const UNIT: usize = 1024;

/// The memory that replies may take until they are sent.
pub(crate) struct Unsent {
    all: usize,
    free: Arc<Semaphore>,
}

/// A body that is being sent. Afterwards its buffer is reused for another page, and its place at
/// the gate goes to another list.
pub(crate) struct Sent {
    body: Vec<u8>,
    _room: OwnedSemaphorePermit,
    _pass: Pass,
}

impl Unsent {
    /// Room for this many bytes.
    pub(crate) fn new(bytes: usize) -> Unsent {
        let all = (bytes / UNIT).clamp(1, Semaphore::MAX_PERMITS);
        Unsent {
            all,
            free: Arc::new(Semaphore::new(all)),
        }
    }

    /// Waits until there is room for a body.
    ///
    /// # Errors
    /// [`Fault::Busy`] when there was none until this moment.
    pub(crate) async fn send(
        &self,
        body: Vec<u8>,
        pass: Pass,
        until: Instant,
    ) -> Result<Sent, Fault> {
        let busy = Fault::Busy("those who do not read their replies");
        // A body that is larger than the whole limit is sent alone.
        let units = body.len().div_ceil(UNIT).clamp(1, self.all);
        let Ok(units) = u32::try_from(units) else {
            return Err(busy);
        };
        let room = timeout_at(until, self.free.clone().acquire_many_owned(units)).await;
        match room {
            Ok(Ok(room)) => Ok(Sent {
                body,
                _room: room,
                _pass: pass,
            }),
            _ => Err(busy),
        }
    }
}

impl AsRef<[u8]> for Sent {
    fn as_ref(&self) -> &[u8] {
        &self.body
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        room::give(std::mem::take(&mut self.body));
    }
}
