//! What the caller must give; each rule has the note that the contract's page shows.

use super::resolver::Resolver;
use crate::diagnostic::Code;
use crate::document::Pointer;
use crate::expr::Condition;
use crate::written::{self, Note, ParameterCondition};
use indexmap::IndexMap;

/// One rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What it asks for.
    pub kind: RuleKind,
    /// When it applies; always, without a condition.
    pub when: Option<Condition>,
    /// When it does not apply.
    pub unless: Option<Condition>,
    /// Parameter → what the contract's page says of it.
    pub notes: IndexMap<String, String>,
    /// Its place in the file.
    pub pointer: Pointer,
}

/// What a rule asks for.
#[derive(Clone, Debug)]
pub enum RuleKind {
    /// A parameter.
    Required(String),
    /// At least one of several.
    AtLeastOneOf(Vec<String>),
    /// Exactly one of several.
    ExactlyOneOf(Vec<String>),
    /// The first of each pair only with the second.
    Needs(Vec<(String, String)>),
    /// Two times in order and not too far apart.
    Span {
        /// The earlier time.
        from: String,
        /// The later time.
        to: String,
        /// How far apart they may be: `1 year`.
        at_most: jiff::Span,
        /// `at_most` as written.
        words: String,
    },
}

impl Rule {
    /// The conditions that decide when it applies.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.when.iter().chain(&self.unless)
    }
}

impl RuleKind {
    /// The parameters that the rule is about; those of its condition are not.
    pub fn parameters(&self) -> Vec<&str> {
        match self {
            RuleKind::Required(name) => vec![name],
            RuleKind::AtLeastOneOf(names) | RuleKind::ExactlyOneOf(names) => {
                names.iter().map(String::as_str).collect()
            }
            RuleKind::Needs(pairs) => pairs
                .iter()
                .flat_map(|(a, b)| [a.as_str(), b.as_str()])
                .collect(),
            RuleKind::Span { from, to, .. } => vec![from, to],
        }
    }
}

pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    written: &[written::Rule],
    pointer: &Pointer,
) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (index, rule) in written.iter().enumerate() {
        let place = pointer.index(index);
        let Some(kind) = kind(resolver, rule, &place) else {
            continue;
        };
        let mut condition = |written: &Option<ParameterCondition>, key: &str| {
            let resolved = written
                .as_ref()
                .map(|written| resolver.of_query(&written.0, &place.key(key)));
            // No condition, a condition, or one that could not be read.
            resolved.map_or(Some(None), |resolved| resolved.map(Some))
        };
        let (when, unless) = (
            condition(&rule.when, "when"),
            condition(&rule.unless, "unless"),
        );
        let (Some(when), Some(unless)) = (when, unless) else {
            continue;
        };
        let notes = match &rule.note {
            None => IndexMap::new(),
            Some(Note::Each(notes)) => notes.clone(),
            Some(Note::All(text)) => kind
                .parameters()
                .into_iter()
                .map(|name| (name.to_owned(), text.clone()))
                .collect(),
        };
        rules.push(Rule {
            kind,
            when,
            unless,
            notes,
            pointer: place,
        });
    }
    rules
}

fn kind(resolver: &mut Resolver<'_>, rule: &written::Rule, pointer: &Pointer) -> Option<RuleKind> {
    if let Some(name) = &rule.required {
        return Some(RuleKind::Required(name.clone()));
    }
    if let Some(names) = &rule.at_least_one_of {
        return Some(RuleKind::AtLeastOneOf(names.clone()));
    }
    if let Some(names) = &rule.exactly_one_of {
        return Some(RuleKind::ExactlyOneOf(names.clone()));
    }
    if let Some(pairs) = &rule.needs {
        return Some(RuleKind::Needs(pairs.clone().into_iter().collect()));
    }
    let span = rule.span.as_ref()?;
    if let Some(at_most) = stretch(&span.at_most.0) {
        Some(RuleKind::Span {
            from: span.from.clone(),
            to: span.to.clone(),
            at_most,
            words: span.at_most.0.clone(),
        })
    } else {
        let help = Some("write a number and a word, for example `1 year`".to_owned());
        let place = pointer.key("span").key("at_most");
        resolver.fault(
            Code::WrongForm,
            &place,
            "this stretch of time cannot be read",
            "not a stretch of time",
            help,
        );
        None
    }
}

/// Reads `10 s`, `1 hour`, `1 year`.
pub(crate) fn stretch(text: &str) -> Option<jiff::Span> {
    let (number, word) = text.trim().split_once(' ')?;
    let number: i64 = number.parse().ok().filter(|n| (0..=100_000).contains(n))?;
    let span = jiff::Span::new();
    match word.trim() {
        "ms" => span.try_milliseconds(number).ok(),
        "s" | "second" | "seconds" => span.try_seconds(number).ok(),
        "min" | "minute" | "minutes" => span.try_minutes(number).ok(),
        "hour" | "hours" => span.try_hours(number).ok(),
        "day" | "days" => span.try_days(number).ok(),
        "year" | "years" => span.try_years(number).ok(),
        _ => None,
    }
}

/// A stretch of time without years, as a duration.
pub(crate) fn duration(text: &str) -> Option<std::time::Duration> {
    let span = stretch(text)?;
    let total = span
        .total((
            jiff::Unit::Millisecond,
            jiff::SpanRelativeTo::days_are_24_hours(),
        ))
        .ok()?;
    std::time::Duration::try_from_secs_f64(total / 1000.0).ok()
}
