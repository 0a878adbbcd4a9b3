//! A vendor to test a program against: played from its mapping, without a network, on a clock of its own. Needs
//! the feature `testing`.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use futures_util::TryStreamExt;
//! use std::time::Duration;
//! use touchpoint::ErrorKind;
//! use touchpoint::testing::{Fault, Vendor};
//!
//! // The second call meets the vendor's limit: the stream waits it out, and no time passes.
//! let (touchpoint, account, vendor) =
//!     Vendor::of("pipedrive").records(60).fault(2, Fault::RateLimited(Duration::from_secs(7))).start().await?;
//! let records: Vec<_> = touchpoint.engagements(&account).limit(25).records().try_collect().await?;
//! assert!(!records.is_empty());
//! assert_eq!(vendor.calls(), 4);
//!
//! // The first call fails for good.
//! let (touchpoint, account, _) = Vendor::of("pipedrive").fault(1, Fault::Status(500)).start().await?;
//! let error = touchpoint.engagements(&account).page().await.err().ok_or("it is told")?;
//! assert_eq!(error.kind(), ErrorKind::VendorDown);
//! # Ok(()) }
//! ```
//!
//! [`Recorded`] plays calls that were recorded, and says how yours differ from them. What comes after the engine
//! is tested with pages made by hand: [`Page::of`](crate::Page::of).

mod fault;
mod vendor;

pub use fault::Fault;
pub use touchpoint_corpus::{Case, CorpusFault, Recorded, read_dir};
pub use vendor::{Vendor, VendorBuilder};
