//! `time` and `zone`: how the vendor writes a time.

use super::judged::{Complaint, Judged, superfluous};
use super::kind::{Doc, Kind, Work};
use super::sent::{Manner, Sent};
use super::shape::Shape;
use super::value::{Value, ValueFault};
use crate::document::Pointer;
use crate::expr::{TimeForm, time};
use crate::json::Json;
use crate::mapping::{Reported, Resolver};
use crate::model::Scalar;
use crate::written::Times;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ZonedDateTime};
use schemars::JsonSchema;
use serde::Deserialize;
use std::fmt::Write;

/// How a form of time is written.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct TimeKeys {
    /// How the vendor writes the time.
    #[schemars(with = "Times")]
    pub time: Option<Times>,
    /// The time zone of times without an offset, by its IANA name.
    #[schemars(with = "String", extend("examples" = ["UTC", "Europe/Brussels"]))]
    pub zone: Option<String>,
}

/// A time in the vendor's forms, RFC 3339 where none is said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Time {
    /// The forms, tried in their order.
    forms: Vec<TimeForm>,
    zone: Option<TimeZone>,
}

/// The form where none is said.
const UNSAID: &[TimeForm] = &[TimeForm::Rfc3339];

impl Kind for Time {
    type Keys = TimeKeys;

    const DOC: Doc = Doc {
        rows: &[
            (
                "`time`",
                "`rfc3339`, `unix_s`, `unix_ms`, `date`, or strptime letters; of a list, the first form that fits: `[rfc3339, date]`",
            ),
            ("`zone`", "the zone of times without an offset"),
        ],
        example: r#"start_time: { from: $.begin, time: "%Y-%m-%d %H:%M", zone: Europe/Brussels }"#,
    };

    fn makes(keys: &TimeKeys) -> Option<Scalar> {
        keys.time.is_some().then_some(Scalar::Instant)
    }

    fn resolve(
        resolver: &mut Resolver<'_>,
        keys: &TimeKeys,
        pointer: &Pointer,
    ) -> Result<Option<Time>, Reported> {
        let written = keys.time.as_ref().map_or(&[][..], |times| &times.0);
        let place = pointer.key("time");
        let mut forms = Vec::new();
        for (index, text) in written.iter().enumerate() {
            let place = match written {
                [_] => place.clone(),
                _ => place.index(index),
            };
            forms.extend(resolver.form(Some(&text.0), &place, TimeForm::parse)?);
        }
        let zone = keys.zone.as_deref();
        let zone = resolver.form(zone, &pointer.key("zone"), time::zone)?;
        let said = !forms.is_empty() || zone.is_some();
        Ok(said.then_some(Time { forms, zone }))
    }

    /// A part may state the form and inherit the zone from the whole, or the other way round.
    fn of_part(own: Option<Time>, whole: Option<&Time>) -> Option<Time> {
        let Some(whole) = whole else { return own };
        let own = own.unwrap_or_default();
        let forms = match own.forms.as_slice() {
            [] => whole.forms.clone(),
            _ => own.forms,
        };
        Some(Time {
            forms,
            zone: own.zone.or_else(|| whole.zone.clone()),
        })
    }

    fn of_type(scalar: &Scalar) -> Option<Time> {
        (*scalar == Scalar::Instant).then(Time::default)
    }
}

impl Time {
    /// A time in this form; local times are in the zone.
    pub fn new(form: TimeForm, zone: Option<TimeZone>) -> Time {
        Time {
            forms: vec![form],
            zone,
        }
    }

    /// The vendor's forms; at least one.
    fn forms(&self) -> &[TimeForm] {
        match self.forms.as_slice() {
            [] => UNSAID,
            said => said,
        }
    }

    /// The moment of a value, by the first form that reads it.
    fn read(&self, json: &Json) -> Result<Timestamp, String> {
        let mut first_fault = None;
        for form in self.forms() {
            match form.read(json, self.zone.as_ref()) {
                Ok(at) => return Ok(at),
                Err(message) => {
                    first_fault.get_or_insert(message);
                }
            }
        }
        if let [_] = self.forms() {
            return Err(first_fault.unwrap_or_default());
        }
        let text = json.as_text().unwrap_or_default();
        Err(format!("`{text}` is in none of the forms {}", self.named()))
    }

    /// The forms by their names: `rfc3339, date`.
    fn named(&self) -> String {
        let names: Vec<String> = self.forms.iter().map(ToString::to_string).collect();
        names.join(", ")
    }

    /// The form that a played vendor writes: that of a recorded text, or any.
    fn to_write(&self, manner: &mut Manner<'_>) -> Option<&TimeForm> {
        let forms = self.forms();
        let [_, _, ..] = forms else {
            return forms.first();
        };
        let like = manner.like.map(Json::from);
        let reads = |form: &&TimeForm| {
            let read = like
                .as_ref()
                .map(|text| form.read(text, self.zone.as_ref()));
            read.is_some_and(|read| read.is_ok())
        };
        forms.iter().find(reads).or_else(|| manner.pick(forms))
    }
}

impl Work for Time {
    fn reads(&self) -> bool {
        true
    }

    fn fits(&self, scalar: &Scalar) -> bool {
        *scalar == Scalar::Instant
    }

    fn apply<'v>(&'v self, value: Value<'v>) -> Result<Option<Value<'v>>, ValueFault> {
        self.read(&value.to_json())
            .map(|at| Some(Value::Instant(at)))
            .map_err(|message| ValueFault::new("unreadable_time", message))
    }

    fn inverse(&self, value: Value<'_>, manner: &mut Manner<'_>) -> Option<Sent> {
        let Value::Instant(at) = value else {
            return None;
        };
        let form = self.to_write(manner)?;
        let (json, at) = match (form, manner.like) {
            (TimeForm::Rfc3339, Some(text)) => (rfc3339_like(text, at).into(), at),
            (TimeForm::Rfc3339, None) => (rfc3339(at, manner).into(), at),
            (form, like) => {
                let utc = like.map(|_| TimeZone::UTC);
                sent(form, self.zone.clone().or(utc), at, manner)?
            }
        };
        // A form before it may read the same text, and then decides what it means.
        let before = self.forms().iter().take_while(|other| *other != form);
        let mut before = before.filter_map(|form| form.read(&json, self.zone.as_ref()).ok());
        let says = Value::Instant(before.next().unwrap_or(at));
        Some(Sent { json, says })
    }

    fn check(&self, judged: &Judged<'_>) -> Vec<Complaint> {
        let mut found = Vec::new();
        for (key, what) in [("time", "a form of time"), ("zone", "a zone")] {
            found.extend(judged.wants_type(key, what, &Scalar::Instant));
        }
        let is_absolute =
            |form: &TimeForm| matches!(form, TimeForm::UnixSeconds | TimeForm::UnixMilliseconds);
        if self.forms().iter().all(is_absolute) && (judged.has)("zone") {
            let title = "a time that counts from 1970 has no zone".to_owned();
            found.push(superfluous("zone", title, "means nothing here"));
        }
        found
    }

    fn told(&self, of: String) -> String {
        match self.forms.as_slice() {
            [] => of,
            [form] => format!("{of}, as {form}"),
            _ => format!("{of}, as the first of {}", self.named()),
        }
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Time(self.forms(), self.zone.as_ref())
    }
}

/// What the vendor writes, and the instant that it means.
fn sent(
    form: &TimeForm,
    zone: Option<TimeZone>,
    at: Timestamp,
    manner: &mut Manner<'_>,
) -> Option<(Json, Timestamp)> {
    let seconds = Timestamp::from_second(at.as_second()).ok()?;
    Some(match form {
        TimeForm::Rfc3339 => (rfc3339(at, manner).into(), at),
        TimeForm::UnixSeconds => (at.as_second().into(), seconds),
        TimeForm::UnixMilliseconds => (at.as_millisecond().into(), at),
        TimeForm::Date => {
            let zone = zone.unwrap_or(TimeZone::UTC);
            let day = zone.to_datetime(at).date();
            let start = zone.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
            (day.to_string().into(), start)
        }
        TimeForm::Strptime(form) => {
            let offset = *manner.pick(&[0, 0, 2, -7])?;
            let zone = zone.unwrap_or(TimeZone::fixed(Offset::from_hours(offset).ok()?));
            let text = strptime(form, &ZonedDateTime::new(at, zone))?;
            (text.into(), if form.contains("%.f") { at } else { seconds })
        }
    })
}

fn rfc3339(at: Timestamp, manner: &mut Manner<'_>) -> String {
    let utc = ZonedDateTime::new(at, TimeZone::UTC);
    let ms = at.as_millisecond().rem_euclid(1000);
    let fraction = if ms == 0 && !manner.one_in(3) {
        String::new()
    } else {
        format!(".{ms:03}")
    };
    if manner.one_in(4)
        && let Ok(offset) = Offset::from_hours(2)
    {
        let there = ZonedDateTime::new(at, TimeZone::fixed(offset));
        return format!("{}{fraction}+02:00", there.strftime("%Y-%m-%dT%H:%M:%S"));
    }
    format!("{}{fraction}Z", utc.strftime("%Y-%m-%dT%H:%M:%S"))
}

/// Writes an instant by the directives that mappings use, with code that is independent of the
/// reading.
fn strptime(form: &str, at: &ZonedDateTime) -> Option<String> {
    let mut out = String::new();
    let mut rest = form.chars();
    while let Some(c) = rest.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        match rest.next()? {
            'Y' => write!(out, "{:04}", at.year()).ok()?,
            'm' => write!(out, "{:02}", at.month()).ok()?,
            'd' => write!(out, "{:02}", at.day()).ok()?,
            'H' => write!(out, "{:02}", at.hour()).ok()?,
            'M' => write!(out, "{:02}", at.minute()).ok()?,
            'S' => write!(out, "{:02}", at.second()).ok()?,
            '.' => {
                rest.next()?;
                write!(out, ".{:03}", at.millisecond()).ok()?;
            }
            'z' => {
                let minutes = at.offset().seconds() / 60;
                let sign = if minutes < 0 { '-' } else { '+' };
                let minutes = minutes.abs();
                write!(out, "{sign}{:02}{:02}", minutes / 60, minutes % 60).ok()?;
            }
            _ => return None,
        }
    }
    Some(out)
}

/// An instant with the offset and as many digits as a recorded text.
fn rfc3339_like(text: &str, at: Timestamp) -> String {
    let (clock, offset) = match text.rfind(['+', '-']) {
        Some(place) if place > 10 => text.split_at_checked(place).unwrap_or((text, "")),
        _ => (text.trim_end_matches('Z'), "Z"),
    };
    let digits = clock
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    let fraction = if digits == 0 {
        String::new()
    } else {
        format!(".{}", "0".repeat(digits.min(9)))
    };
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let number = |range: std::ops::Range<usize>| {
        let part = offset.get(range).and_then(|part| part.parse::<i32>().ok());
        part.unwrap_or(0)
    };
    let seconds = sign * (number(1..3) * 3600 + number(4..6) * 60);
    let zone = Offset::from_seconds(seconds).map_or(TimeZone::UTC, TimeZone::fixed);
    let there = ZonedDateTime::new(at, zone);
    format!("{}{fraction}{offset}", there.strftime("%Y-%m-%dT%H:%M:%S"))
}

#[cfg(test)]
mod tests;
