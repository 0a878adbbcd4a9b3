//! One comparison as a grammar or a filter writes it, with its holes filled: those of its texts, and those of the
//! names in its JSON.
//!
//! ```text
//! { "{{ column }}": { "${{ operator }}": "{{ value }}" } }  →  { "owner": { "$eq": "5" } }
//! ```

use touchpoint_language::expr::{ExprFault, quote};
use touchpoint_language::json::{Json, Object};
use touchpoint_language::mapping::{Body, Comparison, with_words};

/// The names by which a comparison reads what the caller gave.
const VALUES: [&str; 3] = ["value", "values", "pattern"];

/// A comparison with its holes filled; none where a value has no place in it.
pub(super) fn written(
    form: &Comparison,
    holes: Object,
    values: &[Json],
) -> Result<Option<Json>, ExprFault> {
    let scope = Json::Object(holes);
    match form {
        Comparison::Text(template) => template.fill(&scope, quote::verbatim),
        Comparison::Json(body) => json(body, &scope, values),
    }
}

/// True if a part of a comparison holds what the caller gave.
fn holds_value(body: &Body) -> bool {
    VALUES.iter().any(|name| body.reads(name))
}

fn json(body: &Body, scope: &Json, values: &[Json]) -> Result<Option<Json>, ExprFault> {
    Ok(match body {
        Body::Fixed(value) => Some(value.clone()),
        Body::Text(template, _) => template.fill(scope, quote::verbatim)?,
        Body::Names(_) => None,
        Body::List(items) => {
            let mut list = Vec::new();
            for item in items {
                if !item.reads("value") {
                    match json(item, scope, values)? {
                        None if holds_value(item) => return Ok(None),
                        element => list.extend(element),
                    }
                    continue;
                }
                for value in values {
                    let mut own = scope.as_object().cloned().unwrap_or_default();
                    own.insert("value".to_owned(), value.clone());
                    match json(item, &Json::Object(own), &[])? {
                        None => return Ok(None),
                        element => list.extend(element),
                    }
                }
            }
            Some(Json::Array(list))
        }
        Body::Object(members) => {
            let mut object = Object::new();
            for (name, member) in members {
                match json(member, scope, values)? {
                    Some(value) => {
                        object.insert(with_words(name, |hole| text_of(scope, hole)), value);
                    }
                    None if holds_value(member) => return Ok(None),
                    None => {}
                }
            }
            Some(Json::Object(object))
        }
    })
}

/// What a hole of a name stands for.
fn text_of(scope: &Json, hole: &str) -> Option<String> {
    let mut steps = hole.split('.');
    let value = steps.try_fold(scope, |value, step| value.get(step))?;
    value.as_text().map(str::to_owned)
}
