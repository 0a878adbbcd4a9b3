//! The recorded cases of an integration are held against what its mapping claims: what no case
//! shows is named. Nothing is believed: a part that can be altered without any case coming out
//! differently has no evidence.

use crate::corpus::{A_CURSOR, Case, Exchange, Expected};
use crate::replay::replay;
use serde_json::Value;
use std::borrow::Cow;
use touchpoint_core::evidence::{Claim, Proof, altered, claims};
use touchpoint_core::exchange::Reply;
use touchpoint_core::plan::{Chosen, Plan, message, serving};
use touchpoint_core::query::{self, ListQuery, brackets};
use touchpoint_language::document::Pointer;
use touchpoint_language::expr::Path;
use touchpoint_language::expr::condition::Facts;
use touchpoint_language::mapping::Route;

/// The claims of a plan that none of these cases shows. A case that does not come out as recorded
/// shows nothing but its replies.
pub async fn unproved(plan: &Plan, cases: &[Case]) -> Vec<Claim> {
    let replies: Vec<&Reply> = cases
        .iter()
        .flat_map(|case| &case.exchanges)
        .map(|call| &call.reply)
        .collect();
    let cases = as_recorded(plan, cases).await;
    let seen: Vec<Seen<'_, '_>> = cases.iter().map(|case| see(case, plan)).collect();
    let mut missing = Vec::new();
    for claim in claims(plan) {
        let shown = match &claim.proof {
            Proof::Altered(alteration) => {
                let plan = altered(plan, alteration);
                differs(&plan, &cases).await
            }
            Proof::Said(alteration) => {
                let other = altered(plan, alteration);
                replies
                    .iter()
                    .any(|reply| words(plan, reply) != words(&other, reply))
            }
            Proof::Classified(index) => {
                let mut rules = replies.iter().map(|reply| rule_of(plan, reply));
                rules.any(|rule| rule == Some(*index))
            }
            proof => seen.iter().any(|seen| seen.shows(plan, proof)),
        };
        if !shown {
            missing.push(claim);
        }
    }
    missing
}

async fn as_recorded<'c>(plan: &Plan, cases: &'c [Case]) -> Vec<&'c Case> {
    let mut same = Vec::new();
    for case in cases {
        if replay(case, plan).await.is_empty() {
            same.push(case);
        }
    }
    same
}

async fn differs(plan: &Plan, cases: &[&Case]) -> bool {
    for case in cases {
        if !replay(case, plan).await.is_empty() {
            return true;
        }
    }
    false
}

/// The vendor's words in a refusal.
fn words(plan: &Plan, reply: &Reply) -> Option<String> {
    if reply.status < 400 {
        return None;
    }
    message(plan, &reply.body)
}

/// A case, and what serves it: nothing, one list, or several that are read as one.
struct Seen<'c, 'p> {
    case: &'c Case,
    query: ListQuery,
    chosen: Vec<Chosen<'p>>,
}

fn see<'c, 'p>(case: &'c Case, plan: &'p Plan) -> Seen<'c, 'p> {
    let tree = brackets::parse(&case.query);
    let read = tree.and_then(|tree| query::read(tree, &plan.model));
    // A query that cannot be read is one that asks for nothing.
    let (query, _) = read.unwrap_or_default();
    let chosen = serving(plan, &query).unwrap_or_default();
    Seen {
        case,
        query,
        chosen,
    }
}

impl<'p> Seen<'_, 'p> {
    fn shows(&self, plan: &Plan, proof: &Proof) -> bool {
        match proof {
            Proof::Altered(_) | Proof::Said(_) | Proof::Classified(_) => false,
            Proof::Served { case, route } => {
                let mut chosen = self.chosen.iter();
                chosen.any(|list| list.case_at == *case && list.route_at == *route)
                    && self.pages().next().is_some()
            }
            Proof::Given(pointer) => {
                let mut all = self.routes().flat_map(|route| route.parameters.values());
                let declared = all.find(|parameter| parameter.pointer == *pointer);
                declared.is_some_and(|parameter| self.gives(plan, &parameter.name))
                    && self.pages().next().is_some()
            }
            Proof::GoesOn(pointer) => self.pages_by(pointer).any(|page| cursor(page) == A_CURSOR),
            Proof::Ends(pointer) => self
                .pages_by(pointer)
                .any(|page| page.get("next_cursor") == Some(&Value::Null)),
        }
    }

    fn routes(&self) -> impl Iterator<Item = &'p Route> {
        self.chosen.iter().map(|chosen| chosen.route)
    }

    /// Whether the caller gives a parameter, under its own name or its twin's.
    fn gives(&self, plan: &Plan, name: &str) -> bool {
        let parameter = plan.model.parameter(name);
        let twin = parameter.and_then(|p| p.same_as.as_deref());
        let mut filters = self.query.filters.iter().map(|f| f.parameter.as_str());
        filters.any(|given| given == name || Some(given) == twin)
    }

    /// The pages that the caller gets of calls to the remote.
    fn pages(&self) -> impl Iterator<Item = &Value> {
        let asked = |number: usize| {
            let mut calls = self.case.exchanges.iter();
            calls.any(|call: &Exchange| call.page == number)
        };
        let pages = (1..).zip(&self.case.expected);
        pages.filter_map(move |(number, expected)| match expected {
            Expected::Page(page) if asked(number) => Some(page),
            _ => None,
        })
    }

    /// The pages of a list that goes on by this paging.
    fn pages_by(&self, pointer: &Pointer) -> impl Iterator<Item = &Value> {
        let mut routes = self.routes();
        let same = routes.any(|route| route.paging.pointer == *pointer);
        self.pages().filter(move |_| same)
    }
}

fn cursor(page: &Value) -> &str {
    page.get("next_cursor")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// The error rule that a reply is about: the first that holds.
fn rule_of(plan: &Plan, reply: &Reply) -> Option<usize> {
    let body = serde_json::from_slice(&reply.body).ok();
    let facts = ReplyFacts { reply, body };
    let rules = &plan.mapping.connection.classify;
    rules.iter().position(|rule| rule.when.holds(&facts))
}

struct ReplyFacts<'r> {
    reply: &'r Reply,
    body: Option<Value>,
}

impl Facts for ReplyFacts<'_> {
    fn path(&self, path: &Path) -> Option<Cow<'_, Value>> {
        path.one(self.body.as_ref()?).map(Cow::Borrowed)
    }
    fn status(&self) -> Option<u16> {
        Some(self.reply.status)
    }
    fn header(&self, name: &str) -> Option<&str> {
        self.reply.headers.get(name)
    }
}
