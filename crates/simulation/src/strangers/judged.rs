//! A stranger's mapping, with its overlay, is read as every mapping is, and what it becomes is held against
//! the promises.

use super::mapping::texts;
use super::tree::Tree;
use super::unplayed::unplayed;
use crate::simulator::{READS_OF_A_WORLD, Simulator, Tally};
use crate::violation::Violation;
use std::any::Any;
use std::collections::BTreeSet;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use touchpoint_core::plan::Plan;
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_language::diagnostic::{Code, Diagnostic, Severity};
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

/// Reads what a stranger made from its text, and this many lists through its played vendor.
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
    let (plan, warned) = match plan(text, overlay.as_deref()) {
        Ok(plan) => plan,
        Err(codes) => return Verdict::Refused(codes),
    };
    let told = [Code::SharedPlace, Code::OtherColumn];
    if let Some(code) = told.iter().find(|code| warned.contains(code.as_str())) {
        return Verdict::Unplayed(format!("the checker warns: {}", code.slug()));
    }
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
    if let Some(what) = unplayed(&plan.mapping) {
        return Verdict::Unplayed(what.to_owned());
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

/// The mapping, with what is laid over it, ready to run, and the codes of its warnings.
///
/// # Errors
/// The codes of its faults.
fn plan(
    text: &str,
    overlay: Option<&SourceFile>,
) -> Result<(Arc<Plan>, BTreeSet<String>), BTreeSet<String>> {
    let reader = PlanReader::new(engagement_model()).map_err(|fault| BTreeSet::from([fault]))?;
    let source = SourceFile::new("stranger.yaml", text);
    let outcome = Registry::read(&reader, [source]);
    let codes = codes(&outcome.diagnostics, Severity::Error);
    let warned = self::codes(&outcome.diagnostics, Severity::Warning);
    let base = match outcome.registry.plans().first() {
        Some(plan) if codes.is_empty() => plan.clone(),
        _ => return Err(codes),
    };
    let Some(overlay) = overlay else {
        return Ok((base, warned));
    };
    let source = SourceFile::new(overlay.name.clone(), overlay.text.clone());
    match reader.overlay(&base, source) {
        (Some(plan), told) => {
            let of_overlay = self::codes(&told, Severity::Warning);
            Ok((Arc::new(plan), &warned | &of_overlay))
        }
        (None, told) => Err(self::codes(&told, Severity::Error)),
    }
}

fn codes(told: &[Diagnostic], severity: Severity) -> BTreeSet<String> {
    let faults = told.iter();
    let faults = faults.filter(|fault| fault.severity == severity);
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
