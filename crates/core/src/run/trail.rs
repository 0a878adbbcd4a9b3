//! Finds a list whose pages lead in a circle, with a few numbers: the first page's next, and one page's
//! next that is remembered for twice as many pages each time (Brent's algorithm).

use crate::cursor::page_digest;
use crate::plan::PageState;
use serde::{Deserialize, Serialize};

/// Where a list has been.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct Trail {
    /// The digest of what led from the first page.
    first: u64,
    /// That of a later one.
    mark: u64,
    /// How many pages came since that one, and after how many another is remembered.
    since: u64,
    until: u64,
}

/// The list was at this page before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct InCircle;

/// The trail with the next page; none where the vendor does not name it itself: numbers of pages and
/// records grow.
///
/// # Errors
/// [`InCircle`].
pub(super) fn onward(trail: Option<Trail>, next: &PageState) -> Result<Option<Trail>, InCircle> {
    let (PageState::Cursor(text) | PageState::Url(text)) = next else {
        return Ok(None);
    };
    let here = page_digest([text.as_str()]);
    let Some(trail) = trail else {
        return Ok(Some(Trail {
            first: here,
            mark: here,
            since: 0,
            until: 1,
        }));
    };
    if here == trail.first || here == trail.mark {
        return Err(InCircle);
    }
    let since = trail.since.saturating_add(1);
    Ok(Some(if since < trail.until {
        Trail { since, ..trail }
    } else {
        Trail {
            first: trail.first,
            mark: here,
            since: 0,
            until: trail.until.saturating_mul(2),
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After how many pages a circle is found: `before` pages, then `round` pages again and again.
    fn found_after(before: u64, round: u64) -> Option<u64> {
        let mut trail = None;
        for page in 0..100_000 {
            let at = if page < before {
                page
            } else {
                before + (page - before) % round
            };
            match onward(trail, &PageState::Cursor(format!("at {at}"))) {
                Err(InCircle) => return Some(page),
                Ok(next) => trail = next,
            }
        }
        None
    }

    #[test]
    fn a_list_that_returns_to_its_beginning_is_found_at_once() {
        for round in 2..50 {
            assert_eq!(found_after(0, round), Some(round));
        }
    }

    #[test]
    fn any_other_circle_is_found_soon() {
        for (before, round) in [(1, 2), (5, 1), (100, 7), (1_000, 1_000)] {
            let found = found_after(before, round);
            assert!(
                found.is_some_and(|page| page < 4 * (before + round)),
                "{found:?}"
            );
        }
    }

    #[test]
    fn a_list_that_ends_is_never_found_and_numbers_are_not_looked_at() {
        assert_eq!(found_after(100_000, 1), None);
        assert_eq!(onward(None, &PageState::Offset(50)), Ok(None));
    }
}
