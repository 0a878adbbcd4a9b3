//! How a request writes a moment, and which moments that can hold: a second has no milliseconds, a day no
//! hours.

use super::form::TimeForm;
use crate::json::Json;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// How a request writes a moment: a form, and the zone of forms that tell none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentTime {
    /// The form.
    pub form: TimeForm,
    /// The zone of times without an offset; UTC unless said.
    pub zone: Option<TimeZone>,
}

/// RFC 3339, as where nothing is said.
impl Default for SentTime {
    fn default() -> Self {
        SentTime {
            form: TimeForm::Rfc3339,
            zone: None,
        }
    }
}

impl SentTime {
    /// A moment as a request carries it.
    pub fn write(&self, moment: Timestamp) -> Json {
        self.form.write(moment, self.zone.as_ref())
    }

    /// The moment of a value that is written so.
    ///
    /// # Errors
    /// A value that this form cannot mean.
    pub fn read(&self, value: &Json) -> Result<Timestamp, String> {
        self.form.read(value, self.zone.as_ref())
    }

    /// True if this can write a moment without cutting anything off.
    pub fn holds(&self, moment: Timestamp) -> bool {
        self.cut(moment) == Some(moment)
    }

    /// The nearest moments before and after that this can hold; `None` if it holds this one.
    ///
    /// ```
    /// use touchpoint_language::expr::{SentTime, TimeForm};
    /// let seconds = SentTime { form: TimeForm::UnixSeconds, zone: None };
    /// let around = seconds.around("2026-01-31T12:00:00.5Z".parse().unwrap());
    /// let second = |text: &str| text.parse().unwrap();
    /// assert_eq!(around, Some((second("2026-01-31T12:00:00Z"), second("2026-01-31T12:00:01Z"))));
    /// assert_eq!(seconds.around(second("2026-01-31T12:00:00Z")), None);
    /// ```
    pub fn around(&self, moment: Timestamp) -> Option<(Timestamp, Timestamp)> {
        let before = self.cut(moment).filter(|before| *before != moment)?;
        if self.form == TimeForm::Date {
            return Some((before, self.day_beside(before, 1)?));
        }
        let steps = [
            SignedDuration::from_millis(1),
            SignedDuration::from_secs(1),
            SignedDuration::from_mins(1),
            SignedDuration::from_hours(1),
            SignedDuration::from_hours(24),
        ];
        let after = steps
            .into_iter()
            .filter_map(|step| before.checked_add(step).ok());
        // An hour that comes twice is written like the first of the two.
        let after = after
            .into_iter()
            .find(|after| *after > moment && self.holds(*after))?;
        Some((before, after))
    }

    /// The next moment that this tells apart from one that it holds, or with -1 the one before it; where
    /// the form's word says how far that is.
    pub fn beside(&self, moment: Timestamp, steps: i32) -> Option<Timestamp> {
        match self.form {
            TimeForm::Date => self.day_beside(moment, steps),
            _ => moment.checked_add(self.form.step()? * steps).ok(),
        }
    }

    /// The start of a later or earlier day: not all days have 24 hours.
    fn day_beside(&self, moment: Timestamp, days: i32) -> Option<Timestamp> {
        let zone = self.zone.clone().unwrap_or(TimeZone::UTC);
        let day = zone.to_datetime(moment).date();
        let day = day.checked_add(days.days()).ok()?;
        zone.to_timestamp(day.to_datetime(Time::midnight())).ok()
    }

    fn cut(&self, moment: Timestamp) -> Option<Timestamp> {
        let zone = self.zone.clone().unwrap_or(TimeZone::UTC);
        self.form.read(&self.write(moment), Some(&zone)).ok()
    }
}

impl TimeForm {
    /// The smallest step of this form, where its word says it; of days, that of most.
    pub fn step(&self) -> Option<SignedDuration> {
        match self {
            Self::UnixSeconds => Some(SignedDuration::from_secs(1)),
            Self::UnixMilliseconds => Some(SignedDuration::from_millis(1)),
            Self::Date => Some(SignedDuration::from_hours(24)),
            Self::Rfc3339 | Self::Strptime(_) => None,
        }
    }

    /// True if what is written in this form says from where its hours count: it has an offset, counts
    /// from 1970, or ends in a sign for UTC that the form writes out.
    pub fn tells_zone(&self) -> bool {
        match self {
            Self::Rfc3339 | Self::UnixSeconds | Self::UnixMilliseconds => true,
            Self::Date => false,
            Self::Strptime(form) => {
                let written_out = form
                    .strip_suffix('Z')
                    .map(|rest| !rest.ends_with(['%', ':']));
                let utc = written_out.unwrap_or(form.ends_with("GMT") || form.ends_with("UTC"));
                let written = self.write(Timestamp::UNIX_EPOCH, None);
                utc || self.read(&written, None).is_ok()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_zone(form: &str, zone: &str) -> SentTime {
        SentTime {
            form: TimeForm::parse(form).unwrap(),
            zone: Some(crate::expr::time::zone(zone).unwrap()),
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn days_begin_where_the_zone_begins_them() {
        let days = in_zone("date", "Europe/Brussels");
        assert!(days.holds(at("2026-01-30T23:00:00Z")));
        assert!(!days.holds(at("2026-01-31T00:00:00Z")));
        let noon = days.around(at("2026-01-31T12:00:00Z"));
        let day = (at("2026-01-30T23:00:00Z"), at("2026-01-31T23:00:00Z"));
        assert_eq!(noon, Some(day));
    }

    /// In Brussels the 29th of March 2026 has 23 hours and the 25th of October 25.
    #[test]
    fn a_day_may_be_shorter_or_longer() {
        let days = in_zone("date", "Europe/Brussels");
        let [spring, after] = [at("2026-03-28T23:00:00Z"), at("2026-03-29T22:00:00Z")];
        let noon = at("2026-03-29T10:00:00Z");
        assert_eq!(days.around(noon), Some((spring, after)));
        assert_eq!(days.beside(spring, 1), Some(after));
        assert_eq!(days.beside(after, -1), Some(spring));
        let [autumn, after] = [at("2026-10-24T22:00:00Z"), at("2026-10-25T23:00:00Z")];
        let evening = at("2026-10-25T22:30:00Z");
        assert_eq!(days.around(evening), Some((autumn, after)));
        assert_eq!(days.beside(autumn, 1), Some(after));
        assert_eq!(days.beside(after, -1), Some(autumn));
    }

    /// 02:30 comes twice: at 00:30 and at 01:30 in UTC. Texts mean the first.
    #[test]
    fn bounds_around_an_hour_that_comes_twice_leave_nothing_out() {
        let local = in_zone("%Y-%m-%d %H:%M", "Europe/Brussels");
        let second = at("2026-10-25T01:30:00Z");
        assert!(!local.holds(second));
        let (before, after) = local.around(second).unwrap();
        assert!(before < second && second < after, "{before} {after}");
        assert!(local.holds(before) && local.holds(after));
    }

    #[test]
    fn forms_tell_their_zone_or_not() {
        let told = [
            "rfc3339",
            "unix_s",
            "unix_ms",
            "%s",
            "%Y-%m-%d %H:%M%z",
            "%FT%T.000Z",
            "%T GMT",
        ];
        for form in told {
            assert!(TimeForm::parse(form).unwrap().tells_zone(), "{form}");
        }
        for form in ["date", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y", "%Y-%m-%d %H:%M %Z"] {
            assert!(!TimeForm::parse(form).unwrap().tells_zone(), "{form}");
        }
    }
}
