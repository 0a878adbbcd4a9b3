//! The headers, and the places of a body, in which a vendor tells how it counts a caller's calls.

use super::wait::http_date;
use crate::notation::{json_path, sent};
use crate::seed::dice::Dice;
use crate::world::played_vendor::PlayedVendor;
use crate::world::truth::KnownValue;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use touchpoint_core::exchange::Reply;
use touchpoint_language::expr::TimeForm;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{CountAt, ResetForm};
use touchpoint_language::transform::{Time, Transform};

/// Adds the vendor's own counts to a reply: to its headers, or to its body where it is JSON.
pub(crate) fn tell_counts(
    vendor: &PlayedVendor,
    reply: &mut Reply,
    left: u64,
    reset: u64,
    now: Timestamp,
) {
    let mut body = Json::from_slice(&reply.body).ok();
    let mut changed = false;
    let headers = &mut reply.headers.0;
    let mut header = |name: &str, value: String| {
        if headers.iter().all(|(known, _)| known != name) {
            headers.push((name.to_owned(), value));
        }
    };
    // Several numbers may stand in one header: each source's parts of it come one behind the other.
    let mut within: Vec<(&String, String)> = Vec::new();
    for (index, source) in vendor.mapping().connection.rate_limit.iter().enumerate() {
        // The first source is the one that runs out.
        let left = if index == 0 { left } else { 90 };
        let reset_at = source.reset.as_ref();
        let told = [
            (source.limit.as_ref(), Some("100".to_owned())),
            (source.remaining.as_ref(), Some(left.to_string())),
            (
                reset_at.map(|(at, _)| at),
                reset_at.and_then(|(_, form)| moment(form, reset, now)),
            ),
        ];
        for (at, value) in told {
            match (at, value) {
                (Some(CountAt::Header(name)), Some(value)) => header(name, value),
                (Some(CountAt::Within(name, matching)), Some(_)) => {
                    let own = source.reset.as_ref();
                    let reset = own.and_then(|(_, form)| moment(form, reset, now));
                    let part = filled(matching, left, &reset.unwrap_or_default());
                    match within.iter_mut().find(|(own, _)| *own == name) {
                        Some((_, all)) => *all = format!("{all}, {part}"),
                        None => within.push((name, part)),
                    }
                }
                (Some(CountAt::Body(path)), Some(value)) => {
                    let steps = json_path::steps(path.text());
                    if let (Some(steps), Some(body)) = (steps, &mut body) {
                        json_path::put(body, &steps, value.into());
                        changed = true;
                    }
                }
                _ => {}
            }
        }
        if let Some(together) = &source.together {
            let reset = moment(&together.form, reset, now).unwrap_or_default();
            let text = filled(&together.matching, left, &reset);
            header(&together.header, text);
        }
    }
    for (name, all) in within {
        header(name, all);
    }
    if let Some(body) = body.filter(|_| changed) {
        reply.body = body.to_string().into_bytes();
    }
}

/// A header that looks so, with the numbers in its holes.
fn filled(matching: &str, left: u64, reset: &str) -> String {
    matching
        .replace("{limit}", "100")
        .replace("{remaining}", &left.to_string())
        .replace("{used}", &(100 - left.min(100)).to_string())
        .replace("{reset}", reset)
}

/// True if the vendor tells in its own headers when the count starts again.
pub(crate) fn tells_reset(vendor: &PlayedVendor) -> bool {
    vendor
        .mapping()
        .connection
        .rate_limit
        .first()
        .is_some_and(|source| {
            let together = source.together.as_ref();
            source.reset.is_some() || together.is_some_and(|t| t.matching.contains("{reset}"))
        })
}

/// What the vendor writes if its count starts again in `reset` seconds.
fn moment(form: &ResetForm, reset: u64, now: Timestamp) -> Option<String> {
    let seconds = SignedDuration::from_secs(i64::try_from(reset).unwrap_or(0));
    let at = now.checked_add(seconds).ok()?;
    Some(match form {
        ResetForm::DelaySeconds => reset.to_string(),
        ResetForm::DelayMilliseconds => (reset * 1000).to_string(),
        ResetForm::HttpDate => http_date(at),
        ResetForm::Moment(TimeForm::UnixSeconds) => at.as_second().to_string(),
        ResetForm::Moment(TimeForm::UnixMilliseconds) => at.as_millisecond().to_string(),
        ResetForm::Moment(form) => {
            let at = Timestamp::from_second(at.as_second()).ok()?;
            let time = Transform::Time(Time::new(form.clone(), Some(TimeZone::UTC)));
            let (at, dice) = (KnownValue::At(at), &mut Dice::new(0, ""));
            let (value, _) = sent::written(&[&time], &at, (None, false), dice)?;
            json_path::text(&value)?
        }
    })
}
