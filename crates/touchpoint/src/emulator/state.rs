//! What changes while a vendor is read: its clock, its records, what it has sent, what was seen.

use super::asked::{Asked, Place};
use super::dice::Dice;
use super::fault::{Fault, Schedule};
use super::linked::Links;
use super::record::{ADDED, Entry};
use super::shapes::Shapes;
use super::world::World;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use touchpoint_core::exchange::Reply;

/// 2026-06-01T00:00:00Z, when every read begins.
const START: Timestamp = Timestamp::constant(1_780_272_000, 0);

/// One call and how it was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// `GET https://…`, with the body where there is one.
    pub request: String,
    /// The status and the number of records, or what went wrong.
    pub answer: String,
    /// What went wrong with it.
    pub fault: Option<Fault>,
    /// Whether it asks for a table beside the list.
    pub beside: bool,
}

/// What a vendor has seen of one read.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The calls in order.
    pub exchanges: Vec<Exchange>,
    /// What no caller may do: calls to other hosts, calls before a wait was over, calls that the
    /// vendor does not understand.
    pub violations: Vec<String>,
    /// The ranks of records that were sent twice.
    pub duplicated: Vec<u64>,
    /// Rank → every form that a record had, of those that were changed.
    pub versions: BTreeMap<u64, Vec<Arc<Entry>>>,
    /// The ranks of records that were added.
    pub inserted: BTreeSet<u64>,
    /// The records that were added.
    pub added: Vec<Arc<Entry>>,
    /// The ranks of records that were taken away.
    pub deleted: BTreeSet<u64>,
}

/// The state of one vendor during one read.
#[derive(Debug)]
pub(super) struct State {
    pub(super) world: Arc<World>,
    pub(super) shapes: Arc<Shapes>,
    pub(super) schedule: Schedule,
    pub(super) dice: Dice,
    pub(super) now: Timestamp,
    /// By how much the vendor's clock is ahead, in seconds.
    pub(super) skew: i64,
    pub(super) blocked_until: Timestamp,
    pub(super) calls: u64,
    pub(super) secret: u64,
    pub(super) lists: Vec<Vec<Arc<Entry>>>,
    /// The token of an address that leads on → what it asks.
    pub(super) onward: HashMap<String, Asked>,
    /// What batches can ask for: the entries of records that were sent.
    pub(super) links: Links,
    /// Case → its last page that went well: where it began, and what it was.
    pub(super) last: HashMap<usize, (Place, Reply)>,
    /// The ranks of records that come again on the page after theirs.
    pub(super) again: BTreeSet<u64>,
    pub(super) tells_counts: bool,
    pub(super) tells_total: bool,
    pub(super) nothing_has_a_status: bool,
    /// Whether beyond its cap the vendor has nothing, and does not refuse.
    pub(super) cap_is_silent: bool,
    pub(super) seen: Seen,
}

impl State {
    pub(super) fn new(
        world: Arc<World>,
        shapes: Arc<Shapes>,
        seed: u64,
        schedule: Schedule,
    ) -> State {
        let mut dice = Dice::new(seed, "play");
        State {
            lists: world.lists.clone(),
            world,
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
            links: Links::new(),
            last: HashMap::new(),
            again: BTreeSet::new(),
            tells_counts: dice.one_in(2),
            tells_total: dice.one_in(2),
            nothing_has_a_status: dice.one_in(2),
            cap_is_silent: Dice::new(seed, "cap").one_in(2),
            seen: Seen::default(),
            dice,
        }
    }

    pub(super) fn secret_text(&self) -> String {
        format!("secret-{}", self.secret)
    }

    /// Changes the records of a case; says whether it could.
    pub(super) fn change(&mut self, fault: Fault, case: usize) -> bool {
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
            Fault::Delete => {
                list.remove(place);
                self.seen.deleted.insert(old.rank);
            }
            Fault::Insert => {
                let rank = old.rank.saturating_sub(1);
                if rank == 0 || list.iter().any(|e| e.rank == rank) {
                    return false;
                }
                let serial = ADDED + self.calls;
                let seed = self.dice.next();
                let Some(new) = self.world.one_more(&self.shapes, &old, rank, serial, seed) else {
                    return false;
                };
                let new = Arc::new(new);
                self.seen.added.push(new.clone());
                list.insert(place, new);
                self.seen.inserted.insert(rank);
            }
            _ => {
                let seed = self.dice.next();
                let Some(new) = self
                    .world
                    .one_more(&self.shapes, &old, old.rank, old.serial, seed)
                else {
                    return false;
                };
                let new = Arc::new(new);
                let versions = self.seen.versions.entry(old.rank).or_default();
                versions.extend([old, new.clone()]);
                if let Some(place) = list.get_mut(place) {
                    *place = new;
                }
            }
        }
        true
    }
}
