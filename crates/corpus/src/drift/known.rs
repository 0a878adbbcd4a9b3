//! The shapes of recorded replies, by the calls that they answer, with what callers asked then: made
//! once, for many comparisons.

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
    calls: IndexMap<String, RecordedCall>,
}

/// What is recorded of one call.
#[derive(Debug, Default)]
pub struct RecordedCall {
    /// The call: `GET /activities`.
    pub call: String,
    /// What its replies look like.
    pub shape: Shape,
    /// What callers asked where it was made, each once.
    pub(super) ways: Vec<Way>,
}

/// What a caller asked.
#[derive(Debug, PartialEq)]
pub(super) struct Way {
    /// The query: `engagement_type=call&limit=2`.
    pub(super) query: String,
    /// The account's variables.
    pub(super) context: IndexMap<String, String>,
}

impl Known {
    /// The shapes of the replies of these cases, those of successes.
    pub fn of<'c>(cases: impl IntoIterator<Item = &'c Case>) -> Known {
        let mut known = Known::default();
        let cases = cases.into_iter();
        let exchanges = cases.flat_map(|case| case.exchanges.iter().map(move |one| (case, one)));
        for (case, exchange) in exchanges {
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
            let recorded = known
                .calls
                .entry(call.clone())
                .or_insert_with(|| RecordedCall {
                    call,
                    ..RecordedCall::default()
                });
            recorded.shape.add(&body);
            let way = Way {
                query: case.query.clone(),
                context: case.context.clone(),
            };
            if !recorded.ways.contains(&way) {
                recorded.ways.push(way);
            }
        }
        known
    }

    /// What is recorded of a call.
    pub fn of_call(&self, call: &str) -> Option<&RecordedCall> {
        self.calls.get(call)
    }

    /// The call whose recorded replies are most like these. `None` where none are like them.
    pub fn like(&self, now: &Shape) -> Option<&RecordedCall> {
        let part = |shared: usize| number(shared) / number(now.members.len().max(1));
        let likeness = |recorded: &RecordedCall| {
            let known = &recorded.shape.members;
            part(
                now.members
                    .keys()
                    .filter(|path| known.contains_key(*path))
                    .count(),
            )
        };
        // A list that has another name has other paths below it, and the same names.
        let called = |recorded: &RecordedCall| {
            let known = recorded.shape.members.keys();
            let known: BTreeSet<&str> = known.map(|path| name(path)).collect();
            let paths = now.members.keys();
            part(paths.filter(|path| known.contains(name(path))).count())
        };
        let calls = || self.calls.values();
        let by_names = || {
            let best = calls().max_by(|a, b| called(a).total_cmp(&called(b)));
            best.filter(|recorded| called(recorded) >= CALLED_ALIKE)
        };
        let best = calls().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        best.filter(|recorded| likeness(recorded) >= ALIKE)
            .or_else(by_names)
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
