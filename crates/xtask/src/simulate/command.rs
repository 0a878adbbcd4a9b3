//! The words of `cargo xtask simulate` into reads on every core, and into a line for each integration.

use super::{READS_OF_A_WORLD, Simulator, Table, Tally, plans, survey, tables};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use touchpoint_core::plan::Plan;

/// The command: `simulate [--slug S] [--seeds N] [--from N] [--cells N]` reads so many seeds, and every
/// cell of the filter tables so many times; with `--seed X` one read as a trace, or with `--survey N` so
/// many reads of all, which go on after a promise is broken.
///
/// # Errors
/// A promise was broken, or the words are not understood.
pub fn command(root: &Path, words: &[&str]) -> Result<(), String> {
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
            _ => {
                return Err(format!(
                    "there is no `{word}`: `--slug`, `--seeds`, `--from`, `--cells`, `--seed`, `--survey`"
                ));
            }
        }
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
    let subjects = subjects(&plans, &tables)?;
    if let Some(seed) = asked.seed {
        for subject in &subjects {
            println!("{}", subject.simulator()?.account(seed));
        }
        return Ok(());
    }
    if let Some(reads) = asked.survey {
        for broken in survey(&plans, &tables, reads)? {
            println!("{broken}");
        }
        return Ok(());
    }
    let seeds = asked.from..asked.from.saturating_add(asked.seeds);
    all(&subjects, &seeds, asked.cells)
}

/// One integration, of which any number of simulators can be made.
struct Subject<'a> {
    plan: &'a Arc<Plan>,
    text: &'a str,
    table: &'a Arc<Table>,
}

impl Subject<'_> {
    fn simulator(&self) -> Result<Simulator, String> {
        Ok(Simulator::new(self.plan, self.text)?.with_table(self.table))
    }
}

fn subjects<'a>(
    plans: &'a [(Arc<Plan>, String)],
    tables: &'a BTreeMap<String, Arc<Table>>,
) -> Result<Vec<Subject<'a>>, String> {
    let subject = |(plan, text): &'a (Arc<Plan>, String)| {
        let slug = plan.integration();
        let table = tables
            .get(slug)
            .ok_or_else(|| format!("there is no table for `{slug}`"))?;
        Ok(Subject { plan, text, table })
    };
    plans.iter().map(subject).collect()
}

/// What the words ask for.
struct Asked {
    slug: Option<String>,
    from: u64,
    seeds: u64,
    cells: u64,
    seed: Option<u64>,
    survey: Option<u64>,
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
        }
    }
}

fn all(subjects: &[Subject<'_>], seeds: &Range<u64>, cells: u64) -> Result<(), String> {
    let mut all = Tally::default();
    let start = Instant::now();
    for subject in subjects {
        let mut tally = in_threads(subject, seeds.clone())?;
        if tally.failed.is_none() {
            let of_cells = in_threads(subject, subject.simulator()?.cells(cells))?;
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
        if let Some((seed, _)) = &tally.failed {
            return Err(subject.simulator()?.account(*seed));
        }
        all.reads += tally.reads;
        all.pages += tally.pages;
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{} reads, {} pages in {seconds:.0} s", all.reads, all.pages);
    Ok(())
}

/// The seeds of a range, in blocks of whole vendors, on every core.
fn in_threads(subject: &Subject<'_>, seeds: Range<u64>) -> Result<Tally, String> {
    const BLOCK: u64 = 64 * READS_OF_A_WORLD;
    let next = AtomicU64::new(seeds.start);
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let work = || -> Result<Tally, String> {
        let mut sum = Tally::default();
        loop {
            // The tables that an engine keeps are those of every account it met.
            let simulator = subject.simulator()?;
            for _ in 0..16 {
                let start = next.fetch_add(BLOCK, Ordering::Relaxed);
                if start >= seeds.end {
                    return Ok(sum);
                }
                sum.add(simulator.run(start..(start + BLOCK).min(seeds.end)));
                if sum.failed.is_some() {
                    next.store(seeds.end, Ordering::Relaxed);
                    return Ok(sum);
                }
            }
        }
    };
    let mut all = Tally::default();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            let tally = worker.join();
            all.add(tally.map_err(|_| "a read stopped the program".to_owned())??);
        }
        Ok::<(), String>(())
    })?;
    Ok(all)
}
