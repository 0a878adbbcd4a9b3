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
//! [`Recorded`] plays a recorded case, a folder that [`read_dir`] reads and that `touchpoint record` makes of real
//! calls, without secrets and names. It says how your calls differ from the recorded ones:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//! use touchpoint::Touchpoint;
//! use touchpoint::testing::{Recorded, read_dir};
//!
//! # let folder = std::env::temp_dir().join(format!("touchpoint-cases-{}", std::process::id()));
//! # let files = [("case.yaml", "about: One note.\ncontext: { company_domain: acme }\n"), ("1.expected.json", "{}"),
//! #     ("1.request.http", "GET https://acme.pipedrive.com/api/v2/activities\n? limit = 2\n? sort_by = add_time\n? sort_direction = desc\nx-api-token: {api_token}\n"),
//! #     ("1.reply.http", "HTTP 200\n\n{\"data\": [{\"id\": 7}], \"additional_data\": {\"next_cursor\": null}}\n")];
//! # std::fs::create_dir_all(folder.join("pipedrive/one-note"))?;
//! # for (name, text) in files { std::fs::write(folder.join("pipedrive/one-note").join(name), text)?; }
//! let cases = read_dir(&folder).map_err(|faults| format!("{faults:?}"))?;
//! let case = cases.iter().find(|case| case.name == "one-note").ok_or("no such case")?;
//! let played = Arc::new(Recorded::new(case));
//! let touchpoint = Touchpoint::builder().transport(played.clone()).build().await?;
//! let page = touchpoint.engagements(&case.account(["api_token"])).limit(2).page().await?;
//! assert_eq!(page.engagements()?[0].id, "7");
//! assert_eq!(played.differences(), [""; 0]);
//! # std::fs::remove_dir_all(folder)?;
//! # Ok(()) }
//! ```
//!
//! # The files of a case
//!
//! A case is a folder, `<integration>/<case>/`, of plain files; pages are counted from 1 without a gap.
//!
//! | file | what it is |
//! |---|---|
//! | `case.yaml` | `about`: one sentence; `query`: what the caller asks, as text; `context`: the account's variables |
//! | `1.request.http` | the call for page 1 |
//! | `1.reply.http` | what the vendor answers |
//! | `1.expected.json` | the page that the caller gets, or `{}` |
//! | `1.error.json` | in its place: the members that matter of the error |
//! | `1b.request.http`, `1b.reply.http`, `1c.…` | further calls for page 1: a lookup, a token |
//!
//! ```text
//! GET https://api.example.com/v2/calls
//! ? limit = 2
//! accept: application/json
//! authorization: Bearer {access_token}
//!
//! {"json": "the body, where there is one"}
//! ```
//!
//! A line `? name = value` stands for each pair of the query, decoded; the order of pairs and headers does not
//! matter. A credential's value is its own name in braces, as [`Case::account`] gives it. A reply begins with
//! `HTTP 200`, then come its headers, an empty line, and the body byte for byte without one last line break.
//!
//! [`Recorder`] keeps the calls that go through another transport. What comes after the engine is tested with pages
//! made by hand: [`Page::of`](crate::Page::of).

mod fault;
mod vendor;

pub use fault::Fault;
pub use touchpoint_corpus::{
    Case, CorpusFault, Exchange, Expected, Recorded, RecordedRequest, Recorder, read_dir,
};
pub use url::Url;
pub use vendor::{Vendor, VendorBuilder};
