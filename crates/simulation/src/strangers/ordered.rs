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
    "{ cap: { records: 25, window: { by: created_at, order: WAY } } }",
    "{ cap: 45 }",
];

/// Now and then the order of the route that is written, where its records show when they were made.
pub(super) fn order(maker: &mut Maker) -> Option<Tree> {
    let shown = maker.fields.get("created_at").is_some();
    maker.divided = None;
    maker.ordered = shown && maker.dice.one_in(3);
    if !maker.ordered {
        return None;
    }
    maker.taken.push("created_at");
    let way = maker.one_of(&["desc", "desc", "asc"]);
    // Now and then a list that the merge cannot read in its order.
    let way = maker
        .merged
        .filter(|_| !maker.dice.one_in(20))
        .unwrap_or(way);
    let order = maker.piece_of(&ORDERS, &[("WAY", way)]);
    let bounds = maker.one_of(&BOUNDS);
    let both = bounds.contains("gt") && bounds.contains("lt");
    let suits = both || bounds.contains("lt") && way == "desc";
    maker.divided = suits.then_some(way);
    Some(all([order, piece(bounds, &[])]))
}

/// What leads on beyond a cap of the list that is written.
pub(super) fn window(maker: &mut Maker) -> Option<Tree> {
    if !maker.ordered || maker.dice.one_in(2) {
        return None;
    }
    let way = maker.divided.unwrap_or("desc");
    let window = maker.one_of(&WINDOWS);
    let suits = maker.divided.is_some() || !window.contains("window") || maker.dice.one_in(12);
    suits.then(|| piece(window, &[("WAY", way)]))
}
