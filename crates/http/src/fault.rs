//! What reqwest says went wrong becomes a [`SendFault`], in words without addresses: a URL's query
//! may carry secrets.

use crate::LiveOptions;
use std::error::Error;
use touchpoint_core::exchange::SendFault;

/// The fault of one attempt.
pub(crate) fn send_fault(fault: reqwest::Error, options: &LiveOptions) -> SendFault {
    if fault.is_timeout() {
        // The whole call has its own clock, so this one can only be the connection's.
        return SendFault::Timeout(options.connect_timeout);
    }
    let text = deepest(&fault.without_url());
    SendFault::Connection(text)
}

/// The innermost cause: "connection refused" says more than "error sending request".
fn deepest(fault: &dyn Error) -> String {
    let mut cause = fault;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
