//! One stranger: a mapping that nobody wrote, what became of it, and the smallest of it that is enough.

use super::judged::{Verdict, judge, seeds};
use super::mapping::{made, texts};
use super::tree::{Tree, parts, take};
use crate::simulator::READS_OF_A_WORLD;
use std::fmt::Write;

/// How many mappings a mapping that fails is tried as, on its way to the smallest.
const TRIES: usize = 300;

/// The text of a stranger's mapping, and of its overlay below a line, where it has one.
pub fn stranger(seed: u64) -> String {
    told(&made(seed))
}

fn told(made: &Tree) -> String {
    match texts(made) {
        (mapping, Some(overlay)) => format!("{mapping}---\n{overlay}"),
        (mapping, None) => mapping,
    }
}

/// True if a stranger has an overlay.
pub(super) fn is_laid_over(seed: u64) -> bool {
    made(seed).get("overlay").is_some()
}

/// What becomes of a stranger's mapping, with this many reads.
pub fn judge_stranger(seed: u64, reads: u64) -> Verdict {
    judge(&made(seed), seeds(seed, reads))
}

/// The smallest mapping that breaks the same promise, and how.
pub fn smallest(seed: u64, reads: u64) -> Option<String> {
    let mut whole = made(seed);
    let Verdict::Broken {
        seed: read,
        kind,
        mut account,
        ..
    } = judge(&whole, seeds(seed, reads))
    else {
        return None;
    };
    // The vendor of the read that fails is enough.
    let start = read - read % READS_OF_A_WORLD;
    let vendor = start..start + READS_OF_A_WORLD;
    let mut tries = 0;
    let mut goes_on = true;
    while goes_on && tries < TRIES {
        goes_on = false;
        let mut at = 0;
        // The largest parts first; what cannot go is tried again after others went.
        while let (Some(way), true) = (parts(&whole).get(at), tries < TRIES) {
            tries += 1;
            let mut smaller = whole.clone();
            take(&mut smaller, way);
            match judge(&smaller, vendor.clone()) {
                Verdict::Broken {
                    kind: own,
                    account: told,
                    ..
                } if own == kind => (whole, account, goes_on) = (smaller, told, true),
                _ => at += 1,
            }
        }
    }
    let mut text = String::new();
    let _ = writeln!(text, "{}", told(&whole));
    let _ = writeln!(text, "{account}");
    let _ = writeln!(
        text,
        "cargo xtask simulate --strangers 1 --from {seed} --reads {reads}"
    );
    Some(text)
}
