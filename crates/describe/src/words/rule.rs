//! What a caller must give, and which lists are read as one.

use super::{Audience, condition};
use touchpoint_language::expr::Condition;
use touchpoint_language::mapping::{Merge, Rule, RuleKind};
use touchpoint_language::model::Direction;

/// The rule as its author reads it: `kind is required when guest is given`.
pub(crate) fn rule(rule: &Rule) -> String {
    let asks = match &rule.kind {
        RuleKind::Required(name) => format!("{name} is required"),
        RuleKind::AtLeastOneOf(names) => format!("at least one of {}", names.join(", ")),
        RuleKind::ExactlyOneOf(names) => format!("exactly one of {}", names.join(", ")),
        RuleKind::Needs(pairs) => {
            let each = pairs
                .iter()
                .map(|(one, other)| format!("{one} needs {other}"));
            each.collect::<Vec<_>>().join("; ")
        }
        RuleKind::Span {
            from, to, words, ..
        } => format!("{from} lies before {to}, at most {words} apart"),
    };
    asks + &counts(rule, Audience::Author)
}

/// The rule as sentences of a caller's page. Nothing where it is one required parameter: the page's
/// table says so.
pub(crate) fn rules(rule: &Rule) -> Vec<String> {
    let name = |name: &str| Audience::Caller.parameter(name);
    let one_of = |many: &str, names: &[String]| {
        let names: Vec<String> = names.iter().map(|of| name(of)).collect();
        format!("{many} one of {} is required", names.join(", "))
    };
    let asks = match &rule.kind {
        RuleKind::Required(_) if rule.when.is_none() => Vec::new(),
        RuleKind::Required(of) => vec![format!("{} is required", name(of))],
        RuleKind::AtLeastOneOf(names) => vec![one_of("at least", names)],
        RuleKind::ExactlyOneOf(names) => vec![one_of("exactly", names)],
        RuleKind::Needs(pairs) => pairs
            .iter()
            .map(|(one, other)| format!("{} needs {} beside it", name(one), name(other)))
            .collect(),
        RuleKind::Span {
            from, to, words, ..
        } => vec![format!(
            "{} must be before {}, at most {words} apart",
            name(from),
            name(to)
        )],
    };
    let counts = counts(rule, Audience::Caller);
    asks.into_iter().map(|asks| asks + &counts).collect()
}

/// When it applies: ` when guest is given, unless kind is call`.
fn counts(rule: &Rule, audience: Audience) -> String {
    let words = |word: &str, held: Option<&Condition>| match held {
        Some(held) => format!("{word}{}", condition(held, audience)),
        None => String::new(),
    };
    let when = words(" when ", rule.when.as_ref());
    when + &words(", unless ", rule.unless.as_ref())
}

/// When several lists are read as one, for a caller.
pub(crate) fn merged(merge: &Merge) -> String {
    let first = match merge.order {
        Direction::Asc => "oldest",
        Direction::Desc => "newest",
    };
    format!(
        "several lists are read as one when {}, the {first} {} first",
        condition(&merge.when, Audience::Caller),
        Audience::Caller.parameter(&merge.by)
    )
}
