//! One record of a vendor: its JSON in the vendor's shape, and what is true of it.

use super::dice::Dice;
use super::likeness::in_order_of;
use super::linked;
use super::pools::Pools;
use super::spot::{self, Step};
use super::truth::{Known, Truth};
use super::value::{Draft, Maker, holds};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use touchpoint_language::expr::{Condition, Path, TimeForm, condition::Subject, condition::Want};
use touchpoint_language::mapping::{Case, Expression, FieldSource, Pick, Source};

/// A record as the vendor keeps it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The position of its case.
    pub case: usize,
    /// Its place in the vendor's order; no record of another case has the same.
    pub rank: u64,
    /// Its number, which its id is made of.
    pub serial: u64,
    /// Whether the vendor lists it, but the mapping leaves it out.
    pub skipped: bool,
    /// Whether a page counts it, but has no record of it.
    pub counted_only: bool,
    /// What is true of it.
    pub truth: Truth,
    pub(super) json: Value,
    pub(super) leaves: HashMap<String, Option<Known>>,
    pub(super) entries: HashMap<String, Option<usize>>,
    /// Table, its own key there, and its own entry, where it has one.
    pub(super) links: Vec<(String, String, Option<Value>)>,
}

/// The numbers from here on are of records that are added while the vendor is read.
pub(super) const ADDED: u64 = 100_000;

impl Entry {
    /// Whether it was added while the vendor is read.
    pub(super) fn is_added(&self) -> bool {
        self.serial >= ADDED
    }
}

/// Makes one record of a case, in the shape of a recorded one.
pub(super) fn make(case: &Case, shape: &Value, rank: u64, maker: &mut Maker<'_>) -> Entry {
    let mut draft = Draft {
        json: shape.clone(),
        shape: shape.clone(),
        ..Draft::default()
    };
    for path in paths_of(case) {
        if let Some(steps) = spot::steps(path.text()) {
            spot::clear(&mut draft.json, &steps);
        }
    }
    for (path, value, known) in &maker.kept {
        if let Some(steps) = spot::steps(path) {
            spot::put(&mut draft.json, &steps, value.clone());
            draft.leaves.insert(path.clone(), known.clone());
        }
    }
    maker.wants = wants(record_conditions(case));
    let mut decided: Vec<String> = maker.wants.keys().cloned().collect();
    decided.sort();
    for path in &decided {
        maker.decide(path, &mut draft);
    }
    let mut fields = BTreeMap::new();
    for field in &case.fields {
        match &field.source {
            FieldSource::Scalar(e) => {
                let value = maker.value(e, &field.name, None, &mut draft);
                fields.insert(field.name.clone(), value.into_iter().collect());
            }
            FieldSource::Object(source) => {
                let mut all = elements(maker, source, &field.name, &mut draft);
                all.truncate(1);
                spread(&field.name, all, &mut fields);
            }
            FieldSource::List(sources) => {
                let all = sources
                    .iter()
                    .flat_map(|source| elements(maker, source, &field.name, &mut draft))
                    .collect();
                spread(&field.name, distinct(all), &mut fields);
            }
        }
    }
    if maker.pools.readable {
        draft.json = in_order_of(&draft.shape, draft.json);
    }
    Entry {
        case: 0,
        rank,
        serial: 0,
        skipped: false,
        counted_only: false,
        truth: Truth {
            fields,
            happened: match maker.own_time() {
                Some(at) => at,
                None => happened(case, &mut maker.dice),
            },
        },
        json: draft.json,
        leaves: draft.leaves,
        entries: draft.entries,
        links: draft
            .links
            .into_iter()
            .map(|(table, (key, link))| (table, key, link.map(|entry| entry.json)))
            .collect(),
    }
}

/// When it happened, for windows on a time that the record does not have: no finer than such a window
/// can be asked for in a number of seconds.
fn happened(case: &Case, dice: &mut Dice) -> Timestamp {
    let at = Pools::instant(dice);
    let parameters = case
        .routes
        .iter()
        .flat_map(|route| route.parameters.values());
    let mut forms = parameters.filter_map(|parameter| parameter.time.as_ref());
    if forms.any(|form| matches!(form, TimeForm::UnixSeconds)) {
        return Timestamp::from_second(at.as_second()).unwrap_or(at);
    }
    at
}

/// The members of an object.
pub(super) type Members = Vec<(String, Option<Known>)>;

/// The elements that a source gives, written into the record.
fn elements(
    maker: &mut Maker<'_>,
    source: &Source,
    field: &str,
    draft: &mut Draft,
) -> Vec<Members> {
    if source
        .when
        .as_ref()
        .is_some_and(|when| !holds(when, &draft.json))
    {
        return Vec::new();
    }
    if let (None, Some(used)) = (&source.each, &source.lookup)
        && maker.tables.batch(&used.table).is_some()
    {
        return linked::elements(maker, source, used, field, draft);
    }
    let Some(each) = &source.each else {
        return members(maker, source, field, draft).into_iter().collect();
    };
    let Some(steps) = spot::steps(each.text()) else {
        maker.unplayed.push(each.text().to_owned());
        return Vec::new();
    };
    let is_itself = source
        .members
        .iter()
        .any(|(_, e)| e.paths().iter().any(|p| p.text() == "$"));
    let shapes = maker.element_shapes(&draft.shape, &steps, is_itself);
    let record_wants = std::mem::replace(&mut maker.wants, wants(source.only.iter().collect()));
    let mut found = Vec::new();
    for shape in shapes {
        let mut element = Draft {
            json: shape.clone(),
            shape,
            ..Draft::default()
        };
        let members_read = source.members.iter().flat_map(|(_, e)| e.paths());
        let members_read = members_read.chain(source.lookup.iter().flat_map(|l| &l.by));
        let read = members_read
            .map(Path::text)
            .chain(maker.wants.keys().map(String::as_str));
        for steps in read.filter_map(spot::steps) {
            spot::clear(&mut element.json, &steps);
        }
        let mut decided: Vec<String> = maker.wants.keys().cloned().collect();
        decided.sort();
        for path in &decided {
            maker.decide(path, &mut element);
        }
        let taken = source
            .only
            .as_ref()
            .is_none_or(|only| holds(only, &element.json));
        let made = members(maker, source, field, &mut element);
        if taken {
            found.extend(made);
        }
        let is_text = matches!(steps.last(), Some(Step::Texts));
        if !is_text || element.json.is_string() {
            spot::put(&mut draft.json, &steps, element.json);
        }
    }
    let is_empty = found.is_empty() && spot::first(&draft.json, &steps).is_none();
    if is_empty && !maker.pools.readable && maker.dice.one_in(2) {
        // An empty list stays where one was; null is one too.
        if let Some((Step::All, list)) = steps.split_last() {
            spot::put(&mut draft.json, list, Value::Null);
        }
    }
    maker.wants = record_wants;
    found
}

/// One element's members; none where all are null.
fn members(
    maker: &mut Maker<'_>,
    source: &Source,
    field: &str,
    draft: &mut Draft,
) -> Option<Members> {
    let Some(lookup) = &source.lookup else {
        return written_members(maker, source, field, draft);
    };
    let entry = maker.entry(lookup, draft);
    let all = source.members.iter().map(|(name, e)| {
        let value = match (entry, &e.pick) {
            (Some(index), Pick::From(path)) => maker.tables.leaf(&lookup.table, index, path.text()),
            _ => None,
        };
        (name.clone(), value)
    });
    unless_all_null(all.collect())
}

/// The members that are written into an element itself; none where all are null.
pub(super) fn written_members(
    maker: &mut Maker<'_>,
    source: &Source,
    field: &str,
    draft: &mut Draft,
) -> Option<Members> {
    let all = source.members.iter().map(|(name, e)| {
        let value = maker.value(e, &format!("{field}.{name}"), None, draft);
        (name.clone(), value)
    });
    unless_all_null(all.collect())
}

fn unless_all_null(all: Members) -> Option<Members> {
    all.iter().any(|(_, value)| value.is_some()).then_some(all)
}

/// Distinct by the first member that is an id; the first counts.
fn distinct(all: Vec<Members>) -> Vec<Members> {
    let mut kept: Vec<Members> = Vec::new();
    let id = |members: &Members| {
        members
            .iter()
            .find(|(name, _)| name == "id")
            .and_then(|(_, value)| value.clone())
    };
    for members in all {
        let same = |other: &Members| match (id(&members), id(other)) {
            (Some(a), Some(b)) => a == b,
            _ => *other == members,
        };
        if !kept.iter().any(same) {
            kept.push(members);
        }
    }
    kept
}

fn spread(field: &str, all: Vec<Members>, fields: &mut BTreeMap<String, Vec<Known>>) {
    for (name, value) in all.into_iter().flatten() {
        fields
            .entry(format!("{field}.{name}"))
            .or_default()
            .extend(value);
    }
}

/// What conditions want, by path.
fn wants(conditions: Vec<&Condition>) -> HashMap<String, Vec<Value>> {
    let mut found: HashMap<String, Vec<Value>> = HashMap::new();
    for clause in conditions
        .into_iter()
        .flat_map(|condition| &condition.clauses)
    {
        if let (Subject::Path(path), Want::AnyOf(values)) = (&clause.subject, &clause.want) {
            found
                .entry(path.text().to_owned())
                .or_default()
                .extend(values.clone());
        }
    }
    found
}

/// The conditions over the record itself; that of the records left out is none of them.
fn record_conditions(case: &Case) -> Vec<&Condition> {
    let mut found: Vec<&Condition> = Vec::new();
    for field in &case.fields {
        found.extend(
            field
                .sources()
                .iter()
                .filter_map(|source| source.when.as_ref()),
        );
        for (_, e) in field.expressions() {
            branches(e, &mut found);
        }
    }
    found
}

fn branches<'c>(e: &'c Expression, found: &mut Vec<&'c Condition>) {
    if let Pick::Choose(branches) = &e.pick {
        found.extend(branches.iter().filter_map(|(when, _)| when.as_ref()));
    }
    e.parts().into_iter().for_each(|part| branches(part, found));
}

/// Every path of the record that is read.
fn paths_of(case: &Case) -> Vec<&Path> {
    let mut found: Vec<&Path> = Vec::new();
    for field in &case.fields {
        let own = field.sources().iter();
        found.extend(own.clone().filter_map(|source| source.each.as_ref()));
        if let FieldSource::Scalar(e) = &field.source {
            found.extend(e.paths());
        }
        for source in own.filter(|source| source.each.is_none()) {
            found.extend(source.members.iter().flat_map(|(_, e)| e.paths()));
            found.extend(source.lookup.iter().flat_map(|lookup| &lookup.by));
        }
    }
    for clause in record_conditions(case).into_iter().flat_map(|c| &c.clauses) {
        if let Subject::Path(path) = &clause.subject {
            found.push(path);
        }
    }
    found
}
