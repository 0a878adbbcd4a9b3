//! Turns a vendor and a seed into a question that a caller may ask: filters of every kind, sort,
//! limit.

use super::asker::{Asker, declared};
use super::cell::Cell;
use super::holding::clause_of_account;
use super::served::{Served, routes, tried};
use touchpoint_core::query::{Direction, ListQuery, Operator};
use touchpoint_emulator::{Dice, PlayedVendor};
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Clause, Subject, Want, of_account};
use touchpoint_language::mapping::{Route, Rule};
use touchpoint_language::written::ValueType;

/// What is asked, and how it must be answered.
#[derive(Clone, Debug)]
pub struct Question {
    /// The query as a caller gives it.
    pub query: ListQuery,
    /// The lists that serve it, by the positions of case and route: one, or several that are read
    /// as one.
    pub lists: Vec<(usize, usize)>,
    /// The filters before this one only choose those lists.
    pub said_from: usize,
    /// True if it must be refused.
    pub refused: bool,
    /// True if it may be refused.
    pub may_be_refused: bool,
    /// True if the limit changes from page to page.
    pub varies: bool,
    /// The filters from this one on can be left out: the question can be asked without them.
    pub extra_from: usize,
    /// The cell of the table that it is about, if it is about one.
    pub cell: Option<Cell>,
}

impl Question {
    /// What a dotted field repeats of what this caller gives, where it only repeats that.
    pub(crate) fn repeated(&self, world: &PlayedVendor, dotted: &str) -> Option<Vec<String>> {
        let plan = world.plan();
        let repeats = |(case, _): &(usize, usize)| {
            let case = plan.mapping.cases.get(*case);
            case.is_some_and(|case| case.repeats(dotted))
        };
        let field = |name: &str| plan.model.compared_field(name);
        let filters = self.query.filters.iter();
        let own = filters.filter(|filter| {
            matches!(filter.operator, Operator::Eq | Operator::In)
                && filter.values.len() == 1
                && field(&filter.parameter).as_deref() == Some(dotted)
        });
        let mut given: Vec<String> = own.flat_map(|filter| filter.values.clone()).collect();
        given.dedup();
        self.lists.iter().all(repeats).then_some(given)
    }
}

/// The question of a seed.
pub(crate) fn question(world: &PlayedVendor, seed: u64) -> Option<Question> {
    let mut dice = Dice::new(seed, "question");
    let mapping = &world.plan().mapping;
    // Cases that a merge lays something over are asked for only through the merge, and routes with fields
    // of their own only through their case.
    let alone = mapping.cases.iter().enumerate();
    let alone: Vec<usize> = alone
        .filter(|(_, case)| !case.merged)
        .map(|(at, _)| at)
        .collect();
    let at = dice.place(alone.len() + mapping.merge.iter().len());
    let merge = mapping.merge.as_ref().filter(|_| at == alone.len());
    let positions = match merge {
        Some(merge) => merge.cases.clone(),
        None => vec![*alone.get(at)?],
    };
    let lists: Vec<(usize, usize)> = positions
        .into_iter()
        .filter_map(|at| {
            let tried = tried(&mapping.cases, at);
            let (case, route, _) = tried.get(dice.place(tried.len()))?;
            Some((*case, *route))
        })
        .collect();
    let found = routes(world, &lists);
    let (at, route) = *found.first()?;
    let case = mapping.cases.get(at)?;
    let mut asker = Asker {
        world,
        lists: found,
        dice,
        query: ListQuery::default(),
        refused: false,
        may_be_refused: false,
    };
    let when = merge.map_or(case.when.as_ref(), |merge| Some(&merge.when));
    let mut kept_out: Vec<String> = Vec::new();
    if let Some(when) = when {
        asker.fulfil(when, &mut kept_out);
    }
    // The words that ask for several lists say nothing about their records; they come first.
    let said_from = merge.map_or(0, |merge| {
        let clauses = merge
            .when
            .every_clause()
            .filter(|c| matches!(c.want, Want::AnyOf(_)));
        let names: Vec<&Subject> = clauses.map(|clause| &clause.subject).collect();
        let filters = asker.query.filters.iter();
        let chosen = |name: &String| names.contains(&&Subject::Parameter(name.clone()));
        filters.filter(|filter| chosen(&filter.parameter)).count()
    });
    if let Some(merge) = merge.filter(|_| asker.dice.one_in(6)) {
        asker.leave_out(&merge.when);
    }
    if let Some(when) = &route.when {
        asker.fulfil(when, &mut kept_out);
    }
    asker.rules(&mut kept_out);
    asker.asked_for();
    let extra_from = asker.query.filters.len();
    let before = asker.broken();
    // A pattern of one list may keep out what a rule wants.
    asker.may_be_refused |= before > 0;
    for _ in 0..asker.dice.below(4) {
        asker.extra(&kept_out);
    }
    // What came beside the choice may lead to another route.
    let served = Served::of(world, &asker.query);
    let decided = served.is_some();
    let lists = served.map_or(lists, |served| served.lists);
    asker.lists = routes(world, &lists);
    asker.may_be_refused |= asker.has_unfit();
    let mut said = asker.query.filters.iter().take(extra_from);
    let is_served = said.all(|filter| asker.serves(filter));
    asker.may_be_refused |= !is_served;
    asker.refused = asker.broken() > before || !asker.serves_all(extra_from);
    asker.sort();
    // Each list of several is asked under its own word, for which a rule may count.
    let by_word = |rule: &Rule| {
        let mut names = rule.when.iter().flat_map(Condition::parameters);
        let words = merge.into_iter().flat_map(|merge| merge.when.parameters());
        let words: Vec<&str> = words.collect();
        names.any(|name| words.contains(&name))
    };
    asker.may_be_refused |= mapping.rules.iter().any(by_word);
    if !decided || asker.lists.len() > 1 {
        asker.may_be_refused |= asker.may_not_fit();
    }
    if !decided && asker.has_roads() && asker.refused {
        (asker.refused, asker.may_be_refused) = (false, true);
    }
    let (_, route) = *asker.lists.first()?;
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
        lists,
        said_from,
        refused: asker.refused,
        may_be_refused: asker.may_be_refused,
        varies,
        extra_from,
        cell: None,
    })
}

impl Asker<'_> {
    /// What a rule or a condition asks for may be served by nobody; a route is given only what it can place.
    fn asked_for(&mut self) {
        let served = self.query.filters.iter().all(|filter| self.serves(filter));
        self.may_be_refused |= !served;
    }

    /// True if a value that was drawn for one list or route may not be one of another.
    fn may_not_fit(&self) -> bool {
        let cases = &self.world.plan().mapping.cases;
        let cases = self.lists.iter().filter_map(|(at, _)| cases.get(*at));
        let routes: Vec<&Route> = cases.flat_map(|case| &case.routes).collect();
        self.query.filters.iter().any(|filter| {
            let in_text = |text: &String| text.contains(char::is_control);
            routes.iter().any(|route| {
                let Some(p) = declared(self.world, route, &filter.parameter) else {
                    return false;
                };
                let is_narrow = p.pattern.is_some() || p.map.is_some();
                is_narrow && routes.len() > 1
                    || p.value_type != ValueType::Text && routes.len() > 1
                    || filter.values.iter().any(in_text)
            })
        })
    }

    /// True if more than one route may serve the question.
    fn has_roads(&self) -> bool {
        let cases = &self.world.plan().mapping.cases;
        let several = |at: usize| cases.get(at).is_some_and(|case| case.routes.len() > 1);
        self.lists.iter().any(|(at, _)| several(*at))
    }

    /// Makes a condition on parameters hold: all of its lines, and one of its alternatives.
    fn fulfil(&mut self, when: &Condition, kept_out: &mut Vec<String>) {
        let of_account = |clause: &Clause| clause_of_account(self.world, clause).unwrap_or(true);
        let possible = when.any.iter().filter(|one| one.iter().all(of_account));
        let possible: Vec<&Vec<Clause>> = possible.collect();
        let alternative = self.dice.pick(&possible).copied().into_iter().flatten();
        let all = when.clauses.iter().chain(alternative);
        let (words, others): (Vec<_>, Vec<_>) =
            all.partition(|clause| matches!(clause.want, Want::AnyOf(_)));
        for clause in words.into_iter().chain(others) {
            self.choose(clause, kept_out);
        }
    }

    fn choose(&mut self, clause: &Clause, kept_out: &mut Vec<String>) {
        if let (Subject::Filter(name, operator), Want::Given) = (&clause.subject, &clause.want)
            && let Some(value) = self.value(name, *operator)
        {
            let query = std::mem::take(&mut self.query);
            self.query = query.filter(name, *operator, [value]);
        }
        let Subject::Parameter(name) = &clause.subject else {
            return;
        };
        // What the account says is no filter.
        if of_account(name).is_some() {
            return;
        }
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
            Want::Given | Want::Filled => {
                if let Some(value) = self.value(name, Operator::Eq) {
                    self.equal(name, value);
                }
            }
            Want::Absent | Want::Null => {
                kept_out.extend(self.same_as(name));
                kept_out.push(name.clone());
            }
        }
    }

    /// Adds a filter that leaves a word out, beside the one that asks for several lists.
    fn leave_out(&mut self, when: &Condition) {
        let words = when.every_clause();
        let words = words.filter(|clause| matches!(clause.want, Want::AnyOf(_)));
        for clause in words {
            if let Subject::Parameter(name) = &clause.subject
                && let Some(word) = self.value(name, Operator::Ne)
            {
                let query = std::mem::take(&mut self.query);
                self.query = query.filter(name, Operator::Ne, [word]);
            }
        }
    }

    pub(super) fn equal(&mut self, name: &str, value: String) {
        let query = std::mem::take(&mut self.query);
        self.query = match self.dice.below(3) {
            0 => query.filter(name, Operator::Eq, [value]),
            _ => query.with(name, value),
        };
    }

    fn sort(&mut self) {
        let model = &self.world.plan().model;
        let field = self.dice.pick(&model.sortable).cloned().unwrap_or_default();
        let direction = if self.dice.one_in(2) {
            Direction::Asc
        } else {
            Direction::Desc
        };
        let sorts = |route: &Route| {
            let sort = route.sort.as_ref();
            sort.is_some_and(|sort| sort.fields.contains_key(&field))
        };
        let merge = self.world.plan().mapping.merge.as_ref();
        // Lists that are read as one have the order of the merge alone.
        let other = merge.filter(|merge| merge.by != field || merge.order != direction);
        let sorts = self.lists.iter().all(|(_, route)| sorts(route));
        let sorts = sorts && (other.is_none() || self.lists.len() == 1);
        let wanted = if sorts {
            self.dice.one_in(3)
        } else {
            self.dice.one_in(60)
        };
        if wanted {
            self.refused |= !sorts;
            // One list may be all that a merge has here.
            self.may_be_refused |= self.has_roads() || other.is_some();
            self.query = std::mem::take(&mut self.query).sort_by(field, direction);
        }
    }
}
