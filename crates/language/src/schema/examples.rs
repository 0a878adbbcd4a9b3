//! Examples of values for authors who wrote a value of another type: each stands beside its key in
//! the schema as `x-example`. `…` stands for the author's own text.

use crate::model::{Field, Model};
use serde_json::{Map, Value};

/// Key → an example of its value. `PARAMETER` is a name of the model's.
const EXAMPLES: &[(&str, &str)] = &[
    ("context", "{ name: { pattern: \"[a-z]+\" } }"),
    ("base_url", "https://api.example.com"),
    ("auth", "[{ kind: bearer, credential: access_token }]"),
    ("username", "{ credential: username }"),
    ("password", "{ credential: password }"),
    ("credential", "api_key"),
    ("scopes", "[…]"),
    (
        "rate_limit",
        "[{ remaining: { header: x-ratelimit-remaining } }]",
    ),
    ("remaining", "{ header: … }"),
    ("limit", "{ header: … }"),
    ("reset", "{ header: name, form: delay_s }"),
    ("errors", "{ message: … }"),
    ("classify", "[{ when: { status: 429 }, is: rate_limited }]"),
    ("wait", "… s"),
    ("keep", "… min"),
    ("refresh_token", "{ rotates: true }"),
    (
        "lookups",
        "{ name: { once: GET /path, entries: $.data[*], key: [$.id] } }",
    ),
    ("key", "[…]"),
    ("by", "[…]"),
    ("rules", "[{ required: PARAMETER }]"),
    ("required", "PARAMETER"),
    ("at_least_one_of", "[PARAMETER, other]"),
    ("exactly_one_of", "[PARAMETER, other]"),
    ("needs", "{ PARAMETER: other }"),
    (
        "cases",
        "{ name: { when: { PARAMETER: given }, request: GET /path } }",
    ),
    (
        "routes",
        "[{ when: { PARAMETER: given }, request: GET /path }]",
    ),
    ("when", "{ PARAMETER: given }"),
    ("headers", "{ name: text }"),
    ("send", "{ name: text }"),
    ("parameters", "{ PARAMETER: { send_as: name } }"),
    ("operators", "[…]"),
    (
        "sort",
        "{ send_as: sort, fields: { PARAMETER: name }, descending: \"-\" }",
    ),
    ("paging", "{ kind: none }"),
    ("next", "$.path"),
    ("size", "{ send_as: limit, default: 50, max: 100 }"),
    ("first_of", "[…]"),
    (
        "sum",
        "[{ from: $.start, time: unix_s }, { from: $.length, unit: s }]",
    ),
    ("difference", "[$.end, $.start]"),
    ("choose", "[{ when: { $.path: value }, from: $.path }]"),
    ("map", "{ theirs: ours }"),
    ("and", "[…]"),
    ("where", "{ $.path: value }"),
    ("skip", "{ $.path: value }"),
    ("cap", "10000"),
    (
        "merge",
        "{ when: { PARAMETER: all }, cases: [one, other], by: created_at, order: desc }",
    ),
];

/// Examples for the definitions whose keys are names of the author's.
const DEFINED: [(&str, &str); 3] = [
    ("ContextVariable", "{ pattern: \"[a-z]+\" }"),
    ("Parameter", "{ send_as: … }"),
    ("OperatorForm", "{ send_as: … }"),
];

/// The member that a value is, where it stands alone: the first one, but for the `id` of an object that
/// has more to say.
pub(super) fn member(members: &[Field]) -> &str {
    let mut names = members.iter().map(|member| member.name.as_str());
    let first = names.next().unwrap_or("id");
    names.next().filter(|_| first == "id").unwrap_or(first)
}

/// How an object with one member is written.
pub(super) fn of_member(members: &[Field]) -> String {
    format!("{{ {}: … }}", member(members))
}

/// Puts the examples into a mapping's schema.
pub(super) fn put(schema: &mut Value, model: &Model) {
    let names = model.filterable_names();
    let name = names.first().map_or("name", String::as_str);
    each(schema, name);
    for (definition, example) in DEFINED {
        let place = schema.pointer_mut(&format!("/$defs/{definition}"));
        if let Some(place) = place.and_then(Value::as_object_mut) {
            insert(place, example, name);
        }
    }
}

fn each(schema: &mut Value, name: &str) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get_mut("properties") {
                for (key, property) in properties.iter_mut() {
                    let example = EXAMPLES.iter().find(|(known, _)| known == key);
                    if let (Some((_, example)), Some(property)) =
                        (example, property.as_object_mut())
                        && property.get("const").is_none()
                    {
                        insert(property, example, name);
                    }
                }
            }
            map.values_mut().for_each(|part| each(part, name));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each(item, name)),
        _ => {}
    }
}

fn insert(schema: &mut Map<String, Value>, example: &str, name: &str) {
    let example = example.replace("PARAMETER", name);
    schema.entry("x-example").or_insert_with(|| example.into());
}
