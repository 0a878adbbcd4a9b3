//! A vendor and a seed into a question that a caller may ask: filters of every kind, sort, limit.

use super::cells::Cell;
use jiff::Timestamp;
use touchpoint::emulator::{Dice, Pools, World};
use touchpoint_core::expr::condition::{Clause, Subject, Want};
use touchpoint_core::mapping::{Parameter, Route, RuleKind};
use touchpoint_core::query::{Direction, ListQuery, Operator};

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
    /// The cell of the table that it is about, where it is about one.
    pub cell: Option<Cell>,
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

/// A question that is being made.
pub(super) struct Asker<'w> {
    pub(super) world: &'w World,
    pub(super) route: &'w Route,
    pub(super) at: usize,
    pub(super) dice: Dice,
    pub(super) query: ListQuery,
    pub(super) refused: bool,
    pub(super) may_be_refused: bool,
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
        cell: None,
    })
}

impl Asker<'_> {
    pub(super) fn twin(&self, name: &str) -> Option<String> {
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
}
