//! What a question costs on a large account, as the vendor counts it: its calls, for the records that
//! were wanted.

use crate::asked::{CELLS, Cell, Question};
use crate::simulator::{READS_OF_A_WORLD, Simulator};
use crate::violation::Violation;
use std::collections::BTreeMap;
use std::sync::Arc;
use touchpoint_emulator::{KnownValue, PlayedVendor, Schedule};

/// One record in `ONE_IN` is newer than the time that is asked for.
const ONE_IN: usize = 1_000;

/// One record in `MADE` is made; one of other people's, repeated, stands for the rest.
const MADE: u64 = 200;

/// At least this many are made, if the list has them.
const LEAST_MADE: u64 = 2_000;

/// How many records a caller takes at a time.
const PAGE: u64 = 100;

/// A vendor with many records in each list.
#[derive(Clone, Debug)]
pub struct LargeAccount {
    /// The records that questions are about.
    asked_about: Arc<PlayedVendor>,
    /// The same with all others.
    whole: Arc<PlayedVendor>,
}

/// What it took to read the answer to its end.
#[derive(Clone, Debug)]
pub struct Cost {
    /// How many records came.
    pub found: u64,
    /// How many calls the vendor had.
    pub calls: u64,
    /// How many of these were for pages; the others read what stands beside them.
    pub pages: u64,
    /// How many pages the whole list has.
    pub whole: u64,
}

impl Simulator {
    /// A vendor with this many records in each of its lists, at most 10,000,000.
    ///
    /// # Errors
    /// No record of the mapping can stand for those of other people.
    pub fn large_account(&self, records: u64) -> Result<LargeAccount, String> {
        let made = (records / MADE).max(LEAST_MADE).min(records);
        // As the tables, of an account that says nothing of its own.
        let asked_about = self.world_of(CELLS / READS_OF_A_WORLD, made);
        let whole = usize::try_from(records).unwrap_or(usize::MAX);
        let whole = asked_about.crowded(&self.shapes, 0, whole);
        let slug = self.plan.integration();
        let whole = whole.ok_or(format!("{slug}: no record is unlike the others"))?;
        Ok(LargeAccount {
            asked_about,
            whole: Arc::new(whole),
        })
    }

    /// How many pages the whole of what a cell asks has; `None` where nobody can ask.
    pub fn whole_list(&self, account: &LargeAccount, cell: &Cell) -> Option<u64> {
        let question = self.question_of(&account.asked_about, cell)?;
        Some(pages(&account.whole, &question))
    }

    /// Asks a vendor for what a cell of the filter tables says, with a value that few records have, in
    /// pages of 100, and reads the list to its end. `None` where nobody can ask.
    ///
    /// # Errors
    /// The answer is not the right one.
    pub fn cost(&self, account: &LargeAccount, cell: &Cell) -> Result<Option<Cost>, Violation> {
        let Some(mut question) = self.question_of(&account.asked_about, cell) else {
            return Ok(None);
        };
        let Some(rare) = rare_value(account, &question, &cell.name) else {
            return Ok(None);
        };
        let own = question.query.filters.iter_mut();
        for filter in own.filter(|filter| filter.parameter == cell.name) {
            filter.values = vec![rare.clone()];
        }
        question.query.limit = Some(PAGE);
        let outcome = self.read_with(&account.whole, &question, 0, Schedule::new());
        if let Some(violation) = outcome.violation {
            return Err(violation);
        }
        let calls = &outcome.seen.exchanges;
        Ok(Some(Cost {
            found: outcome.records,
            calls: calls.len() as u64,
            pages: calls.iter().filter(|call| !call.beside).count() as u64,
            whole: pages(&account.whole, &question),
        }))
    }
}

/// How many pages the lists of a question have.
fn pages(vendor: &PlayedVendor, question: &Question) -> u64 {
    let cases = &vendor.plan().mapping.cases;
    let of_list = |(case, route): &(usize, usize)| {
        let size = &cases.get(*case)?.routes.get(*route)?.paging.size;
        let most = size.fixed.unwrap_or(PAGE.min(size.max).max(size.min));
        Some((vendor.records(*case).len() as u64).div_ceil(most))
    };
    question.lists.iter().filter_map(of_list).sum()
}

/// A value of a filter that few of the listed records have: of times a late one, of ids the rarest.
fn rare_value(account: &LargeAccount, question: &Question, filter: &str) -> Option<String> {
    let vendor = &account.asked_about;
    let field = vendor.plan().model.compared_field(filter)?;
    let lists = question.lists.iter();
    let records = lists.clone().flat_map(|(case, _)| vendor.records(*case));
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
    let listed = lists.map(|(case, _)| account.whole.records(*case).len());
    let newer = 1 + listed.sum::<usize>() / ONE_IN;
    let late = times.len().checked_sub(newer);
    let late = late.and_then(|at| times.get(at));
    let late = late.and_then(|at| jiff::Timestamp::from_second(at.as_second()).ok());
    let rarest = texts.into_iter().min_by_key(|(_, count)| *count);
    late.map(|at| at.to_string())
        .or_else(|| rarest.map(|(text, _)| text.to_owned()))
}
