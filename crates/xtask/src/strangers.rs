//! `cargo xtask simulate --strangers N`: mappings that nobody wrote are read, and what became of them is
//! told.

use std::time::Instant;
use touchpoint_simulation::strangers::{Verdict, judge_stranger, smallest, stranger, strangers};

/// How many mappings that fail are enough to stop.
const ENOUGH: u64 = 40;

/// This many mappings, from this seed on, each with this many reads. One alone is printed.
///
/// # Errors
/// A promise was broken.
pub(crate) fn run(from: u64, count: u64, reads: u64) -> Result<(), String> {
    std::panic::set_hook(Box::new(|_| {}));
    if count == 1 {
        return one(from, reads);
    }
    let start = Instant::now();
    let all = strangers(from..from.saturating_add(count), reads, ENOUGH)?;
    let seconds = start.elapsed().as_secs_f64();
    let codes = all
        .codes
        .iter()
        .map(|(code, count)| format!("{code} {count}"));
    println!("{} mappings in {seconds:.0} s", all.made);
    let codes = codes.collect::<Vec<_>>().join(", ");
    println!("{:>6} refused: {codes}", all.refused);
    for (what, count) in &all.unplayed {
        println!("{count:>6} not played: {what}");
    }
    println!(
        "{:>6} read, {} of them with an overlay: {} reads, {} pages, {} records, {} calls, {} faults",
        all.read,
        all.laid_over,
        all.tally.reads,
        all.tally.pages,
        all.tally.records,
        all.tally.calls,
        all.tally.faults
    );
    println!("{:>6} violations", all.broken.len());
    for (seed, promise) in &all.broken {
        println!("       {seed}: {promise}");
    }
    match all.broken.first() {
        None => Ok(()),
        Some((seed, _)) => Err(smallest(*seed, reads).unwrap_or_default()),
    }
}

fn one(seed: u64, reads: u64) -> Result<(), String> {
    println!("{}", stranger(seed));
    match judge_stranger(seed, reads) {
        Verdict::Refused(codes) => {
            let codes: Vec<String> = codes.into_iter().collect();
            println!("refused: {}", codes.join(", "));
        }
        Verdict::Unplayed(what) => println!("not played: {what}"),
        Verdict::Read(tally) => println!("{} reads, {} records", tally.reads, tally.records),
        Verdict::Broken { account, .. } => {
            println!("{account}");
            return Err(smallest(seed, reads).unwrap_or_default());
        }
    }
    Ok(())
}
