//! When the vendor ends an API.

use crate::document::Pointer;
use crate::written;
use jiff::ToSpan;
use jiff::civil::Date;

/// When the vendor ends an API.
#[derive(Clone, Debug, PartialEq)]
pub struct Ends {
    /// The first day on which it is not promised any more.
    pub on: Date,
    /// The vendor's page that says so.
    pub see: String,
    /// What serves instead.
    pub instead: Option<String>,
    /// Its place in the file.
    pub pointer: Pointer,
}

/// The day of a text: `2027-08-31`, and nothing more or less.
pub(crate) fn day(text: &str) -> Option<Date> {
    let plain = text.len() == "2027-08-31".len();
    plain.then(|| text.parse().ok()).flatten()
}

/// Reads what is written. An unreadable day was told by the structure check, and is left out.
pub(super) fn resolve(written: &written::Ends, pointer: Pointer) -> Option<Ends> {
    Some(Ends {
        on: day(&written.on.0)?,
        see: written.see.clone(),
        instead: written.instead.clone(),
        pointer,
    })
}

impl Ends {
    /// True from a year before the day on.
    pub fn near(&self, today: Date) -> bool {
        let from = self.on.saturating_sub(1.year());
        today >= from
    }

    /// True from the day itself on.
    pub fn over(&self, today: Date) -> bool {
        today >= self.on
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_day_and_no_moment() {
        assert!(day("2027-08-31").is_some());
        for wrong in ["2027-08-31T00:00", "2027-02-30", "20270831", "August", ""] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_year_before_it_is_near() {
        let ends = Ends {
            on: day("2028-02-29").unwrap(),
            see: String::new(),
            instead: None,
            pointer: Pointer::new(),
        };
        let on = |text: &str| day(text).unwrap();
        assert!(!ends.near(on("2027-02-27")));
        assert!(ends.near(on("2027-02-28")) && !ends.over(on("2028-02-28")));
        assert!(ends.near(on("2030-01-01")) && ends.over(on("2028-02-29")));
    }
}
