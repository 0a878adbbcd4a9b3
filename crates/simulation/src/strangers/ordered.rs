//! A stranger's list that comes in an order: how it is asked for, or that it is only claimed; the bounds
//! of its time; and what leads on where the vendor's list ends at a depth.

use super::maker::Maker;
use super::tree::{Tree, all, piece};

/// The order by what the vendor is asked for, or by its word alone.
const ORDERS: [&str; 5] = [
    "{ order: { created_at: WAY } }",
    "{ send: { sorted: made_WAY }, order: { created_at: WAY } }",
    "{ send: { sorted: made_WAY }, order: { created_at: WAY, id: asc } }",
    "{ sort: { fields: { created_at: made }, directions: { asc: up, desc: down }, send: { sorted: '{{ field }}.{{ direction }}' } }, order: { created_at: WAY } }",
    "{ order: { created_at: WAY, id: WAY } }",
];

/// How the time is bounded, where the vendor bounds it at all.
const BOUNDS: [&str; 6] = [
    "{ parameters: { created_at: { time: rfc3339, gte: { send_as: made_from }, lte: { send_as: made_to } } } }",
    "{ parameters: { created_at: { time: unix_ms, gt: { send_as: made_from }, lt: { send_as: made_to } } } }",
    "{ parameters: { created_at: { time: unix_s, gte: { send_as: made_from, loose: true }, lte: { send_as: made_to, loose: true } } } }",
    "{ parameters: { created_at: { send: { 'made[{{ operator }}]': '{{ value }}' }, operators: [gt, gte, lt, lte], time: rfc3339 } } }",
    "{ parameters: { created_at: { time: rfc3339, lte: { send_as: made_to } } } }",
    "{}",
];

/// What leads on beyond a cap.
const WINDOWS: [&str; 4] = [
    "{ cap: { records: 20, window: by_order } }",
    "{ cap: { records: 30, window: by_order } }",
    "{ cap: { records: 25, window: { by: created_at, order: desc } } }",
    "{ cap: 45 }",
];

/// Now and then the order of the road that is written, where its records show when they were made.
pub(super) fn order(maker: &mut Maker) -> Option<Tree> {
    let shown = maker.fields.get("created_at").is_some();
    maker.ordered = shown && maker.dice.one_in(3);
    if !maker.ordered {
        return None;
    }
    maker.taken.push("created_at");
    let way = maker.one_of(&["desc", "desc", "asc"]);
    let order = maker.piece_of(&ORDERS, &[("WAY", way)]);
    let bounds = maker.piece_of(&BOUNDS, &[]);
    Some(all([order, bounds]))
}

/// What leads on beyond a cap of the list that is written.
pub(super) fn window(maker: &mut Maker) -> Option<Tree> {
    (maker.ordered && maker.dice.one_in(2)).then(|| piece(maker.one_of(&WINDOWS), &[]))
}
