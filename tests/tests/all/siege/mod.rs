//! What strangers may do to a server: a vendor that sends too much, an overlay that asks for too much, a
//! tenant who wants another's secrets or time.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

mod floods;
mod leads;
mod overlays;
mod races;
mod replies;
mod secrets;
mod text;
mod thief;

use std::time::Duration;

/// Nothing that one caller can ask for takes longer here, in a build for tests.
pub(super) const SOON: Duration = Duration::from_secs(20);
