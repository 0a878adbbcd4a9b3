//! The keywords of a JSON Schema that schemas of ours use, each judging a value.

use std::collections::HashMap;

use regex_lite::Regex;
use serde_json::{Map, Value};

use super::Format;
use super::route::{escaped, referred};
use super::violation::{Breach, Violation, count, meant};

/// How deep a schema and a document may lead into each other.
const MAX_DEPTH: usize = 1_000;

/// One walk along a schema and a document.
pub(super) struct Walk<'s> {
    whole: &'s Value,
    formats: &'s [Format],
    patterns: &'s HashMap<String, Regex>,
    most: usize,
    /// Where it is in the document, and in the schema.
    instance: String,
    route: String,
    found: Vec<Violation>,
}

impl<'s> Walk<'s> {
    pub(super) fn new(
        whole: &'s Value,
        formats: &'s [Format],
        patterns: &'s HashMap<String, Regex>,
        most: usize,
    ) -> Self {
        Walk {
            whole,
            formats,
            patterns,
            most,
            instance: String::new(),
            route: String::new(),
            found: Vec::new(),
        }
    }

    /// What a schema refuses in a value.
    pub(super) fn of(mut self, schema: &'s Value, value: &Value) -> Vec<Violation> {
        self.schema(schema, value, MAX_DEPTH);
        self.found
    }

    fn schema(&mut self, schema: &'s Value, value: &Value, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            let breach = Breach::Other("it goes too deep".to_owned());
            return self.tell(breach);
        };
        match schema {
            Value::Bool(false) => self.tell(Breach::Forbidden),
            Value::Object(map) => {
                for (keyword, wanted) in map {
                    if self.found.len() >= self.most {
                        return;
                    }
                    if keyword == "if" {
                        self.choice(map, wanted, value, depth);
                        continue;
                    }
                    self.below(keyword, |walk| {
                        walk.keyword(map, keyword, wanted, value, depth);
                    });
                }
            }
            _ => {}
        }
    }

    fn tell(&mut self, breach: Breach) {
        self.found.push(Violation {
            breach,
            instance: self.instance.clone(),
            route: self.route.clone(),
        });
    }

    fn tell_unless(&mut self, holds: bool, breach: impl FnOnce() -> Breach) {
        if !holds {
            self.tell(breach());
        }
    }

    /// Does something one step further along the schema.
    fn below(&mut self, step: &str, work: impl FnOnce(&mut Self)) {
        let length = self.route.len();
        self.route.push('/');
        self.route.push_str(&escaped(step));
        work(self);
        self.route.truncate(length);
    }

    /// Judges a part of the value.
    fn part(&mut self, step: &str, schema: &'s Value, part: &Value, depth: usize) {
        let length = self.instance.len();
        self.instance.push('/');
        self.instance.push_str(&escaped(step));
        self.schema(schema, part, depth);
        self.instance.truncate(length);
    }

    /// What a schema refuses here, apart from what has been found.
    fn apart(&mut self, schema: &'s Value, value: &Value, depth: usize) -> Vec<Violation> {
        let found = std::mem::take(&mut self.found);
        self.schema(schema, value, depth);
        std::mem::replace(&mut self.found, found)
    }

    fn keyword(
        &mut self,
        map: &'s Map<String, Value>,
        keyword: &str,
        wanted: &'s Value,
        value: &Value,
        depth: usize,
    ) {
        match keyword {
            "$ref" => {
                if let Some(target) = referred(self.whole, map) {
                    self.schema(target, value, depth);
                }
            }
            "allOf" => {
                let branches = wanted.as_array().into_iter().flatten().enumerate();
                for (index, branch) in branches {
                    self.below(&index.to_string(), |walk| walk.schema(branch, value, depth));
                }
            }
            "oneOf" | "anyOf" => self.alternatives(keyword, wanted, value, depth),
            "type" => self.types(wanted, value),
            "enum" => {
                let words = wanted.as_array().cloned().unwrap_or_default();
                self.tell_unless(words.contains(value), || Breach::Words(words.clone()));
            }
            "const" => self.tell_unless(wanted == value, || Breach::Words(vec![wanted.clone()])),
            "minimum" | "maximum" => self.size(keyword, wanted, value),
            _ => match value {
                Value::Object(members) => self.object(map, keyword, wanted, members, depth),
                Value::Array(items) => self.list(keyword, wanted, items, depth),
                Value::String(text) => self.text(keyword, wanted, text),
                _ => {}
            },
        }
    }

    fn choice(
        &mut self,
        map: &'s Map<String, Value>,
        condition: &'s Value,
        value: &Value,
        depth: usize,
    ) {
        let refused = self.apart(condition, value, depth);
        let branch = if refused.is_empty() { "then" } else { "else" };
        if let Some(schema) = map.get(branch) {
            self.below(branch, |walk| walk.schema(schema, value, depth));
        }
    }

    fn alternatives(&mut self, keyword: &str, wanted: &'s Value, value: &Value, depth: usize) {
        let mut refused = Vec::new();
        let mut fitting: usize = 0;
        for (index, branch) in wanted.as_array().into_iter().flatten().enumerate() {
            let mut found = Vec::new();
            self.below(&index.to_string(), |walk| {
                found = walk.apart(branch, value, depth);
            });
            if found.is_empty() {
                fitting = fitting.saturating_add(1);
            } else {
                refused.push(found);
            }
        }
        match fitting {
            0 => match meant(refused, &self.instance) {
                Some(meant) => self.found.extend(meant),
                None => self.tell(Breach::Alternatives),
            },
            1 => {}
            _ => self.tell_unless(keyword == "anyOf", || Breach::Alternatives),
        }
    }

    fn types(&mut self, wanted: &Value, value: &Value) {
        let wanted = match wanted {
            Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
            one => one.as_str().into_iter().collect::<Vec<_>>(),
        };
        let fits = |name: &&str| is_of_type(name, value);
        self.tell_unless(wanted.iter().any(fits), || {
            Breach::Type(wanted.iter().filter_map(|name| known_type(name)).collect())
        });
    }

    fn size(&mut self, keyword: &str, limit: &Value, value: &Value) {
        let (Some(number), Some(bound)) = (value.as_f64(), limit.as_f64()) else {
            return;
        };
        let (holds, word) = match keyword {
            "minimum" => (number >= bound, "least"),
            _ => (number <= bound, "most"),
        };
        self.tell_unless(holds, || Breach::Limit(format!("at {word} {limit}")));
    }

    fn object(
        &mut self,
        map: &'s Map<String, Value>,
        keyword: &str,
        wanted: &'s Value,
        members: &Map<String, Value>,
        depth: usize,
    ) {
        match keyword {
            "required" => {
                let keys = wanted.as_array().into_iter().flatten();
                for key in keys.filter_map(Value::as_str) {
                    let there = members.contains_key(key);
                    self.tell_unless(there, || Breach::Missing(key.to_owned()));
                }
            }
            "properties" => {
                for (name, schema) in wanted.as_object().into_iter().flatten() {
                    if let Some(member) = members.get(name) {
                        self.below(name, |walk| walk.part(name, schema, member, depth));
                    }
                }
            }
            "patternProperties" => {
                for (pattern, schema) in wanted.as_object().into_iter().flatten() {
                    for (name, member) in members {
                        if self.fits(pattern, name) {
                            self.below(pattern, |walk| walk.part(name, schema, member, depth));
                        }
                    }
                }
            }
            "additionalProperties" => self.others(map, wanted, members, depth),
            "propertyNames" => {
                for name in members.keys() {
                    let refused = self.apart(wanted, &Value::String(name.clone()), depth);
                    let instance = &self.instance;
                    self.found
                        .extend(refused.into_iter().map(|violation| Violation {
                            breach: Breach::Name(name.clone(), Box::new(violation.breach)),
                            instance: instance.clone(),
                            route: violation.route,
                        }));
                }
            }
            "minProperties" | "maxProperties" => self.number(keyword, wanted, members.len(), "key"),
            _ => {}
        }
    }

    /// The members that `properties` and `patternProperties` do not name.
    fn others(
        &mut self,
        map: &'s Map<String, Value>,
        wanted: &'s Value,
        members: &Map<String, Value>,
        depth: usize,
    ) {
        let declared = |name: &String| {
            let mut properties = named(map, "properties");
            let mut patterns = named(map, "patternProperties");
            properties.any(|(known, _)| known == name)
                || patterns.any(|(pattern, _)| self.fits(pattern, name))
        };
        let others: Vec<&String> = members.keys().filter(|name| !declared(name)).collect();
        if wanted.as_bool() == Some(false) {
            let unknown = || Breach::UnknownKeys(others.iter().copied().cloned().collect());
            return self.tell_unless(others.is_empty(), unknown);
        }
        for name in others {
            if let Some(member) = members.get(name) {
                self.part(name, wanted, member, depth);
            }
        }
    }

    fn list(&mut self, keyword: &str, wanted: &'s Value, items: &[Value], depth: usize) {
        match keyword {
            "items" => {
                for (index, item) in items.iter().enumerate() {
                    self.part(&index.to_string(), wanted, item, depth);
                }
            }
            "minItems" | "maxItems" => self.number(keyword, wanted, items.len(), "item"),
            _ => {}
        }
    }

    fn text(&mut self, keyword: &str, wanted: &Value, text: &str) {
        let name = wanted.as_str().unwrap_or_default();
        match keyword {
            "minLength" => self.number(keyword, wanted, text.chars().count(), "character"),
            "pattern" => {
                let fits = self.fits(name, text);
                self.tell_unless(fits, || Breach::Pattern(name.to_owned()));
            }
            "format" => {
                let format = self.formats.iter().find(|format| format.name == name);
                let holds = format.is_none_or(|format| (format.check)(text).is_ok());
                self.tell_unless(holds, || Breach::Format(name.to_owned()));
            }
            _ => {}
        }
    }

    fn number(&mut self, keyword: &str, limit: &Value, here: usize, thing: &str) {
        let (Some(limit), Ok(here)) = (limit.as_u64(), u64::try_from(here)) else {
            return;
        };
        let (holds, word) = if keyword.starts_with("min") {
            (here >= limit, "least")
        } else {
            (here <= limit, "most")
        };
        self.tell_unless(holds, || {
            Breach::Limit(format!("at {word} {}", count(limit, thing)))
        });
    }

    fn fits(&self, pattern: &str, text: &str) -> bool {
        match self.patterns.get(pattern) {
            Some(pattern) => pattern.is_match(text),
            None => Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text)),
        }
    }
}

const TYPES: [&str; 7] = [
    "array", "boolean", "integer", "null", "number", "object", "string",
];

fn known_type(name: &str) -> Option<&'static str> {
    TYPES.into_iter().find(|known| *known == name)
}

fn is_of_type(name: &str, value: &Value) -> bool {
    match name {
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        "integer" => {
            value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|n| n.fract() == 0.0)
        }
        "null" => value.is_null(),
        "number" => value.is_number(),
        "object" => value.is_object(),
        "string" => value.is_string(),
        _ => false,
    }
}

/// The schemas that a keyword gives to names.
pub(super) fn named<'s>(
    map: &'s Map<String, Value>,
    keyword: &str,
) -> impl Iterator<Item = (&'s String, &'s Value)> + use<'s> {
    let named = map.get(keyword).and_then(Value::as_object);
    named.into_iter().flatten()
}
