//! What a caller must give, in words.

use super::condition;
use touchpoint_language::mapping::{Rule, RuleKind};

/// `kind` is required when `guest` is given.
pub(crate) fn rule(rule: &Rule) -> String {
    match &rule.unless {
        None => asks(&rule.kind),
        Some(unless) => format!("{}, unless {}", asks(&rule.kind), condition(unless)),
    }
}

fn asks(kind: &RuleKind) -> String {
    match kind {
        RuleKind::Required(name, None) => format!("{name} is required"),
        RuleKind::Required(name, Some(when)) => {
            format!("{name} is required when {}", condition(when))
        }
        RuleKind::ExactlyOneOf(names) => format!("exactly one of {}", names.join(", ")),
        RuleKind::Needs(pairs) => {
            let each = pairs
                .iter()
                .map(|(one, other)| format!("{one} needs {other}"));
            each.collect::<Vec<_>>().join("; ")
        }
        RuleKind::Span {
            from, to, words, ..
        } => {
            format!("{from} lies before {to}, at most {words} apart")
        }
    }
}
