//! The bytes of a body → its text, if it is JSON; else what is wrong with it, in the words of
//! `serde_json`.

use super::scanner::{Refused, Scanner};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;
use touchpoint_language::json::Json;

/// A body up to this size may be built as a tree for a moment.
const ORDINARY: usize = 256 * 1024;

/// The text of a body that is JSON, without the space around it.
///
/// # Errors What `serde_json` says of a body that is no JSON.
pub fn read(body: &[u8]) -> Result<&str, serde_json::Error> {
    let text = std::str::from_utf8(body).ok();
    if let Some(text) = text.filter(|text| is_walked(&mut Scanner::new(text))) {
        return Ok(text.trim_ascii());
    }
    if let Err(fault) = serde_json::from_slice::<Judged>(body) {
        // `serde_json` bounds numbers, and we do not. In a body of ordinary size, we look for what
        // else is wrong.
        if body.len() <= ORDINARY {
            Json::from_slice(body)?;
        } else {
            return Err(fault);
        }
    }
    // Names that `serde_json` reserves for itself are names like any other here.
    text.filter(|text| is_walked(&mut Scanner::again(text)))
        .map(str::trim_ascii)
        .ok_or_else(|| serde_json::Error::custom("it holds what cannot be read"))
}

fn is_walked(scanner: &mut Scanner<'_>) -> bool {
    let walked: Result<(), Refused> = scanner.skip().and_then(|()| scanner.end());
    walked.is_ok()
}

/// A value that is read and not kept: a large body must not become a tree only to find out what is
/// wrong with it.
struct Judged;

impl<'de> Deserialize<'de> for Judged {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Judged, D::Error> {
        input.deserialize_any(Judged)
    }
}

impl<'de> Visitor<'de> for Judged {
    type Value = Judged;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("any valid JSON value")
    }
    fn visit_unit<E>(self) -> Result<Judged, E> {
        Ok(Judged)
    }
    fn visit_bool<E>(self, _: bool) -> Result<Judged, E> {
        Ok(Judged)
    }
    fn visit_i64<E>(self, _: i64) -> Result<Judged, E> {
        Ok(Judged)
    }
    fn visit_u64<E>(self, _: u64) -> Result<Judged, E> {
        Ok(Judged)
    }
    fn visit_f64<E>(self, _: f64) -> Result<Judged, E> {
        Ok(Judged)
    }
    fn visit_str<E>(self, _: &str) -> Result<Judged, E> {
        Ok(Judged)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Judged, A::Error> {
        while items.next_element::<Judged>()?.is_some() {}
        Ok(Judged)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Judged, A::Error> {
        while members.next_entry::<Judged, Judged>()?.is_some() {}
        Ok(Judged)
    }
}
