//! A transport whose vendor can be exchanged: an engine is built once and reads many vendors, one
//! after another.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;
use touchpoint::Transport;
use touchpoint_core::exchange::{BoxFuture, Reply, Request, SendFault};
use touchpoint_emulator::Emulator;

/// The line to the vendor that is read now.
#[derive(Default)]
pub(crate) struct Line(Mutex<Option<Arc<Emulator>>>);

impl Line {
    /// Leads to this vendor from now on.
    pub(super) fn to(&self, emulator: Arc<Emulator>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(emulator);
    }

    fn emulator(&self) -> Option<Arc<Emulator>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Transport for Line {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        let emulator = self.emulator();
        Box::pin(async move {
            let in_time = emulator.as_ref().is_some_and(|e| e.takes_calls());
            later().await;
            match emulator {
                Some(emulator) if in_time => emulator.arrived(request),
                Some(emulator) => emulator.send(request).await,
                None => Err(SendFault::Connection("nobody is there".into())),
            }
        })
    }

    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        let emulator = self.emulator();
        Box::pin(async move {
            later().await;
            if let Some(emulator) = emulator {
                emulator.wait(duration).await;
            }
        })
    }

    /// Time passes by what is asked and by waits, so no patience ends beside them.
    fn bound(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }

    fn now(&self) -> jiff::Timestamp {
        self.emulator()
            .map(|emulator| emulator.now())
            .unwrap_or_default()
    }

    fn chance(&self) -> f64 {
        self.emulator().map_or(0.5, |emulator| emulator.chance())
    }
}

/// Is ready when it is polled a second time. A stream begins its next call before it hands out a
/// page; because of this delay, the faults of that call belong to the next page, and not to this
/// one.
async fn later() {
    let mut asked = false;
    poll_fn(|context| {
        if asked {
            return Poll::Ready(());
        }
        asked = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
