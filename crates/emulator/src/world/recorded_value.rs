//! A value for people to read, modelled on the recorded one: another text, id or time of the same
//! kind. Values that a recorded record lacks, the new one lacks too.

use super::draft::Draft;
use super::maker::RecordMaker;
use super::shapes::is_blank;
use super::truth::KnownValue;
use crate::notation::json_path::{self, PathStep};
use crate::notation::{sent, word};
use crate::seed::dice::Dice;
use crate::seed::id::id_like;
use crate::seed::speaker::Speaker;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::Expression;
use touchpoint_language::model::Scalar;
use touchpoint_language::transform::Transform;

/// The newest day; every weekday before it has two records of a list.
const NEWEST: Date = date(2026, 6, 26);

/// When a record happened, if it is for people to read.
pub(crate) fn own_time(maker: &RecordMaker<'_>) -> Option<Timestamp> {
    maker.pools.readable.then(|| base(maker))
}

/// The time of this record: the records of a list go back in time, two on a weekday.
fn base(maker: &RecordMaker<'_>) -> Timestamp {
    let number = maker.serial / 16;
    let (day, half) = (number / 2, number % 2);
    let back = i64::try_from(day / 5 * 7 + day % 5).unwrap_or(0);
    let date = NEWEST.checked_sub(back.days()).unwrap_or(NEWEST);
    let start = TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0));
    let quarter = Dice::new(maker.serial, "quarter").below(14);
    let hour = if half == 0 { 13 } else { 8 };
    let minutes = i64::try_from(hour * 60 + quarter * 15).unwrap_or(0);
    let start = start.unwrap_or_default();
    start
        .checked_add(SignedDuration::from_mins(minutes))
        .unwrap_or(start)
}

/// Writes a value at a path, like the one that the recorded record has there.
pub(crate) fn recorded(
    maker: &mut RecordMaker<'_>,
    path: &str,
    steps: &[PathStep],
    (e, dotted, words): (&Expression, &str, Option<&Transform>),
    draft: &mut Draft,
) -> Option<KnownValue> {
    let before = json_path::first(&draft.shape, steps).cloned();
    let lacks = before.as_ref().is_none_or(Json::is_null);
    let free = is_blank(&draft.shape);
    let elsewhere = maker
        .elsewhere
        .as_mut()
        .and_then(|other| other.next(dotted));
    // Of an object or a list, the other list says all that there is.
    let missing = if maker.elsewhere.is_some() && dotted.contains('.') {
        true
    } else {
        lacks && !free || free && maker.dice.one_in(8)
    };
    if dotted != "id" && elsewhere.is_none() && missing {
        if before.is_some() {
            json_path::put(&mut draft.json, steps, Json::Null);
        }
        draft.leaves.insert(path.to_owned(), None);
        return None;
    }
    let text = before.as_ref().and_then(json_path::text);
    let reading: Vec<&Transform> = e.reading().collect();
    let value = match &e.scalar {
        Scalar::Instant => KnownValue::At(moment(maker, draft)?),
        Scalar::Duration => {
            let minutes = *maker.dice.pick(&[2, 5, 8, 15, 30, 45, 60]).unwrap_or(&30);
            KnownValue::Ms(minutes * 60_000)
        }
        Scalar::Number if words.is_none() => KnownValue::Text(maker.dice.below(1000).to_string()),
        Scalar::Boolean if words.is_none() => KnownValue::Text(maker.dice.one_in(2).to_string()),
        Scalar::Text | Scalar::Word(_) | Scalar::Number | Scalar::Boolean => {
            let new = text_like(maker, &e.scalar, dotted, words, text.as_deref());
            KnownValue::Text(elsewhere.unwrap_or(new))
        }
    };
    let (json, known) = match (&value, reading.as_slice()) {
        (KnownValue::Text(new), []) if e.scalar == Scalar::Boolean && words.is_none() => {
            (Json::Bool(new == "true"), value)
        }
        (KnownValue::Text(new), []) => {
            let is_number = e.scalar == Scalar::Number;
            let as_text = !is_number && !before.as_ref().is_some_and(Json::is_number);
            (word::written(new, words, as_text), value)
        }
        (_, reading) => {
            let as_text = before.as_ref().is_some_and(Json::is_string);
            let manner = (text.as_deref().or(Some("Z")), as_text);
            sent::written(reading, &value, manner, &mut maker.dice)?
        }
    };
    json_path::put(&mut draft.json, steps, json);
    draft.leaves.insert(path.to_owned(), Some(known.clone()));
    Some(known)
}

/// The next moment of this record: each is later than the one before.
fn moment(maker: &RecordMaker<'_>, draft: &mut Draft) -> Option<Timestamp> {
    let later = i64::try_from(draft.moments * 30).unwrap_or(0);
    draft.moments += 1;
    base(maker)
        .checked_add(SignedDuration::from_mins(later))
        .ok()
}

/// A text like the recorded one.
fn text_like(
    maker: &mut RecordMaker<'_>,
    scalar: &Scalar,
    dotted: &str,
    words: Option<&Transform>,
    text: Option<&str>,
) -> String {
    let preferred = maker.preferred.get(dotted).cloned().unwrap_or_default();
    if dotted == "id" {
        return match preferred.first() {
            Some(id) => id_like(id, maker.serial),
            None => (1_000 + maker.serial).to_string(),
        };
    }
    if let Some(map) = words {
        let fits = |word: &str| {
            let unified = word::unified(map, word);
            preferred.is_empty() || unified.is_some_and(|unified| preferred.contains(&unified))
        };
        if let Some(text) = text.filter(|text| fits(text)) {
            return text.to_owned();
        }
        let declared = map.theirs().into_iter().filter(|word| fits(word));
        let declared: Vec<&str> = declared.collect();
        let declared = maker.dice.pick(&declared).map(|word| (*word).to_owned());
        return declared.unwrap_or_default();
    }
    if let Some(id) = maker.dice.pick(maker.pools.ids(dotted)) {
        return id.clone();
    }
    if let Scalar::Word(all) = scalar {
        let one = maker.dice.pick(all).cloned().unwrap_or_default();
        return text.map_or(one, str::to_owned);
    }
    let kinds = maker.preferred.values().filter(|words| words.len() == 1);
    let kinds = kinds.filter_map(|words| words.first().filter(|word| is_word(word)));
    let kind = kinds.min().cloned();
    // One speaker for all texts of a record.
    let speaker = Speaker::new(&mut Dice::new(maker.serial, "voice"), kind.as_deref());
    speaker.like(text, &mut maker.dice)
}

fn is_word(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Writes the value that a condition looks at, as it was recorded.
pub(crate) fn as_recorded(path: &str, steps: &[PathStep], draft: &mut Draft) {
    let before = json_path::first(&draft.shape, steps).cloned();
    let known = before
        .as_ref()
        .and_then(json_path::text)
        .map(KnownValue::Text);
    draft.leaves.insert(path.to_owned(), known);
    if let Some(before) = before {
        json_path::put(&mut draft.json, steps, before);
    }
}
