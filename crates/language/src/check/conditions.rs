//! Every condition of a mapping, with its place.

use super::checking::Checking;
use crate::document::Pointer;
use crate::expr::Condition;
use crate::expr::condition::Clause;
use crate::mapping::{Auth, Case, Expression, Pick, Route};

/// A condition, and what is known where it stands.
pub(super) struct PlacedCondition<'c> {
    pub(super) condition: &'c Condition,
    /// Where it stands in the file.
    pub(super) place: Pointer,
    /// What holds before it is looked at.
    pub(super) before: Option<&'c Condition>,
    /// True if the list may be read in a merge here.
    pub(super) merges: bool,
}

impl<'c> PlacedCondition<'c> {
    fn new(condition: &'c Condition, place: Pointer) -> Self {
        PlacedCondition {
            condition,
            place,
            before: None,
            merges: false,
        }
    }
}

/// Every condition, in the order of the call.
pub(super) fn all<'c>(checking: &Checking<'c>) -> Vec<PlacedCondition<'c>> {
    let mapping = checking.mapping;
    let mut found = Vec::new();
    for rule in &mapping.connection.classify {
        found.push(PlacedCondition::new(&rule.when, rule.pointer.key("when")));
    }
    let auths = Pointer::new().key("connection").key("auth");
    for (at, auth) in mapping.connection.auth.iter().enumerate() {
        if let Auth::OAuth2(oauth2) = auth
            && let Some(refusal) = &oauth2.refusal
        {
            let place = auths.index(at).key("token_errors").key("when");
            found.push(PlacedCondition::new(refusal, place));
        }
    }
    let merging = mapping.merge.is_some();
    for rule in &mapping.rules {
        let mut of_rule = |condition: Option<&'c Condition>, key: &str| {
            found.extend(condition.map(|condition| PlacedCondition {
                merges: merging,
                ..PlacedCondition::new(condition, rule.pointer.key(key))
            }));
        };
        of_rule(rule.when.as_ref(), "when");
        of_rule(rule.unless.as_ref(), "unless");
    }
    if let Some(merge) = &mapping.merge {
        found.push(PlacedCondition::new(&merge.when, merge.pointer.key("when")));
        for (case, condition) in &merge.only_when {
            let name = mapping.cases.get(*case).map_or("", Case::own_name);
            let place = merge.pointer.key("only_when").key(name);
            found.push(PlacedCondition {
                before: Some(&merge.when),
                ..PlacedCondition::new(condition, place)
            });
        }
    }
    for (at, case) in mapping.cases.iter().enumerate() {
        if let (Some(when), Some(place)) = (&case.when, checking.when_of(case)) {
            found.push(PlacedCondition::new(when, place));
        }
        let merges = mapping.merge.iter().any(|merge| merge.cases.contains(&at));
        for route in &case.routes {
            of_route(case, route, merges, &mut found);
        }
        let shared = Pointer::new().key("list").key("shared").key("skip");
        let places = [case.pointer.key("skip"), shared];
        let place = places.into_iter().find(|place| checking.has(place));
        if let (Some(skip), Some(place)) = (&case.skip, place) {
            found.push(PlacedCondition::new(skip, place));
        }
        of_fields(case, &mut found);
    }
    found
}

/// Every clause of every condition, and the place of the map that it stands in.
pub(super) fn clauses<'c>(checking: &Checking<'c>) -> Vec<(&'c Clause, Pointer)> {
    let mut found = Vec::new();
    for PlacedCondition {
        condition, place, ..
    } in all(checking)
    {
        let own = condition.clauses.iter();
        found.extend(own.map(|clause| (clause, place.clone())));
        for (at, alternative) in condition.any.iter().enumerate() {
            let place = place.key("any").index(at);
            found.extend(alternative.iter().map(|clause| (clause, place.clone())));
        }
    }
    found
}

fn of_route<'c>(
    case: &'c Case,
    route: &'c Route,
    merges: bool,
    found: &mut Vec<PlacedCondition<'c>>,
) {
    if let Some(when) = &route.when {
        found.push(PlacedCondition {
            before: case.when.as_ref(),
            merges,
            ..PlacedCondition::new(when, route.pointer.key("when"))
        });
    }
    if let Some(holds) = &route.paging.ending.while_holds {
        let place = route.paging.pointer.key("while");
        found.push(PlacedCondition::new(holds, place));
    }
}

fn of_fields<'c>(case: &'c Case, found: &mut Vec<PlacedCondition<'c>>) {
    for field in &case.fields {
        for source in field.sources() {
            let conditions = [(&source.when, "when"), (&source.only, "where")];
            for (condition, key) in conditions {
                let place = source.pointer.key(key);
                found.extend(
                    condition
                        .iter()
                        .map(|c| PlacedCondition::new(c, place.clone())),
                );
            }
        }
        for (_, expression) in field.expressions() {
            of_expression(expression, found);
        }
    }
}

fn of_expression<'c>(expression: &'c Expression, found: &mut Vec<PlacedCondition<'c>>) {
    for part in expression.parts() {
        of_expression(part, found);
    }
    if let Pick::Choose(arms) = &expression.pick {
        for (at, arm) in arms.iter().enumerate() {
            let place = expression.pointer.key("choose").index(at).key("when");
            let when = arm.when.iter();
            found.extend(when.map(|when| PlacedCondition::new(when, place.clone())));
        }
    }
}
