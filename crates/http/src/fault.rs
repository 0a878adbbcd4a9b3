//! Turns an error of reqwest into a [`SendFault`], in words without addresses: a URL's query may
//! carry secrets.

use crate::LiveOptions;
use crate::public::Private;
use std::error::Error;
use touchpoint_core::exchange::SendFault;

/// The fault of one attempt.
pub(crate) fn send_fault(fault: reqwest::Error, options: &LiveOptions) -> SendFault {
    if fault.is_timeout() {
        // The whole call has its own timeout, so this one can only be the connection's.
        return SendFault::Timeout(options.connect_timeout);
    }
    let fault = fault.without_url();
    let mut causes = std::iter::successors(Some(&fault as &dyn Error), |fault| (*fault).source());
    if let Some(private) = causes.find_map(|cause| cause.downcast_ref::<Private>()) {
        return SendFault::Refused(private.to_string());
    }
    let text = deepest(&fault);
    SendFault::Connection(text.into())
}

/// The innermost cause: "connection refused" says more than "error sending request".
fn deepest(fault: &dyn Error) -> String {
    let mut cause = fault;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
