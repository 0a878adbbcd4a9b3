//! Mappings that nobody wrote: each is refused with a fault, or read through its played vendor without
//! a broken promise. More of them: `cargo xtask simulate --strangers`.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use touchpoint_simulation::strangers::{smallest, stranger, strangers};

/// The mappings, from seed 0, and the reads of each.
const MAPPINGS: u64 = 60;
const READS: u64 = 32;

#[test]
fn a_mapping_of_a_stranger_is_refused_or_read_without_a_broken_promise() {
    let all = strangers(0..MAPPINGS, READS, 1).unwrap();
    let first = all.broken.first();
    let told = first.map(|(seed, _)| smallest(*seed, READS).unwrap_or_default());
    assert_eq!(told, None);
    assert_eq!(all.made, MAPPINGS);
    // Two of five are read, some of them with an overlay; the others are mistaken, or say what no vendor is played for.
    assert!(all.read * 5 >= MAPPINGS * 2, "{} are read", all.read);
    assert!(all.laid_over > 0);
    assert!(all.refused > 0 && !all.codes.is_empty());
    assert!(all.tally.records > 0 && all.tally.faults > 0);
}

#[test]
fn a_seed_makes_the_same_mapping_again() {
    assert_eq!(stranger(7), stranger(7));
    assert_ne!(stranger(7), stranger(8));
}
