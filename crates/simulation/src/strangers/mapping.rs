//! A seed becomes a stranger's mapping.

use super::connection::connection;
use super::fields::fields;
use super::maker::Maker;
use super::road::road;
use super::tree::{Tree, all, one, piece};

/// The mapping of a seed.
pub(super) fn mapping(seed: u64) -> Tree {
    let mut maker = Maker::new(seed);
    let head = "{ mapping: 1, integration: stranger, label: Stranger, resource: crm/engagements }";
    let connection = connection(&mut maker);
    let road = road(&mut maker, "items");
    let fields = one("fields", fields(&mut maker, None));
    all([
        piece(head, &[]),
        connection,
        one("list", all([road, fields])),
    ])
}
