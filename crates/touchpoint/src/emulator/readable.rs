//! A vendor for people: records made of the recorded ones, with other texts, ids and times of the
//! same kinds. What a recorded record lacks, its likeness lacks too.

use super::dice::Dice;
use super::forms;
use super::likeness::{fullness, is_blank, rfc3339_like};
use super::pools::Pools;
use super::recorded::Recorded;
use super::shapes::Shapes;
use super::spot::{self, Step};
use super::tables::Made;
use super::truth::Known;
use super::value::{Draft, Maker, ours, written};
use super::voice::{Voice, id_like};
use super::world::World;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Map, Value};
use std::sync::Arc;
use touchpoint_core::plan::Plan;
use touchpoint_language::expr::{TimeForm, Unit};
use touchpoint_language::mapping::{Case, Expression, Pick, WordMap};
use touchpoint_language::model::Scalar;

/// The seed of every vendor for people.
const SEED: u64 = 26;

/// So many records an integration has, over all of its lists.
const RECORDS: u64 = 250;

/// The newest day; every weekday before it has two records of a list.
const NEWEST: Date = date(2026, 6, 26);

/// So many ids of a kind there are at least.
const IDS: usize = 8;

impl World {
    /// The vendor of this mapping for people to read: the same at every start.
    pub fn readable(plan: &Arc<Plan>) -> World {
        let recorded = Recorded::of(plan);
        let mut world = World::bare(plan.clone(), SEED);
        let mut pools = Pools::new(&plan.mapping, &plan.model, SEED);
        pools.readable = true;
        for (field, mut ids) in recorded.ids(plan) {
            let templates = ids.clone();
            for (serial, template) in (1..).zip(templates.iter().cycle()).take(4 * IDS) {
                let id = id_like(template, serial * 7);
                if ids.len() < IDS && !ids.contains(&id) {
                    ids.push(id);
                }
            }
            if !ids.is_empty() {
                pools.ids.insert(field, ids);
            }
        }
        world.tables = Made::recorded(&plan.mapping, &recorded.tables, &pools, SEED);
        world.pools = pools;
        let own = plan.mapping.cases.iter().filter(|case| !case.merged);
        let lists = own.count().max(1) as u64;
        world.fill(&recorded.shapes, SEED, |case| {
            let sizes = case.routes.iter().map(|route| route.paging.size.min);
            // A vendor whose smallest page is large has more than one.
            let least = sizes.max().unwrap_or(1);
            (RECORDS / lists).max(least + least / 4)
        });
        world
    }
}

impl Maker<'_> {
    /// Remembers what the ids of a case look like.
    pub(super) fn learn_id(&mut self, case: &Case, shapes: &Shapes) {
        if !self.pools.readable {
            return;
        }
        let path = case.fields.iter().find(|field| field.name == "id");
        let path = path.and_then(|field| {
            field
                .expressions()
                .first()
                .and_then(|(_, e)| e.paths().first().copied().cloned())
        });
        let steps = path.and_then(|path| spot::steps(path.text()));
        let shape = shapes.0.get(&case.name).and_then(|known| known.first());
        if let (Some(steps), Some(shape)) = (steps, shape)
            && let Some(id) = spot::first(shape, &steps).and_then(spot::text)
        {
            self.preferred.insert("id".to_owned(), vec![id]);
        }
    }

    /// The recorded record that a record is made of. A vendor for people begins with the fullest.
    pub(super) fn shape(&mut self, known: &[Value], serial: u64) -> Value {
        let one = self.dice.pick(known);
        let shape = match serial {
            _ if !self.pools.readable => one,
            0 => known.iter().rev().max_by_key(|shape| fullness(shape)),
            _ => one
                .into_iter()
                .chain(self.dice.pick(known))
                .max_by_key(|shape| fullness(shape)),
        };
        shape.cloned().unwrap_or_else(|| Value::Object(Map::new()))
    }

    /// Whether a record is one of the few, one in `n`, that callers never see. Among those that
    /// people read there are fewer.
    pub(super) fn is_odd(&mut self, n: u64, serial: u64) -> bool {
        if self.pools.readable {
            serial % 20 == 9
        } else {
            self.dice.one_in(n)
        }
    }

    /// The shapes of a list's elements: the recorded ones, or some of the first.
    pub(super) fn element_shapes(
        &mut self,
        shape: &Value,
        steps: &[Step],
        any_kind: bool,
    ) -> Vec<Value> {
        let mut recorded = spot::all(shape, steps)
            .into_iter()
            .filter(|shape| any_kind || shape.is_object())
            .cloned();
        if self.pools.readable && !is_blank(shape) {
            return recorded.collect();
        }
        let first = recorded.next().unwrap_or_default();
        (0..self.dice.below(4)).map(|_| first.clone()).collect()
    }

    /// When a record happened, where people read of it.
    pub(super) fn own_time(&self) -> Option<Timestamp> {
        self.pools.readable.then(|| self.base())
    }

    /// The time of this record: the records of a list go back in time, two on a weekday.
    fn base(&self) -> Timestamp {
        let number = self.serial / 16;
        let (day, half) = (number / 2, number % 2);
        let back = i64::try_from(day / 5 * 7 + day % 5).unwrap_or(0);
        let date = NEWEST.checked_sub(back.days()).unwrap_or(NEWEST);
        let start = TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0));
        let quarter = Dice::new(self.serial, "quarter").below(14);
        let hour = if half == 0 { 13 } else { 8 };
        let minutes = i64::try_from(hour * 60 + quarter * 15).unwrap_or(0);
        let start = start.unwrap_or_default();
        start
            .checked_add(SignedDuration::from_mins(minutes))
            .unwrap_or(start)
    }

    /// The value at a path as a recorded record has one there.
    pub(super) fn as_recorded(
        &mut self,
        path: &str,
        steps: &[Step],
        (e, dotted, words): (&Expression, &str, Option<&WordMap>),
        draft: &mut Draft,
    ) -> Option<Known> {
        let before = spot::first(&draft.shape, steps).cloned();
        let lacks = before.as_ref().is_none_or(Value::is_null);
        let free = is_blank(&draft.shape);
        let told = self.shown(dotted);
        let missing = lacks && !free || free && self.dice.one_in(8);
        if dotted != "id" && told.is_none() && missing {
            if before.is_some() {
                spot::put(&mut draft.json, steps, Value::Null);
            }
            draft.leaves.insert(path.to_owned(), None);
            return None;
        }
        let text = before.as_ref().and_then(spot::text);
        let (json, known) = match &e.scalar {
            Scalar::Instant => self.moment(e, text.as_deref(), draft)?,
            Scalar::Duration => {
                let minutes = *self.dice.pick(&[2, 5, 8, 15, 30, 45, 60]).unwrap_or(&30);
                let as_text = before.as_ref().is_some_and(Value::is_string);
                let unit = e.unit.unwrap_or(Unit::Seconds);
                let (json, ms) = forms::said(unit, minutes * 60_000, as_text);
                (json, Known::Ms(ms))
            }
            Scalar::Text | Scalar::Word(_) => {
                let new = self.text_like(&e.scalar, dotted, words, text.as_deref());
                let new = told.unwrap_or(new);
                let as_text = !before.as_ref().is_some_and(Value::is_number);
                (written(&new, words, as_text), Known::Text(new))
            }
        };
        spot::put(&mut draft.json, steps, json);
        draft.leaves.insert(path.to_owned(), Some(known.clone()));
        Some(known)
    }

    /// The next moment of this record: each is later than the one before.
    fn moment(
        &mut self,
        e: &Expression,
        text: Option<&str>,
        draft: &mut Draft,
    ) -> Option<(Value, Known)> {
        let later = i64::try_from(draft.moments * 30).unwrap_or(0);
        draft.moments += 1;
        let at = self
            .base()
            .checked_add(SignedDuration::from_mins(later))
            .ok()?;
        let form = e.time.clone().unwrap_or(TimeForm::Rfc3339);
        if form == TimeForm::Rfc3339 {
            return Some((rfc3339_like(text.unwrap_or("Z"), at).into(), Known::At(at)));
        }
        let zone = e.zone.clone().unwrap_or(TimeZone::UTC);
        let (json, at) = forms::instant(&form, Some(&zone), at, &mut self.dice)?;
        Some((json, Known::At(at)))
    }

    fn text_like(
        &mut self,
        scalar: &Scalar,
        dotted: &str,
        words: Option<&WordMap>,
        text: Option<&str>,
    ) -> String {
        let preferred = self.preferred.get(dotted).cloned().unwrap_or_default();
        if dotted == "id" {
            return match preferred.first() {
                Some(id) => id_like(id, self.serial),
                None => (1_000 + self.serial).to_string(),
            };
        }
        if let Some(map) = words {
            let fits = |word: &str| {
                let ours = ours(map, word);
                preferred.is_empty() || ours.is_some_and(|ours| preferred.contains(&ours))
            };
            if let Some(text) = text.filter(|text| fits(text)) {
                return text.to_owned();
            }
            let declared: Vec<&String> = map.words.keys().filter(|word| fits(word)).collect();
            let declared = self.dice.pick(&declared).map(|word| (*word).clone());
            return declared.unwrap_or_default();
        }
        if let Some(id) = self.dice.pick(self.pools.ids(dotted)) {
            return id.clone();
        }
        if let Scalar::Word(all) = scalar {
            let one = self.dice.pick(all).cloned().unwrap_or_default();
            return text.map_or(one, str::to_owned);
        }
        let kinds = self.preferred.values().filter(|words| words.len() == 1);
        let kinds = kinds.filter_map(|words| words.first().filter(|word| is_word(word)));
        let kind = kinds.min().cloned();
        // Whoever speaks is the same in all texts of a record.
        let voice = Voice::new(&mut Dice::new(self.serial, "voice"), kind.as_deref());
        voice.like(text, &mut self.dice)
    }
}

fn is_word(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Writes what a condition finds, as it was recorded.
pub(super) fn as_recorded(path: &str, steps: &[Step], draft: &mut Draft) {
    let before = spot::first(&draft.shape, steps).cloned();
    let known = before.as_ref().and_then(spot::text).map(Known::Text);
    draft.leaves.insert(path.to_owned(), known);
    if let Some(before) = before {
        spot::put(&mut draft.json, steps, before);
    }
}

/// An entry of a table like this one, of which these are read; the same for the same key.
pub(super) fn entry_like(recorded: Option<&Value>, reads: &[&Expression], key: &str) -> Value {
    let mut entry = recorded.cloned().unwrap_or_default();
    let mut dice = Dice::new(SEED, key);
    let voice = Voice::new(&mut dice, None);
    for path in reads.iter().filter_map(|e| match &e.pick {
        Pick::From(path) => spot::steps(path.text()),
        _ => None,
    }) {
        let before = spot::first(&entry, &path).and_then(spot::text);
        let text = voice.like(before.as_deref(), &mut dice);
        spot::put(&mut entry, &path, text.into());
    }
    entry
}
