//! What conditions and rules look at in a call: parameters, and parameters with an operator, by one name
//! each.

use crate::expr::Condition;
use crate::expr::condition::{Subject, Want};
use crate::json::Json;
use crate::mapping::{Rule, RuleKind};
use crate::model::{Model, Operator};

/// The name under which the calls hold whether the list is read in a merge.
pub(super) const MERGE: &str = "merge";

/// The name under which the calls hold a parameter with one of its operators. A value without an
/// operator means `eq`.
fn with_operator(name: &str, operator: Operator) -> String {
    match operator {
        Operator::Eq => name.to_owned(),
        other => format!("{name}.{}", other.word()),
    }
}

/// What a condition looks at in a call, by the names that the calls use.
pub(super) fn looked_at(condition: &Condition) -> impl Iterator<Item = String> {
    let clauses = condition.every_clause();
    clauses.filter_map(|clause| match &clause.subject {
        Subject::Parameter(name) => Some(name.clone()),
        Subject::Filter(name, operator) => Some(with_operator(name, *operator)),
        Subject::Merge => Some(MERGE.to_owned()),
        Subject::Path(_) | Subject::Status | Subject::Header(_) => None,
    })
}

/// The parameters whose values a condition names, with the values.
pub(super) fn worded(condition: &Condition) -> Vec<(&str, Vec<String>)> {
    let clauses = condition.every_clause();
    let worded = clauses.filter_map(|clause| match (&clause.subject, &clause.want) {
        (Subject::Parameter(name), Want::AnyOf(values)) => Some((
            name.as_str(),
            values
                .iter()
                .filter_map(Json::as_text)
                .map(str::to_owned)
                .collect(),
        )),
        _ => None,
    });
    worded.collect()
}

/// One name for a parameter and its twins.
pub(super) fn canonical(model: &Model, name: &str) -> String {
    if let Some((base, word)) = name.rsplit_once('.')
        && Operator::ALL.iter().any(|operator| operator.word() == word)
    {
        return format!("{}.{word}", canonical(model, base));
    }
    let others = model.parameters.iter().filter_map(|p| match &p.same_as {
        Some(same_as) if p.name == name => Some(same_as.as_str()),
        Some(same_as) if same_as == name => Some(p.name.as_str()),
        _ => None,
    });
    others.chain([name]).min().unwrap_or(name).to_owned()
}

/// What a rule is about. A span says nothing of what must be given.
pub(super) fn names(rule: &Rule) -> Vec<String> {
    if matches!(rule.kind, RuleKind::Span { .. }) {
        return Vec::new();
    }
    let own = rule.kind.parameters().into_iter().map(str::to_owned);
    own.chain(rule.conditions().flat_map(looked_at)).collect()
}
