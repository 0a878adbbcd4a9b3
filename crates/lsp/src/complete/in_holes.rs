//! What is offered in a hole, against what the check lets stand there.

use super::complete;
use crate::forms::FILTERS;
use crate::language::Language;
use crate::samples::Samples;
use touchpoint_language::diagnostic::Code;
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::engagement_model;

/// Where the hole of each text is marked.
const HOLE: &str = "<HOLE>";

/// A mapping with these lookups and this list.
fn mapping(lookups: &str, list: &str) -> String {
    format!(
        "mapping: 1\nintegration: acme\nlabel: Acme\nresource: crm/engagements\ncontext: {{ region: {{ pattern: '[a-z]+', example: eu }} }}\nconnection:\n  base_url: https://api.acme.example\n  auth: [{{ kind: bearer, credential: token }}]\n{lookups}list:\n  records: $.data[*]\n{list}"
    )
}

fn list(rest: &str) -> String {
    mapping(
        "",
        &format!("  fields: {{ id: $.id, subject: $.s }}\n{rest}"),
    )
}

fn table(rest: &str) -> String {
    let list = "  request: GET /calls\n  paging: { kind: none }\n  fields:\n    id: $.id\n    contact: { lookup: guests, by: [$.id], then_each: '$.guests[*]', id: $.id }\n";
    let lookups = format!("lookups:\n  guests:\n    entries: $.calls[*]\n    key: [$.id]\n{rest}");
    mapping(&lookups, list)
}

fn places() -> Vec<String> {
    let cursor =
        "  paging: { kind: cursor, next: $.next, size: { send_as: n, default: 5, max: 5 } }\n";
    let number =
        "  paging: { kind: page, stop: empty_page, size: { send_as: n, default: 5, max: 5 } }\n";
    let apart = "  request: GET /a\n  body: { from: '{{ query.created_at.gte }}' }\n  parameters: { created_at: { time: unix_s, operators: [gte, lte] }, subject: {} }\n";
    let own = "  request: GET /a\n  paging: { kind: none }\n";
    let grammar = |rest: &str| {
        format!(
            "  request: GET /a\n  paging: {{ kind: none }}\n  send: {{ q: '{{{{ clauses }}}}' }}\n  parameters: {{ subject: {{ clause: s, pattern: '[a-z]+', operators: [eq, like, in] }} }}\n  grammar: {{ {rest} }}\n"
        )
    };
    let text = "and: ' and ', or: ' or ', quote: \"'\", wildcard: { any: '%' }, operators: { eq: e, like: l }, in: '{{ column }} in {{ values }}'";
    vec![
        list(&format!("  request: GET /a/{{{{ <HOLE> }}}}\n{cursor}")),
        list(&format!(
            "  request: GET /a\n  headers: {{ x-a: '{{{{ <HOLE> }}}}' }}\n{number}"
        )),
        list(&format!(
            "  request: GET /a\n  send: {{ a: '{{{{ <HOLE> }}}}' }}\n{cursor}"
        )),
        list(&format!(
            "{apart}  send: {{ a: '{{{{ <HOLE> }}}}' }}\n{number}"
        )),
        list(&format!(
            "{own}  grammar: odata\n  order: {{ created_at: desc }}\n  send: {{ a: '{{{{ <HOLE> }}}}' }}\n"
        )),
        list(&format!(
            "{own}  grammar: odata\n  send: {{ a: '{{{{ <HOLE> }}}}' }}\n"
        )),
        list(&format!(
            "{own}  parameters: {{ subject: {{ send: {{ v: '{{{{ value }}}}', a: '{{{{ <HOLE> }}}}' }} }} }}\n"
        )),
        list(&format!(
            "{own}  parameters: {{ subject: {{ eq: {{ headers: {{ v: '{{{{ value }}}}', a: '{{{{ <HOLE> }}}}' }} }} }} }}\n"
        )),
        list(&format!(
            "{own}  grammar: odata\n  send: {{ q: '{{{{ clauses }}}}' }}\n  parameters: {{ subject: {{ clause: 'f({{{{ value }}}},{{{{ <HOLE> }}}})' }} }}\n"
        )),
        list(&format!(
            "{own}  sort: {{ fields: {{ subject: s }}, send: {{ by: '{{{{ field }}}}', s: '{{{{ <HOLE> }}}}' }} }}\n"
        )),
        list(&grammar(&format!("{text}, write: '{{{{ <HOLE> }}}}'"))),
        list(&grammar(&format!(
            "{text}, write: '{{{{ column }}}}', like: '{{{{ <HOLE> }}}}'"
        ))),
        list(&grammar(&format!(
            "{text}, write: '{{{{ column }}}}', around: '{{{{ <HOLE> }}}}'"
        ))),
        list(&grammar(&format!(
            "{text}, write: '{{{{ column }}}}', child: '{{{{ <HOLE> }}}}'"
        ))),
        list(&grammar("write: { c: '{{ <HOLE> }}' }")),
        table("    once: GET /a/{{ <HOLE> }}\n"),
        table("    each: GET /a/{{ <HOLE> }}\n"),
        table("    batch: GET /a/{{ <HOLE> }}\n"),
        table(
            "    batch: POST /a\n    body: { keys: '{{ lookup.keys }}', one: [{ id: '{{ <HOLE> }}' }] }\n",
        ),
    ]
}

const ALL: [&str; 27] = [
    "context.region",
    "query.subject",
    "query.created_at",
    "query.created_at.gte",
    "query.created_at.lt",
    "page.size",
    "page.number",
    "page.offset",
    "page.cursor",
    "lookup.key",
    "lookup.keys",
    "clauses",
    "columns",
    "order",
    "value",
    "values",
    "operator",
    "eq",
    "gte",
    "lte",
    "column",
    "pattern",
    "list",
    "field",
    "direction",
    "context",
    "credentials",
];

fn offered(language: &Language, text: &str, typed: &str) -> Vec<String> {
    let at = text.find(HOLE).unwrap();
    let source = SourceFile::new("a.yaml", text.replace(HOLE, typed));
    let found = complete(language, &source, at + typed.len(), &Samples::default());
    found.into_iter().map(|one| one.label).collect()
}

/// What the check says of a hole.
fn refused(language: &Language, text: &str, hole: &str) -> Vec<String> {
    let source = SourceFile::new("a.yaml", text.replace(HOLE, hole));
    let told = language.reader.read(source).1;
    let of_holes = told.iter().filter(|told| {
        let code = told.code;
        [
            Code::NotInScope,
            Code::ExpressionInHole,
            Code::UnknownKey,
            Code::BadTemplate,
        ]
        .contains(&code)
    });
    of_holes
        .map(|told| format!("{:?} {}", told.code, told.title))
        .collect()
}

#[test]
fn the_names_that_are_offered_are_those_that_the_check_lets_stand() {
    let language = Language::new(engagement_model()).unwrap();
    let mut odd = Vec::new();
    for text in places() {
        let offered = offered(&language, &text, "");
        let own = text.contains("value }}', a:") || text.contains("clause: 'f(");
        for name in ALL {
            let (root, _) = name.split_once('.').unwrap_or((name, ""));
            // A filter's own part may read the call beside its value, which is seldom meant.
            if own && ["query", "page"].contains(&root) {
                assert!(!offered.contains(&name.to_owned()), "{name}: {text}");
                continue;
            }
            // A value that is not always there is told apart.
            let hole = match root {
                "query" => format!("{name} | default(\"x\")"),
                _ => name.to_owned(),
            };
            let told = refused(&language, &text, &hole);
            let is_offered = offered.contains(&name.to_owned());
            if told.is_empty() != is_offered {
                odd.push(format!("{name}: {told:?}\n{text}"));
            }
        }
    }
    assert!(odd.is_empty(), "{}", odd.join("\n"));
}

#[test]
fn the_filters_behind_a_name_are_those_that_the_check_lets_stand() {
    let language = Language::new(engagement_model()).unwrap();
    let mut odd = Vec::new();
    for text in places() {
        for name in offered(&language, &text, "") {
            if !ALL.contains(&name.as_str()) {
                continue;
            }
            let typed = format!("{name} | ");
            let offered = offered(&language, &text, &typed);
            assert!(!offered.is_empty(), "{name}: {text}");
            for filter in offered {
                assert!(FILTERS.iter().any(|(known, _)| *known == filter));
                let call = match filter.as_str() {
                    "default" | "join" => format!("{filter}(\"x\")"),
                    "replace" => "replace(\"a\", \"b\")".to_owned(),
                    _ => filter.clone(),
                };
                let end = if filter != "default" && name.starts_with("query.") {
                    " | default(\"x\")"
                } else {
                    ""
                };
                let told = refused(&language, &text, &format!("{name} | {call}{end}"));
                if !told.is_empty() {
                    odd.push(format!("{name} | {call}: {told:?}\n{text}"));
                }
            }
        }
    }
    assert!(odd.is_empty(), "{}", odd.join("\n"));
}
