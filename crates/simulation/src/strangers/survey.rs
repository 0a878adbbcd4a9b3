//! Many strangers, on every core, and what became of them.

use super::judged::Verdict;
use super::stranger::{is_laid_over, judge_stranger};
use crate::simulator::Tally;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// What became of many strangers' mappings.
#[derive(Clone, Debug, Default)]
pub struct Strangers {
    /// The mappings.
    pub made: u64,
    /// Those that are refused.
    pub refused: u64,
    /// Code → the mappings that are refused by it.
    pub codes: BTreeMap<String, u64>,
    /// Those that are read.
    pub read: u64,
    /// Of those, the ones with an overlay.
    pub laid_over: u64,
    /// What no vendor can be played with → how often.
    pub unplayed: BTreeMap<String, u64>,
    /// The reads.
    pub tally: Tally,
    /// Those that broke a promise: the seed of the mapping, and the promise.
    pub broken: Vec<(u64, String)>,
}

impl Strangers {
    fn add(&mut self, stranger: u64, verdict: Verdict) {
        self.made += 1;
        match verdict {
            Verdict::Refused(codes) => {
                self.refused += 1;
                for code in codes {
                    *self.codes.entry(code).or_default() += 1;
                }
            }
            Verdict::Read(tally) => {
                self.read += 1;
                self.laid_over += u64::from(is_laid_over(stranger));
                self.tally.add(tally);
            }
            Verdict::Unplayed(what) => *self.unplayed.entry(what).or_default() += 1,
            Verdict::Broken { kind, .. } => self.broken.push((stranger, kind)),
        }
    }

    fn join(&mut self, other: Strangers) {
        self.made += other.made;
        self.refused += other.refused;
        self.read += other.read;
        self.laid_over += other.laid_over;
        self.tally.add(other.tally);
        self.broken.extend(other.broken);
        for (code, count) in other.codes {
            *self.codes.entry(code).or_default() += count;
        }
        for (what, count) in other.unplayed {
            *self.unplayed.entry(what).or_default() += count;
        }
    }
}

/// Strangers on every core, each with this many reads, until this many break a promise.
///
/// # Errors
/// A thread stopped.
pub fn strangers(seeds: Range<u64>, reads: u64, enough: u64) -> Result<Strangers, String> {
    let next = AtomicU64::new(seeds.start);
    let failed = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let work = || {
        let mut own = Strangers::default();
        while failed.load(Ordering::Relaxed) < enough {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                break;
            }
            let verdict = judge_stranger(seed, reads);
            if matches!(verdict, Verdict::Broken { .. }) {
                failed.fetch_add(1, Ordering::Relaxed);
            }
            own.add(seed, verdict);
        }
        own
    };
    let mut all = Strangers::default();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            all.join(worker.join().map_err(|_| "a thread stopped".to_owned())?);
        }
        Ok::<(), String>(())
    })?;
    all.broken.sort();
    Ok(all)
}
