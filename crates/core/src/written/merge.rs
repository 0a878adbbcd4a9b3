//! Several cases that are read as one list.

use super::{ParameterCondition, SortDirection};
use schemars::JsonSchema;
use serde::Deserialize;

/// Several cases that are read as one list, ordered by a time.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// The parameters for which they are.
    pub when: ParameterCondition,
    /// The cases, by their names. Each one's list must come in this order from the remote.
    #[schemars(extend("minItems" = 2))]
    pub cases: Vec<String>,
    /// The unified field whose time orders the records.
    pub by: String,
    /// Which way.
    pub order: SortDirection,
}
