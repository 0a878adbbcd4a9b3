//! What a caller may filter by: any parameter, any operator, and values that some record has.

use super::asker::{Asker, declared, is_apart};
use jiff::Timestamp;
use touchpoint_core::query::{Filter, Operator};
use touchpoint_emulator::{KnownValue, Pools};
use touchpoint_language::expr::TimeForm;
use touchpoint_language::mapping::Route;
use touchpoint_language::model::Scalar;

impl Asker<'_> {
    /// One more filter, of any kind.
    pub(super) fn extra(&mut self, kept_out: &[String]) {
        let names = self.world.plan().model.filterable_names();
        let Some(name) = self.dice.pick(&names).cloned() else {
            return;
        };
        let twin = self.twin(&name);
        let used = |f: &Filter| f.parameter == name || Some(&f.parameter) == twin.as_ref();
        if kept_out.contains(&name) || self.query.filters.iter().any(used) {
            return;
        }
        let operator = self
            .dice
            .pick(&Operator::ALL)
            .copied()
            .unwrap_or(Operator::Eq);
        let count = if operator.takes_many() {
            1 + self.dice.below(3)
        } else {
            1
        };
        let values: Vec<String> = (0..count)
            .filter_map(|_| self.value(&name, operator))
            .collect();
        if values.is_empty() {
            return;
        }
        let bare = operator == Operator::Eq && self.dice.one_in(2);
        let filter = Filter {
            parameter: name,
            operator,
            values,
            bare,
        };
        let served = self.serves(&filter);
        if !served && !self.dice.one_in(12) {
            return;
        }
        let before = self.broken();
        self.query.filters.push(filter);
        let breaks = self.broken() > before;
        if breaks && !self.dice.one_in(12) {
            self.query.filters.pop();
            return;
        }
        self.refused |= !served || breaks;
    }

    /// True if for each list the vendor applies it, or we can check it on the records.
    fn serves(&self, filter: &Filter) -> bool {
        let mut routes = self.lists.iter().map(|(_, route)| route);
        routes.all(|route| self.serves_at(route, filter))
    }

    fn serves_at(&self, route: &Route, filter: &Filter) -> bool {
        let plan = self.world.plan();
        let filled = plan
            .model
            .compared_field(&filter.parameter)
            .is_some_and(|f| plan.fills(&f));
        let Some(parameter) = declared(self.world, route, &filter.parameter) else {
            return filled;
        };
        let operator = if filter.bare {
            parameter.bare
        } else {
            filter.operator
        };
        let has = |o: Operator| parameter.sendings.iter().any(|s| s.operator == o);
        let one = filter.values.len() == 1;
        // A day lies between two bounds; for a moment both bounds are equal.
        let day = filter.values.iter().all(|v| v.len() == 10);
        let between = (operator == Operator::Eq || operator == Operator::In && one)
            && has(Operator::Gte)
            && (has(Operator::Lte) || day && has(Operator::Lt));
        // A bound can be replaced by its neighbour, as far as the vendor's form of time tells
        // moments apart.
        let beside = match operator {
            Operator::Gt => Some(Operator::Gte),
            Operator::Gte => Some(Operator::Gt),
            Operator::Lt => Some(Operator::Lte),
            Operator::Lte => Some(Operator::Lt),
            _ => None,
        };
        let beside = beside.and_then(|operator| parameter.sending(operator));
        let beside = beside.is_some_and(|sending| {
            let form = sending.time.as_ref().unwrap_or(&TimeForm::Rfc3339);
            form.step().is_some()
        });
        let is_time = plan.model.filterable(&filter.parameter) == Some(&Scalar::Instant);
        let sent = has(operator) || operator == Operator::In && one && has(Operator::Eq);
        filled || (sent && (one || operator.takes_many())) || is_time && (between || beside)
    }

    /// A value that some record may have.
    pub(super) fn value(&mut self, name: &str, operator: Operator) -> Option<String> {
        let world = self.world;
        let model = &world.plan().model;
        let scalar = model.filterable(name)?;
        let which = match self.lists.len() {
            1 => 0,
            several => self.dice.place(several),
        };
        let (at, route) = *self.lists.get(which)?;
        let parameter = declared(world, route, name);
        if let (Scalar::Word(words), Some(map)) = (scalar, parameter.and_then(|p| p.map.as_ref())) {
            let mut all: Vec<String> = map.keys().cloned().collect();
            if parameter.is_some_and(|p| p.raw) {
                all.push("Something Else".to_owned());
                all.retain(|word| map.contains_key(word) || !words.contains(word));
            }
            return self.dice.pick(&all).cloned();
        }
        // A text that the mapping translates into the vendor's words has no other values.
        if let Some(map) = parameter.filter(|p| !p.raw).and_then(|p| p.map.as_ref()) {
            let all: Vec<String> = map.keys().cloned().collect();
            return self.dice.pick(&all).cloned();
        }
        let field = model.compared_field(name);
        let records = world.records(at);
        let known: Option<KnownValue> = field.as_ref().and_then(|field| {
            let entry = self.dice.pick(records)?.clone();
            self.dice.pick(entry.truth.of(field)).cloned()
        });
        match scalar {
            Scalar::Instant => {
                let at = match known {
                    Some(KnownValue::At(at)) => at,
                    _ => Pools::instant(&mut self.dice),
                };
                let apart = parameter.is_some_and(|p| is_apart(world, p));
                let at = if apart {
                    Timestamp::from_second(at.as_second()).ok()?
                } else {
                    at
                };
                Some(match self.dice.below(6) {
                    0 => at.to_string().get(..10)?.to_owned(),
                    1 => {
                        let there = at.checked_add(jiff::SignedDuration::from_hours(2)).ok()?;
                        format!("{}+02:00", there.to_string().strip_suffix('Z')?)
                    }
                    _ => at.to_string(),
                })
            }
            Scalar::Duration => Some(match known {
                Some(KnownValue::Ms(ms)) if ms >= 0 => (ms / 1000).to_string(),
                _ => self.dice.below(7200).to_string(),
            }),
            Scalar::Text | Scalar::Word(_) => {
                let pool = field.as_deref().map(|f| world.ids(f)).unwrap_or_default();
                let own = match (known, self.dice.pick(pool)) {
                    (_, Some(id)) => id.clone(),
                    (Some(known), None) => known.text(),
                    (None, None) => Pools::text(&mut self.dice),
                };
                // A value that this vendor cannot have would be refused, and makes no question.
                let pattern = parameter.and_then(|p| p.pattern.as_ref());
                if pattern.is_some_and(|pattern| !pattern.matches(&own)) {
                    return None;
                }
                if operator != Operator::Like {
                    return Some(own).filter(|text| !text.is_empty());
                }
                let chars: Vec<char> = own.chars().collect();
                let start = self.dice.place(chars.len());
                let length = 1 + self.dice.place(6);
                let part: String = chars.iter().skip(start).take(length).collect();
                let part = if self.dice.one_in(3) {
                    part.to_uppercase()
                } else {
                    part
                };
                Some(match self.dice.below(4) {
                    0 => format!("%{part}%"),
                    1 => format!("%{part}"),
                    _ => part,
                })
            }
        }
    }
}
