//! Where the order of a list ends its reading: beyond a checked bound no record can satisfy the
//! filter.
//!
//! ```text
//! newest first, created_at[gte]=2026-03-01:   04-02 03-07 03-01 │ 02-27: nothing after it can be wanted
//! ```

use super::check::Check;
use super::sorted::is_sorted_otherwise;
use crate::query::moment::{instant, is_plain_date};
use crate::query::{ListQuery, Operator};
use jiff::{SignedDuration, Timestamp};
use touchpoint_language::mapping::{OrderKey, Route};
use touchpoint_language::model::Direction;

/// A vendor may sort by whole seconds only.
const PRECISION: SignedDuration = SignedDuration::from_secs(1);

/// Where the order of a list ends its reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// The dotted unified field that the list is sorted by.
    pub field: String,
    bound: Timestamp,
    direction: Direction,
}

impl Ending {
    /// Where a list ends for these checks; nothing where its order does not help with them.
    pub fn of(route: &Route, query: &ListQuery, checks: &[Check]) -> Option<Ending> {
        let endings = checks
            .iter()
            .filter_map(|check| ending(route, query, check));
        endings.reduce(|one, other| {
            let nearer = match one.direction {
                Direction::Desc => other.bound > one.bound,
                Direction::Asc => other.bound < one.bound,
            };
            if nearer { other } else { one }
        })
    }

    /// True if a record of this time stands strictly beyond the bound.
    fn is_beyond(&self, time: Timestamp) -> bool {
        let past = match self.direction {
            Direction::Desc => self.bound.duration_since(time),
            Direction::Asc => time.duration_since(self.bound),
        };
        past > PRECISION
    }
}

/// True if the order of a list ends the reading for this check.
pub(super) fn ends(route: &Route, query: &ListQuery, check: &Check) -> bool {
    ending(route, query, check).is_some()
}

fn ending(route: &Route, query: &ListQuery, check: &Check) -> Option<Ending> {
    // The caller's own order replaces that of the mapping.
    let key = first_key(route).filter(|key| key.name == check.field)?;
    if is_sorted_otherwise(route, query) {
        return None;
    }
    let value = check.values.first()?;
    let mut bound = instant(value)?;
    match (key.direction, check.operator) {
        (Direction::Desc, Operator::Gt | Operator::Gte | Operator::Eq)
        | (Direction::Asc, Operator::Lt | Operator::Lte) => {}
        (Direction::Asc, Operator::Eq) => {
            let day = SignedDuration::from_hours(24);
            let width = if is_plain_date(value) {
                day
            } else {
                SignedDuration::ZERO
            };
            bound = bound.checked_add(width).ok()?;
        }
        _ => return None,
    }
    Some(Ending {
        field: key.name.clone(),
        bound,
        direction: key.direction,
    })
}

fn first_key(route: &Route) -> Option<&OrderKey> {
    let key = route.order.as_ref()?.keys.first()?;
    key.path.is_none().then_some(key)
}

/// What the times of a page's records say about the list's order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    last: Option<Timestamp>,
    beyond: bool,
    /// True if a record came out of order.
    pub(crate) disorder: bool,
}

impl Watch {
    /// Takes in the time of the next record; one that cannot be read says nothing.
    pub(crate) fn see(&mut self, ending: &Ending, time: Option<&str>) {
        let Some(time) = time.and_then(|text| text.parse::<Timestamp>().ok()) else {
            return;
        };
        if let Some(last) = self.last {
            let back = match ending.direction {
                Direction::Desc => time.duration_since(last),
                Direction::Asc => last.duration_since(time),
            };
            self.disorder |= back > PRECISION;
        }
        self.last = Some(time);
        self.beyond |= ending.is_beyond(time);
    }

    /// True if no record that comes after these can be wanted.
    pub(crate) fn ends(&self) -> bool {
        self.beyond && !self.disorder
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn newest_first() -> Ending {
        Ending {
            field: "made_at".to_owned(),
            bound: "2026-03-01T00:00:00Z".parse().unwrap(),
            direction: Direction::Desc,
        }
    }

    fn seen(times: &[Option<&str>]) -> Watch {
        let (mut watch, ending) = (Watch::default(), newest_first());
        for time in times {
            watch.see(&ending, *time);
        }
        watch
    }

    #[test]
    fn only_a_time_strictly_beyond_the_bound_ends_the_list() {
        assert!(!seen(&[Some("2026-03-02T00:00:00Z"), Some("2026-03-01T00:00:00Z")]).ends());
        // A vendor that counts whole seconds may mean any time within this second.
        assert!(!seen(&[Some("2026-02-28T23:59:59.5Z")]).ends());
        assert!(seen(&[Some("2026-02-28T23:59:58Z")]).ends());
        assert!(!seen(&[None, Some("no time")]).ends());
    }

    #[test]
    fn a_list_out_of_its_order_is_read_to_its_end() {
        let watch = seen(&[Some("2026-02-01T00:00:00Z"), Some("2026-03-05T00:00:00Z")]);
        assert!(watch.disorder && !watch.ends());
    }
}
