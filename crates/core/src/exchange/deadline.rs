//! The end of a call's time, by the clock of its transport, and work that is given up then.

use super::Transport;
use jiff::{SignedDuration, Timestamp};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::task::Poll;
use std::time::Duration;

/// When the time of a call is over. Clones are of one call.
#[derive(Clone, Debug)]
pub struct Deadline {
    at: Timestamp,
    idle: Idle,
}

/// How long in all nobody waited for a call that is under way, as one that is made ahead: that time does not count.
#[derive(Clone, Debug, Default)]
pub struct Idle(Arc<AtomicI64>);

impl Idle {
    /// Nobody waited from this moment to that.
    pub fn add(&self, from: Timestamp, to: Timestamp) {
        let gone = to.as_millisecond().saturating_sub(from.as_millisecond());
        self.0.fetch_add(gone.max(0), Ordering::Relaxed);
    }
}

impl Deadline {
    /// When this much time from now on is over.
    pub fn after(transport: &dyn Transport, time: Duration, idle: Idle) -> Deadline {
        let time = SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX);
        let at = transport.now().checked_add(time);
        Deadline {
            at: at.unwrap_or(Timestamp::MAX),
            idle,
        }
    }

    /// How much is left.
    pub fn left(&self, transport: &dyn Transport) -> Duration {
        let idle = SignedDuration::from_millis(self.idle.0.load(Ordering::Relaxed));
        let end = self.at.checked_add(idle).unwrap_or(Timestamp::MAX);
        Duration::try_from(end.duration_since(transport.now())).unwrap_or_default()
    }

    /// True once nothing is left.
    pub fn is_over(&self, transport: &dyn Transport) -> bool {
        self.left(transport).is_zero()
    }

    /// The result of work; none where its time is over first. Work that is done at once is never given up.
    pub async fn bound<T>(
        &self,
        transport: &dyn Transport,
        work: impl Future<Output = T>,
    ) -> Option<T> {
        let mut work = pin!(work);
        let mut waiting = None;
        let mut before = Duration::MAX;
        let mut endless = false;
        poll_fn(|context| {
            if let Poll::Ready(done) = work.as_mut().poll(context) {
                return Poll::Ready(Some(done));
            }
            while !endless {
                let waits = waiting.get_or_insert_with(|| {
                    before = self.left(transport);
                    transport.bound(before)
                });
                if waits.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
                waiting = None;
                let left = self.left(transport);
                if left.is_zero() {
                    return Poll::Ready(None);
                }
                // Time in which nobody waited was added, or the clock does not move: then it cannot say when the
                // time is over.
                endless = left >= before;
            }
            Poll::Pending
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{BoxFuture, Reply, Request, SendFault};
    use std::future::{pending, ready};
    use std::sync::Mutex;
    use std::task::{Context, Waker};

    /// Its clock moves by waits, or stands.
    struct Clock(Mutex<Timestamp>, bool);

    impl Transport for Clock {
        fn send<'a>(&'a self, _: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
            Box::pin(pending())
        }
        fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
            if self.1 {
                *self.0.lock().unwrap() += duration;
            }
            Box::pin(ready(()))
        }
        fn now(&self) -> Timestamp {
            *self.0.lock().unwrap()
        }
        fn chance(&self) -> f64 {
            0.5
        }
    }

    fn polled<T>(work: impl Future<Output = T>) -> Poll<T> {
        pin!(work).poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn work_is_given_up_when_its_time_is_over() {
        let clock = Clock(Mutex::new(Timestamp::UNIX_EPOCH), true);
        let idle = Idle::default();
        let deadline = Deadline::after(&clock, Duration::from_secs(5), idle.clone());
        assert_eq!(
            polled(deadline.bound(&clock, ready(7))),
            Poll::Ready(Some(7))
        );
        assert!(!deadline.is_over(&clock));
        // Three of these seconds were nobody's.
        idle.add(
            Timestamp::UNIX_EPOCH,
            "1970-01-01T00:00:03Z".parse().unwrap(),
        );
        assert_eq!(
            polled(deadline.bound(&clock, pending::<()>())),
            Poll::Ready(None)
        );
        assert_eq!(clock.now().as_second(), 8);
        assert!(deadline.is_over(&clock));
    }

    #[test]
    fn a_clock_that_stands_ends_nothing() {
        let clock = Clock(Mutex::new(Timestamp::UNIX_EPOCH), false);
        let deadline = Deadline::after(&clock, Duration::from_secs(5), Idle::default());
        assert_eq!(
            polled(deadline.bound(&clock, pending::<()>())),
            Poll::Pending
        );
    }
}
