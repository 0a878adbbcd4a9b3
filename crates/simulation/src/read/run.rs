//! One read: asks a vendor a question and reads the list to its end, through all faults; then
//! compares what came with what is true.

use super::oracle::expected;
use super::reading::Reading;
use super::verdict::judge;
use super::walk::Walk;
use crate::violation::Violation;
use std::sync::Arc;
use touchpoint_emulator::{Emulator, ReadLog};

/// A read and what it met.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What is broken, if anything.
    pub violation: Option<Violation>,
    /// What the vendor saw.
    pub seen: ReadLog,
    /// How many pages the caller got.
    pub pages: u64,
    /// How many records the caller got.
    pub records: u64,
    /// What the caller saw, call by call.
    pub steps: Vec<String>,
}

/// Reads to the end.
pub(crate) fn read(reading: &Reading<'_>) -> Outcome {
    let emulator = Arc::new(Emulator::new(
        reading.world.clone(),
        reading.shapes.clone(),
        reading.seed,
        reading.schedule.clone(),
    ));
    let mut walk = Walk::new(reading, emulator);
    let ended = walk.follow();
    let seen = walk.seen();
    let broken = seen
        .violations
        .first()
        .map(|what| Violation::new("vendor", what));
    let violation = match ended {
        Err(violation) => Some(violation),
        Ok(complete) => {
            let expected = expected(reading.world, reading.question);
            let changes = seen.inserted.len() + seen.deleted.len() + seen.versions.len();
            let weak = reading.is_weak() || reading.leaves_pages() && changes > 1;
            judge(reading, &expected, &walk.arrived, &seen, weak, complete).err()
        }
    };
    Outcome {
        violation: broken.or(violation),
        seen,
        pages: walk.pages,
        records: walk.arrived.len() as u64,
        steps: walk.steps,
    }
}
