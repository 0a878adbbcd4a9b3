//! What a stranger's records become: fields of every form.

use super::maker::Maker;
use super::tree::{Tree, all, one, piece};

const OWN_ID: [&str; 4] = ["$.id", "$.id", "$.uid", "{ first_of: [$.id, $.uid] }"];

const TEXT: [&str; 9] = [
    "$.WORD",
    "$.WORD",
    "$.more.WORD",
    "\"$['the WORD']\"",
    "{ first_of: [$.WORD, $.WORD_too] }",
    "{ first_of: [$.WORD.html, $.WORD.plain] }",
    "{ from: $.WORD, decode: base64 }",
    "{ choose: [{ when: { $.sort: x }, from: $.WORD }, { from: $.WORD_too }] }",
    "{ choose: [{ when: { any: [{ $.sort: x }, { $.sort: y }] }, from: $.WORD }] }",
];

const WORDS: [&str; 8] = [
    "$.WORD",
    "$.WORD",
    "$.WORD",
    "{ from: $.WORD, map: { \"1\": OURS, \"2\": OTHER } }",
    "{ from: $.WORD, map: { A: OURS, B: OTHER }, ignore_case: true, otherwise: keep_lowercase }",
    "{ from: $.WORD, map: { E: OURS, F: OURS }, otherwise: nothing }",
    "{ choose: [{ when: { $.WORD: x }, always: OURS }, { from: $.WORD }] }",
    "{ choose: [{ when: { $.flag_WORD: true }, always: OURS }, { always: OTHER }] }",
];

const TIME: [&str; 10] = [
    "$.WORD",
    "$.WORD",
    "{ from: $.WORD, time: rfc3339 }",
    "{ from: $.WORD, time: unix_s }",
    "{ from: $.WORD, time: unix_ms }",
    "{ from: $.WORD, time: date }",
    "{ from: $.WORD, time: '%Y-%m-%d %H:%M:%S', zone: Europe/Brussels }",
    "{ from: $.WORD, time: '%d/%m/%Y %H:%M', zone: UTC }",
    "{ sum: [{ from: $.WORD, time: unix_ms }, { from: $.length_WORD, unit: min }] }",
    "{ first_of: [{ from: $.WORD, time: unix_s }, $.WORD_too] }",
];

const LENGTH: [&str; 5] = [
    "{ from: $.WORD, unit: s }",
    "{ from: $.WORD, unit: ms }",
    "{ from: $.WORD, unit: min }",
    "{ from: $.WORD, unit: 'hh:mm' }",
    "{ difference: [{ from: $.WORD_end, time: rfc3339 }, { from: $.WORD, time: rfc3339 }] }",
];

const OBJECT: [&str; 6] = [
    "{ id: $.WORD }",
    "{ id: $.WORD }",
    "{ id: $.WORD.id }",
    "{ when: { $.WORD_kind: x }, id: $.WORD }",
    "{ when: { any: [{ $.WORD_kind: x }, { $.WORD_kind: y }] }, id: $.WORD.id }",
    "{ id: { first_of: [$.WORD, $.WORD_too] } }",
];

const LIST: [&str; 9] = [
    "[{ id: $.WORD }]",
    "{ id: $.WORD.id }",
    "[{ id: $.WORD }, { id: $.WORD_too }]",
    "{ each: '$.WORD[*]', id: $.id }",
    "{ each: '$.WORD[*]', id: $ }",
    "{ each: '$.WORD.items[*]', where: { $.primary: true }, id: $.id }",
    "[{ id: $.WORD_first }, { each: '$.WORD[*]', where: { $.kind: [x, y] }, id: $.ref.id }]",
    "{ each: '$.WORD.items[*]', id: $.id, more: $.WORD.next }",
    "{ when: { $.WORD_kind: x }, each: '$.WORD[*]', id: $.id }",
];

const NUMBERS: [&str; 2] = [
    "{ each: '$.WORD[*]', number: $.number }",
    "{ each: '$.WORD[*]', id: $.id, number: $.number, type: { from: $.kind, map: { W: work } } }",
];

/// An id that is cut cannot be asked for.
const CUT_ID: [&str; 1] = ["{ from: $.gid, cut: last_number }"];

/// Fields; which case they are for, if its records are of one kind.
pub(super) fn fields(maker: &mut Maker, kind: Option<&str>) -> Tree {
    let ids: &[&str] = if maker.dice.one_in(16) {
        &CUT_ID
    } else {
        &OWN_ID
    };
    let mut pieces = vec![one("id", maker.piece_of(ids, &[]))];
    if let Some(kind) = kind {
        if !maker.dice.one_in(24) {
            pieces.push(constant(kind));
        }
    } else if !maker.dice.one_in(4) {
        pieces.push(words(maker, "engagement_type", ["call", "email"]));
    }
    for name in maker.some_of(&["subject", "content", "internal_notes"]) {
        pieces.push(of(maker, name, &TEXT));
    }
    if maker.dice.one_in(3) {
        pieces.push(words(maker, "status", ["open", "done"]));
    }
    if maker.dice.one_in(3) {
        pieces.push(words(maker, "direction", ["inbound", "outbound"]));
    }
    for name in maker.some_of(&["created_at", "updated_at", "start_time", "end_time"]) {
        pieces.push(of(maker, name, &TIME));
    }
    if maker.dice.one_in(4) {
        pieces.push(of(maker, "duration", &LENGTH));
    }
    for name in maker.some_of(&["owner", "account", "project"]) {
        pieces.push(of(maker, name, &OBJECT));
    }
    for name in maker.some_of(&["contact", "lead", "opportunity"]) {
        pieces.push(of(maker, name, &LIST));
    }
    if maker.dice.one_in(8) {
        pieces.push(of(maker, "phone_numbers", &NUMBERS));
    }
    all(pieces)
}

/// A type that every record of a list has: a word of ours, or the vendor's own.
pub(super) fn constant(word: &str) -> Tree {
    let form = if word == "note" {
        "{ engagement_type: { always: WORD, raw: true } }"
    } else {
        "{ engagement_type: { always: WORD } }"
    };
    piece(form, &[("WORD", word)])
}

/// The time that several lists are sorted by: every record has it.
pub(super) fn sorted_field(maker: &mut Maker) -> Tree {
    maker.piece_of(
        &[
            "{ created_at: $.made_at }",
            "{ created_at: { from: $.made_at, time: unix_s } }",
            "{ created_at: { from: $.made_at, time: unix_ms } }",
        ],
        &[],
    )
}

/// A field of one of these forms, at a place of its own.
fn of(maker: &mut Maker, name: &str, forms: &[&str]) -> Tree {
    let at = format!("f_{name}");
    one(name, maker.piece_of(forms, &[("WORD", &at)]))
}

fn words(maker: &mut Maker, name: &str, [ours, other]: [&str; 2]) -> Tree {
    let at = format!("f_{name}");
    let words = [("WORD", at.as_str()), ("OURS", ours), ("OTHER", other)];
    one(name, maker.piece_of(&WORDS, &words))
}
