//! The words of `cargo xtask simulate` into reads on every core, and into a line for each integration.

use super::{READS_OF_A_WORLD, Simulator, Tally, plans, survey};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use touchpoint_core::plan::Plan;

/// The command: `simulate [--slug S] [--seeds N] [--from N]`, or with `--seed X` one read as a trace, or
/// with `--survey N` so many reads of all, which go on after a promise is broken.
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
            "--survey" => asked.survey = Some(number()?),
            _ => {
                return Err(format!(
                    "there is no `{word}`: `--slug`, `--seeds`, `--from`, `--seed`, `--survey`"
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
    if let Some(seed) = asked.seed {
        for (plan, text) in &plans {
            println!("{}", Simulator::new(plan, text)?.account(seed));
        }
        return Ok(());
    }
    if let Some(reads) = asked.survey {
        for broken in survey(&plans, reads)? {
            println!("{broken}");
        }
        return Ok(());
    }
    all(&plans, asked.from..asked.from.saturating_add(asked.seeds))
}

/// What the words ask for.
struct Asked {
    slug: Option<String>,
    from: u64,
    seeds: u64,
    seed: Option<u64>,
    survey: Option<u64>,
}

impl Default for Asked {
    fn default() -> Asked {
        Asked {
            slug: None,
            from: 0,
            seeds: 1_000,
            seed: None,
            survey: None,
        }
    }
}

fn all(plans: &[(Arc<Plan>, String)], seeds: Range<u64>) -> Result<(), String> {
    let mut all = Tally::default();
    let start = Instant::now();
    for (plan, text) in plans {
        let tally = in_threads(plan, text, seeds.clone())?;
        println!(
            "{:13} {:>9} reads {:>9} pages {:>10} records {:>9} calls {:>8} faults",
            plan.integration(),
            tally.reads,
            tally.pages,
            tally.records,
            tally.calls,
            tally.faults
        );
        if let Some((seed, _)) = &tally.failed {
            return Err(Simulator::new(plan, text)?.account(*seed));
        }
        all.reads += tally.reads;
        all.pages += tally.pages;
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{} reads, {} pages in {seconds:.0} s", all.reads, all.pages);
    Ok(())
}

/// The seeds of a range, in blocks of whole vendors, on every core.
fn in_threads(plan: &Arc<Plan>, text: &str, seeds: std::ops::Range<u64>) -> Result<Tally, String> {
    const BLOCK: u64 = 64 * READS_OF_A_WORLD;
    let next = AtomicU64::new(seeds.start);
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let work = || -> Result<Tally, String> {
        let mut sum = Tally::default();
        loop {
            // The tables that an engine keeps are those of every account it met.
            let simulator = Simulator::new(plan, text)?;
            for _ in 0..16 {
                let start = next.fetch_add(BLOCK, Ordering::Relaxed);
                if start >= seeds.end {
                    return Ok(sum);
                }
                let tally = simulator.run(start..(start + BLOCK).min(seeds.end));
                sum.reads += tally.reads;
                sum.pages += tally.pages;
                sum.records += tally.records;
                sum.calls += tally.calls;
                sum.faults += tally.faults;
                if tally.failed.is_some() {
                    next.store(seeds.end, Ordering::Relaxed);
                    return Ok(Tally {
                        failed: tally.failed,
                        ..sum
                    });
                }
            }
        }
    };
    let mut all = Tally::default();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            let tally = worker
                .join()
                .map_err(|_| "a read stopped the program".to_owned())??;
            all.reads += tally.reads;
            all.pages += tally.pages;
            all.records += tally.records;
            all.calls += tally.calls;
            all.faults += tally.faults;
            all.failed = all.failed.take().or(tally.failed);
        }
        Ok::<(), String>(())
    })?;
    Ok(all)
}
