//! Runs the calls of one page that do not need each other at the same time, within lanes that bound how
//! many are on their way.

use crate::exchange::BoxFuture;
use futures_util::lock::{Mutex, MutexGuard};
use futures_util::stream::{FuturesUnordered, StreamExt};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Runs futures at the same time and gives their results in their order. When a result `stops` the
/// others, the futures that are not ready yet are dropped and give `None`.
pub(super) async fn together<'f, T: Send + 'f>(
    futures: Vec<BoxFuture<'f, T>>,
    stops: impl Fn(&T) -> bool,
) -> Vec<Option<T>> {
    let mut given: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    let numbered = futures.into_iter().enumerate();
    let mut running: FuturesUnordered<_> =
        numbered.map(|(at, future)| number(at, future)).collect();
    while let Some((at, gave)) = running.next().await {
        let stop = stops(&gave);
        if let Some(place) = given.get_mut(at) {
            *place = Some(gave);
        }
        if stop {
            break;
        }
    }
    given
}

async fn number<T>(at: usize, future: BoxFuture<'_, T>) -> (usize, T) {
    (at, future.await)
}

/// Bounds how many calls are on their way: one in each lane. The others wait.
pub(super) struct Lanes {
    lanes: Vec<Mutex<()>>,
    next: AtomicUsize,
}

impl Lanes {
    /// This many lanes, at least one.
    pub(super) fn new(lanes: u32) -> Lanes {
        Lanes {
            lanes: (0..lanes.max(1)).map(|_| Mutex::new(())).collect(),
            next: AtomicUsize::new(0),
        }
    }

    /// Waits for a lane. It is free again when the guard is dropped. Calls that wait are spread over the
    /// lanes in turn, so one may wait behind a slow call while another lane becomes free.
    pub(super) async fn enter(&self) -> Option<MutexGuard<'_, ()>> {
        if let Some(free) = self.lanes.iter().find_map(Mutex::try_lock) {
            return Some(free);
        }
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        let lane = self.lanes.get(next.checked_rem(self.lanes.len())?)?;
        Some(lane.lock().await)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use std::task::Poll;

    /// A future that is ready at this poll, counted from 1.
    fn after<'f>(polls: usize, gives: u8) -> BoxFuture<'f, u8> {
        let mut left = polls;
        Box::pin(std::future::poll_fn(move |context| {
            left = left.saturating_sub(1);
            if left == 0 {
                return Poll::Ready(gives);
            }
            context.waker().wake_by_ref();
            Poll::Pending
        }))
    }

    fn run<T>(future: impl Future<Output = T>) -> T {
        let mut future = std::pin::pin!(future);
        loop {
            if let Some(gave) = future.as_mut().now_or_never() {
                return gave;
            }
        }
    }

    #[test]
    fn all_give_in_their_order_whoever_is_first() {
        let futures = vec![after(5, 1), after(1, 2), after(3, 3)];
        let gave = run(together(futures, |_| false));
        assert_eq!(gave, [Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn one_that_stops_leaves_the_slower_ones() {
        let futures = vec![after(9, 1), after(2, 2), after(1, 3)];
        let gave = run(together(futures, |gave| *gave == 2));
        assert_eq!(gave, [None, Some(2), Some(3)]);
    }

    #[test]
    fn no_more_are_on_their_way_than_there_are_lanes() {
        let lanes = Lanes::new(2);
        let first = lanes.enter().now_or_never();
        let second = lanes.enter().now_or_never();
        assert!(first.is_some() && second.is_some());
        assert!(lanes.enter().now_or_never().is_none());
        drop(second);
        assert!(lanes.enter().now_or_never().is_some());
    }
}
