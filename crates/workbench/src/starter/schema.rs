//! A schema of an OpenAPI document → a value that satisfies it, with each word of its enums.

use touchpoint_language::json::{Json, Object};

/// How deep a schema is followed; schemas may hold themselves.
const DEEPEST: usize = 12;
/// The most elements that are made of a list.
const MOST_ELEMENTS: usize = 6;
/// The most values that are made at all.
const MOST_VALUES: usize = 4000;

/// A document in which `$ref` leads to its other parts.
#[derive(Clone, Copy)]
pub(super) struct Document<'d>(pub(super) &'d Json);

impl<'d> Document<'d> {
    /// What stands at the end of a reference; any other value is itself.
    pub(super) fn resolved(self, value: &'d Json) -> &'d Json {
        let mut at = value;
        for _ in 0..DEEPEST {
            let Some(to) = at.get("$ref").and_then(Json::as_str) else {
                return at;
            };
            let Some(found) = to
                .strip_prefix('#')
                .and_then(|pointer| self.0.pointer(pointer))
            else {
                return at;
            };
            at = found;
        }
        at
    }
}

/// A value that a document shows.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    /// The whole value.
    pub(super) body: Json,
    /// The same with only what the document itself says; what would be made up is null.
    pub(super) said: Json,
    /// The same with only the words of its enums.
    pub(super) words: Json,
}

impl Shown {
    /// An example, of which nothing is made up.
    pub(super) fn example(body: &Json) -> Shown {
        Shown {
            body: body.clone(),
            said: body.clone(),
            words: Json::Null,
        }
    }

    /// A value of a schema.
    pub(super) fn made(document: Document<'_>, schema: &Json) -> Shown {
        let of = |fills| sample(document, schema, fills);
        Shown {
            body: of(Fills::All),
            said: of(Fills::Said),
            words: of(Fills::Words),
        }
    }
}

/// Which values are filled in.
#[derive(Clone, Copy, PartialEq)]
enum Fills {
    /// All, made up where the document has none.
    All,
    /// Those that the document has: words of enums and examples.
    Said,
    /// The words of enums.
    Words,
}

fn sample(document: Document<'_>, schema: &Json, fills: Fills) -> Json {
    let mut maker = Maker {
        document: document.0,
        left: MOST_VALUES,
        fills,
    };
    maker.value(schema, 0, DEEPEST)
}

struct Maker<'d> {
    document: &'d Json,
    left: usize,
    fills: Fills,
}

impl Maker<'_> {
    /// The value of the record that has this number.
    fn value(&mut self, schema: &Json, number: usize, depth: usize) -> Json {
        if depth == 0 || self.left == 0 {
            return Json::Null;
        }
        self.left -= 1;
        let schema = Document(self.document).resolved(schema).clone();
        if let Some(words) = schema.get("enum").and_then(Json::as_array) {
            let at = number.checked_rem(words.len()).unwrap_or(0);
            return words.get(at).cloned().unwrap_or_default();
        }
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        let examples = schema.get("examples").and_then(Json::as_array);
        let first = examples.and_then(|all| all.first());
        if let Some(example) = schema.get("example").or(first) {
            return match self.fills {
                Fills::Words => Json::Null,
                Fills::All | Fills::Said => example.clone(),
            };
        }
        for key in ["oneOf", "anyOf"] {
            let several = schema.get(key).and_then(Json::as_array);
            let mut several = several.into_iter().flatten();
            let first = several.find(|one| one.get("type").and_then(Json::as_str) != Some("null"));
            if let Some(first) = first {
                return self.value(first, number, depth - 1);
            }
        }
        if let Some(all) = schema.get("allOf").and_then(Json::as_array) {
            let own = self.object(&schema, number, depth);
            return all.iter().fold(own, |whole, part| {
                match (whole, self.value(part, number, depth - 1)) {
                    (Json::Object(whole), Json::Object(part)) => {
                        Json::Object(whole.into_iter().chain(part).collect())
                    }
                    (Json::Object(whole), other) if whole.is_empty() => other,
                    (whole, _) => whole,
                }
            });
        }
        match kind(&schema) {
            "object" => self.object(&schema, number, depth),
            "array" => self.list(&schema, number, depth),
            _ if self.fills != Fills::All => Json::Null,
            "integer" | "number" => {
                let value = moment(&schema).unwrap_or(0) + number + 1;
                Json::parse(&value.to_string()).unwrap_or_default()
            }
            "boolean" => Json::Bool(false),
            "null" => Json::Null,
            _ => text(&schema, number).into(),
        }
    }

    fn object(&mut self, schema: &Json, number: usize, depth: usize) -> Json {
        let properties = schema.get("properties").and_then(Json::as_object);
        let mut object = Object::new();
        for (name, property) in properties.into_iter().flatten() {
            object.insert(name.clone(), self.value(property, number, depth - 1));
        }
        Json::Object(object)
    }

    /// As many elements as show each word of the enums right below.
    fn list(&mut self, schema: &Json, number: usize, depth: usize) -> Json {
        let Some(items) = schema.get("items") else {
            return Json::Array(Vec::new());
        };
        let document = Document(self.document);
        let item = document.resolved(items);
        let properties = item.get("properties").and_then(Json::as_object);
        let words = properties
            .into_iter()
            .flatten()
            .filter_map(|(_, property)| {
                let words = document.resolved(property).get("enum")?.as_array()?;
                Some(words.len())
            });
        let least = if properties.is_some() && depth + 3 > DEEPEST {
            2
        } else {
            1
        };
        let count = words.max().unwrap_or(0).clamp(least, MOST_ELEMENTS);
        let count = if depth + 4 > DEEPEST { count } else { least };
        let each = (0..count).map(|at| self.value(items, number + at, depth - 1));
        Json::Array(each.collect())
    }
}

/// The type of a schema; of several, the first that is not null.
fn kind(schema: &Json) -> &str {
    match schema.get("type") {
        Some(Json::String(kind)) => kind,
        Some(Json::Array(kinds)) => {
            let mut kinds = kinds.iter().filter_map(Json::as_str);
            kinds.find(|kind| *kind != "null").unwrap_or("null")
        }
        _ if schema.get("properties").is_some() => "object",
        _ if schema.get("items").is_some() => "array",
        _ => "string",
    }
}

/// A moment of our days, where a number is said to be one.
fn moment(schema: &Json) -> Option<usize> {
    let said = schema.get("description").and_then(Json::as_str)?;
    let said = said.to_lowercase();
    let is_moment = ["unix", "epoch", "timestamp"]
        .iter()
        .any(|word| said.contains(word));
    let seconds = 1_772_445_600;
    let fine = if said.contains("milli") { 1000 } else { 1 };
    is_moment.then_some(seconds * fine)
}

fn text(schema: &Json, number: usize) -> String {
    let day = 2 + number % 20;
    match schema
        .get("format")
        .and_then(Json::as_str)
        .unwrap_or_default()
    {
        "date-time" => format!("2026-03-{day:02}T10:00:00Z"),
        "date" => format!("2026-03-{day:02}"),
        "uuid" => format!("5f4f2d9c-2b3e-4a83-9c76-{number:012}"),
        "uri" | "url" => "https://example.com/".to_owned(),
        "email" => "ada@example.com".to_owned(),
        _ => format!("text {}", number + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::{Document, Fills, sample};
    use touchpoint_language::json::Json;

    #[test]
    fn a_value_has_what_the_schema_says() {
        let document = Json::parse(
            r##"{"components": {"schemas": {
                "Page": {"type": "object", "properties": {"data": {"type": "array", "items": {"$ref": "#/components/schemas/Task"}}}},
                "Task": {"allOf": [{"properties": {"id": {"type": "integer"}}}, {"properties": {
                    "kind": {"enum": ["A", "B"]}, "at": {"type": ["string", "null"], "format": "date-time"},
                    "parent": {"$ref": "#/components/schemas/Task"}}}]}}}}"##,
        )
        .unwrap();
        let schema = document.pointer("/components/schemas/Page").unwrap();
        let page = sample(Document(&document), schema, Fills::All);
        let first = page.pointer("/data/0").unwrap();
        assert_eq!(first.get("id").unwrap().as_u64(), Some(1));
        assert_eq!(first.get("kind").unwrap().as_str(), Some("A"));
        assert_eq!(
            first.get("at").unwrap().as_str(),
            Some("2026-03-02T10:00:00Z")
        );
        assert!(first.pointer("/parent/parent/id").is_some());
    }

    #[test]
    fn every_word_of_an_enum_is_shown() {
        let schema = Json::parse(
            r#"{"type": "array", "items": {"type": "object", "properties": {"kind": {"enum": ["A", "B", "C"]}}}}"#,
        )
        .unwrap();
        let list = sample(Document(&schema), &schema, Fills::All);
        let kinds: Vec<&str> = list
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r.get("kind").unwrap().as_str().unwrap())
            .collect();
        assert_eq!(kinds, ["A", "B", "C"]);
    }
}
