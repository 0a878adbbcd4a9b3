//! A seed becomes a stranger's mapping.

use super::cases::list;
use super::connection::connection;
use super::lookups::lookup;
use super::maker::Maker;
use super::mistakes::mistake;
use super::tree::{Tree, all, lay, one, piece};

/// The mapping of a seed.
pub(super) fn mapping(seed: u64) -> Tree {
    let mut maker = Maker::new(seed);
    let head = "{ mapping: 1, integration: stranger, label: Stranger, resource: crm/engagements }";
    let connection = connection(&mut maker);
    let list = list(&mut maker);
    let has_cases = list.get("cases").is_some();
    let mut whole = all([piece(head, &[]), connection, one("list", list)]);
    if maker.dice.one_in(5) {
        lay(&mut whole, lookup(&mut maker, has_cases));
    }
    if maker.dice.one_in(3) {
        for _ in 0..=maker.dice.below(2) {
            mistake(&mut maker, &mut whole);
        }
    }
    whole
}
