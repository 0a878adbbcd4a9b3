//! How long a future was ready to go on and nobody asked it to: a call of a page ahead has its answer while the
//! program still uses the page before it.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Wake, Waker};
use std::time::{Duration, Instant};

/// The result of a future, and for how long in all it was awake and not polled.
pub(crate) async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let mut work = pin!(work);
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(woken.clone());
    let mut idle = Duration::ZERO;
    poll_fn(|context| {
        idle += woken.polled(context.waker());
        let polled = work.as_mut().poll(&mut Context::from_waker(&waker));
        polled.map(|done| (done, idle))
    })
    .await
}

/// When the future was woken, and who polls it.
#[derive(Default)]
struct Woken(Mutex<(Option<Instant>, Option<Waker>)>);

impl Woken {
    /// Notes who polls now, and says for how long it had been awake.
    fn polled(&self, by: &Waker) -> Duration {
        let mut woken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, waker) = &mut *woken;
        match waker {
            Some(waker) => waker.clone_from(by),
            None => *waker = Some(by.clone()),
        }
        at.take().map(|at| at.elapsed()).unwrap_or_default()
    }
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        let mut woken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        woken.0.get_or_insert_with(Instant::now);
        let waker = woken.1.clone();
        drop(woken);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::task::Poll;

    #[test]
    fn the_time_in_which_nobody_asks_is_told() {
        let mut first = true;
        let work = poll_fn(|context| {
            if std::mem::take(&mut first) {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            Poll::Ready(7)
        });
        let mut work = pin!(timed(work));
        let mut context = Context::from_waker(Waker::noop());
        assert!(work.as_mut().poll(&mut context).is_pending());
        let pause = Duration::from_millis(30);
        std::thread::sleep(pause);
        let Poll::Ready((done, idle)) = work.as_mut().poll(&mut context) else {
            unreachable!("it is ready");
        };
        assert_eq!(done, 7);
        assert!(idle >= pause, "{idle:?}");
    }
}
