//! The same for a program's `tracing`: a span for each call to a vendor, with an event for its answer, each wait
//! and each warning. Which subscriber sees them is the program's own affair.

use std::time::Duration;
use touchpoint_core::exchange::{About, Account, Request, SendFault};
use touchpoint_core::response::Warning;
use tracing::field::Empty;

/// The span of one call.
pub(crate) fn span(request: &Request) -> tracing::Span {
    let about = &request.about;
    tracing::info_span!(
        target: "touchpoint",
        "vendor_call",
        integration = about.integration,
        account = about.account,
        purpose = about.purpose.word(),
        route = about.route,
        attempt = about.attempt,
        method = %request.method,
        url = request.shown_url(),
        status = Empty,
        fault = Empty,
    )
}

/// The end of the call whose span is entered.
pub(crate) fn answered(status: Result<u16, &SendFault>, took: Duration) {
    let span = tracing::Span::current();
    match status {
        Ok(status) => span.record("status", status),
        Err(fault) => span.record("fault", tracing::field::display(fault)),
    };
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::debug!(target: "touchpoint", ms, "the vendor answered");
}

pub(crate) fn waits(about: &About, wait: Duration) {
    let ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(
        target: "touchpoint",
        integration = about.integration,
        account = about.account,
        ms,
        "waits to send again"
    );
}

pub(crate) fn warned(account: &Account, warning: &Warning) {
    tracing::warn!(
        target: "touchpoint",
        integration = account.integration,
        account = account.id,
        code = warning.code,
        field = warning.field.as_deref().unwrap_or_default(),
        place = warning.place.as_deref().unwrap_or_default(),
        "{}",
        warning.message
    );
}
