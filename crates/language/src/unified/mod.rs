//! The unified model that this engine ships with: one Rust type for the record, one for the
//! caller's parameters. Their JSON Schema is the model; nothing else in the engine names a field.

mod engagement;
mod parameters;

pub use engagement::{Engagement, PhoneNumber, Reference};
pub use parameters::Parameters;

use crate::model::Model;
use serde_json::Value;

/// The JSON Schema of `crm/engagements`: the record, with the parameters under `x-parameters`.
///
/// It is also `schemas/engagement.schema.json`.
pub fn engagement_schema() -> Value {
    let record = schemars::schema_for!(Engagement);
    let parameters = schemars::schema_for!(Parameters);
    let mut schema = Value::from(record);
    if let (Some(object), Value::Object(mut parameters)) =
        (schema.as_object_mut(), Value::from(parameters))
    {
        parameters.remove("$schema");
        let defs = parameters.remove("$defs");
        if let (Some(Value::Object(defs)), Some(own)) =
            (defs, object.get_mut("$defs").and_then(Value::as_object_mut))
        {
            own.extend(defs);
        }
        object.insert("x-parameters".to_owned(), Value::Object(parameters));
    }
    schema
}

/// The unified model of `crm/engagements`.
///
/// ```
/// let model = touchpoint_language::unified::engagement_model();
/// assert_eq!(model.resource, "crm/engagements");
/// assert!(model.field("owner.id").is_some());
/// ```
pub fn engagement_model() -> Model {
    // The schema is made from our own types, and the doctest above reads it: an empty model is
    // what a fault here would give, and every check would say so.
    Model::from_schema(&engagement_schema()).unwrap_or_else(|_| Model {
        resource: String::new(),
        fields: Vec::new(),
        parameters: Vec::new(),
        sortable: Vec::new(),
    })
}
