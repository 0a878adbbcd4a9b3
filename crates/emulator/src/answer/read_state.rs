//! The state that changes while a vendor is read: its clock, its records, what it has sent and
//! seen.

use super::fault::{Schedule, VendorFault};
use crate::asked::list_asked::{AskedList, PageStart};
use crate::seed::dice::Dice;
use crate::world::played_vendor::PlayedVendor;
use crate::world::record::{ADDED, VendorRecord};
use crate::world::shapes::Shapes;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;
use touchpoint_core::exchange::Reply;
use touchpoint_language::json::Json;

/// 2026-06-01T00:00:00Z, when every read begins.
const START: Timestamp = Timestamp::constant(1_780_272_000, 0);

/// One call and how it was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct LoggedCall {
    /// `GET https://…`, with the body where there is one.
    pub request: String,
    /// Its headers, secrets among them.
    pub(crate) headers: Vec<(String, String)>,
    /// The status and the size of the body, or what went wrong.
    pub answer: String,
    /// What went wrong with it.
    pub fault: Option<VendorFault>,
    /// True if it asks for a table beside the list.
    pub beside: bool,
}

/// What a vendor saw of one read.
#[derive(Clone, Debug, Default)]
pub struct ReadLog {
    /// The calls in order.
    pub exchanges: Vec<LoggedCall>,
    /// What no caller may do: calls to other hosts, calls before a wait was over, calls that the
    /// vendor does not understand.
    pub violations: Vec<String>,
    /// The ranks of records that were sent twice.
    pub duplicated: Vec<u64>,
    /// Rank → every form of a record that was changed.
    pub versions: BTreeMap<u64, Vec<Arc<VendorRecord>>>,
    /// The ranks of records that were added.
    pub inserted: BTreeSet<u64>,
    /// The records that were added.
    pub added: Vec<Arc<VendorRecord>>,
    /// The ranks of records that were taken away.
    pub deleted: BTreeSet<u64>,
}

/// The state of one vendor during one read.
#[derive(Debug)]
pub(crate) struct ReadState {
    pub(crate) vendor: Arc<PlayedVendor>,
    pub(crate) shapes: Arc<Shapes>,
    pub(crate) schedule: Schedule,
    pub(crate) dice: Dice,
    pub(crate) now: Timestamp,
    /// How far the vendor's clock is ahead, in seconds.
    pub(crate) skew: i64,
    /// The end of the wait that was told last; a call before it is a violation.
    pub(crate) blocked_until: Timestamp,
    /// How many calls came, those for tables left out; the schedule counts by it.
    pub(crate) calls: u64,
    /// How often the secret has changed; its text ends in this number.
    pub(crate) secret: u64,
    pub(crate) lists: Vec<Vec<Arc<VendorRecord>>>,
    /// The token of a next page's address → what it asks.
    pub(crate) onward: HashMap<String, AskedList>,
    /// The entries that batches can ask for: table and key → the position of the record's case, and
    /// the entry.
    pub(crate) links: BTreeMap<(String, String), (usize, Option<Json>)>,
    /// Case → its last page that went well: where it began, and what it was.
    pub(crate) last: HashMap<usize, (PageStart, Reply)>,
    /// The ranks of records that come again on the page after theirs.
    pub(crate) again: BTreeSet<u64>,
    /// True if pages tell how many calls are left, where the mapping reads it.
    pub(crate) tells_counts: bool,
    /// True if pages tell the number of all records and pages, where the mapping reads it.
    pub(crate) tells_total: bool,
    /// True if an empty page is a status without a body, where the mapping knows one for it.
    pub(crate) nothing_has_a_status: bool,
    /// True if the vendor's list ends at its cap; else it refuses to go deeper.
    pub(crate) cap_is_silent: bool,
    /// True if an error stands beside its records, where the mapping knows such pages.
    pub(crate) gives_parts: bool,
    pub(crate) log: ReadLog,
}

impl ReadState {
    pub(crate) fn new(
        vendor: Arc<PlayedVendor>,
        shapes: Arc<Shapes>,
        seed: u64,
        schedule: Schedule,
    ) -> ReadState {
        let mut dice = Dice::new(seed, "play");
        ReadState {
            lists: vendor.lists().to_vec(),
            vendor,
            shapes,
            schedule,
            now: START,
            skew: if dice.one_in(8) {
                [90, -90].into_iter().nth(dice.place(2)).unwrap_or(0)
            } else {
                0
            },
            blocked_until: START,
            calls: 0,
            secret: 0,
            onward: HashMap::new(),
            links: BTreeMap::new(),
            last: HashMap::new(),
            again: BTreeSet::new(),
            tells_counts: dice.one_in(2),
            tells_total: dice.one_in(2),
            nothing_has_a_status: dice.one_in(2),
            cap_is_silent: Dice::new(seed, "cap").one_in(2),
            gives_parts: Dice::new(seed, "part").one_in(2),
            log: ReadLog::default(),
            dice,
        }
    }

    /// The secret that the vendor takes now.
    pub(crate) fn secret_text(&self) -> String {
        format!("secret-{}", self.secret)
    }

    /// Changes the records of a case; false where it cannot.
    pub(crate) fn change(&mut self, fault: VendorFault, case: usize) -> bool {
        let Some(list) = self.lists.get_mut(case) else {
            return false;
        };
        if list.is_empty() {
            return false;
        }
        let place = self.dice.place(list.len());
        let Some(old) = list.get(place).cloned() else {
            return false;
        };
        match fault {
            VendorFault::Delete => {
                list.remove(place);
                self.log.deleted.insert(old.rank);
            }
            VendorFault::Insert => {
                let rank = old.rank.saturating_sub(1);
                if rank == 0 || list.iter().any(|e| e.rank == rank) {
                    return false;
                }
                let serial = ADDED + self.calls;
                let seed = self.dice.next();
                let Some(new) = self.vendor.one_more(&self.shapes, &old, rank, serial, seed) else {
                    return false;
                };
                // Of a short pattern two ids may be alike.
                let mut all = self.lists.iter().flatten();
                if all.any(|known| known.truth.of("id") == new.truth.of("id")) {
                    return false;
                }
                let new = Arc::new(new);
                self.log.added.push(new.clone());
                if let Some(list) = self.lists.get_mut(case) {
                    list.insert(place, new);
                }
                self.log.inserted.insert(rank);
            }
            _ => {
                let seed = self.dice.next();
                let Some(mut new) =
                    self.vendor
                        .one_more(&self.shapes, &old, old.rank, old.serial, seed)
                else {
                    return false;
                };
                // A change moves no record past the reader.
                new.truth.happened = old.truth.happened;
                let new = Arc::new(new);
                let versions = self.log.versions.entry(old.rank).or_default();
                versions.extend([old, new.clone()]);
                if let Some(place) = list.get_mut(place) {
                    *place = new;
                }
            }
        }
        true
    }

    /// The vendor's own clock.
    pub(crate) fn vendor_now(&self) -> Timestamp {
        self.now
            .checked_add(SignedDuration::from_secs(self.skew))
            .unwrap_or(self.now)
    }

    /// From now on, a call within this time breaks the vendor's limit.
    pub(crate) fn block(&mut self, wait: Duration) {
        self.blocked_until = self.now.checked_add(wait).unwrap_or(self.now);
    }

    /// Lets time pass.
    pub(crate) fn pass(&mut self, duration: Duration) {
        self.now = self.now.checked_add(duration).unwrap_or(Timestamp::MAX);
    }

    /// Notes a violation by the caller.
    pub(crate) fn violated(&mut self, what: String) {
        self.log.violations.push(what);
    }

    /// Keeps the entries of a record that is sent.
    pub(crate) fn sent(&mut self, record: &VendorRecord) {
        for (table, key, link) in &record.links {
            let place = (table.clone(), key.clone());
            self.links.insert(place, (record.case, link.clone()));
        }
    }
}
