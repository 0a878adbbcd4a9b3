//! What the schema lets stand at a place: keys, words, forms, and what is said of them. Where a place
//! has alternatives, those count that the text has chosen; where it has chosen none, all.

use crate::schema_holds::{holds, matches};
use serde_json::{Map, Value};
use touchpoint_language::document::{Pointer, Step};

const DEEPEST: usize = 24;

/// One key that a map may hold.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Key<'s> {
    pub(crate) name: &'s str,
    pub(crate) description: Option<&'s str>,
    pub(crate) required: bool,
}

/// One word that a value may be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Word<'s> {
    pub(crate) text: String,
    pub(crate) description: Option<&'s str>,
}

/// Every schema that speaks of the value at a place.
#[derive(Clone, Debug)]
pub(crate) struct Offer<'s> {
    whole: &'s Value,
    schemas: Vec<&'s Map<String, Value>>,
}

impl<'s> Offer<'s> {
    /// What the schema offers at a place of a text.
    pub(crate) fn at(whole: &'s Value, json: &Value, place: &Pointer) -> Offer<'s> {
        let mut schemas = Vec::new();
        expand(whole, whole, json, DEEPEST, &mut schemas);
        let mut value = json;
        for step in place.steps() {
            let below = child(value, step);
            let mut next = Vec::new();
            for schema in &schemas {
                for part in parts(schema, step) {
                    expand(whole, part, below, DEEPEST, &mut next);
                }
            }
            schemas = next;
            value = below;
        }
        Offer { whole, schemas }
    }

    /// The keys that a map here may hold, each once.
    pub(crate) fn keys(&self) -> Vec<Key<'s>> {
        let mut keys: Vec<Key<'s>> = Vec::new();
        for schema in &self.schemas {
            let required = schema.get("required").and_then(Value::as_array);
            let properties = schema.get("properties").and_then(Value::as_object);
            for (name, property) in properties.into_iter().flatten() {
                let description = self.described(property);
                let required = required.is_some_and(|keys| keys.iter().any(|key| key == name));
                match keys.iter_mut().find(|key| key.name == name) {
                    Some(key) => {
                        key.description = key.description.or(description);
                        key.required |= required;
                    }
                    None => keys.push(Key {
                        name,
                        description,
                        required,
                    }),
                }
            }
        }
        keys
    }

    /// The words that the value may be, each once.
    pub(crate) fn words(&self) -> Vec<Word<'s>> {
        let mut words: Vec<Word<'s>> = Vec::new();
        for schema in &self.schemas {
            let listed = schema.get("enum").and_then(Value::as_array);
            let one = schema.get("const");
            for value in listed.into_iter().flatten().chain(one) {
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                let description = one.and_then(|_| text_of(schema, "description"));
                match words.iter_mut().find(|word| word.text == text) {
                    Some(word) => word.description = word.description.or(description),
                    None => words.push(Word { text, description }),
                }
            }
            if schema.get("type").and_then(Value::as_str) == Some("boolean") {
                words.extend(["true", "false"].map(|word| Word {
                    text: word.to_owned(),
                    description: None,
                }));
            }
        }
        words
    }

    /// True if the value may be a text of this form: `touchpoint-path`.
    pub(crate) fn has_form(&self, form: &str) -> bool {
        self.schemas
            .iter()
            .any(|schema| text_of(schema, "format") == Some(form))
    }

    /// True if the map's keys are paths.
    pub(crate) fn has_paths_as_keys(&self) -> bool {
        self.schemas.iter().any(|schema| {
            let names = schema
                .get("propertyNames")
                .and_then(|names| names.get("pattern"));
            names
                .and_then(Value::as_str)
                .is_some_and(|names| names.contains("\\$"))
        })
    }

    /// How a value here is written, as the schema shows it: `{ kind: none }`.
    pub(crate) fn examples(&self) -> Vec<&'s str> {
        let mut found = Vec::new();
        for schema in &self.schemas {
            let listed = schema.get("examples").and_then(Value::as_array);
            let listed = listed.into_iter().flatten().filter_map(Value::as_str);
            for example in text_of(schema, "x-example").into_iter().chain(listed) {
                if !found.contains(&example) {
                    found.push(example);
                }
            }
        }
        found
    }

    /// What is said of the value: the nearest description first.
    pub(crate) fn description(&self) -> Option<&'s str> {
        self.schemas
            .iter()
            .find_map(|schema| text_of(schema, "description"))
    }

    fn described(&self, property: &'s Value) -> Option<&'s str> {
        let property = property.as_object()?;
        text_of(property, "description").or_else(|| {
            let target = referred(self.whole, property)?.as_object()?;
            text_of(target, "description")
        })
    }
}

fn text_of<'s>(schema: &'s Map<String, Value>, key: &str) -> Option<&'s str> {
    schema.get(key).and_then(Value::as_str)
}

/// The schema, and all that it hands the value on to.
fn expand<'s>(
    whole: &'s Value,
    schema: &'s Value,
    value: &Value,
    depth: usize,
    found: &mut Vec<&'s Map<String, Value>>,
) {
    let (Some(depth), Some(map)) = (depth.checked_sub(1), schema.as_object()) else {
        return;
    };
    if found.iter().any(|known| std::ptr::eq(*known, map)) {
        return;
    }
    found.push(map);
    if let Some(target) = referred(whole, map) {
        expand(whole, target, value, depth, found);
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let branches = map.get(keyword).and_then(Value::as_array);
        for branch in branches.into_iter().flatten() {
            expand(whole, branch, value, depth, found);
        }
    }
    let Some(condition) = map.get("if") else {
        return;
    };
    // By the keys of a condition a branch is chosen: `kind`.
    if condition.get("properties").is_some() {
        expand(whole, condition, value, depth, found);
    }
    let branch = if holds(condition, value) {
        "then"
    } else {
        "else"
    };
    if let Some(branch) = map.get(branch) {
        expand(whole, branch, value, depth, found);
    }
}

fn referred<'s>(whole: &'s Value, map: &Map<String, Value>) -> Option<&'s Value> {
    let target = map.get("$ref")?.as_str()?;
    whole.pointer(target.strip_prefix('#')?)
}

/// The schemas of what is below a step.
fn parts<'s>(schema: &'s Map<String, Value>, step: &Step) -> Vec<&'s Value> {
    let key = match step {
        Step::Index(index) => match schema.get("items") {
            Some(items) => return vec![items],
            None => index.to_string(),
        },
        Step::Key(key) => key.to_string(),
    };
    let named = schema.get("properties").and_then(|all| all.get(&key));
    if let Some(named) = named {
        return vec![named];
    }
    let patterns = schema.get("patternProperties").and_then(Value::as_object);
    let fitting = patterns.into_iter().flatten();
    let fitting: Vec<&Value> = fitting
        .filter(|(pattern, _)| matches(pattern, &key))
        .map(|(_, schema)| schema)
        .collect();
    if !fitting.is_empty() {
        return fitting;
    }
    schema.get("additionalProperties").into_iter().collect()
}

fn child<'v>(value: &'v Value, step: &Step) -> &'v Value {
    let below = match step {
        Step::Key(key) => value.get(&**key),
        Step::Index(index) => value.get(index).or_else(|| value.get(index.to_string())),
    };
    below.unwrap_or(&Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use touchpoint_language::schema::mapping_schema;
    use touchpoint_language::unified::engagement_model;

    fn place(text: &str) -> Pointer {
        Pointer::from_json_pointer(text)
    }

    #[test]
    fn a_kind_offers_its_own_keys_and_no_kind_offers_all_kinds() {
        let schema = mapping_schema(&engagement_model());
        let names = |json: &Value, at: &str| {
            let keys = Offer::at(&schema, json, &place(at)).keys();
            keys.iter()
                .map(|key| key.name.to_owned())
                .collect::<Vec<_>>()
        };
        let chosen = json!({ "list": { "paging": { "kind": "cursor" } } });
        let keys = names(&chosen, "/list/paging");
        assert!(
            keys.contains(&"next".to_owned()) && !keys.contains(&"total".to_owned()),
            "{keys:?}"
        );
        let open = json!({ "list": { "paging": {} } });
        assert!(names(&open, "/list/paging").contains(&"kind".to_owned()));
        let words = Offer::at(&schema, &open, &place("/list/paging/kind")).words();
        assert!(
            words.iter().any(|word| word.text == "next_url"),
            "{words:?}"
        );
        let fields = names(&json!({}), "/list/fields");
        assert!(fields.contains(&"start_time".to_owned()), "{fields:?}");
    }

    #[test]
    fn paths_are_known_by_their_form() {
        let schema = mapping_schema(&engagement_model());
        let json = json!({ "list": { "fields": { "subject": "$.a" } } });
        let offer = Offer::at(&schema, &json, &place("/list/fields/subject"));
        assert!(offer.has_form("touchpoint-path"));
        assert!(offer.description().is_some());
        let skip = Offer::at(
            &schema,
            &json!({ "list": { "skip": {} } }),
            &place("/list/skip"),
        );
        assert!(skip.has_paths_as_keys());
    }
}
