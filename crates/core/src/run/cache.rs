//! The tables that are asked for once per account, kept until they expire.

use crate::record::Table;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Tables by account and name, within a budget of memory: the least recently used go first. Shared
/// by all calls of one engine.
#[derive(Default)]
pub struct LookupCache(Mutex<CachedTables>);

#[derive(Default)]
struct CachedTables {
    tables: HashMap<TableOf, KeptTable>,
    bytes: usize,
    /// Counts the uses, so that their order is known.
    uses: u64,
}

struct KeptTable {
    good_until: Timestamp,
    table: Arc<Table>,
    bytes: usize,
    used: u64,
}

/// The account and the table's name.
type TableOf = (String, String);

/// All tables together take no more memory than this.
const MOST_BYTES: usize = 64 * 1024 * 1024;

impl fmt::Debug for LookupCache {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("LookupCache")
    }
}

impl LookupCache {
    /// The table, when it is there and has not expired.
    pub fn get(&self, account: &str, table: &str, now: Timestamp) -> Option<Arc<Table>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let used = kept.uses;
        let place = (account.to_owned(), table.to_owned());
        let found = kept.tables.get_mut(&place)?;
        found.used = used;
        (found.good_until > now).then(|| found.table.clone())
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
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let new = KeptTable {
            good_until: now.checked_add(keep).unwrap_or(now),
            bytes: entries.size() + account.len() + table.len() + 128,
            table: entries,
            used: kept.uses,
        };
        kept.take_out(&(account.to_owned(), table.to_owned()));
        while kept.bytes.saturating_add(new.bytes) > MOST_BYTES {
            let Some(oldest) = kept.oldest(now) else {
                // It alone is too large for the budget: it serves only the call that asked for it.
                return;
            };
            kept.take_out(&oldest);
        }
        kept.bytes += new.bytes;
        kept.tables
            .insert((account.to_owned(), table.to_owned()), new);
    }

    /// Forgets an account's table: a value was not found in it, so it may have changed.
    pub fn forget(&self, account: &str, table: &str) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.take_out(&(account.to_owned(), table.to_owned()));
    }
}

impl CachedTables {
    fn take_out(&mut self, place: &TableOf) {
        if let Some(gone) = self.tables.remove(place) {
            self.bytes = self.bytes.saturating_sub(gone.bytes);
        }
    }

    /// The one to go first: one that has expired, else the least recently used.
    fn oldest(&self, now: Timestamp) -> Option<TableOf> {
        let tables = self.tables.iter();
        let oldest = tables.min_by_key(|(_, kept)| (kept.good_until > now, kept.used));
        oldest.map(|(place, _)| place.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_language::json::Json;

    fn table(bytes: usize) -> Arc<Table> {
        let mut table = Table::default();
        table.insert(
            vec!["k".to_owned()],
            Json::from("x".repeat(bytes)).to_string(),
        );
        Arc::new(table)
    }

    #[test]
    fn tables_stay_within_their_budget_and_the_least_used_goes_first() {
        let (cache, now) = (LookupCache::default(), Timestamp::UNIX_EPOCH);
        let keep = Duration::from_mins(1);
        let put = |name: &str| cache.put("a", name, table(20 * 1024 * 1024), now, keep);
        ["1", "2", "3"].into_iter().for_each(put);
        assert!(cache.get("a", "1", now).is_some());
        put("4");
        assert!(cache.get("a", "1", now).is_some() && cache.get("a", "4", now).is_some());
        assert!(cache.get("a", "2", now).is_none());
        cache.put("a", "huge", table(2 * MOST_BYTES), now, keep);
        assert!(cache.get("a", "huge", now).is_none());
    }
}
