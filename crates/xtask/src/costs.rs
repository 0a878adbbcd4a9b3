//! `cargo xtask costs`: how many calls the usual questions cost on accounts with many records.

use std::path::Path;
use touchpoint_core::filter::Fate;
use touchpoint_core::query::Operator;
use touchpoint_simulation::{Subject, Violation, plans, subjects, tables};

/// What callers ask for most: what is new, what is of one colleague, of one person, of one company.
const QUESTIONS: [(&str, Operator); 5] = [
    ("updated_at", Operator::Gte),
    ("created_at", Operator::Gte),
    ("owner.id", Operator::Eq),
    ("contact.id", Operator::Eq),
    ("account.id", Operator::Eq),
];

/// Prints a table: each integration, each question in the way that serves it best, with the calls
/// that the vendor had. A list whose records are compared one by one costs all its pages, and is not
/// read.
///
/// # Errors
/// An answer is wrong, or `records` is no number up to 100,000.
pub(crate) fn print(root: &Path, records: &str) -> Result<(), String> {
    let records = records.parse().ok().filter(|count| *count <= 100_000);
    let records: u64 = records.ok_or("write how many records a list has, at most 100000")?;
    println!("| integration | filter | beside | what becomes of it | records found | calls |");
    println!("|---|---|---|---|---|---|");
    for subject in subjects(plans(root)?, &tables(root)?)? {
        of_integration(&subject, records)?;
    }
    Ok(())
}

fn of_integration(subject: &Subject, records: u64) -> Result<(), String> {
    let simulator = subject.simulator()?;
    let vendor = simulator.large_vendor(records);
    let slug = subject.plan.integration();
    for (name, operator) in QUESTIONS {
        let cells = subject.table.cells.iter();
        let cells = cells.filter(|cell| cell.name == name && cell.operator == operator);
        let Some(cell) = cells.min_by_key(|cell| effort(cell.fate)) else {
            continue;
        };
        let (fate, cost) = match cell.fate {
            None => ("refused", None),
            Some(Fate::Checked) => ("checked", None),
            Some(fate) => {
                let cost = simulator.cost(&vendor, cell);
                let broken = |broken: Violation| {
                    format!("{slug} {name}: {}: {}", broken.promise, broken.what)
                };
                let word = match fate {
                    Fate::CheckedInOrder => "ordered",
                    fate => fate.word(),
                };
                (word, cost.map_err(broken)?)
            }
        };
        let cost = match cost {
            Some(cost) => format!("{} of {} | {}", cost.found, cost.listed, cost.calls),
            None if cell.fate.is_none() => " | ".to_owned(),
            None => " | all pages".to_owned(),
        };
        let given = &cell.given;
        println!(
            "| {slug} | `{name}[{}]` | `{given}` | {fate} | {cost} |",
            operator.word()
        );
    }
    Ok(())
}

/// How much of a list is read for it, the least first.
fn effort(fate: Option<Fate>) -> u8 {
    match fate {
        Some(Fate::Pushed) => 0,
        Some(Fate::PushedAndChecked) => 1,
        Some(Fate::Decided) => 2,
        Some(Fate::CheckedInOrder) => 3,
        Some(Fate::Checked) => 4,
        None => 5,
    }
}
