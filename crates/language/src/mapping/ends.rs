//! When the vendor ends an API: all that the mapping reads, or a part of it.

use super::{Mapping, Route};
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

/// One end that a mapping tells.
#[derive(Clone, Copy, Debug)]
pub struct Ending<'m> {
    /// When.
    pub ends: &'m Ends,
    /// A road that ends; none where it is the whole API.
    pub route: Option<&'m Route>,
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

impl Ending<'_> {
    /// What ends, in an author's words: `the API`, `the list`, ``the case `call` ``,
    /// `` `GET /v1/calls` ``.
    pub fn what(&self) -> String {
        let Some(route) = self.route else {
            return "the API".to_owned();
        };
        let steps = self.ends.pointer.steps();
        let names = steps.iter().filter_map(|step| step.as_key());
        let names: Vec<&str> = names.collect();
        match names.as_slice() {
            [.., "routes", "ends"] => format!("`{} {}`", route.request.method, route.request.path),
            [_, "cases", name, "ends"] => format!("the case `{name}`"),
            _ => "the list".to_owned(),
        }
    }
}

impl Mapping {
    /// Every end that the mapping tells, each once: of the whole API first, then of its parts.
    pub fn endings(&self) -> Vec<Ending<'_>> {
        let whole = self.ends.iter().map(|ends| Ending { ends, route: None });
        let mut all: Vec<Ending<'_>> = whole.collect();
        for route in self.cases.iter().flat_map(|case| &case.routes) {
            let Some(ends) = &route.ends else { continue };
            if all.iter().all(|other| other.ends.pointer != ends.pointer) {
                let route = Some(route);
                all.push(Ending { ends, route });
            }
        }
        all
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
