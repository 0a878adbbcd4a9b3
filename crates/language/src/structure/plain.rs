//! Judges a document by a schema, keyword by keyword, for the keywords that schemas of ours use. It
//! says of every document what the validator of the feature `validate` says; a test holds the two
//! against each other.

use std::collections::HashMap;

use regex_lite::Regex;
use serde_json::Value;

use super::Format;
use super::keywords::{Walk, named};
use super::violation::Violation;

/// Keywords that judge nothing. Others, beside those of [`Walk`], are refused.
const NOTES: [&str; 8] = [
    "$schema",
    "$defs",
    "title",
    "description",
    "default",
    "examples",
    "then",
    "else",
];

/// A schema with its patterns compiled.
#[derive(Debug)]
#[cfg_attr(
    feature = "validate",
    allow(dead_code, reason = "the test compares it")
)]
pub(super) struct Plain {
    schema: Value,
    formats: Vec<Format>,
    patterns: HashMap<String, Regex>,
}

#[cfg_attr(
    feature = "validate",
    allow(dead_code, reason = "the test compares it")
)]
impl Plain {
    /// Compiles the patterns.
    ///
    /// # Errors
    /// A pattern that is none, or a keyword that is not known here.
    pub(super) fn new(schema: &Value, formats: &[Format]) -> Result<Self, String> {
        let mut patterns = HashMap::new();
        prepare(schema, &mut patterns)?;
        Ok(Self {
            schema: schema.clone(),
            formats: formats.to_vec(),
            patterns,
        })
    }

    /// What the schema refuses in a document: about `most` violations at most.
    pub(super) fn violations(&self, document: &Value, most: usize) -> Vec<Violation> {
        let walk = Walk::new(&self.schema, &self.formats, &self.patterns, most);
        walk.of(&self.schema, document)
    }
}

/// True if a part of a schema accepts a value; its references are looked up in the whole. Formats
/// are not looked at.
pub(super) fn accepts(whole: &Value, part: &Value, value: &Value) -> bool {
    let patterns = HashMap::new();
    let walk = Walk::new(whole, &[], &patterns, 1);
    walk.of(part, value).is_empty()
}

/// Compiles the patterns of a schema and of the schemas in it.
fn prepare(schema: &Value, patterns: &mut HashMap<String, Regex>) -> Result<(), String> {
    let Some(map) = schema.as_object() else {
        return Ok(());
    };
    let mut add = |pattern: &str| {
        let read = Regex::new(pattern).map_err(|fault| format!("`{pattern}`: {fault}"))?;
        patterns.insert(pattern.to_owned(), read);
        Ok::<(), String>(())
    };
    if let Some(pattern) = map.get("pattern").and_then(Value::as_str) {
        add(pattern)?;
    }
    for pattern in named(map, "patternProperties").map(|(pattern, _)| pattern) {
        add(pattern)?;
    }
    for (keyword, below) in map {
        match keyword.as_str() {
            "properties" | "patternProperties" | "$defs" => {
                named(map, keyword).try_for_each(|(_, below)| prepare(below, patterns))?;
            }
            "allOf" | "anyOf" | "oneOf" => {
                let branches = below.as_array().into_iter().flatten();
                branches
                    .into_iter()
                    .try_for_each(|below| prepare(below, patterns))?;
            }
            "additionalProperties" | "propertyNames" | "items" | "if" | "then" | "else" => {
                prepare(below, patterns)?;
            }
            "$ref" | "type" | "enum" | "const" | "required" | "minProperties" | "maxProperties"
            | "minItems" | "maxItems" | "minLength" | "minimum" | "maximum" | "pattern"
            | "format" => {}
            note if NOTES.contains(&note) || note.starts_with("x-") => {}
            unknown => return Err(format!("the keyword `{unknown}` is not known")),
        }
    }
    Ok(())
}
