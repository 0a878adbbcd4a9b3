//! The lists of a stranger's vendor: one, or several that stand over shared parts, told apart by what
//! callers give; with rules, routes, and a list of several.

use super::fields::{constant, fields, sorted_field};
use super::maker::Maker;
use super::paging::paging;
use super::route::{filters, request, route, routes};
use super::tree::{Tree, all, one, piece};

const WORDS: [&str; 5] = ["call", "email", "meeting", "task", "note"];

/// How the lists of a merge are asked, laid over their own.
const LAID_OVER: [&str; 3] = [
    "{ request: 'POST /search/{{ query.engagement_type }}', body: { sorted: newest } }",
    "{ request: 'POST /search', body: { kind: '{{ query.engagement_type }}', sorted: newest } }",
    "{ request: 'GET /search/{{ query.engagement_type }}', send: { sorted: newest }, body: ~ }",
];

/// The list of a mapping.
pub(super) fn list(maker: &mut Maker) -> Tree {
    if maker.dice.one_in(3) {
        alone(maker)
    } else {
        several(maker)
    }
}

fn alone(maker: &mut Maker) -> Tree {
    maker.fields = fields(maker, None);
    let asked = if maker.dice.one_in(3) {
        routes(maker, "items")
    } else {
        route(maker, "items")
    };
    let rules = rules(maker, None);
    all([rules, asked, one("fields", maker.fields.clone())])
}

fn several(maker: &mut Maker) -> Tree {
    let mut words = maker.some_of(&WORDS);
    if words.len() < 2 {
        words = WORDS.iter().take(2).copied().collect();
    }
    maker.has_cases = true;
    let merges = maker.dice.one_in(3);
    let shares_paging = maker.dice.one_in(2);
    let shares_filters = maker.dice.one_in(2);
    let mut shared = fields(maker, Some("NONE"));
    if let Some(map) = shared.as_mapping_mut() {
        map.remove("engagement_type");
    }
    if merges {
        // It takes the place of another one.
        if let Some(map) = shared.as_mapping_mut() {
            map.remove("created_at");
        }
        shared = all([shared, sorted_field(maker)]);
        maker.merged = Some(maker.one_of(&["asc", "desc"]));
    }
    maker.fields.clone_from(&shared);
    let mut pieces = vec![one("fields", shared)];
    maker.posts = false;
    if shares_filters {
        pieces.extend(filters(maker));
    }
    if shares_paging {
        pieces.push(paging(maker));
    }
    let takes_rest = !merges && maker.dice.one_in(4);
    let mut cases = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let is_last = at + 1 == words.len();
        let mut own = vec![one_case(maker, word, shares_filters, shares_paging)];
        if !(is_last && takes_rest) {
            own.push(piece(
                "{ when: { engagement_type: WORD } }",
                &[("WORD", word)],
            ));
        }
        cases.push(one(word, all(own)));
    }
    let mut whole = vec![rules(maker, (!takes_rest).then_some("engagement_type"))];
    if merges {
        let cases = words.join(", ");
        let merge =
            "{ when: { engagement_type: all }, cases: [CASES], by: created_at, order: WAY }";
        let way = maker.merged.unwrap_or("asc");
        whole.push(one(
            "merge",
            piece(merge, &[("CASES", &cases), ("WAY", way)]),
        ));
        // Their own lists may come in no order, and be asked in another way as one.
        if maker.dice.one_in(4) {
            let forms: &[&str] = if maker.pages_in_body {
                LAID_OVER.get(..2).unwrap_or_default()
            } else {
                &LAID_OVER
            };
            let over = maker.piece_of(forms, &[]);
            whole.push(one("merge", one("laid_over", over)));
        }
    }
    // What a template of one case reads may be declared for all of them.
    if maker.dice.one_in(10) {
        let name = maker.one_of(&["owner.id", "account.id", "subject"]);
        pieces.push(piece(
            "{ parameters: { NAME: { pattern: '[0-9]+' } } }",
            &[("NAME", name)],
        ));
        let send = piece("{ send: { own: '{{ query.NAME }}' } }", &[("NAME", name)]);
        if let (Some(first), Some(word)) = (cases.first_mut(), words.first()) {
            *first = all([first.clone(), one(word, send)]);
        }
    }
    whole.push(one("shared", all(pieces)));
    whole.push(one("cases", all(cases)));
    all(whole)
}

fn one_case(maker: &mut Maker, word: &str, has_filters: bool, has_paging: bool) -> Tree {
    let mut pieces = Vec::new();
    let path = format!("{word}s");
    if maker.dice.one_in(5) {
        pieces.push(routes(maker, &path));
    } else if has_paging {
        pieces.push(request(maker, &path));
        if !has_filters || maker.dice.one_in(3) {
            pieces.extend(filters(maker));
        }
    } else {
        pieces.push(request(maker, &path));
        pieces.extend(filters(maker));
        pieces.push(paging(maker));
    }
    let own = if maker.dice.one_in(4) {
        fields(maker, Some(word))
    } else {
        constant(word)
    };
    pieces.push(one("fields", own));
    if maker.dice.one_in(8) {
        pieces.push(maker.piece_of(
            &[
                "{ skip: { $.is_deleted: true } }",
                "{ skip: { any: [{ $.bin: [deleted, spam] }, { $.hidden: true }] } }",
            ],
            &[],
        ));
    }
    all(pieces)
}

/// Rules that calls must keep.
fn rules(maker: &mut Maker, chosen_by: Option<&str>) -> Tree {
    let mut rules = Vec::new();
    if let Some(name) = chosen_by {
        rules.push(piece("{ rules: [{ required: NAME }] }", &[("NAME", name)]));
    }
    let contact = if maker.unused == "contact_id" {
        "contact.id"
    } else {
        "contact_id"
    };
    if maker.dice.one_in(6) {
        rules.push(maker.piece_of(
            &[
                "{ rules: [{ required: CONTACT, when: { engagement_type: email } }] }",
                "{ rules: [{ needs: { end_time: start_time } }] }",
                "{ rules: [{ exactly_one_of: [owner.id, account.id] }] }",
                "{ rules: [{ at_least_one_of: [owner.id, account.id] }] }",
                "{ rules: [{ at_least_one_of: [owner.id, CONTACT], when: { engagement_type: email } }] }",
                "{ rules: [{ needs: { end_time: start_time }, when: { engagement_type: call } }] }",
                "{ rules: [{ required: owner.id, unless: { engagement_type: call } }] }",
            ],
            &[("CONTACT", contact)],
        ));
    }
    all(rules)
}
