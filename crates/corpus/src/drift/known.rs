//! The shapes of recorded replies, by the calls that they answer: made once, for many comparisons.

use super::shape::Shape;
use crate::case::Case;
use indexmap::IndexMap;
use std::collections::BTreeSet;
use touchpoint_language::json::Json;

/// The least part of a reply's members that a recorded one must have to be one of its kind.
const ALIKE: f64 = 0.3;

/// The least part of their names, wherever they stand, where too few stand at the same places.
const CALLED_ALIKE: f64 = 0.8;

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
        // A list that has another name has other paths below it, and the same names.
        let called = |shape: &Shape| {
            let known: BTreeSet<&str> = shape.members.keys().map(|path| name(path)).collect();
            let shared = now.members.keys().filter(|path| known.contains(name(path)));
            number(shared.count()) / number(now.members.len().max(1))
        };
        let by_names = || {
            let calls = self.calls.iter();
            let best = calls.max_by(|(_, a), (_, b)| called(a).total_cmp(&called(b)));
            best.filter(|(_, shape)| called(shape) >= CALLED_ALIKE)
        };
        let best = best.filter(|(_, shape)| likeness(shape) >= ALIKE);
        let (call, shape) = best.or_else(by_names)?;
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

/// The name of a member, without where it stands.
fn name(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
