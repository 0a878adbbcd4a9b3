//! What a reply means: the mapping's own rules first, then what the status says.

use super::compiled::Plan;
use crate::exchange::Reply;
use std::borrow::Cow;
use std::time::Duration;
use touchpoint_language::expr::Path;
use touchpoint_language::expr::condition::Facts;
use touchpoint_language::json::Json;
use touchpoint_language::written::Outcome;

/// What a reply means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// A page of records.
    Page,
    /// A page without records.
    Empty,
    /// A page of records, and an error beside them.
    Partial,
    /// Too many calls; the mapping may declare how long to wait.
    RateLimited(Option<Duration>),
    /// The access token is no longer good.
    TokenExpired,
    /// The same call may succeed a moment later.
    Transient,
    /// The remote refuses.
    Refused,
}

/// Says what a reply means. `body` is its JSON, where it has any.
pub fn classify(plan: &Plan, reply: &Reply, body: Option<&Json>) -> Verdict {
    let rules = &plan.mapping.connection.classify;
    let rule = rule_of(plan, reply, body).and_then(|index| rules.get(index));
    match rule.map(|rule| (rule.is, rule.wait)) {
        Some((Outcome::RateLimited, wait)) => Verdict::RateLimited(wait),
        Some((Outcome::TokenExpired, _)) => Verdict::TokenExpired,
        Some((Outcome::Transient, _)) => Verdict::Transient,
        Some((Outcome::Empty, _)) => Verdict::Empty,
        Some((Outcome::Partial, _)) => Verdict::Partial,
        Some((Outcome::Remote, _)) => Verdict::Refused,
        None => by_status(reply.status),
    }
}

/// The place of the error rule that a reply is about: the first that holds.
pub fn rule_of(plan: &Plan, reply: &Reply, body: Option<&Json>) -> Option<usize> {
    let facts = ReplyFacts { reply, body };
    let rules = &plan.mapping.connection.classify;
    rules.iter().position(|rule| rule.when.holds(&facts))
}

fn by_status(status: u16) -> Verdict {
    match status {
        204 => Verdict::Empty,
        200..=299 => Verdict::Page,
        401 => Verdict::TokenExpired,
        429 => Verdict::RateLimited(None),
        408 | 502 | 503 | 504 => Verdict::Transient,
        _ => Verdict::Refused,
    }
}

/// What a condition on a reply is held against.
pub(crate) struct ReplyFacts<'r> {
    pub(crate) reply: &'r Reply,
    pub(crate) body: Option<&'r Json>,
}

impl Facts for ReplyFacts<'_> {
    fn path(&self, path: &Path) -> Option<Cow<'_, Json>> {
        path.one(self.body?).map(Cow::Borrowed)
    }
    fn status(&self) -> Option<u16> {
        Some(self.reply.status)
    }
    fn header(&self, name: &str) -> Option<&str> {
        self.reply.headers.get(name)
    }
}
