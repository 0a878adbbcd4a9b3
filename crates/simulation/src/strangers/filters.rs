//! How a stranger's vendor is asked for a filter: parameters with every word, each with what stands in
//! the request for it.

use super::clauses::clause;
use super::maker::Maker;
use super::tree::{Tree, piece};

/// What an id is asked by, in the query string and the headers.
const IDS: [&str; 18] = [
    "{ parameters: { NAME: { send_as: WORD } } }",
    "{ parameters: { NAME: { send_as: WORD } } }",
    "{ parameters: { NAME: { send_as: WORD, type: integer } } }",
    "{ parameters: { NAME: { send_as: WORD, operators: [eq, in], join: ',', pattern: '[A-Za-z0-9_-]+' } } }",
    "{ parameters: { NAME: { send_as: WORD, operators: [in], join: '|', pattern: '[A-Za-z0-9_-]+' } } }",
    "{ parameters: { NAME: { send_as: WORD, ne: { send_as: not_WORD } } } }",
    "{ parameters: { NAME: { send_as: { header: x-WORD } } } }",
    "{ parameters: { NAME: { headers: { x-WORD: '{{ value }}' } } } }",
    "{ parameters: { NAME: { send: { WORD_kind: people, WORD: '{{ value }}' } } } }",
    "{ parameters: { NAME: { send: { 'WORD[]': ['{{ value }}'] }, operators: [eq, in] } } }",
    "{ parameters: { NAME: { send: { WORD: ['{{ value }}'] }, operators: [eq, in] } } }",
    "{ parameters: { NAME: { send: { 'WORD[{{ operator }}]': '{{ value }}' }, operators: [eq, ne] } } }",
    "{ parameters: { NAME: {} }, send: { WORD: '{{ query.NAME }}' } }",
    "{ parameters: { NAME: { pattern: '[0-9]+' } }, send: { WORD: 'is:{{ query.NAME }}' } }",
    "{ parameters: { NAME: { pattern: '[0-9]+', send: { WORD: 'is:{{ value }}' } } } }",
    "{ parameters: { NAME: { send_as: WORD, loose: true } } }",
    "{ parameters: { NAME: { send_as: WORD, pushed_with: OTHER } } }",
    "{ parameters: { NAME: { send_as: WORD, pattern: '[a-z]{2}[0-9]{4}', extra: true, note: 'One.' } } }",
];

/// What an id is asked by in a body.
const IDS_IN_BODY: [&str; 8] = [
    "{ parameters: { NAME: { send_as: { body: WORD } } } }",
    "{ parameters: { NAME: { send_as: { body: filter.WORD }, type: integer } } }",
    "{ parameters: { NAME: { send_as: { body: filter.WORD }, type: list, operators: [eq, in] } } }",
    "{ parameters: { NAME: { body: { WORD: { type: company, id: '{{ value }}' } } } } }",
    "{ parameters: { NAME: { body: { filters: [{ field: WORD, is: '{{ value }}' }] } } } }",
    "{ parameters: { NAME: { body: { filters: [{ field: WORD, op: '{{ operator }}', is: '{{ value }}' }] }, operators: [eq, ne] } } }",
    "{ parameters: { NAME: {} }, body: { WORD: '{{ query.NAME }}' } }",
    "{ parameters: { NAME: {} }, body: { rows: [{ name: WORD, is: '{{ query.NAME }}' }] } }",
];

/// What a text is asked by.
const TEXTS: [&str; 8] = [
    "{ parameters: { NAME: { send_as: WORD } } }",
    "{ parameters: { NAME: { eq: { send_as: WORD }, like: { send_as: in_WORD } } } }",
    "{ parameters: { NAME: { send_as: WORD, operators: [like] } } }",
    "{ parameters: { NAME: { like: { send_as: WORD, loose: true } } } }",
    "{ parameters: { NAME: { eq: { send_as: WORD }, ne: { send_as: not_WORD }, like: { send_as: in_WORD } } } }",
    "{ parameters: { NAME: { send: { 'WORD[{{ operator }}]': '{{ value }}' }, operators: [eq, ne, like] } } }",
    // refused: the value that is sent is no caller's
    "{ parameters: { NAME: {} }, send: { WORD: \"{{ 'some' if query.NAME else 'none' }}\" } }",
    // refused: of two values in one text the one is lost where the other does not come
    "{ parameters: { NAME: { operators: [eq, ne], pattern: '[A-Za-z ]+' } }, send: { WORD: '{{ query.NAME.eq }}!{{ query.NAME.ne }}' } }",
];

/// What a word is asked by.
const WORDS: [&str; 6] = [
    "{ parameters: { NAME: { send_as: WORD } } }",
    "{ parameters: { NAME: { send_as: WORD, map: { OURS: A, OURTOO: B } } } }",
    "{ parameters: { NAME: { send_as: WORD, map: { OURS: A, OURTOO: B }, operators: [eq, in], join: ',' } } }",
    "{ parameters: { NAME: { send_as: WORD, map: { OURS: A, OURTOO: B }, raw: true } } }",
    "{ parameters: { NAME: { send_as: WORD, map: { OURS: [A, C], OURTOO: B }, operators: [in], join: ',' } } }",
    "{ parameters: { NAME: { map: { OURS: A, OURTOO: B } } }, send: { WORD: '{{ query.NAME }}' } }",
];

/// What a time is asked by.
const TIMES: [&str; 15] = [
    "{ parameters: { NAME: { time: rfc3339, gte: { send_as: from_WORD }, lte: { send_as: to_WORD } } } }",
    "{ parameters: { NAME: { time: rfc3339, gte: { send_as: from_WORD }, lt: { send_as: to_WORD } } } }",
    "{ parameters: { NAME: { time: unix_s, gte: { send_as: from_WORD }, lte: { send_as: to_WORD, loose: true } } } }",
    "{ parameters: { NAME: { time: unix_ms, gt: { send_as: from_WORD } } } }",
    "{ parameters: { NAME: { time: rfc3339, gte: { send_as: from_WORD } } } }",
    "{ parameters: { NAME: { time: date, gte: { send_as: from_WORD, loose: true } } } }",
    "{ parameters: { NAME: { gte: { send_as: { header: x-since-WORD }, time: '%a, %d %b %Y %H:%M:%S GMT', loose: true } } } }",
    "{ parameters: { NAME: { send: { 'WORD[{{ operator }}]': '{{ value }}' }, operators: [gte, lt], time: rfc3339 } } }",
    "{ parameters: { NAME: { send: { 'WORD_{{ operator }}': '{{ value }}' }, operators: [gt, gte, lt, lte], time: unix_ms } } }",
    "{ parameters: { NAME: { send: { WORD: \"{{ gte | default('neginf') }}..{{ lte | default('inf') }}\" }, time: rfc3339 } } }",
    "{ parameters: { NAME: { time: rfc3339, operators: [gte, lte] } }, send: { from_WORD: '{{ query.NAME.gte }}', to_WORD: '{{ query.NAME.lte }}' } }",
    "{ parameters: { NAME: { time: unix_s, operators: [gte] } }, send: { from_WORD: '{{ query.NAME.gte }}' } }",
    "{ parameters: { NAME: { time: rfc3339, bare: gte, gte: { send_as: from_WORD } } } }",
    "{ parameters: { NAME: { time: '%Y-%m-%d %H:%M:%S', zone: Europe/Brussels, gte: { send_as: from_WORD }, lt: { send_as: to_WORD } } } }",
    "{ parameters: { NAME: { time: date, zone: America/New_York, gte: { send_as: from_WORD, loose: true }, lte: { send_as: to_WORD, loose: true } } } }",
];

/// What a time is asked by in a body.
const TIMES_IN_BODY: [&str; 4] = [
    "{ parameters: { NAME: { time: rfc3339, gte: { send_as: { body: filter.from_WORD } }, lte: { send_as: { body: filter.to_WORD } } } } }",
    "{ parameters: { NAME: { time: unix_ms, operators: [gte, lte], body: { filters: [{ field: WORD, op: '{{ operator }}', is: '{{ value }}' }] } } } }",
    "{ parameters: { NAME: { time: unix_s, operators: [gte, lte] } }, body: { WORD: { from: '{{ query.NAME.gte }}', to: '{{ query.NAME.lte }}' } } }",
    "{ parameters: { NAME: { time: '%d/%m/%Y %H:%M', zone: Europe/Brussels, operators: [gte, lte], loose: true, body: { filters: [{ field: WORD, op: '{{ operator }}', is: '{{ value }}' }] } } } }",
];

/// What a filter may be about.
pub(super) const NAMES: [&str; 18] = [
    "owner.id",
    "account.id",
    "contact.id",
    "contact_id",
    "lead.id",
    "opportunity.id",
    "project.id",
    "id",
    "subject",
    "content",
    "status",
    "direction",
    "engagement_type",
    "created_at",
    "updated_at",
    "start_time",
    "end_time",
    "activity_date",
];

/// A filter as the route that is written is asked for it.
pub(super) fn filter(maker: &mut Maker, name: &str) -> Tree {
    let word = maker.name();
    let (ours, too) = match name {
        "direction" => ("inbound", "outbound"),
        "engagement_type" => ("call", "email"),
        _ => ("open", "done"),
    };
    let other = if name == "owner.id" {
        "account.id"
    } else {
        "owner.id"
    };
    let words = [
        ("NAME", name),
        ("WORD", word.as_str()),
        ("OURS", ours),
        ("OURTOO", too),
        ("OTHER", other),
    ];
    // A column that is one of several of the field is asked with all of them; these lists are checked.
    let of_several = maker.is_written_with(name, &["first_of", "choose"]) && !maker.dice.one_in(12);
    // A value that a field unpacks, or counts in a unit, is none that the vendor knows.
    let is_packed =
        maker.is_written_with(name, &["cut", "decode", "unit"]) && !maker.dice.one_in(12);
    if maker.clauses && !of_several && !is_packed && !maker.dice.one_in(5) {
        let shown = maker.column(name);
        return clause(maker, name, &words, shown);
    }
    let root = name.split('.').next().unwrap_or_default();
    let is_filled = maker.fields.get(root).is_some();
    let is_shown = is_filled || maker.has_cases;
    if is_filled && (is_packed || maker.dice.one_in(8)) {
        return piece("{ parameters: { NAME: { checked: true } } }", &words);
    }
    let forms: &[&str] = match name {
        "subject" | "content" => &TEXTS,
        "status" | "direction" | "engagement_type" => &WORDS,
        _ if name.contains("_at") || name.contains("time") || name.contains("date") => {
            if maker.posts && maker.dice.one_in(2) {
                &TIMES_IN_BODY
            } else {
                &TIMES
            }
        }
        _ if maker.posts && maker.dice.one_in(2) => &IDS_IN_BODY,
        _ => &IDS,
    };
    let mut form = maker.one_of(forms);
    // A companion is often none that the route sends.
    if form.contains("pushed_with") && !maker.dice.one_in(4) {
        form = forms.first().copied().unwrap_or_default();
    }
    // A window on another time than the one that records show.
    let form = if form.contains("bare: gte") && is_shown {
        form.replace("bare: gte, ", "")
    } else {
        form.to_owned()
    };
    piece(&maker.checkable(name, form), &words)
}
