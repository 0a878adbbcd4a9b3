//! How a stranger's list goes on: paging of every kind, sizes, caps, and where the records stand.

use super::maker::Maker;
use super::ordered::window;
use super::tree::{Tree, all, one, piece};

const CURSOR: [&str; 6] = [
    "{ next: $.next }",
    "{ next: $.paging.next }",
    "{ next: $.next, while: $.has_more }",
    "{ next: { first_of: [$.next, $.paging.next] } }",
    "{ next: { from: $.links.next, query_parameter: after } }",
    "{ next: $.next, while: { $.state: more } }",
];

const NEXT_URL: [&str; 5] = [
    "{ next: $.next }",
    "{ next: $.links.next }",
    "{ next: { header: link } }",
    "{ next: { header: link, rel: next } }",
    "{ next: $.next, while: $.has_more }",
];

const ENDS: [&str; 7] = [
    "{ stop: short_page }",
    "{ stop: empty_page }",
    "{ total: $.total }",
    "{ total: { header: x-total } }",
    "{ while: $.has_more }",
    "{ while: { $.state: [more, yes] } }",
    "{ total: $.meta.total }",
];

const SIZES: [&str; 9] = [
    "{ send_as: size, default: 4, max: 9 }",
    "{ send_as: size, default: 4, max: 9 }",
    "{ send_as: size, default: 5, max: 12, min: 3 }",
    "{ send_as: size, default: 6, max: 12, min: 6 }",
    "{ fixed: 5 }",
    "{ fixed: 3 }",
    "{ send_as: { header: x-size }, default: 4, max: 9 }",
    "{ send_as: page, default: 4, max: 9, form: 'n={{ page.size }}' }",
    "{ send_as: { body: size }, default: 4, max: 9 }",
];

const RECORDS: [&str; 7] = [
    "$.data[*]",
    "$.data[*]",
    "$.data.items[*]",
    "$.result[*]",
    "{ first_of: ['$.data[*]', '$.items[*]'] }",
    "{ from: '$.items[*]', otherwise: nothing }",
    "'$[*]'",
];

/// How a list goes on, and where its records are.
pub(super) fn paging(maker: &mut Maker) -> Tree {
    let records = maker.one_of(&RECORDS);
    // A reply that is the list itself has no room for more.
    let bare = records.contains("'$[*]'");
    let place = if maker.posts && maker.dice.one_in(2) {
        maker.pages_in_body = true;
        "{ body: at.start }"
    } else if maker.dice.one_in(12) {
        "{ header: x-start }"
    } else {
        "start"
    };
    let place = one("send_as", piece(place, &[]));
    let mut pieces = match maker.dice.below(9) {
        0..3 if !bare => {
            let way = maker.piece_of(&CURSOR, &[]);
            let cut = way
                .get("next")
                .is_some_and(|next| next.get("query_parameter").is_some());
            let place = if cut {
                piece("{ send_as: after }", &[])
            } else {
                place
            };
            vec![piece("{ kind: cursor }", &[]), place, way]
        }
        3 if !bare => vec![
            piece("{ kind: next_url }", &[]),
            maker.piece_of(&NEXT_URL, &[]),
        ],
        4 if bare => vec![piece("{ kind: next_url, next: { header: link } }", &[])],
        8 => {
            return all([
                piece("{ paging: { kind: none } }", &[]),
                one("records", piece(records, &[])),
            ]);
        }
        5 | 6 => {
            let end = ends(maker, bare, true);
            let first = maker.piece_of(&["{}", "{ first: 0 }", "{ first: 1 }"], &[]);
            vec![piece("{ kind: page }", &[]), place, first, end]
        }
        _ => {
            let end = ends(maker, bare, false);
            vec![piece("{ kind: offset }", &[]), place, end]
        }
    };
    if !maker.dice.one_in(12) {
        let size = maker.one_of(&SIZES);
        let size = if size.contains("body") && !maker.posts {
            "{ send_as: size, default: 4, max: 9 }"
        } else {
            maker.pages_in_body |= size.contains("body");
            size
        };
        pieces.push(one("size", piece(size, &[])));
    }
    match window(maker) {
        Some(window) => pieces.push(window),
        None if maker.dice.one_in(10) => {
            pieces.push(maker.piece_of(&["{ cap: 20 }", "{ cap: 45 }"], &[]));
        }
        None => {}
    }
    // A page may count more than the records.
    let counts = if records == "$.data[*]" && maker.dice.one_in(10) {
        piece("{ counts: '$.all[*]' }", &[])
    } else {
        all([])
    };
    all([
        one("paging", all(pieces)),
        one("records", piece(records, &[])),
        counts,
    ])
}

fn ends(maker: &mut Maker, bare: bool, numbered: bool) -> Tree {
    if bare {
        return maker.piece_of(
            &[
                "{ stop: short_page }",
                "{ stop: empty_page }",
                "{ total: { header: x-total } }",
            ],
            &[],
        );
    }
    if numbered && maker.dice.one_in(6) {
        return maker.piece_of(
            &["{ total_pages: $.pages }", "{ total_pages: $.meta.pages }"],
            &[],
        );
    }
    maker.piece_of(&ENDS, &[])
}
