//! One call from a caller's query to unified records: planned, sent, paged, mapped, shaped. All I/O
//! is the transport's.

mod ahead;
mod branch;
mod cache;
mod call;
mod error;
mod exchange;
mod faults;
mod list;
mod listing;
mod lookups;
mod merge;
mod page;
mod planning;
mod position;
mod preview;
mod window;

pub use ahead::Ahead;
pub use cache::LookupCache;
pub use error::{CallerFault, Error, RemoteFault, Trouble};
pub use list::{list, list_ahead, map_reply};
pub use listing::Listing;
pub use preview::{Preview, PreviewedList, preview};

use crate::cursor::Key;
use std::sync::Arc;
use std::time::Duration;

/// How a call is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long the whole call may take, retries included.
    pub deadline: Duration,
    /// How often one request is sent at most.
    pub attempts: u32,
    /// How many of the vendor's pages one call asks for at most, where checked filters leave too few
    /// records of the first.
    pub fill_pages: u32,
    /// What cursors are signed with.
    pub cursor_key: Key,
    /// The tables that are asked for once per account.
    pub lookups: Arc<LookupCache>,
}

impl Options {
    /// The defaults, with this key for cursors: 30 s, three attempts, three pages.
    pub fn new(cursor_key: Key) -> Options {
        Options {
            deadline: Duration::from_secs(30),
            attempts: 3,
            fill_pages: 3,
            cursor_key,
            lookups: Arc::default(),
        }
    }
}
