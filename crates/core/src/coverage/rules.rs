//! The rules of a mapping, and what it reads as one list, in words: as a page shows them to callers.

use super::shown;
use crate::plan::Plan;
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Subject, Want};
use touchpoint_language::expr::text::as_text;
use touchpoint_language::mapping::{Merge, RuleKind};
use touchpoint_language::model::Direction;

/// Every rule that is more than one required parameter; then when several lists are read as one.
pub(super) fn words(plan: &Plan) -> Vec<String> {
    let rules = plan.mapping.rules.iter();
    let rules = rules.flat_map(|rule| {
        let unless = rule.unless.as_ref();
        let unless = unless.map(|unless| format!(", unless {}", holds(unless)));
        let unless = unless.unwrap_or_default();
        let each = in_words(&rule.kind).into_iter();
        each.map(move |words| format!("{words}{unless}"))
    });
    rules.chain(plan.mapping.merge.iter().map(merged)).collect()
}

fn merged(merge: &Merge) -> String {
    let first = match merge.order {
        Direction::Asc => "oldest",
        Direction::Desc => "newest",
    };
    format!(
        "several lists are read as one when {}, the {first} {} first",
        holds(&merge.when),
        code(&merge.by)
    )
}

fn in_words(rule: &RuleKind) -> Vec<String> {
    match rule {
        RuleKind::Required(_, None) => Vec::new(),
        RuleKind::Required(name, Some(when)) => {
            vec![format!("{} is required when {}", code(name), holds(when))]
        }
        RuleKind::ExactlyOneOf(names) => {
            let names: Vec<String> = names.iter().map(|name| code(name)).collect();
            vec![format!("exactly one of {} is required", names.join(", "))]
        }
        RuleKind::Needs(pairs) => pairs
            .iter()
            .map(|(name, other)| format!("{} needs {} beside it", code(name), code(other)))
            .collect(),
        RuleKind::Span {
            from, to, words, ..
        } => vec![format!(
            "{} must be before {}, at most {words} apart",
            code(from),
            code(to)
        )],
    }
}

fn code(name: &str) -> String {
    format!("`{}`", shown(name))
}

fn holds(when: &Condition) -> String {
    let clauses = when.clauses.iter().map(|clause| {
        let subject = match &clause.subject {
            Subject::Parameter(name) => code(name),
            Subject::Path(path) => format!("`{path}`"),
            Subject::Status => "the status".to_owned(),
            Subject::Header(name) => format!("the header `{name}`"),
        };
        let want = match &clause.want {
            Want::AnyOf(values) => {
                let values: Vec<String> = values.iter().filter_map(as_text).collect();
                format!("is {}", values.join(" or "))
            }
            Want::Given => "is given".to_owned(),
            Want::Absent => "is absent".to_owned(),
            Want::Null => "is null".to_owned(),
        };
        format!("{subject} {want}")
    });
    clauses.collect::<Vec<_>>().join(" and ")
}
