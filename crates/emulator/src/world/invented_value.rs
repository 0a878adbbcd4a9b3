//! A value that tests an engine: sometimes null, ids beyond what a float can hold, words that no
//! mapping knows.

use super::draft::Draft;
use super::maker::RecordMaker;
use super::truth::KnownValue;
use crate::notation::json_path::{self, PathStep};
use crate::notation::{sent, word};
use crate::seed::pools::Pools;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::Expression;
use touchpoint_language::model::Scalar;
use touchpoint_language::transform::{Transform, Value};

/// A word that no mapping knows.
const OTHER: &str = "Something Else";

/// Writes a new value at a path.
pub(crate) fn invented(
    maker: &mut RecordMaker<'_>,
    path: &str,
    steps: &[PathStep],
    (e, dotted, words): (&Expression, &str, Option<&Transform>),
    draft: &mut Draft,
) -> Option<KnownValue> {
    let before = json_path::first(&draft.shape, steps).cloned();
    another(maker, steps, dotted, draft);
    let is_id = dotted == "id";
    let may_be_null = !is_id && maker.dice.one_in(8);
    if may_be_null && !maker.steady.iter().any(|steady| steady == path) {
        nothing(maker, path, steps, draft);
        return None;
    }
    let reading: Vec<&Transform> = e.reading().collect();
    let value = match &e.scalar {
        Scalar::Instant => KnownValue::At(Pools::instant(&mut maker.dice)),
        Scalar::Duration => {
            let seconds = i64::try_from(maker.dice.below(7_200)).unwrap_or(0);
            let finer = reading.iter().any(|one| one.tells_milliseconds());
            let half = finer && maker.dice.one_in(3);
            KnownValue::Ms(seconds * 1000 + i64::from(half) * 500)
        }
        Scalar::Number if words.is_none() => KnownValue::Text(maker.dice.below(1000).to_string()),
        Scalar::Boolean if words.is_none() => KnownValue::Text(maker.dice.one_in(2).to_string()),
        Scalar::Text | Scalar::Word(_) | Scalar::Number | Scalar::Boolean => {
            KnownValue::Text(chosen_text(maker, &e.scalar, dotted, words))
        }
    };
    let (json, known) = match (&value, reading.as_slice()) {
        (KnownValue::Text(text), []) if e.scalar == Scalar::Boolean && words.is_none() => {
            (Json::Bool(text == "true"), value)
        }
        (KnownValue::Text(text), []) => {
            let is_number = e.scalar == Scalar::Number;
            let as_text = !is_number && !before.as_ref().is_some_and(Json::is_number);
            (word::written(text, words, as_text), value)
        }
        (_, reading) => {
            let as_text = before.as_ref().is_some_and(Json::is_string);
            let manner = (None, as_text);
            let Some(written) = sent::written(reading, &value, manner, &mut maker.dice) else {
                maker.unplayed.push(path.to_owned());
                return None;
            };
            written
        }
    };
    json_path::put(&mut draft.json, steps, json);
    draft.leaves.insert(path.to_owned(), Some(known.clone()));
    Some(known)
}

/// Now and then writes an element that a filter such as `[?@.main == true]` passes over: the one whose flag
/// says the contrary.
fn another(maker: &mut RecordMaker<'_>, steps: &[PathStep], dotted: &str, draft: &mut Draft) {
    let flag = steps.iter().enumerate().find_map(|(at, step)| match step {
        PathStep::Where(key, Json::Bool(wanted)) => Some((at, key.clone(), *wanted)),
        _ => None,
    });
    let Some((at, key, wanted)) = flag.filter(|_| maker.dice.one_in(2)) else {
        return;
    };
    let Some(id) = maker.dice.pick(maker.pools.ids(dotted)).cloned() else {
        return;
    };
    let mut contrary = steps.to_vec();
    if let Some(step) = contrary.get_mut(at) {
        *step = PathStep::Where(key, (!wanted).into());
    }
    json_path::put(&mut draft.json, &contrary, word::written(&id, None, false));
}

/// Writes null, or nothing at all.
pub(crate) fn nothing(
    maker: &mut RecordMaker<'_>,
    path: &str,
    steps: &[PathStep],
    draft: &mut Draft,
) {
    let plain = steps
        .iter()
        .all(|s| matches!(s, PathStep::Name(_) | PathStep::Index(_)));
    // An element that is the value itself cannot be left out.
    if steps.is_empty() || plain && maker.dice.one_in(2) {
        json_path::put(&mut draft.json, steps, Json::Null);
    }
    draft.leaves.insert(path.to_owned(), None);
}

/// A text of the kind that the field takes.
fn chosen_text(
    maker: &mut RecordMaker<'_>,
    scalar: &Scalar,
    dotted: &str,
    words: Option<&Transform>,
) -> String {
    if dotted == "id" {
        return maker.pools.own_id(maker.serial);
    }
    if let Some(words) = words {
        let preferred = maker.preferred.get(dotted).cloned().unwrap_or_default();
        let theirs = words.theirs();
        let liked: Vec<&&str> = theirs
            .iter()
            .filter(|t| word::unified(words, t).is_some_and(|ours| preferred.contains(&ours)))
            .collect();
        if let (Some(liked), false) = (maker.dice.pick(&liked), maker.dice.one_in(4)) {
            return (**liked).to_owned();
        }
        // Flags and numbers have no other words, nor has a closed list of words.
        let other = words.apply(Value::Text(OTHER.into()));
        let closed = other.is_err() || theirs.iter().all(|t| json_path::literal_of(t).is_some());
        if closed || !maker.dice.one_in(6) {
            return maker
                .dice
                .pick(&theirs)
                .map(|t| (*t).to_owned())
                .unwrap_or_default();
        }
        return OTHER.to_owned();
    }
    let ids = maker.pools.ids(dotted);
    if let Some(id) = maker.dice.pick(ids) {
        return id.clone();
    }
    if let Scalar::Word(words) = scalar {
        let own = ["lunch".to_owned(), "Custom Type".to_owned()];
        let all: Vec<&String> = words.iter().chain(&own).collect();
        return maker
            .dice
            .pick(&all)
            .map(|t| (*t).clone())
            .unwrap_or_default();
    }
    Pools::text(&mut maker.dice)
}

/// Writes an element that an expression such as `list[?kind == 'word'] | [0].id` finds.
pub(crate) fn computed(
    maker: &mut RecordMaker<'_>,
    text: &str,
    dotted: &str,
    draft: &mut Draft,
) -> Option<KnownValue> {
    let parsed = text.split_once("[?").and_then(|(list, rest)| {
        let (test, rest) = rest.split_once(']')?;
        let (key, literal) = test.split_once("==")?;
        let tail = rest.trim().strip_prefix("| [0].")?;
        Some((
            list.trim(),
            key.trim(),
            json_path::literal_of(literal)?,
            tail.trim(),
        ))
    });
    let Some((list, key, literal, tail)) = parsed else {
        maker.unplayed.push(text.to_owned());
        return None;
    };
    if maker.dice.one_in(3) {
        return None;
    }
    let id = maker.dice.pick(maker.pools.ids(dotted)).cloned()?;
    let mut steps = json_path::dotted(list);
    steps.push(PathStep::Where(key.to_owned(), literal));
    steps.extend(json_path::dotted(tail));
    let json = word::written(&id, None, false);
    json_path::put(&mut draft.json, &steps, json);
    Some(KnownValue::Text(id))
}
