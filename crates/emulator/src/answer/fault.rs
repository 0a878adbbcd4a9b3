//! What goes wrong, and when, on a schedule made from a seed.

use super::wait::Wait;
use crate::seed::dice::Dice;
use std::collections::BTreeMap;

/// One thing that goes wrong with one call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum VendorFault {
    /// Too many calls.
    Limited(Wait),
    /// A refusal or a failure with this status, with or without a wait.
    Status(u16, Wait),
    /// No answer in time.
    Timeout,
    /// The connection breaks in the middle of the body.
    Reset,
    /// The body ends early.
    Truncated,
    /// The body is no text.
    Garbage,
    /// The body is a page of HTML.
    Html,
    /// The right body under another type.
    WrongType,
    /// Status 200, and an error in the body.
    ErrorBody,
    /// A page without records that leads on.
    EmptyPage,
    /// Fewer records than asked for, and more to come.
    ShortPage,
    /// The page before comes again.
    SamePage,
    /// The last record of the page before comes again.
    Duplicate,
    /// The link to the next page leads to another host.
    ForeignLink,
    /// The token is no longer good.
    TokenEnds,
    /// The answer takes long.
    Slow,
    /// A record is added.
    Insert,
    /// A record is deleted.
    Delete,
    /// A record is changed.
    Update,
}

/// Call → what goes wrong with it; all others go well.
pub type Schedule = BTreeMap<u64, VendorFault>;

/// After this many calls nothing goes wrong any more.
const LAST: u64 = 60;

/// The schedule of a seed. At most one kind of change happens within one read.
pub fn schedule(seed: u64) -> Schedule {
    let mut dice = Dice::new(seed, "faults");
    let often = match dice.below(8) {
        0..=3 => return Schedule::new(),
        4..=6 => 6,
        _ => 2,
    };
    let change = match dice.below(6) {
        0 => Some(VendorFault::Insert),
        1 => Some(VendorFault::Delete),
        2 => Some(VendorFault::Update),
        _ => None,
    };
    let mut calls = Schedule::new();
    for call in 0..LAST {
        if dice.one_in(often) {
            calls.insert(call, fault(change, &mut dice));
        }
    }
    calls
}

fn fault(change: Option<VendorFault>, dice: &mut Dice) -> VendorFault {
    match (dice.below(24), change) {
        (0..=2, _) => VendorFault::Limited(Wait::rolled(dice)),
        (3..=5, _) => {
            let status = dice
                .pick(&[500, 502, 503, 503, 504, 408, 400, 403, 422])
                .copied();
            let wait = if dice.one_in(3) {
                Wait::Seconds(1 + dice.below(50))
            } else {
                Wait::Untold
            };
            VendorFault::Status(status.unwrap_or(500), wait)
        }
        (6, _) => VendorFault::Timeout,
        (7, _) => VendorFault::Reset,
        (8, _) => VendorFault::Truncated,
        (9, _) => VendorFault::Garbage,
        (10, _) => VendorFault::Html,
        (11, _) => VendorFault::WrongType,
        (12, _) => VendorFault::ErrorBody,
        (13, _) => VendorFault::EmptyPage,
        (14, _) => VendorFault::ShortPage,
        (15, _) => VendorFault::SamePage,
        (16, _) => VendorFault::Duplicate,
        (17, _) => VendorFault::ForeignLink,
        (18, _) => VendorFault::TokenEnds,
        (19, _) => VendorFault::Slow,
        (_, Some(change)) => change,
        (20, _) => VendorFault::EmptyPage,
        (21, _) => VendorFault::ShortPage,
        _ => VendorFault::SamePage,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_decides_and_half_of_all_reads_go_well() {
        assert_eq!(schedule(5), schedule(5));
        let faultless = (0..1000).filter(|seed| schedule(*seed).is_empty()).count();
        assert!((400..600).contains(&faultless), "{faultless}");
    }
}
