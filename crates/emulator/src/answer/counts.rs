//! The headers in which a vendor tells how it counts a caller's calls.

use super::wait::http_date;
use crate::notation::{json_path, sent};
use crate::seed::dice::Dice;
use crate::world::played_vendor::PlayedVendor;
use crate::world::truth::KnownValue;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use touchpoint_language::expr::TimeForm;
use touchpoint_language::mapping::ResetForm;
use touchpoint_language::transform::{Time, Transform};

/// The headers of the vendor's own counts.
pub(crate) fn counts(
    vendor: &PlayedVendor,
    left: u64,
    reset: u64,
    now: Timestamp,
) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut tell = |name: &str, value: String| {
        if headers.iter().all(|(known, _)| known != name) {
            headers.push((name.to_owned(), value));
        }
    };
    for (index, source) in vendor.mapping().connection.rate_limit.iter().enumerate() {
        // The first source is the one that runs out.
        let left = if index == 0 { left } else { 90 };
        if let Some(name) = &source.limit {
            tell(name, "100".to_owned());
        }
        if let Some(name) = &source.remaining {
            tell(name, left.to_string());
        }
        if let Some((name, form)) = &source.reset
            && let Some(text) = moment(form, reset, now)
        {
            tell(name, text);
        }
        if let Some(together) = &source.together {
            let text = together
                .matching
                .replace("{limit}", "100")
                .replace("{remaining}", &left.to_string())
                .replace("{used}", &(100 - left.min(100)).to_string())
                .replace(
                    "{reset}",
                    &moment(&together.form, reset, now).unwrap_or_default(),
                );
            tell(&together.header, text);
        }
    }
    headers
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
