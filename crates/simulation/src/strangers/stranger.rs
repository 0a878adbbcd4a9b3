//! One stranger: a mapping that nobody wrote, what became of it, and the smallest of it that is enough.

use super::judged::{Verdict, judge};
use super::mapping::mapping;
use super::tree::{self, Tree, parts, take};
use std::fmt::Write;

/// How many mappings a mapping that fails is tried as, on its way to the smallest.
const TRIES: usize = 400;

/// The text of a stranger's mapping.
pub fn stranger(seed: u64) -> String {
    tree::text(&mapping(seed))
}

/// What becomes of a stranger's mapping, with so many reads.
pub fn judge_stranger(seed: u64, reads: u64) -> Verdict {
    judge(&stranger(seed), seed, reads)
}

/// The smallest mapping that breaks the same promise, and how.
pub fn smallest(seed: u64, reads: u64) -> Option<String> {
    let mut whole = mapping(seed);
    let Verdict::Broken { kind, account, .. } = judge(&tree::text(&whole), seed, reads) else {
        return None;
    };
    let mut account = account;
    let mut tries = 0;
    // The largest parts first; what cannot go is tried again after others went.
    while tries < TRIES {
        let Some((smaller, told)) = smaller(&whole, seed, reads, &kind, &mut tries) else {
            break;
        };
        (whole, account) = (smaller, told);
    }
    let mut told = String::new();
    let _ = writeln!(told, "{}", tree::text(&whole));
    let _ = writeln!(told, "{account}");
    let _ = writeln!(
        told,
        "cargo xtask simulate --strangers 1 --from {seed} --reads {reads}"
    );
    Some(told)
}

/// The tree without one of its parts, if it still breaks the promise.
fn smaller(
    whole: &Tree,
    seed: u64,
    reads: u64,
    kind: &str,
    tries: &mut usize,
) -> Option<(Tree, String)> {
    for way in parts(whole) {
        *tries += 1;
        if *tries > TRIES {
            return None;
        }
        let mut smaller = whole.clone();
        take(&mut smaller, &way)?;
        if let Verdict::Broken {
            kind: own, account, ..
        } = judge(&tree::text(&smaller), seed, reads)
            && own == kind
        {
            return Some((smaller, account));
        }
    }
    None
}
