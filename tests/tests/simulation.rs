//! Emulated vendors of every mapping, read through filters, pages and faults: what came is what is
//! true. More seeds: `cargo xtask simulate`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use conformance::root;
use std::sync::Mutex;
use touchpoint::emulator::{Fault, schedule};
use xtask::simulate::{Simulator, plans};

/// The reads of each integration, from seed 0.
const READS: u64 = 256;

#[test]
fn every_list_is_read_to_its_end_through_whatever_goes_wrong() {
    let plans = plans(&root()).unwrap();
    assert_eq!(plans.len(), 13);
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for some in plans.chunks(plans.len().div_ceil(2)) {
            let failed = &failed;
            scope.spawn(move || {
                for (plan, text) in some {
                    let simulator = Simulator::new(plan, text).unwrap();
                    let tally = simulator.run(0..READS);
                    if let Some((seed, _)) = tally.failed {
                        failed.lock().unwrap().push(simulator.account(seed));
                    } else {
                        assert!(
                            tally.records > 0 && tally.faults > 0,
                            "{}",
                            plan.integration()
                        );
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_mutant_finds_its_text() {
    xtask::mutants::fit(&root()).unwrap();
}

#[test]
fn every_kind_of_fault_is_on_some_schedule() {
    let all: Vec<Fault> = (0..READS)
        .flat_map(|seed| schedule(seed).into_values())
        .collect();
    let named = |name: &str| {
        all.iter()
            .any(|fault| format!("{fault:?}").starts_with(name))
    };
    for name in [
        "Limited",
        "Status",
        "Timeout",
        "Reset",
        "Truncated",
        "Garbage",
        "Html",
        "WrongType",
        "ErrorBody",
        "EmptyPage",
        "ShortPage",
        "SamePage",
        "Duplicate",
        "ForeignLink",
        "TokenEnds",
        "Slow",
        "Insert",
        "Delete",
        "Update",
    ] {
        assert!(named(name), "{name}");
    }
}
