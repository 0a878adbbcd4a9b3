//! A stranger's mapping, with its overlay, is read as every mapping is, and what it becomes is held against
//! the promises.

use super::mapping::texts;
use super::tree::Tree;
use crate::simulator::{READS_OF_A_WORLD, Simulator, Tally};
use crate::violation::Violation;
use std::any::Any;
use std::collections::BTreeSet;
use std::mem::discriminant;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use touchpoint_core::plan::Plan;
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_language::diagnostic::{Diagnostic, Severity};
use touchpoint_language::mapping::{Mapping, Route};
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::engagement_model;

/// What became of a stranger's mapping.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// The checker tells a fault: the codes of its errors.
    Refused(BTreeSet<String>),
    /// It is read; no promise is broken.
    Read(Tally),
    /// It holds what no vendor can be played with.
    Unplayed(String),
    /// A promise is broken, by the read of this seed.
    Broken {
        /// The seed of the read.
        seed: u64,
        /// The promise.
        promise: &'static str,
        /// The promise, and the words of what was seen without its numbers and names.
        kind: String,
        /// What was seen, call by call.
        account: String,
    },
}

/// Reads what a stranger made from its text, and so many lists through its played vendor.
pub(super) fn judge(made: &Tree, seeds: Range<u64>) -> Verdict {
    let (text, overlay) = texts(made);
    let overlay = overlay.map(|text| Arc::new(SourceFile::new("overlay.yaml", text)));
    let judged = catch_unwind(AssertUnwindSafe(|| judged(&text, overlay, seeds)));
    judged.unwrap_or_else(|panic| Verdict::Broken {
        seed: 0,
        promise: "no panic",
        kind: said(&*panic),
        account: said(&*panic),
    })
}

/// The seeds of a stranger's reads: each has vendors of its own.
pub(super) fn seeds(stranger: u64, reads: u64) -> Range<u64> {
    let start = stranger * 64 * READS_OF_A_WORLD;
    start..start + reads
}

fn judged(text: &str, overlay: Option<Arc<SourceFile>>, seeds: Range<u64>) -> Verdict {
    let plan = match plan(text, overlay.as_deref()) {
        Ok(plan) => plan,
        Err(codes) => return Verdict::Refused(codes),
    };
    let simulator = match Simulator::new(&plan, text) {
        Ok(simulator) => simulator.strictly().with_overlay(overlay),
        Err(account) => {
            return Verdict::Broken {
                seed: 0,
                promise: "what is valid exists",
                kind: String::new(),
                account,
            };
        }
    };
    if two_at_one_call(&plan.mapping) {
        return Verdict::Unplayed("two lists at one call".to_owned());
    }
    if merged_at_own_call(&plan.mapping) {
        return Verdict::Unplayed("a list of a merge at the call of the list itself".to_owned());
    }
    if two_orders(&plan.mapping) {
        return Verdict::Unplayed("one list in two orders".to_owned());
    }
    let vendors = (seeds.start..seeds.end).step_by(32);
    for vendor in vendors {
        if let Some(what) = simulator.world(vendor).unplayed().first() {
            return Verdict::Unplayed(what.clone());
        }
    }
    let tally = simulator.run(seeds);
    match &tally.failed {
        None => Verdict::Read(tally),
        Some((seed, violation)) => {
            let account = simulator.shortest(*seed);
            Verdict::Broken {
                seed: *seed,
                promise: violation.promise,
                kind: kind(violation),
                account,
            }
        }
    }
}

/// True if two cases make the same call and read its pages in two ways: a vendor has one.
fn two_at_one_call(mapping: &Mapping) -> bool {
    let cases = mapping.cases.iter().enumerate();
    let calls: Vec<(usize, &Route)> = cases
        .flat_map(|(at, case)| case.routes.iter().map(move |route| (at, route)))
        .collect();
    let meet = |(one, first): &(usize, &Route), (other, second): &(usize, &Route)| {
        one != other
            && first.request.method == second.request.method
            && first.request.path.text() == second.request.path.text()
            && discriminant(&first.paging.way) != discriminant(&second.paging.way)
    };
    calls
        .iter()
        .any(|one| calls.iter().any(|other| meet(one, other)))
}

/// True if a merge reads a list by other roads than it is read alone, but for one road, which is the same
/// call: a played vendor has records of its own behind each.
fn merged_at_own_call(mapping: &Mapping) -> bool {
    let call = |route: &Route| (route.request.method, route.request.path.text().to_owned());
    let calls = |merged: bool| {
        let cases = mapping
            .cases
            .iter()
            .filter(move |case| case.merged == merged);
        cases
            .flat_map(|case| case.routes.iter().map(call))
            .collect::<Vec<_>>()
    };
    let own = calls(false);
    calls(true).iter().any(|call| own.contains(call))
}

/// True if a case claims another order on one of its roads than on another: a played list has one.
fn two_orders(mapping: &Mapping) -> bool {
    mapping.cases.iter().any(|case| {
        let claimed = |route: &Route| {
            let keys = route.order.iter().flat_map(|order| &order.keys);
            let keys = keys.map(|key| (key.name.clone(), key.direction));
            keys.collect::<Vec<_>>()
        };
        let mut orders = case.routes.iter().map(claimed);
        orders
            .next()
            .is_some_and(|first| orders.any(|order| order != first))
    })
}

/// The mapping, with what is laid over it, ready to run.
///
/// # Errors
/// The codes of its faults.
fn plan(text: &str, overlay: Option<&SourceFile>) -> Result<Arc<Plan>, BTreeSet<String>> {
    let reader = PlanReader::new(engagement_model()).map_err(|fault| BTreeSet::from([fault]))?;
    let source = SourceFile::new("stranger.yaml", text);
    let outcome = Registry::read(&reader, [source]);
    let codes = codes(&outcome.diagnostics);
    let base = match outcome.registry.plans().first() {
        Some(plan) if codes.is_empty() => plan.clone(),
        _ => return Err(codes),
    };
    let Some(overlay) = overlay else {
        return Ok(base);
    };
    let source = SourceFile::new(overlay.name.clone(), overlay.text.clone());
    match reader.overlay(&base, source) {
        (Some(plan), _) => Ok(Arc::new(plan)),
        (None, told) => Err(self::codes(&told)),
    }
}

fn codes(told: &[Diagnostic]) -> BTreeSet<String> {
    let faults = told.iter();
    let faults = faults.filter(|fault| fault.severity == Severity::Error);
    faults.map(|fault| fault.code.as_str().to_owned()).collect()
}

/// The promise, and the words of what was seen, without numbers and names.
fn kind(violation: &Violation) -> String {
    let words = violation.what.split_whitespace();
    let plain = |word: &&str| word.chars().all(char::is_alphabetic);
    let words: Vec<&str> = words.filter(plain).take(9).collect();
    format!("{}: {}", violation.promise, words.join(" "))
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without words").to_owned()
}
