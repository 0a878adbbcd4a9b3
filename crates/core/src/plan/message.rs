//! The vendor's own words in a refusal, found where the mapping says.

use super::Plan;
use super::fill::{Here, fill};
use super::record::RecordFacts;
use super::tables::Tables;
use super::{Reads, Slot};
use serde_json::{Map, Value};
use touchpoint_language::mapping::Expression;

/// The vendor's message, where the body has one.
pub fn message(plan: &Plan, body: &Value) -> Option<String> {
    words(plan.message.as_ref()?, body)
}

/// The same for an answer of the token URL.
pub(crate) fn token_message(plan: &Plan, body: &Value) -> Option<String> {
    words(plan.token_message.as_ref()?, body)
}

fn words((reads, expression): &(Reads, Expression<Slot>), body: &Value) -> Option<String> {
    let slots = reads.fill(body);
    let (query, tables) = (Map::new(), Tables::default());
    let facts = RecordFacts {
        query: &query,
        tables: &tables,
    };
    let here = Here {
        value: body,
        record: body,
        slots: &slots,
        record_slots: &slots,
        facts: &facts,
    };
    let text = fill(expression, &here, &mut Vec::new());
    text.as_str()
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}
