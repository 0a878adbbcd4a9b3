//! A stranger's query text: a grammar, what stands around its clauses, and the filters that are clauses.

use super::maker::Maker;
use super::tree::{Tree, piece};

/// Grammars, and where the clauses stand: in the query string.
const IN_QUERY: [&str; 8] = [
    "{ grammar: odata, send: { $select: '{{ columns }}', $filter: '{{ clauses }}' } }",
    "{ grammar: odata, send: { $select: '{{ columns }}', $filter: '{{ clauses }}' }, clauses: { c_kind: [1, 2], c_hidden: { ne: true } } }",
    "{ grammar: odata, send: { $filter: '{{ clauses }}' } }",
    "{ grammar: odata, send: { $filter: '{{ clauses }}', $count: 'true' }, clauses: { c_kind: 1 } }",
    "{ grammar: soql, send: { q: 'SELECT {{ columns }} FROM Item WHERE {{ clauses }}' }, clauses: { c_hidden: false } }",
    "{ grammar: { write: '({{ column }}:{{ operator }}:{{ value }})', operators: { eq: equals, gte: greater_equal, lt: less }, and: and, around: '({{ clauses }})', escape: { these: '(),\\', by: '\\' }, bare: [number, time] }, send: { criteria: '{{ clauses }}' } }",
    "{ grammar: { write: '{{ column }}=={{ value }}', operators: { eq: '==' }, ne: '{{ column }}!={{ value }}', and: ';', escape: { these: ';,\\', by: '\\' } }, send: { criteria: '{{ clauses }}' } }",
    "{ grammar: { write: '{{ column }} {{ operator }} {{ value }}', operators: { eq: '=', ne: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' }, in: '{{ column }} in ({{ values }})', and: ' and ', or: ' or ', quote: \"'\", escape: { these: \"'\\\\\", by: '\\' }, bare: [number, boolean], at_most: 3 }, send: { where: '{{ clauses }}' } }",
];

/// The same in a body.
const IN_BODY: [&str; 4] = [
    "{ grammar: coql, body: { select_query: 'select {{ columns }} from Items where {{ clauses }}' }, clauses: { c_kind: [1, 2] } }",
    "{ grammar: coql, body: { select_query: 'select id, owner from Items where {{ clauses }}' }, clauses: { c_kind: [1, 2] } }",
    "{ grammar: { write: { propertyName: '{{ column }}', operator: '{{ operator }}', value: '{{ value | string }}' }, operators: { eq: EQ, ne: NEQ, gte: GTE, lte: LTE } }, body: { filterGroups: [{ filters: '{{ clauses }}' }] } }",
    "{ grammar: { write: { field: '{{ column }}', op: '{{ operator }}', value: '{{ value }}' }, operators: { eq: is, gt: after, lt: before }, in: { field: '{{ column }}', op: any, values: ['{{ value }}'] } }, body: { filters: '{{ clauses }}' } }",
];

const IDS: [&str; 5] = [
    "{ parameters: { NAME: { clause: COLUMN } } }",
    "{ parameters: { NAME: { clause: COLUMN, type: integer } } }",
    "{ parameters: { NAME: { clause: COLUMN, pattern: '[0-9]+' } } }",
    "{ parameters: { NAME: { clause: [COLUMN, d_WORD] } } }",
    "{ parameters: { NAME: { clause: COLUMN, loose: true } } }",
];

const TEXTS: [&str; 2] = [
    "{ parameters: { NAME: { clause: COLUMN } } }",
    "{ parameters: { NAME: { clause: COLUMN, operators: [eq, ne] } } }",
];

const WORDS: [&str; 3] = [
    "{ parameters: { NAME: { clause: c_WORD, map: { OURS: A, OURTOO: B } } } }",
    "{ parameters: { NAME: { clause: c_WORD, map: { OURS: [A, C], OURTOO: B } } } }",
    "{ parameters: { NAME: { clause: c_WORD, map: { OURS: A, OURTOO: B }, raw: true } } }",
];

const TIMES: [&str; 5] = [
    "{ parameters: { NAME: { clause: c_WORD, time: rfc3339 } } }",
    "{ parameters: { NAME: { clause: c_WORD, time: unix_ms } } }",
    "{ parameters: { NAME: { clause: c_WORD, time: date, loose: true } } }",
    "{ parameters: { NAME: { clause: c_WORD, time: unix_s, operators: [gte, lt] } } }",
    "{ parameters: { NAME: { clause: c_WORD, time: '%Y-%m-%dT%H:%M:%S', zone: Europe/Brussels, operators: [gte, lt] } } }",
];

/// A grammar for the route that is written, and where its clauses stand.
pub(super) fn grammar(maker: &mut Maker) -> Tree {
    maker.clauses = true;
    maker.grammar = if maker.posts {
        maker.one_of(&IN_BODY)
    } else {
        maker.one_of(&IN_QUERY)
    };
    piece(maker.grammar, &[])
}

/// A filter that is a clause. `shown` is the column that the field reads, where it reads one as it is.
pub(super) fn clause(
    maker: &mut Maker,
    name: &str,
    words: &[(&str, &str)],
    shown: Option<String>,
) -> Tree {
    let forms: &[&str] = match name {
        "subject" | "content" => &TEXTS,
        "status" | "direction" | "engagement_type" => &WORDS,
        _ if name.contains("_at") || name.contains("time") || name.contains("date") => &TIMES,
        _ => &IDS,
    };
    let word = words.iter().find(|(name, _)| *name == "WORD");
    let own = format!("c_{}", word.map_or("", |(_, word)| word));
    let column = shown.filter(|_| maker.dice.one_in(2)).unwrap_or(own);
    // Now and then a form that the grammar has no words for.
    let mut form = maker.one_of(forms);
    if !is_said(maker, form) && !maker.dice.one_in(12) {
        form = forms.first().copied().unwrap_or_default();
    }
    let form = form.replace("COLUMN", &column);
    piece(&maker.checkable(name, form), words)
}

/// True if the grammar has words for what a form needs.
fn is_said(maker: &Maker, form: &str) -> bool {
    let needs = [
        ("[COLUMN, ", "or"),
        (" ne]", "ne"),
        ("[A, C]", "in"),
        ("[gte, lt]", "gte"),
        ("[gte, lt]", "lt"),
    ];
    let mut needs = needs.iter().filter(|(sign, _)| form.contains(sign));
    needs.all(|(_, word)| maker.says(word))
}
