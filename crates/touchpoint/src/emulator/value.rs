//! A field's expression turned round: a value is chosen, and the record is written so that the
//! expression gives it. What is made of several values is worked out from those.

use super::dice::Dice;
use super::forms;
use super::likeness::is_blank;
use super::linked::Link;
use super::order::Kept;
use super::pools::Pools;
use super::readable::as_recorded;
use super::spot::{self, Step};
use super::tables::Made;
use super::truth::Known;
use super::twin::Twin;
use jiff::SignedDuration;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use touchpoint_language::expr::{Condition, TimeForm, Unit, condition::Subject, condition::Want};
use touchpoint_language::mapping::{Expression, LookupUse, Pick, WordMap};
use touchpoint_language::model::Scalar;
use touchpoint_language::written::Otherwise;

/// A record, or an element of one, while it is written.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) json: Value,
    /// As one was recorded: it says which values are numbers.
    pub(super) shape: Value,
    /// The path's text → what stands there; none where it is null.
    pub(super) leaves: HashMap<String, Option<Known>>,
    /// Table → the entry that it names.
    pub(super) entries: HashMap<String, Option<usize>>,
    /// How many instants were written until now.
    pub(super) moments: u64,
    /// Table → its own key there, and its own entry.
    pub(super) links: BTreeMap<String, (String, Link)>,
}

/// What values are chosen with.
pub(super) struct Maker<'m> {
    pub(super) pools: &'m Pools,
    pub(super) tables: &'m Made,
    pub(super) dice: Dice,
    /// A path's text → what conditions want there.
    pub(super) wants: HashMap<String, Vec<Value>>,
    /// Dotted field → the words that decide the case.
    pub(super) preferred: HashMap<String, Vec<String>>,
    /// The number of this record, which its id is made of.
    pub(super) serial: u64,
    /// The paths that the vendor sorts by: something stands there in every record.
    pub(super) steady: Vec<String>,
    /// What stands in the record already.
    pub(super) kept: Vec<Kept>,
    /// What stands in the record as another list shows it.
    pub(super) twin: Option<Twin>,
    /// What could not be turned round.
    pub(super) unplayed: Vec<String>,
}

impl Maker<'_> {
    /// Chooses a value and writes the record so that the expression gives it.
    pub(super) fn value(
        &mut self,
        e: &Expression,
        dotted: &str,
        words: Option<&WordMap>,
        draft: &mut Draft,
    ) -> Option<Known> {
        let words = e.map.as_ref().or(words);
        let picked = match &e.pick {
            Pick::From(path) => match &e.lookup {
                Some(lookup) => self.of_entry(lookup, path.text(), draft),
                None => self.leaf(path.text(), e, dotted, words, draft),
            },
            Pick::Always(value) => spot::text(value).map(Known::Text),
            Pick::Query(name) => {
                let own = self.pools.ids(dotted);
                let value = self.dice.pick(own).cloned().map(Known::Text);
                draft
                    .leaves
                    .entry(format!("query:{name}"))
                    .or_insert(value)
                    .clone()
            }
            Pick::FirstOf(parts) => {
                let all: Vec<Option<Known>> = parts
                    .iter()
                    .map(|part| self.value(part, dotted, words, draft))
                    .collect();
                all.into_iter().flatten().next()
            }
            Pick::Sum(parts) => {
                let all: Option<Vec<Known>> = parts
                    .iter()
                    .map(|part| self.value(part, dotted, None, draft))
                    .collect();
                all.and_then(|all| all.into_iter().reduce(add))
            }
            Pick::Difference(pair) => {
                let later = self.value(&pair.0, dotted, None, draft);
                let earlier = self.value(&pair.1, dotted, None, draft);
                match (later, earlier) {
                    (Some(Known::At(later)), Some(Known::At(earlier))) => {
                        Some(Known::Ms(later.as_millisecond() - earlier.as_millisecond()))
                    }
                    _ => None,
                }
            }
            Pick::Compute(compute) => self.computed(compute.text(), dotted, draft),
            Pick::Choose(branches) => branches
                .iter()
                .find(|(when, _)| when.as_ref().is_none_or(|when| holds(when, &draft.json)))
                .and_then(|(_, part)| self.value(part.as_ref()?, dotted, words, draft)),
        }?;
        let mapped = match &e.map {
            None => picked,
            Some(map) => Known::Text(ours(map, &picked.text())?),
        };
        Some(match &e.prefix {
            None => mapped,
            Some(prefix) => Known::Text(format!("{prefix}{}", mapped.text())),
        })
    }

    /// The value at a path: the one that stands there, or a new one.
    fn leaf(
        &mut self,
        path: &str,
        e: &Expression,
        dotted: &str,
        words: Option<&WordMap>,
        draft: &mut Draft,
    ) -> Option<Known> {
        if let Some(known) = draft.leaves.get(path) {
            return known.clone();
        }
        let Some(steps) = spot::steps(path) else {
            self.unplayed.push(path.to_owned());
            return None;
        };
        if self.pools.readable {
            return self.as_recorded(path, &steps, (e, dotted, words), draft);
        }
        let before = spot::first(&draft.shape, &steps).cloned();
        let is_id = dotted == "id";
        let may_be_null = !is_id && self.dice.one_in(8);
        if may_be_null && !self.steady.iter().any(|steady| steady == path) {
            self.nothing(path, &steps, draft);
            return None;
        }
        let as_text = !before.as_ref().is_some_and(Value::is_number);
        let (json, known) = match &e.scalar {
            Scalar::Instant => {
                let form = e.time.clone().unwrap_or(TimeForm::Rfc3339);
                let at = Pools::instant(&mut self.dice);
                let Some((json, at)) = forms::instant(&form, e.zone.as_ref(), at, &mut self.dice)
                else {
                    self.unplayed.push(form.to_string());
                    return None;
                };
                (json, Known::At(at))
            }
            Scalar::Duration => {
                let unit = e.unit.unwrap_or(Unit::Seconds);
                let texts = before.as_ref().is_some_and(Value::is_string);
                let (json, ms) = forms::duration(unit, &mut self.dice, texts);
                (json, Known::Ms(ms))
            }
            Scalar::Text | Scalar::Word(_) => {
                let text = self.text(&e.scalar, dotted, words);
                (written(&text, words, as_text), Known::Text(text))
            }
        };
        spot::put(&mut draft.json, &steps, json);
        draft.leaves.insert(path.to_owned(), Some(known.clone()));
        Some(known)
    }

    /// Null, or not there at all.
    fn nothing(&mut self, path: &str, steps: &[Step], draft: &mut Draft) {
        let plain = steps
            .iter()
            .all(|s| matches!(s, Step::Name(_) | Step::Index(_)));
        // An element that is the value itself is null, or not a list's element at all.
        if steps.is_empty() || plain && self.dice.one_in(2) {
            spot::put(&mut draft.json, steps, Value::Null);
        }
        draft.leaves.insert(path.to_owned(), None);
    }

    fn text(&mut self, scalar: &Scalar, dotted: &str, words: Option<&WordMap>) -> String {
        if dotted == "id" {
            // Beyond what a float can say, so that a rounded one is seen.
            return (9_007_199_254_740_993 + self.serial).to_string();
        }
        if let Some(words) = words {
            let preferred = self.preferred.get(dotted).cloned().unwrap_or_default();
            let theirs: Vec<&String> = words.words.keys().collect();
            let liked: Vec<&&String> = theirs
                .iter()
                .filter(|t| {
                    words
                        .words
                        .get(**t)
                        .is_some_and(|ours| preferred.contains(ours))
                })
                .collect();
            if let (Some(liked), false) = (self.dice.pick(&liked), self.dice.one_in(4)) {
                return (**liked).clone();
            }
            // A vendor's flags and numbers have no further words.
            let closed = theirs.iter().all(|t| spot::literal_of(t).is_some());
            if closed || !self.dice.one_in(6) {
                return self
                    .dice
                    .pick(&theirs)
                    .map(|t| (*t).clone())
                    .unwrap_or_default();
            }
            return "Something Else".to_owned();
        }
        let ids = self.pools.ids(dotted);
        if let Some(id) = self.dice.pick(ids) {
            return id.clone();
        }
        if let Scalar::Word(words) = scalar {
            let own = ["lunch".to_owned(), "Custom Type".to_owned()];
            let all: Vec<&String> = words.iter().chain(&own).collect();
            return self
                .dice
                .pick(&all)
                .map(|t| (*t).clone())
                .unwrap_or_default();
        }
        Pools::text(&mut self.dice)
    }

    /// What an entry of a table says, and the key that leads to it.
    fn of_entry(&mut self, lookup: &LookupUse, path: &str, draft: &mut Draft) -> Option<Known> {
        let index = self.entry(lookup, draft)?;
        self.tables.leaf(&lookup.table, index, path)
    }

    /// Names an entry of a table in the record.
    pub(super) fn entry(&mut self, lookup: &LookupUse, draft: &mut Draft) -> Option<usize> {
        if let Some(index) = draft.entries.get(&lookup.table) {
            return *index;
        }
        let size = self.tables.size(&lookup.table);
        let index = Some(self.dice.place(size)).filter(|_| size > 0 && !self.dice.one_in(8));
        draft.entries.insert(lookup.table.clone(), index);
        for (by, key) in lookup.by.iter().zip(self.tables.key(&lookup.table, index?)) {
            if let Some(steps) = spot::steps(by.text()) {
                spot::put(&mut draft.json, &steps, key);
            }
        }
        index
    }

    /// `list[?kind == 'word'] | [0].id`
    fn computed(&mut self, text: &str, dotted: &str, draft: &mut Draft) -> Option<Known> {
        let parsed = text.split_once("[?").and_then(|(list, rest)| {
            let (test, rest) = rest.split_once(']')?;
            let (key, literal) = test.split_once("==")?;
            let tail = rest.trim().strip_prefix("| [0].")?;
            Some((
                list.trim(),
                key.trim(),
                spot::literal_of(literal)?,
                tail.trim(),
            ))
        });
        let Some((list, key, literal, tail)) = parsed else {
            self.unplayed.push(text.to_owned());
            return None;
        };
        if self.dice.one_in(3) {
            return None;
        }
        let id = self.dice.pick(self.pools.ids(dotted)).cloned()?;
        let mut steps = spot::dotted(list);
        steps.push(Step::Where(key.to_owned(), literal));
        steps.extend(spot::dotted(tail));
        let json = written(&id, None, false);
        spot::put(&mut draft.json, &steps, json);
        Some(Known::Text(id))
    }

    /// Decides what a condition will find, before anything depends on it.
    pub(super) fn decide(&mut self, path: &str, draft: &mut Draft) {
        let wants = self.wants.get(path).cloned().unwrap_or_default();
        let (Some(steps), false) = (spot::steps(path), draft.leaves.contains_key(path)) else {
            return;
        };
        if self.pools.readable && !is_blank(&draft.shape) {
            return as_recorded(path, &steps, draft);
        }
        if self.dice.one_in(10) {
            return self.nothing(path, &steps, draft);
        }
        let mut value = self.dice.pick(&wants).cloned().unwrap_or_default();
        if self.dice.one_in(4) {
            value = match value {
                Value::Bool(truth) => (!truth).into(),
                Value::Number(_) => 9.into(),
                _ => (*self
                    .dice
                    .pick(&["call", "email", "other"])
                    .unwrap_or(&"other"))
                .into(),
            };
        }
        draft
            .leaves
            .insert(path.to_owned(), spot::text(&value).map(Known::Text));
        spot::put(&mut draft.json, &steps, value);
    }
}

/// A text as the vendor writes it: literals as what they are, where the mapping says so.
pub(super) fn written(text: &str, words: Option<&WordMap>, as_text: bool) -> Value {
    let literal = spot::literal_of(text).filter(|v| !v.is_null() && !text.starts_with('\''));
    match literal {
        Some(literal) if words.is_some() => literal,
        Some(literal) if !as_text && literal.is_number() => literal,
        _ => text.into(),
    }
}

fn add(sum: Known, part: Known) -> Known {
    match (sum, part) {
        (Known::At(at), Known::Ms(ms)) | (Known::Ms(ms), Known::At(at)) => Known::At(
            at.checked_add(SignedDuration::from_millis(ms))
                .unwrap_or(at),
        ),
        (Known::Ms(a), Known::Ms(b)) => Known::Ms(a + b),
        (sum, _) => sum,
    }
}

/// Our word for the vendor's.
pub(super) fn ours(map: &WordMap, theirs: &str) -> Option<String> {
    let key = if map.ignore_case {
        theirs.to_lowercase()
    } else {
        theirs.to_owned()
    };
    map.words.get(&key).cloned().or(match map.otherwise {
        Otherwise::Keep => Some(theirs.to_owned()),
        Otherwise::KeepLowercase => Some(theirs.to_lowercase()),
        Otherwise::Nothing | Otherwise::Fault => None,
    })
}

/// Whether a condition over a record holds.
pub(super) fn holds(condition: &Condition, json: &Value) -> bool {
    condition.clauses.iter().all(|clause| {
        let Subject::Path(path) = &clause.subject else {
            return false;
        };
        let found = spot::steps(path.text()).and_then(|steps| spot::first(json, &steps));
        match &clause.want {
            Want::Given => found.is_some_and(|v| !v.is_null()),
            Want::Absent => found.is_none_or(Value::is_null),
            Want::Null => found.is_some_and(Value::is_null),
            Want::AnyOf(words) => found
                .and_then(spot::text)
                .is_some_and(|text| words.iter().any(|w| spot::text(w) == Some(text.clone()))),
        }
    })
}
