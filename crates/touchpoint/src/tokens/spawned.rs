//! Work that goes on when its caller goes away, where there is a runtime to go on in.

use std::time::Duration;

/// Runs work to its end, even where the caller is dropped; at once where there is no runtime.
///
/// # Errors
/// A text when the work was broken off.
#[cfg(feature = "live")]
pub(super) async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, String> {
    match tokio::runtime::Handle::try_current() {
        Ok(runtime) => runtime
            .spawn(work)
            .await
            .map_err(|broken| broken.to_string()),
        Err(_) => Ok(work.await),
    }
}

/// The same without a runtime: it is dropped with its caller.
#[cfg(not(feature = "live"))]
pub(super) async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, String> {
    Ok(work.await)
}

/// True if such work goes on without its caller.
pub(super) fn goes_on() -> bool {
    #[cfg(feature = "live")]
    let goes_on = tokio::runtime::Handle::try_current().is_ok();
    #[cfg(not(feature = "live"))]
    let goes_on = false;
    goes_on
}

/// Begins work beside the caller, where there is a runtime; else it is left to a later call.
pub(super) fn beside(work: impl Future<Output = ()> + Send + 'static) {
    #[cfg(feature = "live")]
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(work);
    }
    #[cfg(not(feature = "live"))]
    drop(work);
}

/// Waits, in work that stands beside.
pub(super) async fn pause(wait: Duration) {
    #[cfg(feature = "live")]
    tokio::time::sleep(wait).await;
    #[cfg(not(feature = "live"))]
    let _ = wait;
}
