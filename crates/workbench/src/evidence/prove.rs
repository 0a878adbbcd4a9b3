//! Compares the recorded cases of an integration with the claims of its mapping, and finds the
//! claims that no case shows.

use super::place::place_of;
use super::{Alteration, Claim, Proof, altered, claims};
use crate::replay::replay;
use touchpoint_core::exchange::Reply;
use touchpoint_core::plan::{Chosen, Plan, check_rules, message, rule_of, serving};
use touchpoint_core::query::{Filter, ListQuery};
use touchpoint_corpus::{A_CURSOR, Case, Exchange, Expected};
use touchpoint_language::document::Pointer;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Parameter, Route};
use touchpoint_language::model::Operator;

/// The claims of a plan that none of these cases shows. A case that does not come out as recorded
/// counts only for its replies.
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
            Proof::Judged(alteration) => {
                let other = altered(plan, alteration);
                replies.iter().any(|reply| judged(plan, &other, reply))
            }
            Proof::Classified(index) => {
                let mut rules = replies.iter().map(|reply| classified(plan, reply));
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

pub(super) async fn as_recorded<'c>(plan: &Plan, cases: &'c [Case]) -> Vec<&'c Case> {
    let mut same = Vec::new();
    for case in cases {
        if replay(case, plan).await.is_empty() {
            same.push(case);
        }
    }
    same
}

pub(super) async fn differs(plan: &Plan, cases: &[&Case]) -> bool {
    for case in cases {
        if !replay(case, plan).await.is_empty() {
            return true;
        }
    }
    false
}

/// The error rule that a reply satisfies.
pub(super) fn classified(plan: &Plan, reply: &Reply) -> Option<usize> {
    let body = Json::from_slice(&reply.body).ok();
    rule_of(plan, reply, body.as_ref())
}

/// True if a reply satisfies another error rule with another plan.
pub(super) fn judged(plan: &Plan, other: &Plan, reply: &Reply) -> bool {
    classified(plan, reply) != classified(other, reply)
}

/// The vendor's message in a refusal.
fn words(plan: &Plan, reply: &Reply) -> Option<String> {
    if reply.status < 400 {
        return None;
    }
    message(plan, &reply.body)
}

/// A case, and what serves it: nothing, one list, or several that are read as one.
pub(super) struct Seen<'c, 'p> {
    case: &'c Case,
    query: ListQuery,
    chosen: Vec<Chosen<'p>>,
}

pub(super) fn see<'c, 'p>(case: &'c Case, plan: &'p Plan) -> Seen<'c, 'p> {
    let read = touchpoint_contract::parse(&case.query, &plan.model);
    // A query that cannot be read is one that asks for nothing.
    let (query, _) = read.unwrap_or_default();
    let account = case.account([]);
    let chosen = serving(plan, &query, Some(&account)).unwrap_or_default();
    Seen {
        case,
        query,
        chosen,
    }
}

impl<'p> Seen<'_, 'p> {
    pub(super) fn shows(&self, plan: &Plan, proof: &Proof) -> bool {
        match proof {
            Proof::Altered(_) | Proof::Said(_) | Proof::Judged(_) | Proof::Classified(_) => false,
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
                .any(|page| page.get("next_cursor") == Some(&Json::Null)),
        }
    }

    /// True if the caller's query asks for what an alteration is about.
    pub(super) fn asks(&self, plan: &Plan, alteration: &Alteration) -> bool {
        let given = |pointer: &Pointer, asks: &dyn Fn(&Parameter, &Filter) -> bool| {
            let mut declared = self
                .routes()
                .flat_map(|route| route.parameters.values())
                .filter(|parameter| parameter.pointer == *pointer);
            declared.any(|parameter| {
                let mut filters = self.filters(plan, &parameter.name);
                filters.any(|filter| asks(parameter, filter))
            })
        };
        match alteration {
            Alteration::Sending(pointer, place) => given(pointer, &|parameter, filter| {
                let operator = if filter.bare && filter.operator == Operator::Eq {
                    parameter.bare
                } else {
                    filter.operator
                };
                let goes = parameter.sending(operator).map(|sending| &sending.goes);
                goes.and_then(place_of).as_ref() == Some(place)
            }),
            Alteration::Asked(pointer, word) => {
                given(pointer, &|_, filter| filter.values.contains(word))
            }
            Alteration::Sort(field) => self.query.sort.iter().any(|(own, _)| own == field),
            Alteration::NoMerge => self.chosen.len() > 1,
            Alteration::NoRule(_) => {
                let account = self.case.account([]);
                let broken = |plan: &Plan| {
                    let checked = check_rules(plan, &self.query, None, Some(&account));
                    checked.failures.len()
                };
                broken(plan) != broken(&altered(plan, alteration))
            }
            _ => false,
        }
    }

    /// The caller's filters by a parameter, under its own name or its twin's.
    fn filters(&self, plan: &Plan, name: &str) -> impl Iterator<Item = &Filter> {
        let twin = plan.model.parameter(name).and_then(|p| p.same_as.clone());
        let own = name.to_owned();
        self.query.filters.iter().filter(move |filter| {
            filter.parameter == own || Some(&filter.parameter) == twin.as_ref()
        })
    }

    fn routes(&self) -> impl Iterator<Item = &'p Route> {
        self.chosen.iter().map(|chosen| chosen.route)
    }

    /// True if the caller gives a parameter, under its own name or its twin's.
    fn gives(&self, plan: &Plan, name: &str) -> bool {
        self.filters(plan, name).next().is_some()
    }

    /// The pages that the caller gets from calls to the vendor.
    fn pages(&self) -> impl Iterator<Item = &Json> {
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
    fn pages_by(&self, pointer: &Pointer) -> impl Iterator<Item = &Json> {
        let mut routes = self.routes();
        let same = routes.any(|route| route.paging.pointer == *pointer);
        self.pages().filter(move |_| same)
    }
}

fn cursor(page: &Json) -> &str {
    page.get("next_cursor")
        .and_then(Json::as_str)
        .unwrap_or_default()
}
