//! The context in which the records of one case are made.

use super::order::FixedValue;
use super::other_list::OtherList;
use super::tables::VendorTables;
use crate::seed::dice::Dice;
use crate::seed::pools::Pools;
use std::collections::HashMap;
use touchpoint_language::expr::SentTime;
use touchpoint_language::json::Json;

/// The sources of values, and the values that are already decided.
pub(crate) struct RecordMaker<'m> {
    pub(crate) pools: &'m Pools,
    pub(crate) tables: &'m VendorTables,
    pub(crate) dice: Dice,
    /// The text of a path → the values that conditions look for there.
    pub(crate) wants: HashMap<String, Vec<Json>>,
    /// Dotted field → the words that decide the case.
    pub(crate) preferred: HashMap<String, Vec<String>>,
    /// The number of this record, which its id is made of.
    pub(crate) serial: u64,
    /// The paths that the vendor sorts by: every record has values there.
    pub(crate) steady: Vec<String>,
    /// The paths at which a record shows when it happened, each with its form there.
    pub(crate) times_shown: Vec<(String, SentTime)>,
    /// The filters on what no record shows: the vendor alone knows it.
    pub(crate) unshown: Vec<String>,
    /// The values that the record has already.
    pub(crate) fixed: Vec<FixedValue>,
    /// The record as another list shows it.
    pub(crate) elsewhere: Option<OtherList>,
    /// The parts of the mapping that could not be reversed.
    pub(crate) unplayed: Vec<String>,
}

impl<'m> RecordMaker<'m> {
    /// One that has decided nothing yet.
    pub(crate) fn new(pools: &'m Pools, tables: &'m VendorTables, dice: Dice) -> RecordMaker<'m> {
        RecordMaker {
            pools,
            tables,
            dice,
            wants: HashMap::new(),
            preferred: HashMap::new(),
            serial: 0,
            steady: Vec::new(),
            times_shown: Vec::new(),
            unshown: Vec::new(),
            fixed: Vec::new(),
            elsewhere: None,
            unplayed: Vec::new(),
        }
    }

    /// True if a record is one of the few, one in `n`, that callers never see. Vendors for people
    /// have fewer of them.
    pub(crate) fn is_odd(&mut self, n: u64, serial: u64) -> bool {
        if self.pools.readable {
            serial % 20 == 9
        } else {
            self.dice.one_in(n)
        }
    }

    /// How many elements the other list shows in a field; none where there is no other list.
    pub(crate) fn shown_in(&self, field: &str) -> Option<u64> {
        Some(self.elsewhere.as_ref()?.count(field))
    }
}
