//! How long a vendor tells callers to wait, in every form that vendors use.

use crate::seed::dice::Dice;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use std::time::Duration;

/// How a vendor says how long to wait.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wait {
    /// `Retry-After: 7`
    Seconds(u64),
    /// `Retry-After: 7.5`
    Fraction(u64),
    /// `Retry-After: Sun, 01 Mar 2026 00:00:30 GMT`
    Date(u64),
    /// `Retry-After: 2026-03-01T00:00:30Z`
    Rfc3339(u64),
    /// `Retry-After: 1772323205`
    Unix(u64),
    /// Only in the header of the vendor's own counts.
    Reset(u64),
    /// Not at all; the mapping may declare it.
    Untold,
}

impl Wait {
    /// A random wait in a random form.
    pub fn rolled(dice: &mut Dice) -> Wait {
        let seconds = 1 + dice.below(40);
        match dice.below(7) {
            0 => Wait::Seconds(seconds),
            1 => Wait::Fraction(seconds),
            2 => Wait::Date(seconds),
            3 => Wait::Rfc3339(seconds),
            4 => Wait::Unix(seconds),
            5 => Wait::Reset(seconds),
            _ => Wait::Untold,
        }
    }

    /// The value of the header, and how long must be waited from now on.
    pub(crate) fn header(self, now: Timestamp) -> (Option<String>, Duration) {
        let after = |seconds: u64| {
            let seconds = i64::try_from(seconds).unwrap_or(0);
            now.checked_add(SignedDuration::from_secs(seconds))
                .unwrap_or(now)
        };
        match self {
            Wait::Seconds(s) => (Some(s.to_string()), Duration::from_secs(s)),
            Wait::Fraction(s) => (
                Some(format!("{s}.5")),
                Duration::from_millis(s * 1000 + 500),
            ),
            // The moment is cut to whole seconds.
            Wait::Date(s) => (Some(http_date(after(s))), until(after(s), now)),
            Wait::Rfc3339(s) => {
                let at = ZonedDateTime::new(after(s), TimeZone::UTC);
                (
                    Some(at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
                    until(after(s), now),
                )
            }
            Wait::Unix(s) => (Some(after(s).as_second().to_string()), until(after(s), now)),
            Wait::Reset(_) | Wait::Untold => (None, Duration::ZERO),
        }
    }
}

/// The time until a moment, in whole seconds, as the header tells it.
fn until(at: Timestamp, now: Timestamp) -> Duration {
    let whole = Timestamp::from_second(at.as_second()).unwrap_or(at);
    Duration::try_from(whole.duration_since(now)).unwrap_or_default()
}

/// `Sun, 01 Mar 2026 00:00:30 GMT`
pub(crate) fn http_date(at: Timestamp) -> String {
    ZonedDateTime::new(at, TimeZone::UTC)
        .strftime("%a, %d %b %Y %H:%M:%S GMT")
        .to_string()
}
