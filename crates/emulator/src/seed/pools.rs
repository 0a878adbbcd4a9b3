//! The values of a vendor's records: few of each kind, so that records share them.

use super::dice::Dice;
use super::id::id_like;
use super::pattern::text_of;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use touchpoint_language::expr::Pattern;
use touchpoint_language::mapping::{Mapping, Parameter};
use touchpoint_language::model::Model;
use touchpoint_language::written::ValueType;

/// 2026-03-01T00:00:00Z, where the grid of times begins.
const START: Timestamp = Timestamp::constant(1_772_323_200, 0);
const STEP_MINUTES: u64 = 37;
const STEPS: u64 = 200;

const TEXTS: [&str; 14] = [
    "Discovery call",
    "discovery CALL",
    "O'Neil \\ Sons",
    "100% sure_thing",
    "1000 sureXthing",
    "\"quoted\", with a comma",
    "<b>bold</b> & more",
    "Ünïcødé 日本語 🎉",
    "line\nbreak\tand tab",
    " spaced  ",
    "null",
    "0042",
    "Follow-up",
    "follow",
];

/// The pools of one vendor.
#[derive(Clone, Debug, Default)]
pub struct Pools {
    /// Dotted field → ids.
    pub(crate) ids: BTreeMap<String, Vec<String>>,
    /// The pattern of records' ids, where a filter on them declares it.
    pub(crate) own_id: Option<Pattern>,
    /// True if records are made for people to read, and not to test an engine.
    pub(crate) readable: bool,
}

impl Pools {
    pub(crate) fn new(mapping: &Mapping, model: &Model, seed: u64) -> Pools {
        let mut dice = Dice::new(seed, "pools");
        let mut ids = BTreeMap::new();
        for name in model.filterable_names() {
            let Some(field) = model.compared_field(&name) else {
                continue;
            };
            if !field.contains('.') || ids.contains_key(&field) {
                continue;
            }
            let fits = |p: &&Parameter| model.compared_field(&p.name).as_deref() == Some(&field);
            let routes = mapping.cases.iter().flat_map(|case| &case.routes);
            let parameters: Vec<&Parameter> = routes
                .flat_map(|route| route.parameters.values())
                .filter(fits)
                .collect();
            let pattern = parameters.iter().find_map(|p| p.pattern.as_ref());
            let whole = parameters
                .iter()
                .any(|p| p.value_type == ValueType::Integer);
            let size = 3 + dice.below(3);
            let pattern = pattern.filter(|_| !whole);
            // Texts have dice of their own, so that a change in how they are made changes nothing
            // else.
            let mut texts = Dice::new(seed, &field);
            let of_field = (0..size).map(|index| {
                let fitting = pattern.and_then(|pattern| id_of(pattern, &mut texts));
                // Without leading zeros: a number has none.
                fitting.unwrap_or_else(|| (1 + index + 10 * dice.below(900)).to_string())
            });
            ids.insert(field, of_field.collect());
        }
        let routes = mapping.cases.iter().flat_map(|case| &case.routes);
        let mut own = routes.filter_map(|route| route.parameters.get("id"));
        Pools {
            ids,
            own_id: own.find_map(|parameter| parameter.pattern.clone()),
            readable: false,
        }
    }

    /// The ids of this dotted field.
    pub fn ids(&self, field: &str) -> &[String] {
        self.ids.get(field).map(Vec::as_slice).unwrap_or_default()
    }

    /// The id of the record of this number. It is a number beyond what a float can hold exactly, so
    /// that rounding shows, unless the pattern forbids that.
    pub(crate) fn own_id(&self, serial: u64) -> String {
        let number = (9_007_199_254_740_993 + serial).to_string();
        let Some(pattern) = self
            .own_id
            .as_ref()
            .filter(|pattern| !pattern.matches(&number))
        else {
            return number;
        };
        let text = |number: u64| text_of(pattern, &mut Dice::new(number, "own id"));
        let longest = (0..16).filter_map(text).max_by_key(String::len);
        let like = longest.map(|longest| id_like(&longest, serial));
        let like = like.filter(|like| pattern.matches(like));
        like.or_else(|| text(serial + 16)).unwrap_or(number)
    }

    /// A text.
    pub fn text(dice: &mut Dice) -> String {
        dice.pick(&TEXTS)
            .map(|text| (*text).to_owned())
            .unwrap_or_default()
    }

    /// An instant on the grid; some with half a second.
    pub fn instant(dice: &mut Dice) -> Timestamp {
        let minutes = dice.below(STEPS) * STEP_MINUTES;
        let ms = if dice.one_in(5) { 500 } else { 0 };
        let after = SignedDuration::from_millis(i64::try_from(minutes * 60_000 + ms).unwrap_or(0));
        START.checked_add(after).unwrap_or(START)
    }
}

/// An id that the pattern matches. A number does not begin with zero.
fn id_of(pattern: &Pattern, dice: &mut Dice) -> Option<String> {
    let id = text_of(pattern, dice)?;
    let is_number = id.bytes().all(|byte| byte.is_ascii_digit());
    let other = id.strip_prefix('0').map(|rest| format!("7{rest}"));
    let other = other.filter(|other| is_number && pattern.matches(other));
    Some(other.unwrap_or(id))
}
