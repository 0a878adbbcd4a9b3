//! Emulated vendors of every mapping, read through filters, pages and faults: what came is what is
//! true. More seeds: `cargo xtask simulate`.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use conformance::root;
use std::sync::{Arc, Mutex};
use touchpoint::Operator;
use touchpoint_core::filter::Fate;
use touchpoint_emulator::{VendorFault, schedule};
use touchpoint_simulation::{Simulator, Table, plans, tables};

/// The reads of each integration, from seed 0.
const READS: u64 = 256;

#[test]
fn every_list_is_read_to_its_end_through_whatever_goes_wrong() {
    let plans = plans(&root()).unwrap();
    assert_eq!(plans.len(), conformance::mappings().unwrap().len());
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for some in plans.chunks(plans.len().div_ceil(2)) {
            let failed = &failed;
            scope.spawn(move || {
                for (plan, text) in some {
                    let simulator = Simulator::new(plan, text).unwrap();
                    let tally = simulator.run(0..READS);
                    if let Some((seed, _)) = tally.failed {
                        failed.lock().unwrap().push(simulator.shortest(seed));
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
fn every_cell_of_the_filter_tables_is_read_as_it_says() {
    let (plans, tables) = (plans(&root()).unwrap(), tables(&root()).unwrap());
    assert_eq!(plans.len(), tables.len());
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for some in plans.chunks(plans.len().div_ceil(2)) {
            let (failed, tables) = (&failed, &tables);
            scope.spawn(move || {
                for (plan, text) in some {
                    let slug = plan.integration();
                    let table = &tables[slug];
                    let simulator = Simulator::new(plan, text).unwrap().with_table(table);
                    let tally = simulator.run(simulator.cells(1));
                    if let Some((seed, _)) = tally.failed {
                        failed.lock().unwrap().push(simulator.shortest(seed));
                        continue;
                    }
                    // Nine operators for each of at least 25 filters.
                    assert!(table.cells.len() >= 225, "{slug}");
                    assert_eq!(tally.reads, table.cells.len() as u64, "{slug}");
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn a_table_that_says_something_else_is_found_out() {
    let (plans, tables) = (plans(&root()).unwrap(), tables(&root()).unwrap());
    let (plan, text) = plans
        .iter()
        .find(|(plan, _)| plan.integration() == "pipedrive")
        .unwrap();
    let table = &tables["pipedrive"];
    let whole = Simulator::new(plan, text).unwrap();
    for (name, operator, wrong, promise) in [
        ("owner.id", Operator::Eq, Some(Fate::Checked), "the table"),
        (
            "updated_at",
            Operator::Gte,
            Some(Fate::PushedAndChecked),
            "the table",
        ),
        ("updated_at", Operator::Lte, Some(Fate::Pushed), "the table"),
        ("subject", Operator::Like, Some(Fate::Pushed), "the table"),
        ("subject", Operator::Ne, None, "the table"),
        ("lead.id", Operator::Eq, Some(Fate::Checked), "served"),
    ] {
        let mut other = Table::clone(table);
        other
            .cells
            .retain(|cell| cell.name == name && cell.operator == operator);
        assert_eq!(other.cells.len(), 1, "{name}");
        other.cells[0].fate = wrong;
        let simulator = Simulator::new(plan, text)
            .unwrap()
            .with_table(&Arc::new(other));
        let tally = simulator.run(simulator.cells(1));
        let (_, violation) = tally
            .failed
            .unwrap_or_else(|| panic!("{name} {operator:?}"));
        assert_eq!(violation.promise, promise, "{name}: {}", violation.what);
    }
    assert!(
        whole.run(whole.cells(1)).reads == 0,
        "without a table there are no cells"
    );
}

#[test]
fn every_kind_of_fault_is_on_some_schedule() {
    let all: Vec<VendorFault> = (0..READS)
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
