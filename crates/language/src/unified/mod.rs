//! The unified models that this engine ships with. `crm/engagements` is one Rust type for the record
//! and one for the caller's parameters; their JSON Schema is the model, and nothing else in the engine
//! names a field. The further models are JSON Schema files.

mod engagement;
mod further;
mod often;
mod order;
mod parameters;
mod remote_data;
mod typed;

pub use engagement::{Engagement, PhoneNumber, Reference};
pub(crate) use further::resources;
pub use further::{further_schemas, models};
pub use often::{OFTEN_NAMED, OFTEN_SAID, often_meant, often_named};
pub use parameters::Parameters;
pub use remote_data::RemoteData;
pub use typed::EngagementType;

use crate::json::Json;
use crate::model::Model;
use order::in_order;
use serde_json::Value;
use std::sync::Arc;

/// The resource of the engagements.
const RESOURCE: &str = "crm/engagements";

/// The JSON Schema of `crm/engagements`: the record, with the parameters under `x-parameters`.
///
/// It is also `schemas/engagement.schema.json`.
pub fn engagement_schema() -> Json {
    let record = schemars::schema_for!(Engagement);
    let parameters = schemars::schema_for!(Parameters);
    let mut schema = Json::from(Value::from(record));
    in_order::<Engagement>(&mut schema);
    let mut parameters = Json::from(Value::from(parameters));
    in_order::<Parameters>(&mut parameters);
    if let (Json::Object(object), Json::Object(parameters)) = (&mut schema, &mut parameters) {
        parameters.shift_remove("$schema");
        let defs = parameters.shift_remove("$defs");
        if let (Some(Json::Object(defs)), Some(Json::Object(own))) = (defs, object.get_mut("$defs"))
        {
            own.extend(defs);
            own.entry("Reference".to_owned())
                .and_modify(in_order::<Reference>);
            own.entry("PhoneNumber".to_owned())
                .and_modify(in_order::<PhoneNumber>);
        }
        object.insert("x-parameters".to_owned(), Json::Object(parameters.clone()));
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
    // The schema is made from our own types, and the doctest above reads it: a fault here would
    // give an empty model, and every check would report it.
    Model::from_schema(&engagement_schema()).unwrap_or_else(|_| Model {
        resource: String::new(),
        fields: Vec::new(),
        parameters: Vec::new(),
        sortable: Vec::new(),
        schema: Arc::new(Json::Null),
    })
}
