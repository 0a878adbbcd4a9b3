//! The examples of the language page: each is laid into a small mapping, at the place that its keys have, and its
//! structure is judged as an author's is.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use conformance::root;
use serde_json::{Map, Value, json};
use std::fs;
use touchpoint_language::Reader;
use touchpoint_language::diagnostic::{Code, Diagnostic};
use touchpoint_language::expr::Condition;
use touchpoint_language::json::Json;
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::engagement_model;

/// The mapping in which the examples are laid.
const AROUND: &str = r"
mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection:
  base_url: https://api.acme.example
  auth: [{ kind: bearer, credential: token }]
list:
  request: GET /calls
  paging: { kind: none }
  records: $.data[*]
  parameters: { created_at: { send_as: created, time: rfc3339, operators: [gte, lte] } }
  fields: { id: $.id, created_at: { from: $.created, time: rfc3339 } }
";

/// The keys of a whole mapping, of its connection, and of a list's fields; all others are a list's.
const WHOLE: [&str; 5] = ["context", "lookups", "ends", "lists", "resource"];
const CONNECTION: [&str; 3] = ["auth", "rate_limit", "errors"];
const FIELDS: [&str; 6] = [
    "owner",
    "account",
    "contact",
    "lead",
    "phone_numbers",
    "opportunity",
];

/// The blocks of YAML on the page, each cut where a key comes again: those are several examples.
fn examples() -> Vec<String> {
    let page = fs::read_to_string(root().join("docs/mapping-language.md")).unwrap();
    let blocks = page.split("```yaml\n").skip(1);
    let blocks = blocks.filter_map(|rest| rest.split_once("\n```").map(|(block, _)| block));
    let mut examples = Vec::new();
    for block in blocks {
        let (mut example, mut seen) = (String::new(), Vec::new());
        for line in block.lines() {
            let key = line.split(':').next().unwrap();
            let begins = !key.is_empty() && !key.starts_with([' ', '#', '-']);
            if begins && seen.contains(&key) {
                examples.push(std::mem::take(&mut example));
                seen.clear();
            }
            if begins {
                seen.push(key);
            }
            example += line;
            example += "\n";
        }
        examples.push(example);
    }
    examples
}

/// The mapping with an example at its place.
fn around(example: &Map<String, Value>) -> Value {
    let mut mapping: Value = serde_yaml::from_str(AROUND).unwrap();
    for (key, value) in example {
        match (key.as_str(), value) {
            ("list", Value::Object(list)) => {
                let own = mapping["list"].as_object_mut().unwrap();
                own.extend(list.clone());
            }
            ("laid_over", _) => mapping["list"]["merge"] = json!({ key: value }),
            (key, _) if WHOLE.contains(&key) => mapping[key] = value.clone(),
            (key, _) if CONNECTION.contains(&key) => mapping["connection"][key] = value.clone(),
            (key, _) if FIELDS.contains(&key) => mapping["list"]["fields"][key] = value.clone(),
            (key, _) => mapping["list"][key] = value.clone(),
        }
    }
    with_cases(&mut mapping["list"]);
    mapping
}

/// A list with cases, or with a merge of them, has what is read in `shared`.
fn with_cases(list: &mut Value) {
    let list = list.as_object_mut().unwrap();
    if !list.contains_key("cases") && !list.contains_key("merge") {
        return;
    }
    let mut shared = list.remove("shared").unwrap_or_else(|| json!({}));
    for key in ["request", "paging", "records", "parameters", "fields"] {
        let own = list.remove(key).unwrap();
        let shared = shared.as_object_mut().unwrap();
        shared.entry(key).or_insert(own);
    }
    list.insert("shared".to_owned(), shared);
    let cases = ["call", "email", "meeting"].map(|case| {
        (
            case.to_owned(),
            json!({ "when": { "engagement_type": case } }),
        )
    });
    list.entry("cases")
        .or_insert(Value::Object(cases.into_iter().collect()));
}

/// What is wrong with the structure of a mapping: keys, kinds of values, forms of texts.
fn structural(reader: &Reader, mapping: &Value) -> Vec<String> {
    let text = serde_yaml::to_string(mapping).unwrap();
    let (_, found) = reader.read(SourceFile::new("example", text.as_str()));
    let of_structure = |told: &&Diagnostic| told.code.as_str().starts_with("M1");
    // An example alone may lack what stands beside it in a mapping.
    let lacks = |told: &&Diagnostic| matches!(told.code, Code::MissingKey);
    let found = found
        .iter()
        .filter(of_structure)
        .filter(|told| !lacks(told));
    found
        .map(|told| format!("{}: {}", told.code.as_str(), told.title))
        .collect()
}

#[test]
fn each_example_of_the_language_page_has_the_structure_of_a_mapping() {
    let reader = Reader::new(engagement_model()).unwrap();
    let (mut wrong, mut judged, mut conditions) = (Vec::new(), 0, 0);
    for text in examples() {
        let example: Value =
            serde_yaml::from_str(&text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
        let Value::Object(example) = example else {
            panic!("no map: {text}");
        };
        // The whole mapping at the start has a test of its own. An overlay is read over its mapping: `custom.rs`.
        let custom = example
            .get("list")
            .and_then(|list| list.pointer("/fields/custom"));
        let whole = example.contains_key("mapping") || example.contains_key("overlay");
        if whole || custom.is_some() {
            continue;
        }
        let own = ["when", "where"].map(|key| example.get(key));
        for condition in own.into_iter().flatten() {
            let condition = Json::parse(&condition.to_string()).unwrap();
            let read = Condition::read(condition.as_object().unwrap());
            wrong.extend(read.err().map(|(_, fault)| format!("{fault:?}\n{text}")));
            conditions += 1;
        }
        if own.iter().any(Option::is_some) {
            continue;
        }
        let found = structural(&reader, &around(&example));
        judged += 1;
        if !found.is_empty() {
            wrong.push(format!("{}\n{text}", found.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(judged > 30 && conditions > 6, "{judged}, {conditions}");
}

#[test]
fn a_key_that_the_language_does_not_have_is_found_in_an_example() {
    let reader = Reader::new(engagement_model()).unwrap();
    for wrong in [
        json!({ "paging": { "kind": "offset", "sent_as": "skip" } }),
        json!({ "auth": [{ "kind": "bearer", "credentials": "token" }] }),
        json!({ "owner": { "id": { "from": "$.id", "cuts": "last_number" } } }),
    ] {
        let found = structural(&reader, &around(wrong.as_object().unwrap()));
        assert!(!found.is_empty(), "{wrong}");
    }
}
