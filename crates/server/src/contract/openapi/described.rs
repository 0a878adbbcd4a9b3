//! What is described of the lists of one model, and the path that each of them has for its integrations.

use super::operations;
use serde_json::{Value, json};
use touchpoint_language::model::Model;

/// The lists of one model, and the integrations that have one.
pub(crate) struct Described<'a> {
    pub(crate) model: &'a Model,
    pub(crate) integrations: Vec<String>,
}

/// `/unified/…/{integration}/meta/list`
pub(super) fn meta_of_one(name: &str, integrations: &[String]) -> Value {
    json!({
        "parameters": [{
            "name": "integration", "in": "path", "required": true,
            "description": "The integration.",
            "schema": { "type": "string", "enum": integrations },
        }],
        "get": operations::open_or_not_found(
            "unified", name, "What one integration supports", "Meta",
        ),
    })
}
