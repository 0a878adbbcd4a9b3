//! Makes a question satisfy the rules of its mapping.

use super::asker::{Asker, handed};
use super::holding::{clause_holds, holds};
use jiff::Timestamp;
use touchpoint_core::query::Operator;
use touchpoint_emulator::Pools;
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Clause, Subject, Want};
use touchpoint_language::mapping::{Rule, RuleKind};

impl Asker<'_> {
    /// Adds the filters that the rules require; parameters that would break one are kept out later.
    pub(super) fn rules(&mut self, kept_out: &mut Vec<String>) {
        let world = self.world;
        let rules = &world.plan().mapping.rules;
        for rule in rules {
            if let RuleKind::Span { from, to, .. } = &rule.kind {
                let start = Pools::instant(&mut self.dice);
                let hours = 1 + i64::try_from(self.dice.below(24 * 300)).unwrap_or(0);
                let end = start.checked_add(jiff::SignedDuration::from_hours(hours));
                let start = Timestamp::from_second(start.as_second()).unwrap_or(start);
                self.query = std::mem::take(&mut self.query)
                    .with(from, start.to_string())
                    .with(to, end.unwrap_or(start).to_string());
            }
        }
        for rule in rules {
            if !self.counts(rule) {
                continue;
            }
            match &rule.kind {
                RuleKind::Required(name) => {
                    if self.is_given(name) {
                        continue;
                    }
                    // The route decides if an unusual operator is enough.
                    let odd = self.dice.one_in(20);
                    if let Some(value) = self.value(name, Operator::Eq) {
                        if odd {
                            self.may_be_refused = true;
                            let other = self.value(name, Operator::Eq).unwrap_or_default();
                            let (operator, values) = match self.dice.below(2) {
                                0 => (Operator::In, vec![value, other]),
                                _ => (Operator::Ne, vec![value]),
                            };
                            self.query =
                                std::mem::take(&mut self.query).filter(name, operator, values);
                        } else {
                            self.equal(name, value);
                        }
                    }
                }
                RuleKind::AtLeastOneOf(names) => {
                    let given = names.iter().any(|name| self.is_given(name));
                    if !given && !self.is_free(rule) {
                        let name = self.dice.pick(names).cloned().unwrap_or_default();
                        self.give(&name);
                    }
                }
                RuleKind::ExactlyOneOf(names) if self.is_free(rule) => {
                    for name in names {
                        if !self.is_given(name)
                            && !kept_out.contains(name)
                            && self.dice.one_in(3)
                            && let Some(value) = self.value(name, Operator::Eq)
                        {
                            self.equal_unless_broken(name, value);
                        }
                    }
                }
                RuleKind::ExactlyOneOf(names) => {
                    for name in names {
                        kept_out.extend(self.same_as(name));
                        kept_out.push(name.clone());
                    }
                    if names.iter().any(|name| self.is_given(name)) {
                        continue;
                    }
                    let name = self.dice.pick(names).cloned().unwrap_or_default();
                    self.give(&name);
                }
                RuleKind::Needs(pairs) => {
                    for (name, other) in pairs {
                        if !self.is_given(name) {
                            kept_out.extend(self.same_as(name));
                            kept_out.push(name.clone());
                        } else if !self.is_given(other)
                            && let Some(value) = self.value(other, Operator::Eq)
                        {
                            self.equal(other, value);
                        }
                    }
                }
                RuleKind::Span { .. } => {}
            }
        }
        // Later filters must not make a rule apply that does not apply yet.
        let met =
            |rule: &Rule| matches!(&rule.kind, RuleKind::Required(name) if self.is_given(name));
        let open = rules.iter().filter(|rule| !met(rule));
        let decide = open.flat_map(|rule| rule.when.iter().flat_map(Condition::parameters));
        kept_out.extend(decide.map(str::to_owned));
    }

    /// Gives one value for a parameter, or for what is handed to the vendor.
    fn give(&mut self, name: &str) {
        if let Some(name) = name.strip_prefix("remote_query.") {
            let value = self.handed_over(name);
            self.query = std::mem::take(&mut self.query).remote(name, value);
        } else if let Some(value) = self.value(name, Operator::Eq) {
            self.equal(name, value);
        }
    }

    /// The value of what a caller hands to the vendor: where a filter would be sent by that name, one of
    /// the vendor's own.
    pub(super) fn handed_over(&mut self, name: &str) -> String {
        let world = self.world;
        let known = self
            .lists
            .first()
            .and_then(|(at, _)| handed(world, *at, name));
        let own = known.and_then(|parameter| self.dice.pick(world.ids(&parameter.name)));
        own.map_or_else(|| "7".to_owned(), Clone::clone)
    }

    /// Asks for one value, unless a rule would be broken by it.
    fn equal_unless_broken(&mut self, name: &str, value: String) {
        let (before, query) = (self.broken(), self.query.clone());
        self.equal(name, value);
        if self.broken() > before {
            self.query = query;
        }
    }

    /// How many rules are broken by what is asked so far.
    pub(super) fn broken(&self) -> usize {
        let world = self.world;
        let holds =
            |when: Option<&Condition>| holds(world, &self.query, when, self.lists.len() > 1);
        let counts = |rule: &&Rule| {
            let free = rule.unless.as_ref();
            holds(rule.when.as_ref()) && !free.is_some_and(|free| holds(Some(free)))
        };
        let given = |name: &String| match name.strip_prefix("remote_query.") {
            Some(name) => self.query.remote_query.contains_key(name),
            None => self.is_given(name),
        };
        let is_broken = |rule: &&Rule| match &rule.kind {
            RuleKind::Required(name) => !given(name),
            RuleKind::AtLeastOneOf(names) => !names.iter().any(given),
            RuleKind::ExactlyOneOf(names) => names.iter().filter(|name| given(name)).count() != 1,
            RuleKind::Needs(pairs) => {
                let mut pairs = pairs.iter();
                pairs.any(|(name, other)| given(name) && !given(other))
            }
            RuleKind::Span { .. } => false,
        };
        let rules = world.plan().mapping.rules.iter();
        rules.filter(counts).filter(is_broken).count()
    }

    /// True if a rule may apply by its `when`, whatever filters come later.
    fn counts(&self, rule: &Rule) -> bool {
        rule.when
            .as_ref()
            .is_none_or(|when| self.holds_where(when, |given| !given.contains(&false)))
    }

    /// True if a rule does not apply by its `unless`.
    fn is_free(&self, rule: &Rule) -> bool {
        rule.unless
            .as_ref()
            .is_some_and(|unless| self.holds_where(unless, |given| given.contains(&true)))
    }

    /// True if a condition holds, where `judge` decides about a word: it is told of each value that came
    /// if it is one of those looked for.
    fn holds_where(&self, condition: &Condition, judge: impl Fn(&[bool]) -> bool) -> bool {
        let merges = self.lists.len() > 1;
        condition.holds_by(&|clause: &Clause| match (&clause.subject, &clause.want) {
            (Subject::Parameter(name), Want::AnyOf(words)) => {
                let given = self.query.filters_on(name).flat_map(|f| &f.values);
                let known = |value: &String| words.iter().any(|w| w.as_str() == Some(value));
                judge(&given.map(known).collect::<Vec<_>>())
            }
            _ => clause_holds(self.world, &self.query, clause, merges),
        })
    }
}
