//! A vendor and a seed into a question that a caller may ask: filters of every kind, sort, limit.

use jiff::Timestamp;
use touchpoint::emulator::{Dice, Known, Pools, World};
use touchpoint_core::expr::condition::{Clause, Subject, Want};
use touchpoint_core::mapping::{Parameter, Route, RuleKind};
use touchpoint_core::model::Scalar;
use touchpoint_core::query::{Direction, Filter, ListQuery, Operator};

/// What is asked, and what must be thought of it.
#[derive(Clone, Debug)]
pub struct Question {
    /// The query as a caller gives it.
    pub query: ListQuery,
    /// The position of the case that serves it.
    pub case: usize,
    /// The position of the route that serves it.
    pub route: usize,
    /// Whether it must be refused.
    pub refused: bool,
    /// Whether it may be refused.
    pub may_be_refused: bool,
    /// Whether the limit changes from page to page.
    pub varies: bool,
    /// The filters from this one on can be left out, and the question can still be asked.
    pub extra_from: usize,
}

/// The parameter that a route declares for a filter: by its name or its twin's.
pub(super) fn declared<'w>(
    world: &'w World,
    route: &'w Route,
    name: &str,
) -> Option<&'w Parameter> {
    let twin = world
        .plan()
        .model
        .parameter(name)
        .and_then(|p| p.same_as.as_deref());
    route
        .parameters
        .get(name)
        .or_else(|| route.parameters.get(twin?))
}

/// Whether a parameter compares with nothing that a record has.
pub(super) fn is_apart(world: &World, parameter: &Parameter) -> bool {
    let model = &world.plan().model;
    parameter.bare != Operator::Eq || model.compared_field(&parameter.name).is_none()
}

struct Asker<'w> {
    world: &'w World,
    route: &'w Route,
    at: usize,
    dice: Dice,
    query: ListQuery,
    refused: bool,
    may_be_refused: bool,
}

/// The question of a seed.
pub fn question(world: &World, seed: u64) -> Option<Question> {
    let mut dice = Dice::new(seed, "question");
    let cases = &world.plan().mapping.cases;
    let at = dice.place(cases.len());
    let case = cases.get(at)?;
    let place = dice.place(case.routes.len());
    let route = case.routes.get(place)?;
    let mut asker = Asker {
        world,
        route,
        at,
        dice,
        query: ListQuery::default(),
        refused: false,
        may_be_refused: false,
    };
    let clauses = case.when.iter().chain(&route.when).flat_map(|c| &c.clauses);
    let mut kept_out: Vec<String> = Vec::new();
    for clause in clauses {
        asker.choose(clause, &mut kept_out);
    }
    asker.rules(&mut kept_out);
    let extra_from = asker.query.filters.len();
    for _ in 0..asker.dice.below(4) {
        asker.extra(&kept_out);
    }
    asker.sort();
    let size = &route.paging.size;
    let varies = asker.dice.one_in(16);
    asker.query.limit = match asker.dice.below(10) {
        0 => None,
        1 => Some(1),
        2 => Some(size.max + 1 + asker.dice.below(1000)),
        3 => Some(size.max),
        4 => Some(2),
        _ => Some(3 + asker.dice.below(12)),
    };
    asker.query.ignore_limit = asker.dice.one_in(40);
    asker.query.ignore_remote_data = asker.dice.one_in(2);
    Some(Question {
        query: asker.query,
        case: at,
        route: place,
        refused: asker.refused,
        may_be_refused: asker.may_be_refused,
        varies,
        extra_from,
    })
}

impl Asker<'_> {
    fn twin(&self, name: &str) -> Option<String> {
        self.world
            .plan()
            .model
            .parameter(name)
            .and_then(|p| p.same_as.clone())
    }

    fn is_given(&self, name: &str) -> bool {
        let twin = self.twin(name);
        let mut filters = self.query.filters.iter();
        filters.any(|f| f.parameter == name || Some(&f.parameter) == twin.as_ref())
    }

    /// Makes a condition on parameters hold.
    fn choose(&mut self, clause: &Clause, kept_out: &mut Vec<String>) {
        let Subject::Parameter(name) = &clause.subject else {
            return;
        };
        match &clause.want {
            Want::AnyOf(words) => {
                let words: Vec<String> = words
                    .iter()
                    .filter_map(|w| w.as_str().map(str::to_owned))
                    .collect();
                if words.len() > 1 && self.dice.one_in(4) {
                    self.query = self.query.clone().filter(name, Operator::In, words);
                } else if let Some(word) = self.dice.pick(&words).cloned() {
                    self.equal(name, word);
                }
            }
            Want::Given => {
                if let Some(value) = self.value(name, Operator::Eq) {
                    self.equal(name, value);
                }
            }
            Want::Absent | Want::Null => {
                kept_out.extend(self.twin(name));
                kept_out.push(name.clone());
            }
        }
    }

    fn equal(&mut self, name: &str, value: String) {
        let query = std::mem::take(&mut self.query);
        self.query = match self.dice.below(3) {
            0 => query.filter(name, Operator::Eq, [value]),
            _ => query.with(name, value),
        };
    }

    fn rules(&mut self, kept_out: &mut Vec<String>) {
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
            match &rule.kind {
                RuleKind::Required(name, when) => {
                    let holds = when.iter().flat_map(|when| &when.clauses).all(|clause| {
                        let Subject::Parameter(name) = &clause.subject else {
                            return false;
                        };
                        let mut given = self.query.filters_on(name).flat_map(|f| &f.values);
                        let Want::AnyOf(words) = &clause.want else {
                            return false;
                        };
                        given.all(|value| words.iter().any(|w| w.as_str() == Some(value)))
                    });
                    if !holds || self.is_given(name) {
                        continue;
                    }
                    // Whether an odd operator is enough, the vendor's road decides.
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
                RuleKind::ExactlyOneOf(names) => {
                    for name in names {
                        kept_out.extend(self.twin(name));
                        kept_out.push(name.clone());
                    }
                    let remote: Vec<&str> = names
                        .iter()
                        .filter_map(|n| n.strip_prefix("remote_query."))
                        .collect();
                    if let Some(name) = self.dice.pick(&remote) {
                        self.query = std::mem::take(&mut self.query).remote(*name, "7");
                    }
                }
                RuleKind::Needs(_) | RuleKind::Span { .. } => {}
            }
        }
    }

    /// One more filter, of any kind.
    fn extra(&mut self, kept_out: &[String]) {
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
        self.refused |= !served;
        self.query.filters.push(filter);
    }

    /// Whether the vendor applies it, or we can on the record.
    fn serves(&self, filter: &Filter) -> bool {
        let plan = self.world.plan();
        let filled = plan
            .model
            .compared_field(&filter.parameter)
            .is_some_and(|f| plan.fills(&f));
        let Some(parameter) = declared(self.world, self.route, &filter.parameter) else {
            return filled;
        };
        let operator = if filter.bare {
            parameter.bare
        } else {
            filter.operator
        };
        let has = |o: Operator| parameter.sendings.iter().any(|s| s.operator == o);
        let one = filter.values.len() == 1;
        // A day lies between two bounds, a moment between itself and itself.
        let day = filter.values.iter().all(|v| v.len() == 10);
        let between = (operator == Operator::Eq || operator == Operator::In && one)
            && has(Operator::Gte)
            && (has(Operator::Lte) || day && has(Operator::Lt));
        let is_time = plan.model.filterable(&filter.parameter) == Some(&Scalar::Instant);
        let sent = has(operator) || operator == Operator::In && one && has(Operator::Eq);
        filled || (sent && (one || operator.takes_many())) || (is_time && between)
    }

    fn sort(&mut self) {
        let model = &self.world.plan().model;
        let field = self.dice.pick(&model.sortable).cloned().unwrap_or_default();
        let direction = if self.dice.one_in(2) {
            Direction::Asc
        } else {
            Direction::Desc
        };
        let sorts = self
            .route
            .sort
            .as_ref()
            .is_some_and(|s| s.fields.contains_key(&field));
        let wanted = if sorts {
            self.dice.one_in(3)
        } else {
            self.dice.one_in(60)
        };
        if wanted {
            self.refused |= !sorts;
            self.query = std::mem::take(&mut self.query).sort_by(field, direction);
        }
    }

    /// A value that some record may have.
    fn value(&mut self, name: &str, operator: Operator) -> Option<String> {
        let world = self.world;
        let model = &world.plan().model;
        let scalar = model.filterable(name)?;
        let parameter = declared(world, self.route, name);
        if let (Scalar::Word(words), Some(map)) = (scalar, parameter.and_then(|p| p.map.as_ref())) {
            let mut all: Vec<String> = map.keys().cloned().collect();
            if parameter.is_some_and(|p| p.raw) {
                all.push("Something Else".to_owned());
                all.retain(|word| map.contains_key(word) || !words.contains(word));
            }
            return self.dice.pick(&all).cloned();
        }
        let field = model.compared_field(name);
        let records = world.records(self.at);
        let known: Option<Known> = field.as_ref().and_then(|field| {
            let entry = self.dice.pick(records)?.clone();
            self.dice.pick(entry.truth.of(field)).cloned()
        });
        match scalar {
            Scalar::Instant => {
                let at = match known {
                    Some(Known::At(at)) => at,
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
                Some(Known::Ms(ms)) if ms >= 0 => (ms / 1000).to_string(),
                _ => self.dice.below(7200).to_string(),
            }),
            Scalar::Text | Scalar::Word(_) => {
                let pool = field.as_deref().map(|f| world.ids(f)).unwrap_or_default();
                let own = match (known, self.dice.pick(pool)) {
                    (_, Some(id)) => id.clone(),
                    (Some(known), None) => known.text(),
                    (None, None) => Pools::text(&mut self.dice),
                };
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
