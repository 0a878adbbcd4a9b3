//! The vendor's own words in a refusal, found where the mapping says.

use super::compiled::Plan;
use crate::slices;

/// The vendor's message, where the body of a reply has one.
pub fn message(plan: &Plan, body: &[u8]) -> Option<String> {
    plan.message.as_ref()?.of(slices::read(body).ok()?)
}

/// The same for an answer of the token URL.
pub(crate) fn token_message(plan: &Plan, body: &[u8]) -> Option<String> {
    plan.token_message.as_ref()?.of(slices::read(body).ok()?)
}
