//! One filter on its way to the vendor.

use crate::query::Operator;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Parameter, Sending};

/// One filter on its way to the vendor.
#[derive(Clone, Debug)]
pub struct Push {
    /// The parameter as the mapping declares it.
    pub parameter: String,
    /// The operator that is sent.
    pub operator: Operator,
    /// The values in the vendor's words.
    pub values: Vec<Json>,
    /// The declaration, where the mapping has one.
    pub declared: Option<(Parameter, Sending)>,
}
