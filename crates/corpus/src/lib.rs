//! Recorded cases: reads folders of plain files as [`Case`]s, and replays a case as a transport.
//! The format is described in `tests/corpus/README.md`. What a query or an expectation means is not
//! known here.
//!
//! ```
//! let cases = touchpoint_corpus::built_in().unwrap();
//! let case = cases.iter().find(|case| !case.exchanges.is_empty()).unwrap();
//! let first = &case.exchanges[0];
//! println!("{} {} -> {}", first.request.method, first.request.url, first.reply.status);
//! let replay = touchpoint_corpus::Recorded::new(case);
//! assert_eq!(replay.differences().len(), case.exchanges.len(), "nothing was sent yet");
//! ```
#![forbid(unsafe_code)]

mod case;
mod case_fault;
mod case_file;
mod differences;
pub mod drift;
mod fault;
mod folder;
mod head;
mod loose;
mod pair;
mod read;
mod recorded;
mod recorder;
mod reply_file;
mod request_file;
mod write;

pub use case::{A_CURSOR, Case, Exchange, Expected};
pub use differences::leaves;
pub use fault::CorpusFault;
pub use folder::{
    built_in, built_in_further, built_in_of, read_dir, read_dir_each, read_dir_of,
    read_dir_unfinished, read_files,
};
pub use loose::{LooseReply, loose_replies};
pub use recorded::Recorded;
pub use recorder::Recorder;
pub use reply_file::reply;
pub use request_file::RecordedRequest;
pub use write::{reply_text, request_text};
