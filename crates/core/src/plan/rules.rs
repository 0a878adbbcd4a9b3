//! Checks a query by the mapping's rules, all at once.

use super::compiled::Plan;
use crate::exchange::Account;
use crate::query::moment::instant;
use crate::query::{Failure, Filter, ListQuery, Operator};
use std::borrow::Cow;
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Clause, Facts, Subject, Want, of_account};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Parameter, Route, Rule, RuleKind};

/// What the rules say about a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleFaults {
    /// One for each rule that is broken.
    pub failures: Vec<Failure>,
    /// The parameters that are always required and missing.
    pub missing: Vec<String>,
    /// The parameters that are required here and missing.
    pub conditionally_missing: Vec<String>,
}

/// Checks every rule. The query may be one of several that the caller's query was split into: then a
/// rule that does not apply to the caller's query does not apply here either, and what is required may
/// stand in the caller's query alone, since that chose all of them.
pub fn check_rules(
    plan: &Plan,
    query: &ListQuery,
    caller: Option<&ListQuery>,
    account: Option<&Account>,
) -> RuleFaults {
    let mut faults = RuleFaults::default();
    let merged = caller.is_some();
    let of = |query| QueryFacts {
        plan,
        query,
        account,
        merged,
    };
    let facts = of(query);
    let asked: Vec<QueryFacts<'_>> = [Some(query), caller]
        .into_iter()
        .flatten()
        .map(of)
        .collect();
    for rule in &plan.mapping.rules {
        let unless = rule.unless.as_ref();
        let free = unless.is_some_and(|unless| asked.iter().any(|facts| chooses(unless, facts)));
        let counts = rule.when.as_ref().is_none_or(|when| when.holds(&facts));
        let is_asked = |name: &String| asked.iter().any(|facts| facts.asked(name));
        let met = match &rule.kind {
            RuleKind::Required(name) => is_asked(name),
            RuleKind::AtLeastOneOf(names) => names.iter().any(is_asked),
            _ => false,
        };
        if counts && !free && !met {
            check(rule, &facts, &mut faults);
        }
    }
    faults
}

/// The parameters with which a rule does not apply: ", or `contact.id` in their place".
fn void_with(rule: &Rule) -> String {
    let Some(unless) = &rule.unless else {
        return String::new();
    };
    let named = |clauses: &Vec<Clause>| {
        let mut names = Vec::new();
        for clause in clauses {
            match (&clause.subject, &clause.want) {
                (Subject::Parameter(name) | Subject::Filter(name, _), Want::Given) => {
                    names.push(format!("`{name}`"));
                }
                // None of those that must be given is, so what must be absent is.
                (_, Want::Absent) => {}
                _ => return None,
            }
        }
        (!names.is_empty()).then(|| names.join(" and "))
    };
    let ways: Vec<String> = if unless.clauses.is_empty() {
        unless.any.iter().filter_map(named).collect()
    } else if unless.any.is_empty() {
        named(&unless.clauses).into_iter().collect()
    } else {
        Vec::new()
    };
    if ways.is_empty() {
        return String::new();
    }
    format!(", or {} in their place", ways.join(" or "))
}

/// Tells what a rule wants that is not there; what is required is missing.
fn check(rule: &Rule, facts: &QueryFacts<'_>, faults: &mut RuleFaults) {
    let note = |name: &str| {
        rule.notes
            .get(name)
            .map(|note| format!(". {note}"))
            .unwrap_or_default()
    };
    match &rule.kind {
        RuleKind::Required(name) => {
            let failure = Failure::new(name, "", &format!("is required{}", note(name)));
            let words = facts.plan.words_of(name);
            faults.failures.push(failure.allowing(words));
            let list = if rule.when.is_none() {
                &mut faults.missing
            } else {
                &mut faults.conditionally_missing
            };
            list.push(name.clone());
        }
        RuleKind::AtLeastOneOf(names) => {
            let words: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let unless = void_with(rule);
            let says = format!("at least one of {} must be given{unless}", words.join(", "));
            let named = names.first().map_or("", String::as_str);
            let failure = Failure::new(named, "", &format!("{says}{}", note(named)));
            faults.failures.push(failure.allowing(names.clone()));
            faults.conditionally_missing.extend(names.clone());
        }
        RuleKind::ExactlyOneOf(names) => {
            let given: Vec<&String> = names.iter().filter(|name| facts.given(name)).collect();
            let words: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            if given.len() == 1 {
                return;
            }
            let here = match given.len() {
                0 => "none is".to_owned(),
                many => format!("{many} are"),
            };
            let unless = void_with(rule);
            let says = format!(
                "exactly one of {} must be given{unless}, {here}",
                words.join(", ")
            );
            let about: Vec<&String> = if given.is_empty() {
                names.iter().collect()
            } else {
                given.clone()
            };
            let named = about.first().map_or("", |name| name.as_str());
            faults
                .failures
                .push(Failure::new(named, &facts.text(named), &says).allowing(names.clone()));
            if given.is_empty() {
                faults.conditionally_missing.extend(names.clone());
            }
        }
        RuleKind::Needs(pairs) => {
            for (name, other) in pairs {
                if facts.given(name) && !facts.given(other) {
                    let says = format!("needs `{other}` beside it{}", note(name));
                    faults
                        .failures
                        .push(Failure::new(name, &facts.text(name), &says));
                    faults.conditionally_missing.push(other.clone());
                }
            }
        }
        RuleKind::Span {
            from,
            to,
            at_most,
            words,
        } => {
            let (Some(start), Some(end)) = (instant(&facts.text(from)), instant(&facts.text(to)))
            else {
                return;
            };
            let utc = jiff::tz::Offset::UTC;
            let limit = utc
                .to_datetime(start)
                .checked_add(*at_most)
                .and_then(|limit| utc.to_timestamp(limit));
            if start >= end {
                let says = format!("must be before `{to}`{}", note(from));
                faults
                    .failures
                    .push(Failure::new(from, &facts.text(from), &says));
            } else if limit.is_ok_and(|limit| end > limit) {
                let says = format!("must be at most {words} after `{from}`{}", note(to));
                faults
                    .failures
                    .push(Failure::new(to, &facts.text(to), &says));
            }
        }
    }
}

/// What the caller gave, as conditions and rules see it.
#[derive(Clone, Copy)]
pub(crate) struct QueryFacts<'q> {
    pub(crate) plan: &'q Plan,
    pub(crate) query: &'q ListQuery,
    /// The account whose variables conditions look at; without one they are the mapping's own.
    pub(crate) account: Option<&'q Account>,
    /// True if the list is read as one of several.
    pub(crate) merged: bool,
}

impl QueryFacts<'_> {
    /// A variable of the account, or its default.
    fn of_account(&self, name: &str) -> Option<&str> {
        let own = self.account.and_then(|account| account.context.get(name));
        let mut declared = self.plan.needs.context.iter();
        let default = || declared.find(|need| need.name == name)?.default.as_ref();
        own.or_else(default).map(String::as_str)
    }

    fn same_as(&self, name: &str) -> Option<&str> {
        let parameter = self.plan.model.parameter(name)?;
        parameter.same_as.as_deref()
    }

    /// What the caller gave for a parameter, or for its twin.
    pub(super) fn filters<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f Filter> {
        let same_as = self.same_as(name);
        let filters = self.query.filters.iter();
        filters.filter(move |f| f.parameter == name || Some(f.parameter.as_str()) == same_as)
    }

    /// The one value of a parameter, or of its twin.
    fn single<'f>(&'f self, name: &'f str) -> Option<&'f str> {
        let filter = self.filters(name).next()?;
        match (filter.operator, filter.values.as_slice()) {
            (Operator::Eq | Operator::In, [value]) => Some(value),
            _ => None,
        }
    }

    /// The values that a parameter may have under `eq` and `in`.
    fn values(&self, name: &str) -> Option<Vec<String>> {
        let filter = self.filters(name).next()?;
        matches!(filter.operator, Operator::Eq | Operator::In).then(|| filter.values.clone())
    }

    /// True if a parameter, its twin, or `remote_query.x` is given.
    pub(crate) fn given(&self, name: &str) -> bool {
        if let Some(path) = name.strip_prefix("remote_query.") {
            let found = self.query.remote_query.get(path);
            let nested = path
                .split('.')
                .try_fold(None, |at: Option<&Json>, part| match at {
                    None => self.query.remote_query.get(part).map(Some),
                    Some(at) => at.get(part).map(Some),
                });
            return found.or(nested.flatten()).is_some();
        }
        self.filters(name).next().is_some()
    }

    /// True if a parameter is given in a way that can be sent to the vendor: as one value, or with
    /// an operator that the mapping sends.
    fn asked(&self, name: &str) -> bool {
        if name.starts_with("remote_query.") {
            return self.given(name);
        }
        let routes = self.plan.mapping.cases.iter().flat_map(|case| &case.routes);
        let names = [Some(name), self.same_as(name)];
        let named = |route: &'_ Route| {
            names
                .iter()
                .flatten()
                .find_map(|n| route.parameters.get(*n).cloned())
        };
        let declared: Vec<Parameter> = routes.filter_map(named).collect();
        let sends = |operator: Operator| declared.iter().any(|p| p.sending(operator).is_some());
        // Several values may choose a case that accepts each of them.
        let whens = self
            .plan
            .mapping
            .cases
            .iter()
            .filter_map(|case| case.when.as_ref());
        let mut clauses = whens.flat_map(Condition::every_clause);
        let chosen_by = clauses.any(|clause| {
            matches!(&clause.subject, Subject::Parameter(p) if p == name)
                && matches!(clause.want, Want::AnyOf(_))
        });
        let one = |f: &Filter| {
            let equal = matches!(f.operator, Operator::Eq | Operator::In);
            equal && (f.values.len() == 1 || chosen_by)
        };
        self.filters(name).any(|f| one(f) || sends(f.operator))
    }

    /// What came for a parameter, as text.
    fn text(&self, name: &str) -> String {
        let filter = self.filters(name).next();
        filter.map(|f| f.values.join(",")).unwrap_or_default()
    }
}

impl Facts for QueryFacts<'_> {
    fn parameter(&self, name: &str) -> Option<Cow<'_, Json>> {
        let text = match of_account(name) {
            Some(variable) => self.of_account(variable),
            None => self.single(name),
        };
        text.map(|text| Cow::Owned(Json::String(text.to_owned())))
    }

    fn filters(&self, name: &str, operator: Operator) -> bool {
        match operator {
            Operator::Eq => self.single(name).is_some(),
            operator => QueryFacts::filters(self, name).any(|f| f.operator == operator),
        }
    }

    fn merges(&self) -> bool {
        self.merged
    }
}

/// True if a condition on parameters holds for a query. Several values under `in` satisfy a line
/// that accepts each of them; a parameter that cannot be sent as one value does not count as given.
pub(crate) fn chooses(condition: &Condition, facts: &QueryFacts<'_>) -> bool {
    // Each of several values may hold by a different alternative.
    let mut inside = condition.any.iter().flatten();
    let several = inside.find_map(|clause| match (&clause.subject, &clause.want) {
        (Subject::Parameter(name), Want::AnyOf(_)) => {
            let values = facts.values(name).filter(|values| values.len() > 1)?;
            Some((name, values))
        }
        _ => None,
    });
    match several {
        None => holds(condition, facts, None),
        Some((name, values)) => {
            let mut values = values.iter();
            values.all(|value| holds(condition, facts, Some((name, value))))
        }
    }
}

/// True if a condition holds, with `one` as the only value of a parameter that has several.
fn holds(condition: &Condition, facts: &QueryFacts<'_>, one: Option<(&String, &String)>) -> bool {
    condition.holds_by(&|clause| match (&clause.subject, &clause.want) {
        (Subject::Parameter(name), Want::AnyOf(_)) => match one {
            Some((own, value)) if own == name => {
                clause.want.accepts(Some(&Json::from(value.as_str())))
            }
            _ => {
                let several = facts.values(name).filter(|values| values.len() > 1);
                match several {
                    Some(values) => clause.want.accepts(Some(&Json::from(values))),
                    None => clause.holds(facts),
                }
            }
        },
        _ => clause.holds(facts),
    })
}
