//! One road to a stranger's records: the request, its filters, and how the list goes on.

use super::clauses::grammar;
use super::filters::{NAMES, filter};
use super::maker::Maker;
use super::paging::paging;
use super::tree::{Tree, all, one, piece};

/// The request of a road, without filters.
pub(super) fn request(maker: &mut Maker, path: &str) -> Tree {
    maker.posts = maker.dice.one_in(3);
    maker.clauses = false;
    let method = if maker.posts { "POST" } else { "GET" };
    let mut pieces = vec![one("request", format!("{method} /{path}").into())];
    if maker.posts {
        pieces.push(maker.piece_of(
            &[
                "{ body: { newest: true } }",
                "{ body: { kind: all, query: { deep: 1 } } }",
            ],
            &[],
        ));
    }
    if maker.dice.one_in(5) {
        pieces.push(grammar(maker));
    }
    if maker.dice.one_in(6) {
        pieces.push(sort(maker));
    }
    if maker.dice.one_in(5) {
        pieces.push(piece("{ send: { archived: false } }", &[]));
    }
    all(pieces)
}

/// Filters for a road.
pub(super) fn filters(maker: &mut Maker) -> Vec<Tree> {
    let most = 1 + maker.dice.place(7);
    let mut found = Vec::new();
    for _ in 0..most {
        let name = maker.one_of(&NAMES);
        let chooses = maker.has_cases && name == "engagement_type";
        if name != maker.unused && !chooses && found.iter().all(|(known, _)| *known != name) {
            let filter = filter(maker, name);
            found.push((name, filter));
        }
    }
    found.into_iter().map(|(_, filter)| filter).collect()
}

/// A whole road.
pub(super) fn road(maker: &mut Maker, path: &str) -> Tree {
    let mut pieces = vec![request(maker, path)];
    pieces.extend(filters(maker));
    pieces.push(paging(maker));
    all(pieces)
}

/// Several roads to the same records: the first that fits is taken.
pub(super) fn roads(maker: &mut Maker, path: &str) -> Tree {
    let shared = vec![paging(maker)];
    let mut found = Vec::new();
    for at in 0..=maker.dice.below(2) {
        let contact = if maker.unused == "contact_id" {
            "contact.id"
        } else {
            "contact_id"
        };
        let name = maker.one_of(&["owner.id", "account.id", contact, "lead.id"]);
        let mut pieces = vec![request(maker, &format!("{path}/{at}"))];
        pieces.extend(filters(maker));
        if maker.dice.one_in(2) {
            let piece = maker.piece_of(
                &[
                    "{ when: { NAME: given }, request: 'GET /about/{{ query.NAME }}/PATH' }",
                    "{ when: { NAME: given }, request: 'GET /of/{{ query.NAME }}', parameters: { NAME: { pattern: '[0-9]+' } } }",
                ],
                &[("NAME", name), ("PATH", path)],
            );
            // What stands in the path stands nowhere else.
            found.push(piece);
            continue;
        }
        pieces.push(filter(maker, name));
        pieces.push(maker.piece_of(
            &[
                "{ when: { NAME: given } }",
                "{ when: { any: [NAME, created_at] } }",
                "{ when: { any: [NAME, { status: given }] } }",
            ],
            &[("NAME", name)],
        ));
        found.push(all(pieces));
    }
    let mut last = vec![request(maker, path)];
    last.extend(filters(maker));
    found.push(all(last));
    let routes = one("routes", Tree::Sequence(found));
    all(shared.into_iter().chain([routes]))
}

/// How the vendor sorts.
fn sort(maker: &mut Maker) -> Tree {
    let form = maker.one_of(&[
        "{ sort: { send_as: sort, fields: { created_at: made, subject: title }, ascending: '', descending: '-' } }",
        "{ sort: { send_as: order_by, fields: { created_at: made }, ascending: 'asc:', descending: 'desc:' } }",
        "{ sort: { fields: { created_at: made }, directions: { asc: ASC, desc: DESC }, send: { sort_by: '{{ field }}', sort_direction: '{{ direction }}' } } }",
    ]);
    piece(form, &[])
}
