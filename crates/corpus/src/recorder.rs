//! A transport that keeps what goes through it.

use jiff::Timestamp;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use touchpoint_core::exchange::{BoxFuture, Reply, Request, SendFault, Transport};

/// Sends by another transport, and keeps each call with its answer, in the order in which they were
/// sent.
pub struct Recorder {
    inner: Arc<dyn Transport>,
    kept: Mutex<Vec<(Request, Option<Reply>)>>,
}

impl Recorder {
    /// Keeps what goes through a transport.
    pub fn new(inner: Arc<dyn Transport>) -> Recorder {
        Recorder {
            inner,
            kept: Mutex::default(),
        }
    }

    /// The calls since the last time, with their answers; calls without one are left out.
    pub fn take(&self) -> Vec<(Request, Reply)> {
        let kept = std::mem::take(&mut *self.kept());
        let answered = kept.into_iter();
        answered
            .filter_map(|(request, reply)| Some((request, reply?)))
            .collect()
    }

    fn kept(&self) -> MutexGuard<'_, Vec<(Request, Option<Reply>)>> {
        // No code panics while it holds the lock, so a poisoned one is still good.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Recorder {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        Box::pin(async move {
            let place = {
                let mut kept = self.kept();
                kept.push((request.clone(), None));
                kept.len() - 1
            };
            let reply = self.inner.send(request).await?;
            if let Some((_, answer)) = self.kept().get_mut(place) {
                *answer = Some(Reply {
                    status: reply.status,
                    headers: reply.headers.clone(),
                    body: reply.body.clone(),
                    ..Reply::default()
                });
            }
            Ok(reply)
        })
    }

    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.wait(duration)
    }

    fn bound(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.bound(duration)
    }

    fn aside<'a>(&'a self, work: &'a mut (dyn FnMut() + Send)) -> BoxFuture<'a, ()> {
        self.inner.aside(work)
    }

    fn now(&self) -> Timestamp {
        self.inner.now()
    }

    fn chance(&self) -> f64 {
        self.inner.chance()
    }
}
