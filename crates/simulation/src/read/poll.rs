//! Runs futures without a runtime: those of a simulation never wait.

use futures_core::Stream;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// Runs a future that never waits.
///
/// # Errors
/// It waits for something that never comes.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> Result<T, String> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..100_000 {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return Ok(value);
        }
    }
    Err("a call waits for what never comes".to_owned())
}

/// The next item of a stream that never waits.
///
/// # Errors
/// It waits for something that never comes.
pub(super) fn next<S: Stream>(mut stream: Pin<&mut S>) -> Result<Option<S::Item>, String> {
    now(std::future::poll_fn(move |context| {
        stream.as_mut().poll_next(context)
    }))
}
