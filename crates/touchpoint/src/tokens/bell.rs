//! Wakes all who wait for something to end, whatever runs them.

use std::future::poll_fn;
use std::sync::{Mutex, PoisonError};
use std::task::{Poll, Waker};

/// What waiters are woken by.
#[derive(Default)]
pub(super) struct Bell(Mutex<Vec<Waker>>);

impl Bell {
    /// Wakes all who wait, to look again.
    pub(super) fn ring(&self) {
        let waiting = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Waits until this is true; it is looked at whenever the bell rings.
    pub(super) async fn until(&self, ended: impl Fn() -> bool) {
        poll_fn(|context| {
            // Whoever ends after the first look rings for the waker that stands here by then.
            let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.push(context.waker().clone());
            drop(waiting);
            if ended() {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }
}
