//! How a call is run.

use super::cache::LookupCache;
use super::watch::PageWatch;
use crate::cursor::Key;
use crate::exchange::Deadline;
use crate::query::Names;
use std::sync::Arc;
use std::time::Duration;

/// How a call is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long the whole call may take, retries included.
    pub deadline: Duration,
    /// When that time is over, where it began before this call.
    pub until: Option<Deadline>,
    /// The most times that one request is sent.
    pub attempts: u32,
    /// The most pages of the vendor that one call asks for, where checked filters leave too few
    /// records of the first.
    pub fill_pages: u32,
    /// What cursors are signed with.
    pub cursor_key: Key,
    /// The tables that are asked for once per account.
    pub lookups: Arc<LookupCache>,
    /// True if the call ends when the vendor refuses a table because of the token, so that the
    /// token can be renewed and the call repeated. Else the page is partial.
    pub expired_ends: bool,
    /// The names of the parameters in faults of the query.
    pub names: Names,
    /// True if [`map_reply`](super::map_reply) tells what a reply shows about its mapping, which costs
    /// more than the mapping.
    pub met: bool,
    /// Who looks on while pages are mapped.
    pub watch: Option<Arc<dyn PageWatch>>,
}

impl Options {
    /// The defaults, with this key for cursors: 30 s, three attempts, three pages.
    pub fn new(cursor_key: Key) -> Options {
        Options {
            deadline: Duration::from_secs(30),
            until: None,
            attempts: 3,
            fill_pages: 3,
            cursor_key,
            lookups: Arc::default(),
            expired_ends: false,
            names: Names::default(),
            met: true,
            watch: None,
        }
    }
}
