//! What a caller may filter by: any parameter, any operator, and values that some record has.

use super::asker::{Asker, declared, is_apart};
use super::between::lies_between;
use super::room::may_lack_room;
use super::served::beside;
use jiff::Timestamp;
use touchpoint_core::query::{Filter, Operator};
use touchpoint_emulator::{KnownValue, Pools};
use touchpoint_language::expr::{SentTime, TimeForm};
use touchpoint_language::mapping::{Goes, Parameter, RequestPlace, Route};
use touchpoint_language::model::Scalar;
use touchpoint_language::written::ValueType;

impl Asker<'_> {
    /// One more filter, of any kind.
    pub(super) fn extra(&mut self, kept_out: &[String]) {
        let names = self.world.plan().model.filterable_names();
        let Some(name) = self.dice.pick(&names).cloned() else {
            return;
        };
        let same_as = self.same_as(&name);
        let used = |f: &Filter| f.parameter == name || Some(&f.parameter) == same_as.as_ref();
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
        if !served && (self.waits(&filter) || !self.dice.one_in(12)) {
            return;
        }
        let before = self.broken();
        self.query.filters.push(filter);
        if self.broken() > before && !self.dice.one_in(12) {
            self.query.filters.pop();
        }
    }

    /// True if each filter from this one on is served, and each can be written at all.
    pub(super) fn serves_all(&self, from: usize) -> bool {
        let mut later = self.query.filters.iter().skip(from);
        let mut routes = self.lists.iter().map(|(_, route)| *route);
        let filters = &self.query.filters;
        later.all(|filter| self.serves(filter))
            && routes.all(|route| filters.iter().all(|filter| self.writes(route, filter)))
    }

    /// True if the query text of a list has a sign for every sign of the values that go into it.
    fn writes(&self, route: &Route, filter: &Filter) -> bool {
        let parameter = declared(self.world, route, &filter.parameter);
        // One value that must be in a list goes as one that must be equal.
        let sending = parameter.and_then(|parameter| {
            let one = filter.operator == Operator::In && filter.values.len() == 1;
            let equal = parameter.sending(Operator::Eq).filter(|_| one);
            parameter.sending(filter.operator).or(equal)
        });
        let in_text = sending.is_some_and(|one| matches!(one.goes, Goes::Clauses(_)));
        let Some(grammar) = route
            .grammar
            .as_ref()
            .filter(|g| in_text && g.and.is_some())
        else {
            return true;
        };
        let named = |sign: char| {
            let mut named = grammar.escape.iter().flat_map(|escape| &escape.named);
            named.any(|(own, _)| own.chars().eq([sign]))
        };
        let mut signs = filter.values.iter().flat_map(|value| value.chars());
        signs.all(|sign| !sign.is_control() || named(sign))
    }

    /// True if for each list the vendor applies it, or we can check it on the records.
    pub(super) fn serves(&self, filter: &Filter) -> bool {
        let mut lists = self.lists.iter();
        lists.all(|(case, route)| self.serves_at(*case, route, filter))
    }

    /// True if a list's vendor takes it beside another one only, which may still be given.
    fn waits(&self, filter: &Filter) -> bool {
        self.lists.iter().any(|(_, route)| {
            let parameter = declared(self.world, route, &filter.parameter);
            parameter.is_some_and(|parameter| parameter.pushed_with.is_some())
        })
    }

    fn serves_at(&self, case: usize, route: &Route, filter: &Filter) -> bool {
        let plan = self.world.plan();
        // What only repeats the caller is nothing to check it by.
        let repeats = |field: &str| {
            let case = plan.mapping.cases.get(case);
            case.is_some_and(|case| case.repeats(field))
        };
        let filled = plan
            .model
            .compared_field(&filter.parameter)
            .is_some_and(|f| plan.fills(&f) && !repeats(&f));
        let Some(parameter) = declared(self.world, route, &filter.parameter) else {
            // A template puts in one value, as it is.
            let one = filter.values.len() == 1;
            let equal = matches!(filter.operator, Operator::Eq | Operator::In);
            let same_as = self.same_as(&filter.parameter);
            let mut read = route.template_names();
            let is_read =
                read.any(|name| name == filter.parameter || Some(&name) == same_as.as_ref());
            return filled || one && equal && is_read;
        };
        if self.is_taken(route, parameter, filter) {
            return filled;
        }
        let alone = parameter.pushed_with.as_ref();
        if alone.is_some_and(|other| !self.is_given_as_one(other)) {
            return filled;
        }
        let operator = if filter.bare {
            parameter.bare
        } else {
            filter.operator
        };
        // A word that is several of the vendor's is one of them, or none.
        let mut values = filter.values.iter();
        let several = values.any(|ours| parameter.words(ours).len() > 1);
        let operator = match operator {
            Operator::Eq if several => Operator::In,
            Operator::Ne if several => Operator::Nin,
            operator => operator,
        };
        let has = |o: Operator| !route.places(parameter, o).is_empty();
        let one = filter.values.len() == 1;
        // The last second of a day is its end where the vendor counts in seconds.
        let in_seconds = |operator: Operator| {
            let sending = parameter.sending(operator);
            sending.is_some_and(|sending| sending.time.form == TimeForm::UnixSeconds)
        };
        // A day lies between two bounds, a moment between itself and itself.
        let day = filter.values.iter().all(|v| v.len() == 10);
        let between = (operator == Operator::Eq || operator == Operator::In && one)
            && has(Operator::Gte)
            && if day {
                has(Operator::Lt) || in_seconds(Operator::Lte)
            } else {
                has(Operator::Lte)
            };
        // A bound is also said by the one beside it, as far as the vendor's form of time tells moments apart.
        let beside = match operator {
            Operator::Gt => Some(Operator::Gte),
            Operator::Gte => Some(Operator::Gt),
            Operator::Lt => Some(Operator::Lte),
            Operator::Lte => Some(Operator::Lt),
            _ => None,
        };
        let beside = beside.and_then(|operator| parameter.sending(operator));
        let beside = beside.is_some_and(|sending| sending.time.form.step().is_some());
        let is_time = plan.model.filterable(&filter.parameter) == Some(&Scalar::Instant);
        // A moment that the vendor's form cannot write is no value of one comparison.
        let bounds = [Operator::Gt, Operator::Gte, Operator::Lt, Operator::Lte];
        let holds = |operator: Operator| {
            let sending = parameter.sending(operator);
            let written = sending.map_or_else(SentTime::default, |sending| sending.time.clone());
            let mut moments = filter.values.iter().map(|v| v.parse::<Timestamp>());
            moments.all(|moment| moment.is_ok_and(|moment| written.holds(moment)))
        };
        let exact = !is_time || bounds.contains(&operator) || holds(operator);
        let sent = has(operator) || operator == Operator::In && one && has(Operator::Eq);
        let sent = sent && exact;
        filled || (sent && (one || operator.takes_many())) || is_time && (between || beside)
    }

    /// True if some value is none that a list takes: it was drawn for another route.
    pub(super) fn has_unfit(&self) -> bool {
        let unfit = |route: &Route, filter: &Filter| {
            let Some(parameter) = declared(self.world, route, &filter.parameter) else {
                return false;
            };
            let map = parameter.map.as_ref().filter(|_| !parameter.raw);
            let mut values = filter.values.iter();
            values.any(|value| {
                map.is_some_and(|map| !map.contains_key(value)) || is_unfit(parameter, value)
            })
        };
        let mut lists = self.lists.iter();
        lists.any(|(case, route)| {
            let mut filters = self.query.filters.iter();
            may_lack_room(self.world, route, &self.query)
                || filters.any(|filter| {
                    unfit(route, filter)
                        || self.may_be_none(*case, route, filter)
                        || self.may_be_taken(route, filter)
                        || lies_between(self.world, route, filter)
                })
        })
    }

    /// True if another filter may stand where this one could: which of them goes out is decided by their
    /// order.
    fn may_be_taken(&self, route: &Route, filter: &Filter) -> bool {
        let places = |filter: &Filter| {
            let Some(parameter) = declared(self.world, route, &filter.parameter) else {
                return Vec::new();
            };
            let sendings = parameter.sendings.iter();
            let all = sendings.flat_map(|own| route.places(parameter, own.operator));
            all.collect::<Vec<_>>()
        };
        let own = places(filter);
        let mut others = self.query.filters.iter();
        others.any(|other| {
            let theirs = places(other);
            let excludes = |own: &RequestPlace| theirs.iter().any(|at| own.excludes(at, false));
            other.parameter != filter.parameter && own.iter().any(excludes)
        })
    }

    /// True if a table may have no entry for a value, as the records show others; or several, where one can
    /// be sent.
    fn may_be_none(&self, case: usize, route: &Route, filter: &Filter) -> bool {
        let parameter = declared(self.world, route, &filter.parameter);
        let Some((parameter, through)) = parameter.and_then(|p| Some((p, p.through.as_ref()?)))
        else {
            return false;
        };
        let plan = self.world.plan();
        let field = plan.model.compared_field(&filter.parameter);
        let case = plan.mapping.cases.get(case);
        let fields = case.iter().flat_map(|case| &case.fields);
        let mut read = fields.flat_map(|field| field.expressions());
        let is_shown = read.any(|(name, expression)| {
            let looked_up = expression.lookup.as_ref();
            Some(&name) == field.as_ref() && looked_up.is_some_and(|own| own.table == through.table)
        });
        // A value that was drawn for another route may be none of the table's.
        let has_roads = case.is_some_and(|case| case.routes.len() > 1);
        !is_shown || has_roads || parameter.sending(Operator::In).is_none()
    }

    /// True if another filter of the query stands where this one would: a call has one value there.
    fn is_taken(&self, route: &Route, parameter: &Parameter, filter: &Filter) -> bool {
        let places = placed(route, parameter, filter);
        self.query.filters.iter().any(|other| {
            let Some(declared) = declared(self.world, route, &other.parameter) else {
                return false;
            };
            let theirs = placed(route, declared, other);
            let excludes = |own: &RequestPlace| theirs.iter().any(|at| own.excludes(at, false));
            declared.name != parameter.name && places.iter().any(excludes)
        })
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
        // What the vendor's table translates is known from a record, or there is no question.
        if known.is_none() && parameter.is_some_and(|p| p.through.is_some()) {
            return None;
        }
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
            Scalar::Text | Scalar::Word(_) | Scalar::Number | Scalar::Boolean => {
                let pool = field.as_deref().map(|f| world.ids(f)).unwrap_or_default();
                let own = match (known, self.dice.pick(pool)) {
                    (_, Some(id)) => id.clone(),
                    (Some(known), None) => known.text(),
                    (None, None) => Pools::text(&mut self.dice),
                };
                // A value that this vendor cannot have would be refused, and makes no question.
                let mut others = beside(&world.plan().mapping.cases, at).into_iter();
                let refuses = |route: &Route| {
                    declared(world, route, name).is_some_and(|declared| is_unfit(declared, &own))
                };
                if refuses(route) || others.any(refuses) {
                    return None;
                }
                // A part of a text is no whole value, as a pattern wants it.
                let whole = parameter.is_some_and(|p| p.pattern.is_some());
                if operator != Operator::Like || whole {
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

/// Where a filter stands in a call. One value under `in` goes as an equal one.
fn placed(route: &Route, parameter: &Parameter, filter: &Filter) -> Vec<RequestPlace> {
    let own = route.places(parameter, filter.operator);
    if own.is_empty() && filter.operator == Operator::In && filter.values.len() == 1 {
        return route.places(parameter, Operator::Eq);
    }
    own
}

/// True if a text is no value of a parameter by its form.
fn is_unfit(parameter: &Parameter, text: &str) -> bool {
    let pattern = parameter.pattern.as_ref();
    parameter.value_type == ValueType::Integer && !is_whole(text)
        || pattern.is_some_and(|pattern| !pattern.matches(text))
}

/// True if a text is a whole number as JSON writes it.
fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain = digits.chars().all(|sign| sign.is_ascii_digit());
    is_plain && !digits.is_empty() && (digits == "0" || !digits.starts_with('0'))
}
