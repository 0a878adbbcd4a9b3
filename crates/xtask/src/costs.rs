//! `cargo xtask costs`: how many calls the usual questions cost on accounts with many records.

use std::collections::BTreeMap;
use std::path::Path;
use touchpoint_core::filter::Fate;
use touchpoint_core::query::Operator;
use touchpoint_simulation::{
    Cell, Cost, LargeAccount, Simulator, Subject, plans_as_written, subjects, tables,
};

/// What callers ask for most: what is new, what is of one colleague, of one person, of one company, one record.
const QUESTIONS: [(&str, Operator); 7] = [
    ("updated_at", Operator::Gte),
    ("created_at", Operator::Gte),
    ("start_time", Operator::Gte),
    ("owner.id", Operator::Eq),
    ("contact.id", Operator::Eq),
    ("account.id", Operator::Eq),
    ("id", Operator::Eq),
];

/// Prints a table: each integration, each question, and each thing that may become of it, with the
/// calls that the vendor had. A list whose records are compared one by one costs all its pages, and is
/// not read.
///
/// # Errors
/// An answer is wrong, which is told when all others are printed, or `records` is no number up to 10,000,000.
pub(crate) fn print(root: &Path, records: &str, slugs: &[&str]) -> Result<(), String> {
    let records = records.parse().ok().filter(|count| *count <= 10_000_000);
    let records: u64 = records.ok_or("write how many records a list has, at most 10000000")?;
    println!(
        "| integration | filter | beside | what becomes of it | found | calls | pages | whole list |"
    );
    println!("|---|---|---|---|---:|---:|---:|---:|");
    let mut wrong = Vec::new();
    for subject in subjects(plans_as_written(root)?, &tables(root)?)? {
        if slugs.is_empty() || slugs.contains(&subject.plan.integration()) {
            of_integration(&subject, records, &mut wrong)?;
        }
    }
    match wrong.as_slice() {
        [] => Ok(()),
        wrong => Err(wrong.join("\n")),
    }
}

/// Prints the rows of one integration, and keeps what is wrong.
fn of_integration(subject: &Subject, records: u64, wrong: &mut Vec<String>) -> Result<(), String> {
    let simulator = subject.simulator()?;
    let account = simulator.large_account(records)?;
    let slug = subject.plan.integration();
    for (name, operator) in QUESTIONS {
        for (cell, fate) in cells(subject, name, operator) {
            let cost = match cost(&simulator, &account, cell, fate) {
                Ok(cost) => cost,
                Err(why) => {
                    wrong.push(format!("{slug} {name}: {why}"));
                    continue;
                }
            };
            let word = match fate {
                Fate::CheckedInOrder => "ordered",
                fate => fate.word(),
            };
            let operator = operator.word();
            let given = match cell.given.as_str() {
                "" => String::new(),
                given => format!("`{given}`"),
            };
            println!("| {slug} | `{name}[{operator}]` | {given} | {word} | {cost} |");
        }
    }
    Ok(())
}

/// Of the cells of a filter, the one with the least beside it for each thing that may become of it, the cheapest first.
fn cells<'s>(subject: &'s Subject, name: &str, operator: Operator) -> Vec<(&'s Cell, Fate)> {
    let mut of_fate: BTreeMap<u8, (&Cell, Fate)> = BTreeMap::new();
    for cell in &subject.table.cells {
        let asked = cell.name == name && cell.operator == operator;
        let Some(fate) = cell.fate.filter(|_| asked) else {
            continue;
        };
        let known = of_fate.entry(effort(fate)).or_insert((cell, fate));
        if cell.given.len() < known.0.given.len() {
            *known = (cell, fate);
        }
    }
    of_fate.into_values().collect()
}

/// Records found, calls, pages, and pages of the whole list, as columns.
fn cost(
    simulator: &Simulator,
    account: &LargeAccount,
    cell: &Cell,
    fate: Fate,
) -> Result<String, String> {
    let nobody = "nobody can ask for it";
    if fate == Fate::Checked {
        let whole = simulator.whole_list(account, cell).ok_or(nobody)?;
        return Ok(format!(" | {whole} | {whole} | {whole}"));
    }
    let cost = simulator.cost(account, cell);
    let cost = cost.map_err(|broken| format!("{}: {}", broken.promise, broken.what))?;
    let Cost {
        found,
        calls,
        pages,
        whole,
    } = cost.ok_or(nobody)?;
    Ok(format!("{found} | {calls} | {pages} | {whole}"))
}

/// How much of a list is read for it, the least first.
fn effort(fate: Fate) -> u8 {
    match fate {
        Fate::Pushed => 0,
        Fate::PushedAndChecked => 1,
        Fate::Decided => 2,
        Fate::CheckedInOrder => 3,
        Fate::Checked => 4,
    }
}
