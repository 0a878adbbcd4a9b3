//! The vendor's bad answers: limits, failures, expired tokens, damaged pages.

use super::counts::{tell_counts, tells_reset};
use super::fault::VendorFault;
use super::read_state::ReadState;
use super::refusal::{meaning, refusal};
use super::wait::Wait;
use std::time::Duration;
use touchpoint_core::exchange::Reply;
use touchpoint_language::written::Outcome;

/// A page that is damaged on its way.
pub(crate) fn spoilt(state: &mut ReadState, mut reply: Reply, fault: Option<VendorFault>) -> Reply {
    match fault {
        Some(VendorFault::Truncated) => {
            let half = reply.body.len() / 2 + 1;
            reply
                .body
                .truncate(half.min(reply.body.len().saturating_sub(1)));
        }
        Some(VendorFault::Garbage) => reply.body = vec![0xff, 0xfe, 0x00, 0x9f, b'{'],
        Some(VendorFault::Html) => reply.body = b"<!doctype html><title>Sorry</title>".to_vec(),
        Some(VendorFault::WrongType) => {
            reply.headers.0.retain(|(name, _)| name != "content-type");
            reply
                .headers
                .0
                .push(("content-type".to_owned(), "text/html".to_owned()));
        }
        Some(VendorFault::ErrorBody) => {
            let refused = refusal(&state.vendor, 200, "something failed", &mut state.dice);
            reply = Reply {
                status: 200,
                ..refused
            };
        }
        _ => return reply,
    }
    if reply.status != 200 && fault != Some(VendorFault::WrongType) {
        reply.status = 200;
    }
    reply
}

/// The answer to a token that is no longer good.
pub(crate) fn unsigned(state: &mut ReadState) -> Reply {
    let vendor = state.vendor.clone();
    meaning(
        &vendor,
        Outcome::TokenExpired,
        401,
        "the token is not good",
        &mut state.dice,
    )
    .0
}

/// The answer to one call too many. It gives the wait in this form, or as the mapping declares it.
pub(crate) fn limited(state: &mut ReadState, wait: Wait) -> Reply {
    let vendor = state.vendor.clone();
    let vendor_now = state.vendor_now();
    let (mut reply, declared) = meaning(
        &vendor,
        Outcome::RateLimited,
        429,
        "too many calls",
        &mut state.dice,
    );
    let (text, mut due) = wait.header(vendor_now);
    let is_moment = matches!(wait, Wait::Date(_) | Wait::Rfc3339(_) | Wait::Unix(_));
    match (text, declared, wait) {
        (Some(text), ..) => reply.headers.0.push(("retry-after".to_owned(), text)),
        (None, Some(declared), _) => due = declared,
        (None, None, Wait::Reset(seconds)) if tells_reset(&vendor) => {
            tell_counts(&vendor, &mut reply, 0, seconds, vendor_now);
            due = Duration::from_secs(seconds);
        }
        _ => {}
    }
    let is_moment = is_moment || matches!(wait, Wait::Reset(_)) && state.skew != 0;
    // The caller cannot know that the vendor's clock is wrong, so a moment on that clock blocks no
    // calls.
    if !(is_moment && state.skew != 0) {
        state.block(due);
    }
    reply
}

/// A failure with this status. The wait counts only for a failure that passes.
pub(crate) fn failed(state: &mut ReadState, status: u16, wait: Wait) -> Reply {
    let vendor = state.vendor.clone();
    let mut reply = refusal(&vendor, status, "something failed", &mut state.dice);
    let transient = matches!(status, 408 | 502 | 503 | 504);
    if let (Wait::Seconds(seconds), true) = (wait, transient) {
        reply
            .headers
            .0
            .push(("retry-after".to_owned(), seconds.to_string()));
        state.block(Duration::from_secs(seconds));
    }
    reply
}
