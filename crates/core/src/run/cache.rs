//! The tables that are asked for once per account, kept until they expire.

use crate::record::Table;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Tables by account and name. Shared by all calls of one engine.
#[derive(Default)]
pub struct LookupCache(Mutex<HashMap<TableOf, GoodUntil>>);

/// The account and the table's name.
type TableOf = (String, String);
/// Until when it is good, and the table.
type GoodUntil = (Timestamp, Arc<Table>);

impl fmt::Debug for LookupCache {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("LookupCache")
    }
}

impl LookupCache {
    /// The table, when it is there and still good.
    pub fn get(&self, account: &str, table: &str, now: Timestamp) -> Option<Arc<Table>> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, found) = entries.get(&(account.to_owned(), table.to_owned()))?;
        (*until > now).then(|| found.clone())
    }

    /// Keeps a table for some time.
    pub fn put(
        &self,
        account: &str,
        table: &str,
        entries: Arc<Table>,
        now: Timestamp,
        keep: Duration,
    ) {
        let keep = SignedDuration::try_from(keep).unwrap_or(SignedDuration::ZERO);
        let until = now.checked_add(keep).unwrap_or(now);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert((account.to_owned(), table.to_owned()), (until, entries));
    }

    /// Forgets an account's table: its ids were unknown, so it may have changed.
    pub fn forget(&self, account: &str, table: &str) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(&(account.to_owned(), table.to_owned()));
    }
}
