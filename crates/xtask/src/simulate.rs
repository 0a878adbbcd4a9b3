//! A seed into a vendor, a question and everything that goes wrong, and into a verdict; a seed that
//! fails into the shortest account of how.

mod judge;
mod line;
mod oracle;
mod poll;
mod question;
mod reading;
mod verdict;

pub use line::Line;
pub use question::{Question, question};
pub use reading::{Outcome, Reading, Violation};

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use touchpoint::emulator::{Dice, Schedule, Shapes, World, schedule};
use touchpoint::{Touchpoint, mapping_files};
use touchpoint_core::diagnostic::Severity;
use touchpoint_core::plan::Plan;
use touchpoint_core::registry::Reader;
use touchpoint_core::unified::engagement_model;

/// So many reads share a vendor.
const READS_OF_A_WORLD: u64 = 32;

/// One integration, ready to be simulated.
pub struct Simulator {
    plan: Arc<Plan>,
    shapes: Arc<Shapes>,
    engine: Touchpoint,
    line: Arc<Line>,
}

/// What many reads came to.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// The reads.
    pub reads: u64,
    /// The pages that callers got.
    pub pages: u64,
    /// The records that callers got.
    pub records: u64,
    /// The calls that the vendor had.
    pub calls: u64,
    /// What went wrong, by what it was.
    pub faults: u64,
    /// The first that failed, and how.
    pub failed: Option<(u64, Violation)>,
}

impl Simulator {
    /// Everything but the seed.
    ///
    /// # Errors
    /// No engine can be built of the mapping.
    pub fn new(plan: &Arc<Plan>, text: &str) -> Result<Simulator, String> {
        let line = Arc::new(Line::new());
        let builder = Touchpoint::builder().mapping_text(plan.integration(), text);
        let builder = builder.transport(line.clone()).cursor_key(b"simulated");
        let engine = poll::now(builder.build())?.map_err(|fault| fault.to_string())?;
        Ok(Simulator {
            plan: plan.clone(),
            shapes: Arc::new(Shapes::of(plan)),
            engine,
            line,
        })
    }

    /// The vendor of a seed. Some are large where the vendor's pages are.
    pub fn world(&self, seed: u64) -> Arc<World> {
        let seed = seed / READS_OF_A_WORLD;
        let mut dice = Dice::new(seed, "size");
        let routes = self.plan.mapping.cases.iter().flat_map(|case| &case.routes);
        let least = routes
            .clone()
            .map(|route| route.paging.size.min)
            .max()
            .unwrap_or(1);
        // Some go deeper than the vendor lets anyone read.
        let deepest = routes
            .clone()
            .filter_map(|route| route.paging.cap)
            .min()
            .unwrap_or(u64::MAX);
        let records = match dice.below(12) {
            _ if deepest < 5_000 && seed % 200 == 7 => deepest + dice.below(90),
            0 => dice.below(3),
            1 => least + least / 2 + dice.below(90),
            _ => dice.below(45),
        };
        self.world_of(seed, records)
    }

    fn world_of(&self, seed: u64, records: u64) -> Arc<World> {
        Arc::new(World::new(self.plan.clone(), &self.shapes, seed, records))
    }

    /// One read.
    pub fn read(&self, world: &Arc<World>, seed: u64) -> Option<Outcome> {
        let question = question(world, seed)?;
        let outcome = self.read_with(world, &question, seed, schedule(seed));
        if outcome.violation.is_none() && seed.is_multiple_of(64) {
            let again = self.read_with(world, &question, seed, schedule(seed));
            if again.seen.exchanges != outcome.seen.exchanges {
                let what = "two reads of one seed differ";
                return Some(Outcome {
                    violation: Some(Violation::new("the same trace", what)),
                    ..again
                });
            }
        }
        Some(outcome)
    }

    fn read_with(
        &self,
        world: &Arc<World>,
        question: &Question,
        seed: u64,
        schedule: Schedule,
    ) -> Outcome {
        let streams = seed % 8 == 5 && !question.varies;
        let engine = streams.then_some((&self.engine, &*self.line));
        Reading {
            world,
            shapes: &self.shapes,
            question,
            seed,
            schedule,
            engine,
        }
        .run()
    }

    /// Reads for the seeds of a range, until one fails.
    pub fn run(&self, seeds: std::ops::Range<u64>) -> Tally {
        let mut tally = Tally::default();
        let mut world = self.world(seeds.start);
        if let Some(what) = world.unplayed().first() {
            let what = format!("the emulator cannot play `{what}`");
            tally.failed = Some((seeds.start, Violation::new("the emulator", what)));
            return tally;
        }
        for seed in seeds {
            if seed.is_multiple_of(READS_OF_A_WORLD) {
                world = self.world(seed);
            }
            let Some(outcome) = self.read(&world, seed) else {
                continue;
            };
            tally.reads += 1;
            tally.pages += outcome.pages;
            tally.records += outcome.records;
            tally.calls += outcome.seen.exchanges.len() as u64;
            tally.faults += outcome
                .seen
                .exchanges
                .iter()
                .filter(|e| e.fault.is_some())
                .count() as u64;
            if let Some(violation) = outcome.violation {
                tally.failed = Some((seed, violation));
                return tally;
            }
        }
        tally
    }

    /// A failing seed as short as it can be made: fewer faults, fewer filters, fewer records.
    pub fn account(&self, seed: u64) -> String {
        let world = self.world(seed);
        let Some(mut question) = question(&world, seed) else {
            return "no question".to_owned();
        };
        let mut schedule = schedule(seed);
        let mut best = self.read_with(&world, &question, seed, schedule.clone());
        let Some(violation) = best.violation.clone() else {
            return told(self.plan.integration(), seed, &question, &best);
        };
        let fails = |outcome: &Outcome| {
            outcome
                .violation
                .as_ref()
                .is_some_and(|v| v.promise == violation.promise)
        };
        let mut world = world;
        let mut records = world.records(question.case).len() as u64;
        for _ in 0..8 {
            let smaller = self.world_of(seed / READS_OF_A_WORLD, records / 2);
            let outcome = self.read_with(&smaller, &question, seed, schedule.clone());
            if records == 0 || !fails(&outcome) {
                break;
            }
            (world, best, records) = (smaller, outcome, records / 2);
        }
        for call in schedule.clone().keys() {
            let mut fewer = schedule.clone();
            fewer.remove(call);
            let outcome = self.read_with(&world, &question, seed, fewer.clone());
            if fails(&outcome) {
                (schedule, best) = (fewer, outcome);
            }
        }
        // A refusal is about a filter: without it the question is another one.
        let can_go = if question.refused {
            0..0
        } else {
            question.extra_from..question.query.filters.len()
        };
        for index in can_go.rev() {
            let mut fewer = question.clone();
            fewer.query.filters.remove(index);
            let outcome = self.read_with(&world, &fewer, seed, schedule.clone());
            if fails(&outcome) {
                (question, best) = (fewer, outcome);
            }
        }
        told(self.plan.integration(), seed, &question, &best)
    }
}

fn told(slug: &str, seed: u64, question: &Question, outcome: &Outcome) -> String {
    let mut text = String::new();
    if let Some(violation) = &outcome.violation {
        let _ = writeln!(text, "{}: {}", violation.promise, violation.what);
    }
    let _ = writeln!(text, "cargo xtask simulate --slug {slug} --seed {seed}");
    for filter in &question.query.filters {
        let word = if filter.bare {
            String::new()
        } else {
            format!("[{}]", filter.operator.word())
        };
        let _ = writeln!(text, "  {}{word}={:?}", filter.parameter, filter.values);
    }
    let query = &question.query;
    let _ = writeln!(
        text,
        "  limit={:?} sort={:?} varies={}",
        query.limit, query.sort, question.varies
    );
    for exchange in &outcome.seen.exchanges {
        let fault = exchange
            .fault
            .map(|fault| format!("  !! {fault:?}"))
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "  > {}\n  < {}{fault}",
            exchange.request, exchange.answer
        );
    }
    for step in &outcome.steps {
        let _ = writeln!(text, "  = {step}");
    }
    text
}

/// The mappings of the project with their texts.
///
/// # Errors
/// One of them is none.
pub fn plans(root: &Path) -> Result<Vec<(Arc<Plan>, String)>, String> {
    let reader = Reader::new(engagement_model())?;
    let sources = mapping_files(&[root.join("mappings")]).sources;
    let texts: Vec<(String, String)> = sources
        .iter()
        .map(|source| (source.name.clone(), source.text.clone()))
        .collect();
    let outcome = reader.read_all(sources);
    let text = |plan: &Arc<Plan>| {
        let name = &plan.mapping.document.source.name;
        texts
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, text)| text.clone())
    };
    let fault = outcome
        .diagnostics
        .iter()
        .find(|d| d.severity == Severity::Error);
    if let Some(fault) = fault {
        return Err(fault.title.clone());
    }
    let plans = outcome.registry.plans().iter();
    Ok(plans
        .filter_map(|plan| Some((plan.clone(), text(plan)?)))
        .collect())
}

/// The command: `simulate [--slug S] [--seeds N] [--from N] [--seed X]`.
///
/// # Errors
/// A promise was broken, or the words are not understood.
pub fn command(root: &Path, words: &[&str]) -> Result<(), String> {
    let word = |name: &str| {
        let at = words.iter().position(|word| *word == name)?;
        words.get(at + 1).copied()
    };
    let number = |name: &str, or: u64| match word(name) {
        None => Ok(or),
        Some(text) => text
            .parse::<u64>()
            .map_err(|_| format!("`{name}` takes a number, not `{text}`")),
    };
    let plans = plans(root)?;
    let chosen = plans
        .iter()
        .filter(|(plan, _)| word("--slug").is_none_or(|slug| slug == plan.integration()));
    let chosen: Vec<_> = chosen.collect();
    if chosen.is_empty() {
        return Err("no mapping has this slug".to_owned());
    }
    if let Some(seed) = word("--seed") {
        let seed = seed
            .parse::<u64>()
            .map_err(|_| "`--seed` takes a number".to_owned())?;
        for (plan, text) in chosen {
            println!("{}", Simulator::new(plan, text)?.account(seed));
        }
        return Ok(());
    }
    let (from, seeds) = (number("--from", 0)?, number("--seeds", 1_000)?);
    let mut all = Tally::default();
    let start = Instant::now();
    for (plan, text) in chosen {
        let tally = in_threads(plan, text, from..from + seeds)?;
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
    println!(
        "{} reads, {} pages in {:.0} s",
        all.reads,
        all.pages,
        start.elapsed().as_secs_f64()
    );
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
