//! A seed becomes a stranger: a mapping, and for some of its accounts an overlay.

use super::cases::list;
use super::connection::connection;
use super::lookups::lookup;
use super::maker::Maker;
use super::mistakes::mistake;
use super::overlay::overlay;
use super::tree::{Tree, all, lay, one, piece, text};

/// What a seed makes: `mapping`, and perhaps `overlay`.
pub(super) fn made(seed: u64) -> Tree {
    let mut maker = Maker::new(seed);
    let mapping = mapping(&mut maker);
    let overlay = maker.dice.one_in(4).then(|| overlay(&mut maker, &mapping));
    let mut whole = one("mapping", mapping);
    if let Some(overlay) = overlay {
        lay(&mut whole, one("overlay", overlay));
    }
    whole
}

/// The texts of what a seed makes: the mapping, and the overlay.
pub(super) fn texts(made: &Tree) -> (String, Option<String>) {
    let mapping = made.get("mapping").map(text).unwrap_or_default();
    (mapping, made.get("overlay").map(text))
}

fn mapping(maker: &mut Maker) -> Tree {
    let head = "{ mapping: 1, integration: stranger, label: Stranger, resource: crm/engagements }";
    let connection = connection(maker);
    let list = list(maker);
    let mut whole = all([piece(head, &[]), connection, one("list", list)]);
    if maker.dice.one_in(5) {
        lookup(maker, &mut whole);
    }
    if maker.dice.one_in(4) {
        for _ in 0..=maker.dice.below(2) {
            mistake(maker, &mut whole);
        }
    }
    whole
}
