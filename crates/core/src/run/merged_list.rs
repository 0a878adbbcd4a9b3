//! One list of several that are read as one: how it is asked for, the page at hand, and how far the
//! caller has read it.

use super::asker::Asker;
use super::call::{Call, not_mapped};
use super::error::{CallerFault, Error};
use super::exchange::{Answer, said_beside};
use super::faults::list_cut;
use super::options::Options;
use super::page::{Asked, Pages};
use super::planning::{OneOfSeveral, Planned, bounded, planned};
use super::position::ListPlace;
use super::window::{MOST_KEPT_BYTES, Window};
use crate::cursor::page_digest;
use crate::exchange::{Account, BoxFuture, Secrets, aside};
use crate::filter::{self, Check, Ending};
use crate::plan::{self, Plan, RateLimit, tables_in_reply};
use crate::query::ListQuery;
use crate::record::{FieldFault, Tables};
use crate::response::{Bounds, Mapped, Part, Warning};
use jiff::Timestamp;
use std::collections::VecDeque;
use std::sync::OnceLock;
use touchpoint_language::json::Object;
use touchpoint_language::mapping::Merge;

/// One list of several.
pub(super) struct MergedList<'p> {
    query: ListQuery,
    pub(super) planned: Planned<'p>,
    /// The unified field whose time orders the records.
    by: &'p str,
    /// The checks of the caller's other filters on the parameters that chose the merge.
    beside: Vec<Check>,
    words: Object,
    tables: OnceLock<Tables>,
    /// True once the values to send were looked up, where they go through a table.
    looked_up: bool,
    /// The place of the page at hand, or of the first one to ask for; none where the list has
    /// ended.
    place: Option<ListPlace>,
    /// The window that bounds the list now, beyond a cap.
    window: Option<Window>,
    held: Option<HeldPage>,
    /// How many lists share one cursor.
    of_lists: usize,
}

/// The page at hand, of which some records have been handed out.
struct HeldPage {
    /// The digests of its records.
    digests: Vec<u64>,
    rows: VecDeque<HeldRow>,
    /// The position in the page of the record at which it goes on.
    at: usize,
    /// Where the list goes on after the records at hand.
    next: Option<ListPlace>,
}

/// The row of a record that waits to be handed out.
pub(super) struct HeldRow {
    /// As it is written.
    pub(super) text: Vec<u8>,
    /// The time by which the list orders it.
    pub(super) time: Option<Timestamp>,
    /// Its key, where the caller wants rows keyed.
    pub(super) key: Option<String>,
    pub(super) faults: Vec<FieldFault>,
    /// The position in the page of the record after it.
    end: usize,
}

impl Call<'_> {
    /// Reads an answer into rows that wait to be handed out.
    fn held(
        &self,
        asked: &Asked<'_>,
        answer: &Answer,
        mut tables: Tables,
        by: &str,
    ) -> Result<OnePage, Error> {
        let (plan, place) = (self.asker.plan, asked.place);
        let now = self.asker.transport.now();
        let (reply, page) = self.pages.scanned(answer, now)?;
        let standing = self.pages.standing(place, reply, &page)?;
        tables_in_reply(plan, self.planned.chosen.case, &page.body, &mut tables);
        let start = standing.start;
        let most = usize::try_from(asked.most).unwrap_or(usize::MAX);
        let mut mapped = self
            .pages
            .map((reply, &page), Part { start, most }, &tables, Some(by));
        let cut = std::mem::take(&mut mapped.cut).into_iter();
        let cut = cut.map(|fault| list_cut(plan, fault)).collect();
        let end = mapped.end;
        let mut next = self.pages.next(asked, reply, &standing, end, &page)?;
        next = Pages::in_order(place, &standing, &mapped, next);
        let unordered = self.pages.unordered(&mapped);
        if let Some(next) = &mut next {
            self.divide(place, answer, next);
        }
        let texts = standing.texts.iter();
        let held = HeldPage {
            digests: texts.map(|text| page_digest([*text])).collect(),
            rows: rows(mapped),
            at: start,
            next,
        };
        Ok(OnePage {
            held,
            rate_limit: plan::rate_limit(plan, reply, now),
            cut,
            unordered,
        })
    }
}

/// What one answer gives to one of the lists.
struct OnePage {
    held: HeldPage,
    rate_limit: Option<RateLimit>,
    cut: Vec<Warning>,
    unordered: Option<Warning>,
}

/// The rows of a page one by one.
fn rows(mapped: Mapped) -> VecDeque<HeldRow> {
    let keys = mapped.keys.into_iter().map(Some);
    let keys = keys.chain(std::iter::repeat(None));
    let rows = mapped.rows.texts().zip(mapped.places).zip(keys);
    let rows = rows.map(|((text, (time, end)), key)| HeldRow {
        text: text.to_vec(),
        time: time.and_then(|text| text.parse().ok()),
        key: key.flatten(),
        faults: Vec::new(),
        end,
    });
    let mut rows: VecDeque<HeldRow> = rows.collect();
    for (row, fault) in mapped.faults {
        if let Some(row) = rows.get_mut(row) {
            row.faults.push(fault);
        }
    }
    rows
}

/// What one page told besides its records.
pub(super) struct PageNotes {
    pub(super) rate_limit: Option<RateLimit>,
    pub(super) failed: Vec<Warning>,
    /// The warning that the list does not come in its order, where that was seen.
    pub(super) unordered: Option<Warning>,
}

/// Plans the list of one case.
///
/// # Errors
/// As for a list that is read alone.
pub(super) fn merged_list<'p>(
    plan: &'p Plan,
    merge: &'p Merge,
    one: OneOfSeveral<'_>,
    account: &Account,
    options: &Options,
) -> Result<MergedList<'p>, Error> {
    let query = one.caller;
    let own = plan::query_of(merge, one.case, query);
    let mut planned = planned(plan, &own, Some(one), account, options)?;
    let (case, route) = (planned.chosen.case, planned.chosen.route);
    let unsent = filter::unsent(plan, case, route, &plan::beside(merge, query));
    if !unsent.failures.is_empty() {
        let fault: CallerFault = unsent.failures.into();
        return Err(Error::Caller(fault));
    }
    planned.split.fates.extend(unsent.fates);
    planned.split.ignored.extend(unsent.ignored);
    let beside = unsent.checks;
    planned.split.checks.extend(beside.clone());
    Ok(MergedList {
        words: plan::pushed_values(&planned.split.pushes),
        query: own,
        // No record of this list can satisfy the caller's filters: it is not asked for.
        place: (!planned.split.contradicted).then(|| planned.place.clone()),
        by: &merge.by,
        planned,
        beside,
        tables: OnceLock::new(),
        looked_up: false,
        window: None,
        held: None,
        of_lists: merge.cases.len().max(1),
    })
}

impl<'p> MergedList<'p> {
    /// The query that it is first asked with, and its plan.
    pub(super) fn into_planned(self) -> (ListQuery, Planned<'p>) {
        (self.query, self.planned)
    }

    /// Moves to the place that the caller's cursor holds.
    pub(super) fn stand(&mut self, plan: &Plan, place: Option<ListPlace>) {
        let place = place.filter(|_| !self.planned.split.contradicted);
        if let Some(place) = &place {
            self.bound(plan, place.window.as_ref());
        }
        self.place = place;
    }

    /// From now on asks for the rest of the list, within a window.
    fn bound(&mut self, plan: &Plan, window: Option<&Window>) {
        if let Some(window) = window {
            let Planned { chosen, split, .. } = &mut self.planned;
            (split.pushes, split.checks) = bounded(plan, *chosen, &self.query, window);
            split.checks.extend(self.beside.clone());
            self.looked_up = false;
        }
        self.window = window.cloned();
    }

    /// The record that this list would give next.
    pub(super) fn head(&self) -> Option<&HeldRow> {
        self.held.as_ref()?.rows.front()
    }

    /// Takes the record that this list gives next.
    pub(super) fn take(&mut self) -> Option<HeldRow> {
        let held = self.held.as_mut()?;
        let row = held.rows.pop_front()?;
        held.at = row.end;
        Some(row)
    }

    /// True if it has no record at hand and goes on.
    pub(super) fn is_due(&self) -> bool {
        self.head().is_none() && self.goes_on()
    }

    /// True if there may be more records than those at hand.
    fn goes_on(&self) -> bool {
        self.place_after().is_some()
    }

    /// The place that is asked for next, once the records at hand are handed out.
    fn place_after(&self) -> Option<ListPlace> {
        match &self.held {
            None => self.place.clone(),
            Some(held) => held.next.clone(),
        }
    }

    /// True if its places are numbers, which the vendor takes for ever.
    pub(super) fn lasts(&self) -> bool {
        let way = &self.planned.chosen.route.paging.way;
        way.counts().is_some() || !way.leads_on()
    }

    /// How far the caller has read the list: in the page at hand, while it has records left.
    pub(super) fn left(&self) -> Option<ListPlace> {
        let Some(held) = &self.held else {
            return self.place.clone();
        };
        if held.rows.is_empty() {
            return held.next.clone();
        }
        let place = self.place.as_ref()?;
        Some(if held.at == 0 {
            place.clone()
        } else {
            place.within(|at| held.digests.get(at).copied(), held.at)
        })
    }

    /// Asks for the next page of this list. A boxed future, so that several can run at once.
    pub(super) fn turned<'f>(
        &'f mut self,
        asker: &'f Asker<'_>,
        origins: &'f [String],
        most: usize,
    ) -> BoxFuture<'f, Result<PageNotes, Error>> {
        Box::pin(self.turn(asker, origins, most))
    }

    async fn turn(
        &mut self,
        asker: &Asker<'_>,
        origins: &[String],
        most: usize,
    ) -> Result<PageNotes, Error> {
        let Some(place) = self.place_after() else {
            return Ok(PageNotes {
                rate_limit: None,
                failed: Vec::new(),
                unordered: None,
            });
        };
        let plan = asker.plan;
        if place.window != self.window {
            self.bound(plan, place.window.as_ref());
        }
        if !self.looked_up {
            asker.through(&mut self.planned.split.pushes).await?;
            self.looked_up = true;
        }
        let late = || asker.maps_too_long();
        let call = Call {
            asker,
            planned: &self.planned,
            tables: &self.tables,
            pages: Pages {
                plan,
                query: &self.query,
                chosen: self.planned.chosen,
                checks: &self.planned.split.checks,
                ending: Ending::of(
                    self.planned.chosen.route,
                    &self.query,
                    &self.planned.split.checks,
                ),
                words: &self.words,
                origins: Some(origins),
                bounds: Bounds::until(&late),
                watch: asker.options.watch.as_deref(),
            },
            most_kept: MOST_KEPT_BYTES / self.of_lists,
        };
        let mut came = call.ask(&place).await?;
        came.failed.extend(said_beside(plan, &came.answer));
        let asked = Asked {
            place: &place,
            size: came.size,
            most: most as u64,
        };
        let (answer, tables) = (&came.answer, came.tables);
        let by = self.by;
        asker.begin_mapping();
        let mapped = || call.held(&asked, answer, tables, by);
        let costs = answer.costs(self.planned.chosen.reader);
        let mapped = aside(asker.transport, costs, mapped).await;
        let masked = |error: Error| error.masked(&Secrets::of(asker.account));
        let OnePage {
            held,
            rate_limit,
            cut,
            unordered,
        } = mapped.ok_or_else(not_mapped)?.map_err(masked)?;
        came.failed.extend(cut);
        let told = PageNotes {
            rate_limit,
            failed: came.failed,
            unordered,
        };
        self.held = Some(held);
        self.place = Some(ListPlace {
            size: came.size,
            ..place
        });
        Ok(told)
    }
}
