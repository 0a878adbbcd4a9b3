//! One vendor: its mapping as data, its records, its tables, its account. Made from a seed; it never
//! changes, so that many reads share it.

use super::dice::Dice;
use super::holes;
use super::order::{self, By};
use super::pools::Pools;
use super::record::{Entry, make};
use super::shapes::Shapes;
use super::spot;
use super::tables::Made;
use super::value::{Maker, holds};
use super::wire::Call;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use touchpoint_core::plan::Plan;
use touchpoint_core::query::Direction;
use touchpoint_language::mapping::{
    Ask, Case, GivePaths, Lookup, Mapping, Parameter, Route, RuleKind,
};
use touchpoint_language::model::Model;

/// One vendor.
#[derive(Debug)]
pub struct World {
    pub(super) plan: Arc<Plan>,
    pub(super) context: HashMap<String, String>,
    pub(super) base: String,
    pub(super) pools: Pools,
    pub(super) tables: Made,
    /// The records by case, in the vendor's order.
    pub(super) lists: Vec<Vec<Arc<Entry>>>,
    /// What cursors are mixed with.
    salt: u64,
    /// What could not be played of the mapping.
    unplayed: Vec<String>,
}

impl World {
    pub(super) fn bare(plan: Arc<Plan>, seed: u64) -> World {
        let context = plan.needs.context.iter().filter_map(|need| {
            let value = need.default.clone().or_else(|| need.example.clone())?;
            Some((need.name.clone(), value))
        });
        let mut world = World {
            context: context.collect(),
            base: String::new(),
            pools: Pools::default(),
            tables: Made::default(),
            lists: Vec::new(),
            salt: Dice::new(seed, "salt").next(),
            unplayed: Vec::new(),
            plan,
        };
        world.base = world.base_with(&world.context);
        world
    }

    pub(super) fn base_with(&self, context: &HashMap<String, String>) -> String {
        let text = self
            .mapping()
            .connection
            .base_url
            .as_ref()
            .map(|t| t.text().to_owned());
        holes::with_context(&text.unwrap_or_default(), |name| {
            context.get(name).map(String::as_str)
        })
    }

    /// The vendor of this mapping and seed, with about so many records in each list.
    pub fn new(plan: Arc<Plan>, shapes: &Shapes, seed: u64, records: u64) -> World {
        let mut world = World::bare(plan.clone(), seed);
        world.pools = Pools::new(&plan.mapping, &plan.model, seed);
        world.tables = Made::new(&plan.mapping, &world.pools, seed);
        world.fill(shapes, seed, |_| records);
        world
    }

    /// Makes the records of every case, so many of each.
    pub(super) fn fill(&mut self, shapes: &Shapes, seed: u64, records: impl Fn(&Case) -> u64) {
        let plan = self.plan.clone();
        for (index, case) in plan.mapping.cases.iter().enumerate() {
            let mut maker = self.maker(index, case, seed);
            maker.learn_id(case, shapes);
            let mut entries = Vec::new();
            let mut rank = 0;
            for serial in 0..records(case) {
                rank += 1 + maker.dice.below(9);
                maker.same_as(case, self.shown_too(case), serial);
                entries.push(entry(index, case, shapes, rank, serial, &mut maker));
            }
            let mut unplayed = maker.unplayed;
            self.unplayed.append(&mut unplayed);
            self.lists
                .push(order::ranked(&plan.mapping, index, entries));
        }
    }

    pub(super) fn maker(&self, index: usize, case: &Case, seed: u64) -> Maker<'_> {
        let mut preferred: HashMap<String, Vec<String>> = HashMap::new();
        for clause in case.when.iter().flat_map(|when| &when.clauses) {
            use touchpoint_language::expr::condition::{Subject, Want};
            if let (Subject::Parameter(name), Want::AnyOf(words)) = (&clause.subject, &clause.want)
                && let Some(field) = self.model().compared_field(name)
            {
                preferred
                    .entry(field)
                    .or_default()
                    .extend(words.iter().filter_map(spot::text));
            }
        }
        Maker {
            pools: &self.pools,
            tables: &self.tables,
            dice: Dice::new(seed, &case.name),
            wants: HashMap::new(),
            preferred,
            serial: 0,
            steady: order::paths(self.mapping(), case, index),
            kept: Vec::new(),
            twin: None,
            unplayed: Vec::new(),
        }
    }

    /// One more record, of this rank; what the vendor sorts by is as in another.
    pub(super) fn one_more(
        &self,
        shapes: &Shapes,
        like: &Entry,
        rank: u64,
        serial: u64,
        seed: u64,
    ) -> Option<Entry> {
        let case = self.mapping().cases.get(like.case)?;
        let mut maker = self.maker(like.case, case, seed);
        maker.kept = order::kept(&maker.steady, like);
        Some(entry(like.case, case, shapes, rank, serial, &mut maker))
    }

    /// What of the mapping could not be turned round; empty when all is played.
    pub fn unplayed(&self) -> &[String] {
        &self.unplayed
    }

    /// The records of a case, in the vendor's order.
    pub fn records(&self, case: usize) -> &[Arc<Entry>] {
        self.lists.get(case).map(Vec::as_slice).unwrap_or_default()
    }

    /// Puts records in the vendor's order for a caller's sort.
    pub fn sort(&self, entries: &mut [Arc<Entry>], by: &[(String, Direction)]) {
        let by: order::Order = by
            .iter()
            .map(|(field, way)| (By::Field(field.clone()), *way == Direction::Desc))
            .collect();
        super::select::sort(entries, &by);
    }

    /// The ids that stand in a dotted field.
    pub fn ids(&self, field: &str) -> &[String] {
        self.pools.ids(field)
    }

    /// The compiled mapping.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    pub(super) fn mapping(&self) -> &Mapping {
        &self.plan.mapping
    }

    pub(super) fn model(&self) -> &Model {
        &self.plan.model
    }

    pub(super) fn route(&self, case: usize, route: usize) -> Option<&Route> {
        self.mapping().cases.get(case)?.routes.get(route)
    }

    pub(super) fn routes(&self) -> impl Iterator<Item = (&str, &Route)> {
        let cases = self.mapping().cases.iter();
        cases.flat_map(|case| case.routes.iter().map(|route| (case.name.as_str(), route)))
    }

    /// The origin that calls must go to.
    pub(super) fn origin(&self) -> &str {
        let scheme = self.base.find("://").map_or(0, |at| at + 3);
        let slash = self.base.get(scheme..).and_then(|rest| rest.find('/'));
        self.base
            .get(..slash.map_or(self.base.len(), |at| at + scheme))
            .unwrap_or(&self.base)
    }

    pub(super) fn base_path(&self) -> &str {
        self.base
            .strip_prefix(self.origin())
            .unwrap_or_default()
            .trim_end_matches('/')
    }

    pub(super) fn with_context(&self, text: &str) -> String {
        holes::with_context(text, |name| self.context.get(name).map(String::as_str))
    }

    /// The names beyond the mapping's own that a caller hands on.
    pub(super) fn remote_names(&self) -> Vec<String> {
        let rules = self
            .mapping()
            .rules
            .iter()
            .flat_map(|rule| match &rule.kind {
                RuleKind::ExactlyOneOf(names) => names.clone(),
                _ => Vec::new(),
            });
        rules
            .filter_map(|name| name.strip_prefix("remote_query.").map(str::to_owned))
            .collect()
    }

    /// The cursor that leads to what comes after a rank. Nothing in it can be read from outside.
    pub(super) fn token(&self, rank: u64, nonce: u64) -> String {
        format!("{:x}.{nonce:x}+/=", rank ^ self.salt)
    }

    pub(super) fn rank_of(&self, token: &str) -> Option<u64> {
        let (rank, _) = token.strip_suffix("+/=")?.split_once('.')?;
        u64::from_str_radix(rank, 16)
            .ok()
            .map(|rank| rank ^ self.salt)
    }

    /// The entry of a table that a request's value stands for.
    pub(super) fn entry_sent(&self, parameter: &Parameter, value: &Value) -> Option<usize> {
        let through = parameter.through.as_ref()?;
        let has = match &through.give {
            GivePaths::One(path) => vec![(path.text().to_owned(), value.clone())],
            GivePaths::Object(paths) => {
                let member = |(name, path): &(String, touchpoint_language::expr::Path)| {
                    Some((path.text().to_owned(), value.get(name)?.clone()))
                };
                paths.iter().map(member).collect::<Option<_>>()?
            }
        };
        self.tables.find(&through.table, &has)
    }

    /// The table that a call asks for.
    pub(super) fn table_at(&self, call: &Call) -> Option<(&str, &Lookup)> {
        let asked = |(_, lookup): &(&String, &Lookup)| {
            let Ask::Once(line) = &lookup.ask else {
                return false;
            };
            let path = format!(
                "{}{}",
                self.base_path(),
                self.with_context(line.path.text())
            );
            path == call.path && line.method.to_string() == call.method
        };
        let found = self.mapping().lookups.iter().find(asked)?;
        Some((found.0.as_str(), found.1))
    }
}

fn entry(
    index: usize,
    case: &Case,
    shapes: &Shapes,
    rank: u64,
    serial: u64,
    maker: &mut Maker<'_>,
) -> Entry {
    // A case that shares its list with another has a block of ids of its own.
    maker.serial = serial * 16 + index as u64;
    let known = shapes
        .0
        .get(&case.name)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let shape = maker.shape(known, serial);
    let mut entry = make(case, &shape, rank, maker);
    (entry.case, entry.serial) = (index, serial);
    if let Some(skip) = &case.skip {
        entry.skipped = maker.is_odd(6, serial);
        set(skip, &mut entry.json, entry.skipped);
        debug_assert_eq!(holds(skip, &entry.json), entry.skipped);
    }
    let always = case.routes.iter().filter_map(|route| route.soql.as_ref());
    for (column, value) in always.flat_map(|soql| &soql.always) {
        let other = match value {
            Value::Bool(truth) => Value::Bool(!truth),
            _ => Value::Null,
        };
        let decoy = maker.is_odd(6, serial);
        entry.skipped |= decoy;
        let value = if decoy { other } else { value.clone() };
        spot::put(&mut entry.json, &spot::dotted(column), value);
    }
    entry.counted_only = case.routes.iter().any(|r| r.counts.is_some()) && maker.is_odd(3, serial);
    entry
}

/// Makes a condition hold, or not.
fn set(condition: &touchpoint_language::expr::Condition, json: &mut Value, hold: bool) {
    use touchpoint_language::expr::condition::{Subject, Want};
    for clause in &condition.clauses {
        let (Subject::Path(path), Want::AnyOf(values)) = (&clause.subject, &clause.want) else {
            continue;
        };
        let steps = spot::steps(path.text()).unwrap_or_default();
        match (hold, values.first()) {
            (true, Some(value)) => spot::put(json, &steps, value.clone()),
            _ => spot::clear(json, &steps),
        }
    }
}
