//! One road to a stranger's records: the request, its filters, and how the list goes on.

use super::filters::{NAMES, filter};
use super::maker::Maker;
use super::paging::paging;
use super::tree::{Tree, all, one, piece};

/// The request of a road, without filters.
pub(super) fn request(maker: &mut Maker, path: &str) -> Tree {
    maker.posts = maker.dice.one_in(3);
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
        if found.iter().all(|(known, _)| *known != name) {
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
