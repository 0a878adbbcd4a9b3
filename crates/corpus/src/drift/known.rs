//! The shapes of recorded replies, by the calls that they answer: made once, for many comparisons.

use super::shape::Shape;
use crate::case::Case;
use indexmap::IndexMap;
use touchpoint_language::json::Json;

/// The least part of a reply's members that a recorded one must have to be one of its kind.
const ALIKE: f64 = 0.3;

/// What recorded replies look like.
#[derive(Debug, Default)]
pub struct Known {
    calls: IndexMap<String, Shape>,
}

impl Known {
    /// The shapes of the replies of these cases, those of successes.
    pub fn of<'c>(cases: impl IntoIterator<Item = &'c Case>) -> Known {
        let mut known = Known::default();
        for exchange in cases.into_iter().flat_map(|case| &case.exchanges) {
            if !(200..300).contains(&exchange.reply.status) {
                continue;
            }
            let Ok(body) = Json::from_slice(&exchange.reply.body) else {
                continue;
            };
            let call = call(
                &exchange.request.method.to_string(),
                exchange.request.url.path(),
            );
            known.calls.entry(call).or_default().add(&body);
        }
        known
    }

    /// The recorded replies of a call.
    pub fn of_call(&self, call: &str) -> Option<&Shape> {
        self.calls.get(call)
    }

    /// The recorded replies that are most like these, with their call. `None` where none are like them.
    pub fn like(&self, now: &Shape) -> Option<(&str, &Shape)> {
        let likeness = |shape: &Shape| {
            let shared = now
                .members
                .keys()
                .filter(|path| shape.members.contains_key(*path))
                .count();
            number(shared) / number(now.members.len().max(1))
        };
        let best = self
            .calls
            .iter()
            .max_by(|(_, a), (_, b)| likeness(a).total_cmp(&likeness(b)));
        let (call, shape) = best.filter(|(_, shape)| likeness(shape) >= ALIKE)?;
        Some((call.as_str(), shape))
    }
}

/// A call as comparisons know it: parts of a path with digits are one.
///
/// ```
/// use touchpoint_corpus::drift::call;
/// assert_eq!(call("GET", "/contacts/3104/calls"), "GET /contacts/*/calls");
/// assert_eq!(call("GET", "/v2/calls"), "GET /v2/calls");
/// ```
pub fn call(method: &str, path: &str) -> String {
    let parts = path.split('/').map(|part| {
        if part.contains(|c: char| c.is_ascii_digit()) && part.len() > 2 {
            "*"
        } else {
            part
        }
    });
    format!("{method} {}", parts.collect::<Vec<_>>().join("/"))
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
