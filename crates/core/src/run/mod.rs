//! One call from a caller's query to unified records: planned, sent, paged, mapped, shaped. All I/O
//! is the transport's.

mod ahead;
mod asker;
mod cache;
mod call;
mod error;
mod exchange;
mod faults;
mod list;
mod listing;
mod lookups;
mod merge;
mod merged_list;
mod met;
mod of_records;
mod options;
mod page;
mod planning;
mod position;
mod preview;
mod together;
mod trail;
mod watch;
mod window;

pub use ahead::Ahead;
pub use cache::LookupCache;
pub use error::{CallerFault, Error, MappingFault, RemoteFault, Trouble};
pub use list::{list, list_ahead, map_reply};
pub use listing::{Began, Listing};
pub use options::Options;
pub use preview::{Preview, PreviewedList, preview};
pub use watch::{PageAtHand, PageWatch};
