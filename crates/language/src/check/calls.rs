//! The calls that a caller can make, as far as some conditions tell them apart: each parameter is
//! absent, has a value that a condition names, or has some other value. Calls that a rule refuses
//! are left out.

use super::checking::Checking;
use crate::expr::Condition;
use crate::expr::condition::{Facts, Subject, Want};
use crate::json::{Json, Object};
use crate::mapping::{Rule, RuleKind};
use crate::model::{Model, Operator};
use std::borrow::Cow;

/// More combinations than any sensible mapping has.
const MOST_CALLS: usize = 20_000;

/// What a call gives for one parameter.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum CallValue {
    /// Nothing.
    Absent,
    /// A value that some condition names.
    Word(String),
    /// A value that no condition names.
    Other,
}

/// One parameter, and what a call can give for it.
struct Decides {
    name: String,
    /// As the author writes it; its twin has another name.
    shown: String,
    domain: Vec<CallValue>,
}

/// All calls over the parameters that decide.
pub(super) struct Calls<'c> {
    model: &'c Model,
    decides: Vec<Decides>,
    rules: Vec<&'c Rule>,
}

/// One call.
pub(super) struct Call<'a> {
    calls: &'a Calls<'a>,
    came: Vec<&'a CallValue>,
}

impl<'c> Calls<'c> {
    /// The calls that these conditions and the parameter `also` tell apart. `None` where there are
    /// too many to look at.
    pub(super) fn over(
        checking: &Checking<'c>,
        conditions: &[&'c Condition],
        also: Option<&str>,
    ) -> Option<Calls<'c>> {
        let mut calls = Calls {
            model: checking.model,
            decides: Vec::new(),
            rules: Vec::new(),
        };
        let named = conditions.iter().flat_map(|c| looked_at(c));
        for name in named.chain(also.map(str::to_owned)) {
            calls.decide(&name);
        }
        // A rule matters when it is about one of them; then every parameter that it is about
        // matters too.
        let mut left: Vec<&Rule> = checking.mapping.rules.iter().collect();
        loop {
            let (near, far): (Vec<&Rule>, Vec<&Rule>) = left
                .into_iter()
                .partition(|rule| names(rule).iter().any(|name| calls.knows(name)));
            left = far;
            if near.is_empty() {
                break;
            }
            for rule in near {
                for name in names(rule) {
                    calls.decide(&name);
                }
                calls.rules.push(rule);
            }
        }
        let of_rules: Vec<&Condition> = calls.rules.iter().flat_map(|r| r.conditions()).collect();
        for condition in conditions.iter().copied().chain(of_rules) {
            calls.learn(condition);
        }
        let mut sizes = calls.decides.iter().map(|d| d.domain.len());
        let total = sizes.try_fold(1_usize, usize::checked_mul);
        total
            .is_some_and(|total| total <= MOST_CALLS)
            .then_some(calls)
    }

    fn decide(&mut self, shown: &str) {
        let name = canonical(self.model, shown);
        if self.decides.iter().all(|d| d.name != name) {
            self.decides.push(Decides {
                name,
                shown: shown.to_owned(),
                domain: vec![CallValue::Absent, CallValue::Other],
            });
        }
    }

    /// Takes the values that a condition names.
    fn learn(&mut self, condition: &Condition) {
        for (name, words) in worded(condition) {
            let place = self.position(name);
            let Some(decides) = place.and_then(|place| self.decides.get_mut(place)) else {
                continue;
            };
            for word in words.into_iter().map(CallValue::Word) {
                if !decides.domain.contains(&word) {
                    let before_other = decides.domain.len().saturating_sub(1);
                    decides.domain.insert(before_other, word);
                }
            }
        }
    }

    /// True if a parameter is one of those that decide, by its value or by one of its operators.
    fn knows(&self, name: &str) -> bool {
        self.position(name).is_some() || self.by_operator(name).next().is_some()
    }

    /// The positions of the deciders that look at an operator of this parameter.
    fn by_operator(&self, name: &str) -> impl Iterator<Item = usize> {
        let name = canonical(self.model, name);
        let of_name = move |decides: &Decides| {
            let operator = decides.name.strip_prefix(name.as_str());
            let word = operator.and_then(|rest| rest.strip_prefix('.'));
            word.is_some_and(|word| Operator::ALL.iter().any(|o| o.word() == word))
        };
        let decides = self.decides.iter().enumerate();
        decides.filter(move |(_, d)| of_name(d)).map(|(at, _)| at)
    }

    fn position(&self, name: &str) -> Option<usize> {
        let name = canonical(self.model, name);
        self.decides.iter().position(|d| d.name == name)
    }

    /// How many calls there are, those that the rules refuse among them.
    pub(super) fn count(&self) -> usize {
        self.decides.iter().map(|d| d.domain.len()).product()
    }

    /// Every call that the rules allow.
    pub(super) fn valid(&self) -> impl Iterator<Item = Call<'_>> {
        let calls = (0..self.count()).map(|number| {
            let mut rest = number;
            let came = self.decides.iter().rev().filter_map(|d| {
                let digit = rest % d.domain.len();
                rest /= d.domain.len();
                d.domain.get(digit)
            });
            let mut came: Vec<&CallValue> = came.collect();
            came.reverse();
            Call { calls: self, came }
        });
        calls.filter(|call| self.rules.iter().all(|rule| call.keeps(rule)))
    }
}

impl Call<'_> {
    /// What the call gives for a parameter, or for its twin.
    pub(super) fn came(&self, name: &str) -> &CallValue {
        let place = self.calls.position(name);
        place
            .and_then(|place| self.came.get(place).copied())
            .unwrap_or(&CallValue::Absent)
    }

    /// True if a parameter, or its twin, is given, with whatever operator.
    pub(super) fn given(&self, name: &str) -> bool {
        let mut by_operator = self.calls.by_operator(name);
        *self.came(name) != CallValue::Absent
            || by_operator.any(|at| {
                self.came
                    .get(at)
                    .is_some_and(|came| **came != CallValue::Absent)
            })
    }

    fn keeps(&self, rule: &Rule) -> bool {
        if rule
            .unless
            .as_ref()
            .is_some_and(|unless| unless.holds(self))
            || rule.when.as_ref().is_some_and(|when| !when.holds(self))
        {
            return true;
        }
        match &rule.kind {
            RuleKind::Required(name) => self.given(name),
            RuleKind::ExactlyOneOf(names) => {
                names.iter().filter(|name| self.given(name)).count() == 1
            }
            RuleKind::Needs(pairs) => pairs
                .iter()
                .all(|(name, other)| !self.given(name) || self.given(other)),
            RuleKind::Span { .. } => true,
        }
    }

    /// The call in words: `kind: absent, guest: given`.
    pub(super) fn words(&self, looked_at: &[String]) -> String {
        let looked_at: Vec<String> = looked_at
            .iter()
            .map(|name| canonical(self.calls.model, name))
            .collect();
        let decides = self.calls.decides.iter().zip(&self.came);
        let words: Vec<String> = decides
            .filter(|(decides, _)| looked_at.contains(&decides.name))
            .map(|(decides, came)| match came {
                CallValue::Absent if decides.name == MERGE => "merge: false".to_owned(),
                _ if decides.name == MERGE => "merge: true".to_owned(),
                CallValue::Absent => format!("{}: absent", decides.shown),
                CallValue::Word(word) => format!("{}: {word}", decides.shown),
                CallValue::Other => format!("{}: given", decides.shown),
            })
            .collect();
        words.join(", ")
    }
}

impl Facts for Call<'_> {
    fn parameter(&self, name: &str) -> Option<Cow<'_, Json>> {
        match self.came(name) {
            CallValue::Absent => None,
            CallValue::Word(word) => Some(Cow::Owned(Json::from(word.as_str()))),
            // Given, and equal to no text.
            CallValue::Other => Some(Cow::Owned(Json::Object(Object::new()))),
        }
    }

    fn filters(&self, name: &str, operator: Operator) -> bool {
        *self.came(&with_operator(name, operator)) != CallValue::Absent
    }

    fn merges(&self) -> bool {
        *self.came(MERGE) != CallValue::Absent
    }
}

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
fn canonical(model: &Model, name: &str) -> String {
    if let Some((base, word)) = name.rsplit_once('.')
        && Operator::ALL.iter().any(|operator| operator.word() == word)
    {
        return format!("{}.{word}", canonical(model, base));
    }
    let twins = model.parameters.iter().filter_map(|p| match &p.same_as {
        Some(twin) if p.name == name => Some(twin.as_str()),
        Some(twin) if twin == name => Some(p.name.as_str()),
        _ => None,
    });
    twins.chain([name]).min().unwrap_or(name).to_owned()
}

/// What a rule is about. A span says nothing of what must be given.
fn names(rule: &Rule) -> Vec<String> {
    if matches!(rule.kind, RuleKind::Span { .. }) {
        return Vec::new();
    }
    let own = rule.kind.parameters().into_iter().map(str::to_owned);
    own.chain(rule.conditions().flat_map(looked_at)).collect()
}
