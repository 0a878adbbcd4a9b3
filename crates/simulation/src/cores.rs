//! The seeds of a range into one tally, read on every core.

use crate::simulator::{READS_OF_A_WORLD, Tally};
use crate::subject::Subject;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// Reads for the seeds of a range, in blocks of whole vendors, on every core.
///
/// # Errors
/// No engine can be built of the mapping, or a read stopped the program.
pub fn on_every_core(subject: &Subject, seeds: Range<u64>) -> Result<Tally, String> {
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
