//! `cargo xtask simulate`: runs reads on every core, and prints a line for each integration.

use crate::strangers;
use std::ops::Range;
use std::path::Path;
use std::time::Instant;
use touchpoint_simulation::{Subject, Tally, on_every_core, plans, subjects, survey, tables};

/// The command: `simulate [--slug S] [--seeds N] [--from N] [--cells N]` reads `--seeds` seeds, and
/// every cell of the filter tables `--cells` times; with `--seed X` it prints one read as a trace,
/// and with `--survey N` it makes N reads of all integrations, and goes on after a broken promise.
/// `--strangers N [--from N] [--reads N]` makes N mappings that nobody wrote, and reads each.
///
/// # Errors
/// A promise was broken, or the words are not understood.
pub(crate) fn command(root: &Path, words: &[&str]) -> Result<(), String> {
    let mut asked = Asked::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let value = words.next().copied();
        let value = value.ok_or_else(|| format!("`{word}` takes a value"))?;
        let number = || {
            let number = value.parse::<u64>();
            number.map_err(|_| format!("`{word}` takes a number, not `{value}`"))
        };
        match *word {
            "--slug" => asked.slug = Some(value.to_owned()),
            "--seeds" => asked.seeds = number()?,
            "--from" => asked.from = number()?,
            "--seed" => asked.seed = Some(number()?),
            "--cells" => asked.cells = number()?,
            "--survey" => asked.survey = Some(number()?),
            "--strangers" => asked.strangers = Some(number()?),
            "--reads" => asked.reads = number()?,
            _ => {
                return Err(format!(
                    "there is no `{word}`: `--slug`, `--seeds`, `--from`, `--cells`, `--seed`, `--survey`, `--strangers`, `--reads`"
                ));
            }
        }
    }
    if let Some(count) = asked.strangers {
        return strangers::run(asked.from, count, asked.reads);
    }
    let mut plans = plans(root)?;
    plans.retain(|(plan, _)| {
        asked
            .slug
            .as_ref()
            .is_none_or(|slug| slug == plan.integration())
    });
    if plans.is_empty() {
        return Err("no mapping has this slug".to_owned());
    }
    let tables = tables(root)?;
    let subjects = subjects(plans, &tables)?;
    if let Some(seed) = asked.seed {
        for subject in &subjects {
            println!("{}", subject.simulator()?.shortest(seed));
        }
        return Ok(());
    }
    if let Some(reads) = asked.survey {
        for broken in survey(&subjects, reads)? {
            println!("{broken}");
        }
        return Ok(());
    }
    let seeds = asked.from..asked.from.saturating_add(asked.seeds);
    all(&subjects, &seeds, asked.cells)
}

/// The command `nightly`: 5,000 mappings that nobody wrote, and 20,000 seeds of each integration.
///
/// # Errors
/// A promise was broken.
pub(crate) fn nightly(root: &Path) -> Result<(), String> {
    command(root, &["--strangers", "5000", "--reads", "96"])?;
    command(root, &["--seeds", "20000", "--cells", "4"])
}

/// What the words ask for.
struct Asked {
    slug: Option<String>,
    from: u64,
    seeds: u64,
    cells: u64,
    seed: Option<u64>,
    survey: Option<u64>,
    strangers: Option<u64>,
    reads: u64,
}

impl Default for Asked {
    fn default() -> Asked {
        Asked {
            slug: None,
            from: 0,
            seeds: 1_000,
            cells: 1,
            seed: None,
            survey: None,
            strangers: None,
            reads: 96,
        }
    }
}

fn all(subjects: &[Subject], seeds: &Range<u64>, cells: u64) -> Result<(), String> {
    let mut all = Tally::default();
    let start = Instant::now();
    for subject in subjects {
        let mut tally = on_every_core(subject, seeds.clone())?;
        if tally.failed.is_none() {
            let of_cells = on_every_core(subject, subject.simulator()?.cells(cells))?;
            tally.add(of_cells);
        }
        println!(
            "{:13} {:>9} reads {:>9} pages {:>10} records {:>9} calls {:>8} faults",
            subject.plan.integration(),
            tally.reads,
            tally.pages,
            tally.records,
            tally.calls,
            tally.faults
        );
        if let Some((seed, violation)) = &tally.failed {
            let told = subject.simulator()?.shortest(*seed);
            let promise = format!("{}: ", violation.promise);
            // What is seen beside the calls of a read is not in their account.
            return Err(if told.starts_with(&promise) {
                told
            } else {
                format!("{promise}{}\n{told}", violation.what)
            });
        }
        all.reads += tally.reads;
        all.pages += tally.pages;
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{} reads, {} pages in {seconds:.0} s", all.reads, all.pages);
    Ok(())
}
