//! What an account of the stranger's has of its own: an overlay, laid over the mapping.

use super::filters::{NAMES, filter};
use super::maker::Maker;
use super::tree::{Tree, all, one, piece, text};

const FIELDS: [&str; 7] = [
    "{ subject: $.our_title }",
    "{ content: { from: $.our_text, decode: base64 } }",
    "{ internal_notes: { first_of: [$.our_memo, $.our_note] } }",
    "{ account: { id: $.our_account.id } }",
    "{ contact: [{ id: $.our_contact }] }",
    "{ start_time: { from: $.our_start, time: unix_s } }",
    "{ status: { from: $.our_state, map: { A: open, B: done } } }",
];

/// An overlay over a mapping.
pub(super) fn overlay(maker: &mut Maker, whole: &Tree) -> Tree {
    (maker.posts, maker.clauses) = (false, false);
    let list = whole.get("list");
    let cases = list.and_then(|list| list.get("cases")?.as_mapping());
    let cases = cases.into_iter().flat_map(|cases| cases.keys());
    let cases: Vec<&str> = cases.filter_map(Tree::as_str).collect();
    maker.has_cases = !cases.is_empty();
    let known = text(whole);
    let mut pieces = Vec::new();
    for _ in 0..maker.dice.below(3) {
        let name = maker.one_of(&NAMES);
        // What the mapping has a place for keeps it.
        if name == maker.unused || known.contains(&format!("{name}:")) {
            continue;
        }
        if !(maker.has_cases && name == "engagement_type") {
            pieces.push(filter(maker, name));
        }
    }
    if pieces.is_empty() || maker.dice.one_in(2) {
        pieces.push(one("fields", maker.piece_of(&FIELDS, &[])));
    }
    if maker.dice.one_in(4) {
        pieces.push(piece("{ send: { our_view: all } }", &[]));
    }
    if maker.dice.one_in(6) {
        pieces.push(piece("{ headers: { x-our-view: all } }", &[]));
    }
    let own = all(pieces);
    let list = match maker.dice.pick(&cases).copied() {
        Some(case) if maker.dice.one_in(2) => one("cases", one(case, own)),
        Some(_) => one("shared", own),
        None => own,
    };
    all([
        piece("{ overlay: 1, of: stranger }", &[]),
        one("list", list),
    ])
}
