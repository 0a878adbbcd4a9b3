//! What a question costs on a large account, as the vendor counts it: its calls, for the records that
//! were wanted.

use crate::asked::{Cell, Question};
use crate::simulator::Simulator;
use crate::violation::Violation;
use std::collections::BTreeMap;
use std::sync::Arc;
use touchpoint_emulator::{KnownValue, PlayedVendor, Schedule};

/// Of the records of a list, one in so many is newer than the time that is asked for.
const ONE_IN: usize = 1_000;

/// What it took to read the answer to its end.
#[derive(Clone, Debug)]
pub struct Cost {
    /// How many records the lists have that were asked for.
    pub listed: u64,
    /// How many records came.
    pub found: u64,
    /// How many calls the vendor had.
    pub calls: u64,
}

impl Simulator {
    /// A vendor with so many records in each of its lists, at most 100,000.
    pub fn large_vendor(&self, records: u64) -> Arc<PlayedVendor> {
        self.world_of(0, records)
    }

    /// Asks a vendor for what a cell of the filter tables says, with a value that few records have, in
    /// pages of 100, and reads the list to its end. `None` where nobody can ask.
    ///
    /// # Errors
    /// The answer is not the right one.
    pub fn cost(&self, vendor: &Arc<PlayedVendor>, cell: &Cell) -> Result<Option<Cost>, Violation> {
        let Some(mut question) = self.question_of(vendor, cell) else {
            return Ok(None);
        };
        let Some(rare) = rare_value(vendor, &question, &cell.name) else {
            return Ok(None);
        };
        let own = question.query.filters.iter_mut();
        for filter in own.filter(|filter| filter.parameter == cell.name) {
            filter.values = vec![rare.clone()];
        }
        question.query.limit = Some(100);
        let outcome = self.read_with(vendor, &question, 0, Schedule::new());
        if let Some(violation) = outcome.violation {
            return Err(violation);
        }
        let lists = question.lists.iter();
        Ok(Some(Cost {
            listed: lists
                .map(|(case, _)| vendor.records(*case).len() as u64)
                .sum(),
            found: outcome.records,
            calls: outcome.seen.exchanges.len() as u64,
        }))
    }
}

/// A value of a filter that few of the listed records have: of times a late one, of ids the rarest.
fn rare_value(vendor: &PlayedVendor, question: &Question, filter: &str) -> Option<String> {
    let field = vendor.plan().model.compared_field(filter)?;
    let lists = question.lists.iter();
    let records = lists.flat_map(|(case, _)| vendor.records(*case));
    let mut times = Vec::new();
    let mut texts: BTreeMap<&str, u64> = BTreeMap::new();
    for value in records.flat_map(|record| record.truth.of(&field)) {
        match value {
            KnownValue::At(at) => times.push(*at),
            KnownValue::Text(text) => *texts.entry(text).or_default() += 1,
            KnownValue::Ms(_) => {}
        }
    }
    times.sort_unstable();
    let late = times.len().checked_sub(1 + times.len() / ONE_IN);
    let late = late.and_then(|at| times.get(at));
    let late = late.and_then(|at| jiff::Timestamp::from_second(at.as_second()).ok());
    let rarest = texts.into_iter().min_by_key(|(_, count)| *count);
    late.map(|at| at.to_string())
        .or_else(|| rarest.map(|(text, _)| text.to_owned()))
}
