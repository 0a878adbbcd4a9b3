//! Reads every integration in turn, and lists the broken promises, each with the read that broke it
//! first. A correct engine breaks none.

use crate::simulator::{READS_OF_A_WORLD, Simulator};
use crate::subject::Subject;
use std::collections::BTreeMap;
use std::fmt;

/// A promise that was broken, and by which read.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Broken {
    /// How many reads the survey had made by then, this one included.
    pub reads: u64,
    /// The promise.
    pub promise: String,
    /// The integration.
    pub slug: String,
    /// The seed of the read.
    pub seed: u64,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Broken {
            reads,
            promise,
            slug,
            seed,
        } = self;
        write!(f, "{reads}\t{promise}\t{slug}\t{seed}")
    }
}

impl Broken {
    /// Reads what [`Display`](fmt::Display) writes.
    pub fn parse(line: &str) -> Option<Broken> {
        let mut parts = line.split('\t');
        let mut part = || parts.next().map(str::to_owned);
        Some(Broken {
            reads: part()?.parse().ok()?,
            promise: part()?,
            slug: part()?,
            seed: part()?.parse().ok()?,
        })
    }
}

/// How many reads of one vendor may break a promise before the survey goes on to the next vendor.
const ENOUGH: u32 = 3;

/// Reads vendors of all integrations in turn, at most `reads` times, and stops after the round in which a
/// promise breaks. If none breaks, every cell of the tables is read too. Gives the broken promises, the
/// earliest first.
///
/// # Errors
/// No engine can be built of a mapping.
pub fn survey(subjects: &[Subject], reads: u64) -> Result<Vec<Broken>, String> {
    let simulators = subjects
        .iter()
        .map(|subject| Ok((subject.plan.integration(), subject.simulator()?)));
    let simulators: Vec<(&str, Simulator)> = simulators.collect::<Result<_, String>>()?;
    let mut first: BTreeMap<String, Broken> = BTreeMap::new();
    let mut done = 0;
    for vendor in 0_u64.. {
        for (slug, simulator) in &simulators {
            let start = vendor * READS_OF_A_WORLD;
            let (mut next, end) = (start, start + READS_OF_A_WORLD.min(reads - done));
            for _ in 0..ENOUGH {
                let tally = simulator.run(next..end);
                let Some((seed, violation)) = tally.failed else {
                    break;
                };
                next = seed + 1;
                let promise = violation.promise.to_owned();
                first.entry(promise.clone()).or_insert(Broken {
                    reads: done + next - start,
                    promise,
                    slug: (*slug).to_owned(),
                    seed,
                });
            }
            done += end - start;
            if done >= reads {
                break;
            }
        }
        if done >= reads || !first.is_empty() {
            break;
        }
    }
    for (slug, simulator) in &simulators {
        if !first.is_empty() {
            break;
        }
        let seeds = simulator.cells(1);
        if let Some((seed, violation)) = simulator.run(seeds.clone()).failed {
            let promise = violation.promise.to_owned();
            let broken = Broken {
                reads: done + 1 + seed - seeds.start,
                promise,
                slug: (*slug).to_owned(),
                seed,
            };
            first.insert(broken.promise.clone(), broken);
        }
        done += seeds.end - seeds.start;
    }
    let mut all: Vec<Broken> = first.into_values().collect();
    all.sort();
    Ok(all)
}
