//! Stub.
use schemars::JsonSchema;
use serde::Deserialize;
/// An operator.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Operator {
    /// eq
    Eq,
    /// ne
    Ne,
    /// gt
    Gt,
    /// gte
    Gte,
    /// lt
    Lt,
    /// lte
    Lte,
    /// in
    In,
    /// nin
    Nin,
    /// like
    Like,
}
