//! The place in a list that a cursor holds: the page, the size it was asked with, how much of it
//! was handed out.

use super::error::CallerFault;
use super::trail::Trail;
use super::window::{Tail, Window};
use crate::cursor::{Binding, Cursor, CursorFault, Key, Position, filters_digest, page_digest};
use crate::plan::{Chosen, PageState, Plan};
use crate::query::ListQuery;
use serde::{Deserialize, Serialize};

/// The place of one call in its list.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub(super) struct ListPlace {
    pub(super) state: PageState,
    /// The size that the page was asked with.
    pub(super) size: Option<u64>,
    /// How many records came before this page.
    pub(super) came: u64,
    /// How many records of this page were handed out before.
    pub(super) offset: u64,
    /// The digest of the page before this one.
    pub(super) seen: Option<u64>,
    /// For a page that was left in the middle: the digests of the last record that was handed out
    /// and of the one after it. They find the place again when records before it were added or
    /// removed.
    pub(super) around: Option<(u64, u64)>,
    /// Beyond the vendor's cap: the rest of the list, as a list of its own.
    pub(super) window: Option<Window>,
    /// Near the vendor's cap: the last records that came.
    pub(super) tail: Option<Tail>,
    /// True if a page came out of the order that the mapping claims: then the order ends nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) unsorted: bool,
    /// Where the list has been.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) trail: Option<Trail>,
}

#[derive(Deserialize, Serialize)]
struct StoredPosition {
    at: PageState,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    size: Option<u64>,
    #[serde(default)]
    came: u64,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    around: Option<(u64, u64)>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    window: Option<Window>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    tail: Option<Tail>,
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    unsorted: bool,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    trail: Option<Trail>,
}

/// Opens the caller's cursor; the first page where there is none.
pub(super) fn open(
    plan: &Plan,
    chosen: Chosen<'_>,
    query: &ListQuery,
    account: &str,
    key: &Key,
) -> Result<ListPlace, CallerFault> {
    let Some(text) = &query.next_cursor else {
        return Ok(ListPlace::default());
    };
    let list = plan.lists.of_case(&chosen.case.name);
    let position = position(plan, list, query, account, (text, key))?;
    let stored: StoredPosition =
        serde_json::from_value(position.state).map_err(|_| CursorFault::Forged)?;
    if position.case != chosen.case.name || position.route != chosen.route_at {
        return Err(CursorFault::OtherFilters.into());
    }
    Ok(ListPlace {
        state: stored.at,
        size: stored.size,
        came: stored.came,
        offset: position.offset,
        seen: position.seen,
        around: stored.around,
        window: stored.window,
        tail: stored.tail,
        unsorted: stored.unsorted,
        trail: stored.trail,
    })
}

impl ListPlace {
    /// The first record of a page that is still to be handed out: found by its own digest, else
    /// after the last one's, else by the count. Where the page is too short, the rest of the count
    /// goes on in the next pages.
    pub(super) fn start(&self, records: &[&str]) -> (usize, u64) {
        let find = |wanted: u64| {
            let mut digests = records.iter().map(|text| page_digest([*text]));
            digests.position(|digest| digest == wanted)
        };
        let found = self
            .around
            .and_then(|(last, next)| find(next).or_else(|| find(last).map(|place| place + 1)));
        let counted = usize::try_from(self.offset).unwrap_or(usize::MAX);
        match found {
            Some(place) => (place, 0),
            None if counted <= records.len() => (counted, 0),
            None => (records.len(), (counted - records.len()) as u64),
        }
    }

    /// The place in the same page that begins at the record `at`; `digest` gives the digest of each
    /// record.
    pub(super) fn within(&self, digest: impl Fn(usize) -> Option<u64>, at: usize) -> ListPlace {
        ListPlace {
            offset: at as u64,
            around: digest(at.wrapping_sub(1)).zip(digest(at)),
            ..self.clone()
        }
    }
}

/// Seals a place as the cursor that leads to it.
pub(super) fn seal(
    plan: &Plan,
    chosen: Chosen<'_>,
    place: ListPlace,
    query: &ListQuery,
    account: &str,
    key: &Key,
) -> String {
    let stored = StoredPosition {
        at: place.state,
        size: place.size,
        came: place.came,
        around: place.around,
        window: place.window,
        tail: place.tail,
        unsorted: place.unsorted,
        trail: place.trail,
    };
    let state = serde_json::to_value(stored).unwrap_or_default();
    let position = Position {
        case: chosen.case.name.clone(),
        route: chosen.route_at,
        state,
        offset: place.offset,
        seen: place.seen,
    };
    let list = plan.lists.of_case(&chosen.case.name);
    Cursor::seal(&position, &binding(list, query, account), key)
}

/// The case's name in the cursor of a merged list; no case has it.
const MERGED: &str = "+";

/// Opens the caller's cursor of a merged list: the place of each list, none where it has ended.
pub(super) fn open_all(
    plan: &Plan,
    count: usize,
    query: &ListQuery,
    account: &str,
    key: &Key,
) -> Result<Vec<Option<ListPlace>>, CallerFault> {
    let Some(text) = &query.next_cursor else {
        return Ok(vec![Some(ListPlace::default()); count]);
    };
    let list = plan.lists.together();
    let position = position(plan, list, query, account, (text, key))?;
    let places: Vec<Option<ListPlace>> =
        serde_json::from_value(position.state).map_err(|_| CursorFault::Forged)?;
    if position.case != MERGED || places.len() != count {
        return Err(CursorFault::OtherFilters.into());
    }
    Ok(places)
}

/// Seals the places of lists read as one.
pub(super) fn seal_all(
    plan: &Plan,
    places: &[Option<ListPlace>],
    query: &ListQuery,
    account: &str,
    key: &Key,
) -> String {
    let position = Position {
        case: MERGED.to_owned(),
        // Numbers and texts can always be written.
        state: serde_json::to_value(places).unwrap_or_default(),
        ..Position::default()
    };
    let list = plan.lists.together();
    Cursor::seal(&position, &binding(list, query, account), key)
}

/// The position that a cursor holds, made for a list as it is asked or, by version 0.1, for the whole text of
/// its mapping.
fn position(
    plan: &Plan,
    list: &str,
    query: &ListQuery,
    account: &str,
    (text, key): (&str, &Key),
) -> Result<Position, CursorFault> {
    match Cursor::open(text, &binding(list, query, account), key) {
        Err(CursorFault::StaleMapping) => {
            Cursor::open(text, &binding(plan.lists.text(), query, account), key)
        }
        opened => opened,
    }
}

fn binding(list: &str, query: &ListQuery, account: &str) -> Binding {
    Binding {
        account: account.to_owned(),
        mapping: list.to_owned(),
        filters: filters_digest(query),
    }
}

#[cfg(test)]
mod tests {
    use super::{ListPlace, page_digest};

    #[test]
    fn a_place_in_a_page_is_found_again() {
        let records = ["a", "b", "c", "d"];
        let digest = |at: usize| records.get(at).map(|text| page_digest([*text]));
        let place = ListPlace::default().within(digest, 2);
        for (records, start) in [
            (vec!["a", "b", "c", "d"], 2),
            (vec!["new", "a", "b", "c", "d"], 3),
            (vec!["b", "c", "d"], 1),
            (vec!["a", "b", "d"], 2),
            (vec!["a", "c", "d"], 1),
            (vec!["a", "x", "y", "d"], 2),
        ] {
            assert_eq!(place.start(&records), (start, 0), "{records:?}");
        }
        // A page that is too short leaves a rest.
        assert_eq!(place.start(&["a"]), (1, 1));
        assert_eq!(place.start(&[]), (0, 2));
        let counted = ListPlace {
            offset: 3,
            ..ListPlace::default()
        };
        assert_eq!(counted.start(&["a", "b", "c", "d"]), (3, 0));
    }
}
