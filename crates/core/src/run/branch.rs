//! One list of several that are read as one: what it is asked with, the page at hand, and where it
//! stands for the caller.

use super::Options;
use super::arrived::Arrived;
use super::error::{CallerFault, Error};
use super::exchange::Answer;
use super::faults::unreadable;
use super::list::Call;
use super::lookups::Asker;
use super::page::{Asked, Kept, Reading};
use super::planning::{Part, Planned, bounded, planned};
use super::position::Place;
use super::window::Window;
use crate::exchange::Account;
use crate::filter::{self, Check};
use crate::plan::{self, Page, Plan, RateLimit, RecordFacts, Tables, tables_in_reply, tables_used};
use crate::query::ListQuery;
use crate::response::Warning;
use serde_json::{Map, Value};
use std::collections::VecDeque;
use touchpoint_language::mapping::{Case, Merge};

/// One list of several.
pub(super) struct Branch {
    query: ListQuery,
    pub(super) planned: Planned,
    /// What is checked of what the caller says beside the words that ask for several lists.
    beside: Vec<Check>,
    words: Map<String, Value>,
    tables: Tables,
    /// The page at hand, or the one that is asked for first; none where the list has ended.
    place: Option<Place>,
    /// What bounds the list that is asked now.
    window: Option<Window>,
    held: Option<Held>,
}

/// A page of one list, of which some records were handed out.
struct Held {
    page: Page,
    kept: VecDeque<Kept>,
    /// The record of the page at which it goes on.
    at: usize,
    /// Where the list goes on after what was kept.
    next: Option<Place>,
}

/// What asking for one page told beside its records.
pub(super) struct Told {
    pub(super) rate_limit: Option<RateLimit>,
    pub(super) failed: Vec<Warning>,
}

/// Plans the list of one case.
///
/// # Errors
/// As of a list that is read alone.
pub(super) fn branch(
    plan: &Plan,
    merge: &Merge,
    case: &Case,
    part: Part<'_>,
    account: &Account,
    options: &Options,
) -> Result<Branch, Error> {
    let query = part.caller;
    let own = plan::query_of(merge, case, query);
    let mut planned = planned(plan, &own, Some(part), account, options)?;
    let mut beside = Vec::new();
    if let Some((case, route)) = plan.at(planned.chosen) {
        let unsent = filter::unsent(plan, case, route, &plan::beside(merge, query));
        if !unsent.failures.is_empty() {
            let fault: CallerFault = unsent.failures.into();
            return Err(Error::Caller(fault));
        }
        planned.split.fates.extend(unsent.fates);
        planned.split.ignored.extend(unsent.ignored);
        beside = unsent.checks;
    }
    planned.split.checks.extend(beside.clone());
    Ok(Branch {
        words: plan::pushed_values(&planned.split.pushes),
        query: own,
        place: Some(planned.place.clone()),
        planned,
        beside,
        tables: Tables::default(),
        window: None,
        held: None,
    })
}

impl Branch {
    /// What it is asked with first, and how that was planned.
    pub(super) fn into_planned(self) -> (ListQuery, Planned) {
        (self.query, self.planned)
    }

    /// Goes to where the caller's cursor has the list.
    pub(super) fn stand(&mut self, plan: &Plan, place: Option<Place>) {
        if let Some(place) = &place {
            self.bound(plan, place.window.as_ref());
        }
        self.place = place;
    }

    /// Asks from now on for the rest that a window bounds.
    fn bound(&mut self, plan: &Plan, window: Option<&Window>) {
        if let Some(window) = window {
            let Planned { chosen, split, .. } = &mut self.planned;
            (split.pushes, split.checks) = bounded(plan, *chosen, &self.query, window);
            split.checks.extend(self.beside.clone());
        }
        self.window = window.cloned();
    }

    /// Looks up what is sent, and the tables that are the same for every page; gives what could not be
    /// had.
    pub(super) async fn prepare(&mut self, asker: &Asker<'_>) -> Result<Vec<Warning>, Error> {
        asker.through(&mut self.planned.split.pushes).await?;
        let (tables, lost) = asker.once(self.planned.chosen).await;
        self.tables = tables;
        Ok(lost)
    }

    /// The record that this list would give next.
    pub(super) fn head(&self) -> Option<&Kept> {
        self.held.as_ref()?.kept.front()
    }

    pub(super) fn take(&mut self) -> Option<Kept> {
        let held = self.held.as_mut()?;
        let kept = held.kept.pop_front()?;
        held.at = kept.end;
        Some(kept)
    }

    /// Whether there may be more than what is at hand.
    pub(super) fn goes_on(&self) -> bool {
        self.place_after().is_some()
    }

    /// Where the vendor is asked next, once what is at hand is handed out.
    fn place_after(&self) -> Option<Place> {
        match &self.held {
            None => self.place.clone(),
            Some(held) => held.next.clone(),
        }
    }

    /// Where the list stands for the caller: in the page at hand, while it has records left.
    pub(super) fn left(&self) -> Option<Place> {
        let Some(held) = &self.held else {
            return self.place.clone();
        };
        if held.kept.is_empty() {
            return held.next.clone();
        }
        let texts: Vec<&str> = held.page.records.iter().map(|(_, raw)| raw.get()).collect();
        let place = self.place.as_ref()?;
        Some(if held.at == 0 {
            place.clone()
        } else {
            place.within(&texts, held.at)
        })
    }

    /// Asks for the next page of this list.
    pub(super) async fn turn(
        &mut self,
        asker: &Asker<'_>,
        origins: &[String],
        most: usize,
    ) -> Result<Told, Error> {
        let Some(place) = self.place_after() else {
            return Ok(Told {
                rate_limit: None,
                failed: Vec::new(),
            });
        };
        let plan = asker.plan;
        if place.window != self.window {
            self.bound(plan, place.window.as_ref());
            asker.through(&mut self.planned.split.pushes).await?;
        }
        let call = Call {
            asker,
            planned: &self.planned,
            tables: self.tables.clone(),
            reading: Reading {
                plan,
                query: &self.query,
                chosen: self.planned.chosen,
                checks: &self.planned.split.checks,
                words: &self.words,
                origins,
            },
        };
        let mut came = call.ask(&place).await?;
        let reply = match &came.answer {
            Answer::Empty(reply) | Answer::Page(reply) => reply,
        };
        let page = match (&came.answer, plan.at(self.planned.chosen)) {
            (Answer::Page(reply), Some((case, route))) => {
                let page = plan::read_page(route, &reply.body);
                let page = page.map_err(|fault| unreadable(plan, reply, &fault.to_string()))?;
                tables_in_reply(plan, &tables_used(case), &page.body, &mut came.tables);
                page
            }
            _ => Arrived::nothing(),
        };
        let texts: Vec<&str> = page.records.iter().map(|(_, raw)| raw.get()).collect();
        let standing = call.reading.standing(&place, reply, texts)?;
        let facts = RecordFacts {
            query: &self.words,
            tables: &came.tables,
        };
        let start = standing.start;
        let (kept, end) = call.reading.kept(&page, start, most, &facts);
        let asked = Asked {
            place: &place,
            size: came.size,
            most: most as u64,
        };
        let whole = (page.counted, &page.body);
        let mut next = call.reading.next(&asked, reply, &standing, end, whole)?;
        if let Some(next) = &mut next {
            call.divide(&place, &came.answer, next);
        }
        let told = Told {
            rate_limit: plan::rate_limit(plan, &reply.headers, asker.transport.now()),
            failed: came.failed,
        };
        drop(standing);
        self.place = Some(Place {
            size: came.size,
            ..place
        });
        self.held = Some(Held {
            page,
            kept: kept.into(),
            at: start,
            next,
        });
        Ok(told)
    }
}
