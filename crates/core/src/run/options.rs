//! How a call is run.

use super::cache::LookupCache;
use crate::cursor::Key;
use crate::query::Names;
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
    /// True if a table that the vendor refuses for the token's sake ends the call: whoever asked renews the
    /// token then, and asks again. Else the page is partial.
    pub expired_ends: bool,
    /// What faults of the query call its parameters.
    pub names: Names,
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
            expired_ends: false,
            names: Names::default(),
        }
    }
}
