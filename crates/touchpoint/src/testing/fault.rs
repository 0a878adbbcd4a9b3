//! What goes wrong with a call to a played vendor.

use std::time::Duration;
use touchpoint_emulator::{VendorFault, Wait};

/// What goes wrong with one call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// The vendor answers with this status and an error body.
    Status(u16),
    /// The vendor's limit is reached; it tells this wait, in whole seconds.
    RateLimited(Duration),
    /// No answer comes in time.
    Timeout,
    /// The connection breaks.
    Reset,
    /// The answer is a page of HTML.
    Html,
    /// The answer ends in the middle.
    Truncated,
    /// The token ends: this call and all after it are refused until it is renewed.
    TokenEnds,
    /// A page without records that leads on.
    EmptyPage,
    /// The answer takes twelve seconds.
    Slow,
    /// A record is added to the list.
    Insert,
    /// A record is taken out of the list.
    Delete,
    /// A record is changed.
    Update,
}

impl Fault {
    pub(super) fn of_vendor(self) -> VendorFault {
        match self {
            Fault::Status(status) => VendorFault::Status(status, Wait::Untold),
            Fault::RateLimited(wait) => VendorFault::Limited(Wait::Seconds(wait.as_secs())),
            Fault::Timeout => VendorFault::Timeout,
            Fault::Reset => VendorFault::Reset,
            Fault::Html => VendorFault::Html,
            Fault::Truncated => VendorFault::Truncated,
            Fault::TokenEnds => VendorFault::TokenEnds,
            Fault::EmptyPage => VendorFault::EmptyPage,
            Fault::Slow => VendorFault::Slow,
            Fault::Insert => VendorFault::Insert,
            Fault::Delete => VendorFault::Delete,
            Fault::Update => VendorFault::Update,
        }
    }
}
