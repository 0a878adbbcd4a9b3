//! An operation of an OpenAPI document → what may be asked with it: parameters of the query, and members
//! of a body.

use super::schema::Document;
use super::survey::plain_name;
use super::written::flow;
use touchpoint_language::json::Json;

/// How deep a body is followed, and how many of its members are read.
const DEEPEST: usize = 4;
const MOST_PARAMETERS: usize = 200;

/// A parameter of the query, or a member of the body.
#[derive(Clone, Debug, Default)]
pub(super) struct Parameter {
    /// Its name; dotted below members of a body.
    pub(super) name: String,
    /// True if it stands in the body.
    pub(super) in_body: bool,
    /// `integer`, `string` …
    pub(super) kind: String,
    pub(super) format: String,
    pub(super) words: Vec<String>,
    pub(super) default: Option<u64>,
    pub(super) max: Option<u64>,
    pub(super) required: bool,
    pub(super) example: Option<String>,
}

impl Parameter {
    /// Where it is sent, as a mapping says it: `limit`, or `{ body: limit }`.
    pub(super) fn place(&self) -> String {
        place(&self.name, self.in_body)
    }

    /// True if it has one of these names, alone or below members of a body.
    pub(super) fn is_called(&self, names: &[&str]) -> bool {
        let last = self.name.rsplit('.').next().unwrap_or_default();
        let own = [plain_name(&self.name), plain_name(last)];
        own.iter().any(|own| names.contains(&own.as_str()))
    }
}

/// Where a value of this name is sent.
pub(super) fn place(name: &str, in_body: bool) -> String {
    if in_body {
        format!("{{ body: {} }}", flow(name))
    } else {
        flow(name)
    }
}

/// The parameters of a call: those of its query, and the members of its body.
pub(super) fn parameters(document: Document<'_>, path: &str, operation: &Json) -> Vec<Parameter> {
    let item = document.0.get("paths").and_then(|paths| paths.get(path));
    let of = |holder: Option<&Json>| {
        let list = holder
            .and_then(|holder| holder.get("parameters"))
            .and_then(Json::as_array);
        list.cloned().unwrap_or_default()
    };
    let all = of(item).into_iter().chain(of(Some(operation)));
    let query = all.filter_map(|parameter| {
        let parameter = document.resolved(&parameter).clone();
        if parameter.get("in")?.as_str()? != "query" {
            return None;
        }
        let schema = parameter.get("schema").map(|s| document.resolved(s));
        let schema = schema.cloned().unwrap_or_default();
        let name = parameter.get("name")?.as_str()?.to_owned();
        let required = parameter.get("required").and_then(Json::as_bool);
        Some(Parameter {
            name,
            required: required.unwrap_or(false),
            ..described(&parameter, &schema)
        })
    });
    let mut all: Vec<Parameter> = query.collect();
    let body = operation.get("requestBody").map(|b| document.resolved(b));
    let content = body.and_then(|body| body.get("content")?.as_object());
    let mut content = content.into_iter().flatten();
    let json = content.find(|(kind, _)| kind.contains("json"));
    if let Some(schema) = json.and_then(|(_, json)| json.get("schema")) {
        of_body(document, schema, "", DEEPEST, &mut all);
    }
    all
}

/// The members of a body, with dotted names.
fn of_body(
    document: Document<'_>,
    schema: &Json,
    above: &str,
    depth: usize,
    all: &mut Vec<Parameter>,
) {
    if depth == 0 || all.len() >= MOST_PARAMETERS {
        return;
    }
    let schema = document.resolved(schema);
    let parts = schema.get("allOf").and_then(Json::as_array);
    for part in parts.into_iter().flatten() {
        of_body(document, part, above, depth - 1, all);
    }
    let required = schema.get("required").and_then(Json::as_array);
    let is_required = |name: &str| {
        let mut names = required.into_iter().flatten();
        names.any(|one| one.as_str() == Some(name))
    };
    let members = schema.get("properties").and_then(Json::as_object);
    for (name, member) in members.into_iter().flatten() {
        let member = document.resolved(member);
        let dotted = format!("{above}{name}");
        if member.get("properties").is_some() || member.get("allOf").is_some() {
            of_body(document, member, &format!("{dotted}."), depth - 1, all);
            continue;
        }
        all.push(Parameter {
            name: dotted,
            in_body: true,
            required: above.is_empty() && is_required(name),
            ..described(member, member)
        });
    }
}

/// What a parameter and its schema say of its values.
fn described(parameter: &Json, schema: &Json) -> Parameter {
    let text = |name: &str| {
        let text = schema.get(name).and_then(Json::as_str);
        text.unwrap_or_default().to_owned()
    };
    let number = |name: &str| schema.get(name).and_then(Json::as_u64);
    let said = [parameter, schema].map(|one| one.get("description").and_then(Json::as_str));
    let said = said.map(Option::unwrap_or_default).join(". ");
    let example = parameter.get("example").or(schema.get("example"));
    let words = schema.get("enum").and_then(Json::as_array);
    let words = words.into_iter().flatten().filter_map(Json::as_text);
    Parameter {
        kind: text("type"),
        format: text("format"),
        words: words.map(str::to_owned).collect(),
        default: number("default").or_else(|| number_after(&said, &DEFAULT)),
        max: number("maximum").or_else(|| number_after(&said, &MOST)),
        example: example.and_then(Json::as_text).map(str::to_owned),
        ..Parameter::default()
    }
}

/// How descriptions tell the largest page, and the page that comes unasked.
const MOST: [&str; 4] = ["max", "up to", "at most", "no more than"];
const DEFAULT: [&str; 5] = [
    "default",
    "if not provided",
    "if not specified",
    "if omitted",
    "when omitted",
];

/// The first number behind one of some words, in the same sentence: `a maximum value of 500 is allowed`.
fn number_after(said: &str, words: &[&str]) -> Option<u64> {
    let said = said.to_lowercase();
    let sentences = said.split(". ").filter_map(|sentence| {
        let at = words.iter().find_map(|word| sentence.find(word))?;
        let rest = sentence.get(at..)?;
        let digits = rest.trim_start_matches(|c: char| !c.is_ascii_digit());
        let end = digits
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(digits.len());
        digits.get(..end)?.parse().ok()
    });
    sentences.into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::{DEFAULT, MOST, number_after};

    #[test]
    fn numbers_are_read_in_descriptions() {
        for (said, most, default) in [
            ("A maximum value of 500 is allowed.", Some(500), None),
            (
                "The maximum number of results. Defaults to 500.",
                None,
                Some(500),
            ),
            ("Page size, up to 100; default: 20", Some(100), Some(20)),
            (
                "For pagination, the limit of entries to be returned. If not provided, 100 items will be returned.",
                None,
                Some(100),
            ),
            ("How many", None, None),
        ] {
            assert_eq!(number_after(said, &MOST), most, "{said}");
            assert_eq!(number_after(said, &DEFAULT), default, "{said}");
        }
    }
}
