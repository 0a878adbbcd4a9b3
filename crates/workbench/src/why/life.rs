//! The life of a value, as data to show.

use super::absent::Absent;
use super::located::Place;
use serde::Serialize;
use touchpoint_language::json::Json;

/// The life of one value.
#[derive(Clone, Debug, Serialize)]
pub struct Why {
    /// The slug.
    pub integration: String,
    /// What was asked about: `result[3].start_time`.
    pub value: String,
    /// What the caller gets.
    pub is: Json,
    /// The case of the mapping that the record was read by, and its place.
    pub case: String,
    /// The place of the case in the mapping.
    pub case_place: String,
    /// Where the vendor's record stands; absent where its text was repaired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<Place>,
    /// Why there is nothing to tell, where the mapping does not fill the field here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unfilled: Option<String>,
    /// How the value came about, for a field of one value, or each member of an object.
    pub lives: Vec<Life>,
    /// The sources of a list, with what became of each element.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceLife>,
}

/// How one expression made its value.
#[derive(Clone, Debug, Serialize)]
pub struct Life {
    /// The dotted field; absent for a part of another expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Its place in the mapping: `mappings/acme.yaml:31:5`.
    pub place: String,
    /// What is written there.
    pub written: String,
    /// The entry of a table that it was read of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<LookedUp>,
    /// What stands at its path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<Piece>,
    /// A constant, the caller's value, or a computed one, as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made: Option<String>,
    /// What stands there instead, where nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absent: Option<Absent>,
    /// The expressions that it tried or combined, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Life>,
    /// Each transform.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// Why there is no value, or not the whole one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
    /// What it ends with; absent where there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<String>,
}

/// A part of a reply.
#[derive(Clone, Debug, Serialize)]
pub struct Piece {
    /// Its text, shortened.
    pub text: String,
    /// Its place; absent in a table's entry, and where the text was repaired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// One transform.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// What it does, in words.
    pub does: String,
    /// The value before it.
    pub before: String,
    /// The value after it; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A warning of the record.
#[derive(Clone, Debug, Serialize)]
pub struct Fault {
    /// Its code: `unreadable_time`.
    pub code: String,
    /// What is there.
    pub message: String,
}

/// A look into a table.
#[derive(Clone, Debug, Serialize)]
pub struct LookedUp {
    /// The table.
    pub table: String,
    /// The parts of the key.
    pub key: Vec<String>,
    /// The entry, shortened; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
}

/// One source of a list.
#[derive(Clone, Debug, Serialize)]
pub struct SourceLife {
    /// The place of its first member.
    pub place: String,
    /// False where its own condition does not hold.
    pub applies: bool,
    /// The elements that the vendor sent.
    pub elements: Vec<ElementLife>,
}

/// One element of a list.
#[derive(Clone, Debug, Serialize)]
pub struct ElementLife {
    /// What came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub piece: Option<Piece>,
    /// What became of it, in words.
    pub became: &'static str,
}
