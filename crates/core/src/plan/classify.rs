//! What a reply means: the mapping's own rules first, then what the status says.

use super::compiled::Plan;
use crate::exchange::Reply;
use crate::slices::{self, Walk};
use std::borrow::Cow;
use std::time::Duration;
use touchpoint_language::expr::condition::{Facts, Subject};
use touchpoint_language::expr::{Condition, Path};
use touchpoint_language::json::{Json, Object};
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
    /// The vendor refuses.
    Refused,
}

/// Says what a reply means. `body` is its JSON, where it has any; where no rule holds, and `missing` does, it is a
/// page without records.
pub fn classify(
    plan: &Plan,
    missing: Option<&Condition>,
    reply: &Reply,
    body: Option<&Json>,
) -> Verdict {
    of_facts(plan, missing, &ReplyFacts { reply, body }, reply.status)
}

fn of_facts(plan: &Plan, missing: Option<&Condition>, facts: &dyn Facts, status: u16) -> Verdict {
    match first_that_holds(plan, facts) {
        None if missing.is_some_and(|missing| says_nothing_found(missing, facts)) => Verdict::Empty,
        rule => verdict(plan, rule, status),
    }
}

/// True if the vendor says that it found nothing. A status that says something else by itself does so
/// unless the condition names it: an error in a body is no empty list where the token has ended.
fn says_nothing_found(condition: &Condition, facts: &dyn Facts) -> bool {
    let speaks = matches!(facts.status(), Some(401 | 403 | 408 | 429 | 500..));
    let mut clauses = condition.every_clause();
    let named = !speaks || clauses.any(|clause| clause.subject == Subject::Status);
    named && condition.holds(facts)
}

fn verdict(plan: &Plan, rule: Option<usize>, status: u16) -> Verdict {
    let rule = rule.and_then(|index| plan.mapping.connection.classify.get(index));
    match rule.map(|rule| (rule.is, rule.wait)) {
        Some((Outcome::RateLimited, wait)) => Verdict::RateLimited(wait),
        Some((Outcome::TokenExpired, _)) => Verdict::TokenExpired,
        Some((Outcome::Transient, _)) => Verdict::Transient,
        Some((Outcome::Empty, _)) => Verdict::Empty,
        Some((Outcome::Partial, _)) => Verdict::Partial,
        Some((Outcome::Remote, _)) => Verdict::Refused,
        None => by_status(status),
    }
}

/// Says what a reply means, as [`classify`], from the text of its body: only what a rule asks for is
/// parsed.
pub(crate) fn classify_text(
    plan: &Plan,
    missing: Option<&Condition>,
    reply: &Reply,
    body: Option<&str>,
) -> Verdict {
    of_facts(plan, missing, &TextFacts { reply, body }, reply.status)
}

/// The position of the error rule for a reply: the first that holds.
pub fn rule_of(plan: &Plan, reply: &Reply, body: Option<&Json>) -> Option<usize> {
    first_that_holds(plan, &ReplyFacts { reply, body })
}

fn first_that_holds(plan: &Plan, facts: &dyn Facts) -> Option<usize> {
    let rules = &plan.mapping.connection.classify;
    rules.iter().position(|rule| match rule.is {
        Outcome::Empty => says_nothing_found(&rule.when, facts),
        _ => rule.when.holds(facts),
    })
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

/// What a condition on a reply is tested against.
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

/// What a condition on a reply is tested against, over the text of the body.
pub(crate) struct TextFacts<'r> {
    pub(crate) reply: &'r Reply,
    pub(crate) body: Option<&'r str>,
}

/// Longer values are compared only by their kind: no mapping asks for a text of that size.
const LONGEST_COMPARED: usize = 16 * 1024;

impl Facts for TextFacts<'_> {
    fn path(&self, path: &Path) -> Option<Cow<'_, Json>> {
        let found = Walk::new(path).one(self.body?)?;
        Some(Cow::Owned(if found.len() <= LONGEST_COMPARED {
            slices::value(found)
        } else if found.starts_with('[') {
            Json::Array(vec![Json::Null])
        } else {
            Json::Object(Object::new())
        }))
    }
    fn status(&self) -> Option<u16> {
        Some(self.reply.status)
    }
    fn header(&self, name: &str) -> Option<&str> {
        self.reply.headers.get(name)
    }
}
