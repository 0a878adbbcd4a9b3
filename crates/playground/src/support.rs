//! What one mapping supports, as a table.

use serde::Serialize;
use std::sync::Arc;
use touchpoint_core::plan::Plan;
use touchpoint_core::registry::Registry;
use touchpoint_describe::coverage::{Support, derive};
use touchpoint_language::model::Model;

/// One row of the table.
#[derive(Debug, Serialize)]
pub(crate) struct Supported {
    /// The parameter's or field's name.
    name: String,
    /// `parameter` or `field`.
    is: &'static str,
    /// `required`, `supported`, `extra`.
    how: &'static str,
    /// The words that it takes; empty where any value may be given.
    values: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// The parameters that a mapping takes, then the fields that it fills.
pub(crate) fn supported(plan: &Arc<Plan>, model: &Model) -> Vec<Supported> {
    let registry = Registry::of(vec![Arc::clone(plan)]);
    let coverage = derive(&registry, model);
    let Some(own) = coverage.integrations.first() else {
        return Vec::new();
    };
    let parameters = own.parameters.iter().map(|parameter| Supported {
        name: parameter.name.clone(),
        is: "parameter",
        how: match parameter.support {
            Support::Required => "required",
            Support::Supported => "supported",
            Support::Extra => "extra",
        },
        values: parameter.values.clone(),
        note: parameter.note.clone(),
    });
    let fields = own.fields.iter().map(|field| Supported {
        name: field.clone(),
        is: "field",
        how: "supported",
        values: Vec::new(),
        note: None,
    });
    parameters.chain(fields).collect()
}
