//! One route to a stranger's records: the request, its filters, and how the list goes on.

use super::clauses::grammar;
use super::filters::{NAMES, filter};
use super::maker::Maker;
use super::ordered::order;
use super::paging::paging;
use super::tree::{Tree, all, one, piece, text};

/// The request of a route, without filters.
pub(super) fn request(maker: &mut Maker, path: &str) -> Tree {
    maker.posts = maker.dice.one_in(3);
    maker.clauses = false;
    maker.taken.clear();
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
    match order(maker) {
        Some(order) => pieces.push(order),
        None if maker.dice.one_in(6) => pieces.push(sort(maker)),
        None => {}
    }
    if maker.dice.one_in(5) {
        pieces.push(piece("{ send: { archived: false } }", &[]));
    }
    if !maker.posts && !maker.clauses && maker.dice.one_in(10) {
        pieces.push(query_text(maker));
    }
    if reads_below(&maker.fields) && maker.dice.one_in(3) {
        pieces.push(piece(
            "{ send: { names: { names_read_under: $.more, join: ',' } } }",
            &[],
        ));
    }
    all(pieces)
}

/// Filters for a route.
pub(super) fn filters(maker: &mut Maker) -> Vec<Tree> {
    let most = 1 + maker.dice.place(7);
    let mut found = Vec::new();
    for _ in 0..most {
        let name = maker.one_of(&NAMES);
        let chooses = maker.has_cases && name == "engagement_type";
        let taken = maker.taken.contains(&name);
        if name != maker.unused
            && !chooses
            && !taken
            && found.iter().all(|(known, _)| *known != name)
        {
            let filter = filter(maker, name);
            found.push((name, filter));
        }
    }
    found.into_iter().map(|(_, filter)| filter).collect()
}

/// A whole route.
pub(super) fn route(maker: &mut Maker, path: &str) -> Tree {
    let mut pieces = vec![request(maker, path)];
    pieces.extend(filters(maker));
    pieces.push(paging(maker));
    all(pieces)
}

/// Several routes to the same records: the first that fits is taken.
pub(super) fn routes(maker: &mut Maker, path: &str) -> Tree {
    maker.posts = false;
    maker.ordered = false;
    let shared = vec![paging(maker)];
    let mut found = Vec::new();
    let mut known: Vec<&str> = Vec::new();
    for at in 0..=maker.dice.below(2) {
        let contact = if maker.unused == "contact_id" {
            "contact.id"
        } else {
            "contact_id"
        };
        let name = maker.one_of(&["owner.id", "account.id", contact, "lead.id"]);
        // Now and then a route that an earlier one takes everything from.
        if known.contains(&name) && !maker.dice.one_in(12) {
            continue;
        }
        known.push(name);
        let mut pieces = vec![request(maker, &format!("{path}/{at}"))];
        maker.taken.push(name);
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
        pieces.push(sent(maker, name));
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

/// A filter as a route is asked for it, which is not only checked.
fn sent(maker: &mut Maker, name: &str) -> Tree {
    let fields = std::mem::take(&mut maker.fields);
    let filter = filter(maker, name);
    maker.fields = fields;
    filter
}

/// True if a field reads a member of `more`.
fn reads_below(fields: &Tree) -> bool {
    text(fields).contains("$.more.")
}

/// A query text as data, with the filters that it has columns for.
fn query_text(maker: &mut Maker) -> Tree {
    maker.taken.extend(["owner.id", "subject", "status"]);
    maker.piece_of(
        &[
            "{ soql: { send_as: q, from: Item, where: { c_owner: owner.id, c_subject: subject } }, parameters: { owner.id: {}, subject: {} } }",
            "{ soql: { send_as: q, from: Item, where: { c_owner: owner.id, c_status: status }, always: { c_hidden: false } }, parameters: { owner.id: { pattern: '[0-9]+' }, status: { map: { open: O, done: D } } } }",
            "{ soql: { send_as: q, from: Item, where: { c_subject: subject }, always: { c_kind: [1, 2] } }, parameters: { subject: { operators: [eq, in] } } }",
        ],
        &[],
    )
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
