//! The calls that a caller can make, as far as some conditions tell them apart: each parameter is
//! absent, has a value that a condition names, or has some other value. Calls that a rule refuses
//! are left out.

use super::checking::Checking;
use super::looked_at::{MERGE, canonical, looked_at, names, worded};
use crate::expr::Condition;
use crate::expr::condition::Facts;
use crate::json::{Json, Object};
use crate::mapping::{Rule, RuleKind};
use crate::model::{Model, Operator};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

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
    /// The domain as conditions see it.
    facts: Vec<Option<Json>>,
    /// How many calls in a row give the same for it.
    stride: usize,
}

/// Where the deciders of one name are: its own, and those of its operators.
#[derive(Default)]
struct Positions {
    own: Option<usize>,
    operators: Vec<(Operator, usize)>,
}

/// All calls over the parameters that decide.
pub(super) struct Calls<'c> {
    model: &'c Model,
    decides: Vec<Decides>,
    rules: Vec<&'c Rule>,
    /// What was found for a name: conditions ask for the same few names in every call.
    found: RefCell<HashMap<String, Rc<Positions>>>,
}

/// One call.
pub(super) struct Call<'a> {
    calls: &'a Calls<'a>,
    /// Its number among all; each decider is a digit of it.
    number: usize,
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
            found: RefCell::default(),
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
        let mut total = 1_usize;
        for decides in calls.decides.iter_mut().rev() {
            decides.stride = total;
            decides.facts = decides.domain.iter().map(fact).collect();
            total = total.checked_mul(decides.domain.len())?;
        }
        (total <= MOST_CALLS).then_some(calls)
    }

    fn decide(&mut self, shown: &str) {
        let name = canonical(self.model, shown);
        if self.decides.iter().all(|d| d.name != name) {
            self.decides.push(Decides {
                name,
                shown: shown.to_owned(),
                domain: vec![CallValue::Absent, CallValue::Other],
                facts: Vec::new(),
                stride: 1,
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
        let positions = self.search(name);
        positions.own.is_some() || !positions.operators.is_empty()
    }

    fn position(&self, name: &str) -> Option<usize> {
        let name = canonical(self.model, name);
        self.decides.iter().position(|d| d.name == name)
    }

    fn search(&self, name: &str) -> Positions {
        let name = canonical(self.model, name);
        let mut positions = Positions::default();
        for (at, decides) in self.decides.iter().enumerate() {
            match decides.name.strip_prefix(name.as_str()) {
                Some("") => positions.own = Some(at),
                Some(rest) => {
                    let word = rest.strip_prefix('.');
                    let operator = Operator::ALL.into_iter().find(|o| Some(o.word()) == word);
                    positions
                        .operators
                        .extend(operator.map(|operator| (operator, at)));
                }
                None => {}
            }
        }
        positions
    }

    /// The deciders of a name, once all deciders are known.
    fn positions(&self, name: &str) -> Rc<Positions> {
        if let Some(found) = self.found.borrow().get(name) {
            return found.clone();
        }
        let found = Rc::new(self.search(name));
        self.found
            .borrow_mut()
            .insert(name.to_owned(), found.clone());
        found
    }

    /// The rules that these calls are held to.
    pub(super) fn rules(&self) -> &[&'c Rule] {
        &self.rules
    }

    /// How many calls there are, those that the rules refuse among them.
    pub(super) fn count(&self) -> usize {
        self.decides.iter().map(|d| d.domain.len()).product()
    }

    /// Every call that the rules allow.
    pub(super) fn valid(&self) -> impl Iterator<Item = Call<'_>> {
        let total = self.count();
        let calls = (0..total).map(|number| Call {
            calls: self,
            number,
        });
        calls.filter(|call| self.rules.iter().all(|rule| call.keeps(rule)))
    }
}

impl Call<'_> {
    /// What the call gives for a parameter, or for its twin.
    pub(super) fn came(&self, name: &str) -> &CallValue {
        self.came_at(self.calls.positions(name).own)
    }

    /// True if a parameter, or its twin, is given, with whatever operator.
    pub(super) fn given(&self, name: &str) -> bool {
        let positions = self.calls.positions(name);
        let given = |place| *self.came_at(Some(place)) != CallValue::Absent;
        positions.own.is_some_and(given) || positions.operators.iter().any(|(_, at)| given(*at))
    }

    fn came_at(&self, place: Option<usize>) -> &CallValue {
        let decides = place.and_then(|place| self.calls.decides.get(place));
        let came = decides.and_then(|decides| decides.domain.get(self.digit(decides)));
        came.unwrap_or(&CallValue::Absent)
    }

    fn digit(&self, decides: &Decides) -> usize {
        self.number / decides.stride % decides.domain.len().max(1)
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
            RuleKind::AtLeastOneOf(names) => names.iter().any(|name| self.given(name)),
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
        let decides = self.calls.decides.iter().enumerate();
        let words: Vec<String> = decides
            .filter(|(_, decides)| looked_at.contains(&decides.name))
            .map(|(at, decides)| match self.came_at(Some(at)) {
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
        let place = self.calls.positions(name).own?;
        let decides = self.calls.decides.get(place)?;
        let fact = decides.facts.get(self.digit(decides))?;
        fact.as_ref().map(Cow::Borrowed)
    }

    fn filters(&self, name: &str, operator: Operator) -> bool {
        let positions = self.calls.positions(name);
        let place = if operator == Operator::Eq {
            positions.own
        } else {
            let mut operators = positions.operators.iter();
            operators
                .find(|(other, _)| *other == operator)
                .map(|(_, at)| *at)
        };
        *self.came_at(place) != CallValue::Absent
    }

    fn merges(&self) -> bool {
        *self.came(MERGE) != CallValue::Absent
    }
}

/// What conditions see of a value; nothing of an absent one.
fn fact(value: &CallValue) -> Option<Json> {
    match value {
        CallValue::Absent => None,
        CallValue::Word(word) => Some(Json::from(word.as_str())),
        // Given, and equal to no text.
        CallValue::Other => Some(Json::Object(Object::new())),
    }
}
