//! Asks for one page of a list: the request, its answer, the tables that its records name, and the
//! way on beyond the vendor's cap.

use super::ahead::Tell;
use super::asker::Asker;
use super::error::Error;
use super::exchange::Answer;
use super::faults::{capped, request_error};
use super::page::{Asked, Pages, Portion};
use super::planning::{Planned, sizes};
use super::position::ListPlace;
use super::window::{Tail, goes_out, is_indivisible};
use crate::exchange::{Secrets, aside};
use crate::plan::{self, Asking};
use crate::record::{RecordFacts, Tables, Words};
use crate::response::Warning;
use futures_util::future::try_join;
use std::sync::OnceLock;

/// Everything that the pages of one list have in common.
pub(super) struct Call<'a> {
    pub(super) asker: &'a Asker<'a>,
    pub(super) planned: &'a Planned<'a>,
    /// The tables that are the same for every page, once they have come.
    pub(super) tables: &'a OnceLock<Tables>,
    pub(super) pages: Pages<'a>,
    /// How many bytes of the cursor the records before a cap may take.
    pub(super) most_kept: usize,
}

impl Call<'_> {
    /// Asks for the page at a place, and takes at most this many of its records.
    pub(super) async fn page(
        &self,
        place: &ListPlace,
        most: u64,
        tell: Tell<'_>,
    ) -> Result<Portion, Error> {
        let came = self.ask(place).await?;
        let asked = Asked {
            place,
            size: came.size,
            most,
        };
        let now = self.asker.transport.now();
        let (answer, tables) = (&came.answer, came.tables);
        self.asker.begin_mapping();
        let mapped = || -> Result<Portion, Error> {
            let mut portion = self.pages.page(&asked, answer, tables, now, tell)?;
            if let Some(next) = &mut portion.next {
                self.divide(place, answer, next);
            }
            Ok(portion)
        };
        let costs = answer.costs(self.planned.chosen.reader);
        let portion = aside(self.asker.transport, costs, mapped).await;
        let masked = |error: Error| error.masked(&Secrets::of(self.asker.account));
        let mut portion = portion.ok_or_else(not_mapped)?.map_err(masked)?;
        portion.failed.splice(0..0, came.failed);
        Ok(portion)
    }

    /// Near the vendor's cap, remembers the last records. At the cap, leads on to the rest as a
    /// list of its own, where a time separates it from what came.
    pub(super) fn divide(&self, place: &ListPlace, answer: &Answer, next: &mut ListPlace) {
        let (route, query) = (self.planned.chosen.route, self.pages.query);
        let (Some(cap), Some(_)) = (route.paging.cap, &route.paging.window) else {
            return;
        };
        let in_the_middle = next.came == place.came && next.state == place.state;
        let is_page = matches!(answer, Answer::Page(..) | Answer::Partial(..));
        if in_the_middle || !is_page || !Tail::is_kept(next.came, cap) {
            return;
        }
        if is_indivisible(route, query) {
            return;
        }
        let facts = RecordFacts {
            query: &Words::of(self.pages.words),
            tables: &Tables::default(),
        };
        // A page that cannot be read has been reported when it was mapped.
        let page = self.pages.scanned(answer, self.asker.transport.now()).ok();
        let tail = page.and_then(|(_, page)| {
            let tail = place.tail.clone().unwrap_or_default();
            let (chosen, most) = (self.planned.chosen, self.most_kept);
            tail.after(self.pages.plan, chosen, &facts, &page, most)
        });
        if next.came < cap || next.offset > 0 {
            next.tail = tail;
            return;
        }
        let (plan, chosen) = (self.pages.plan, self.planned.chosen);
        let window = tail.and_then(Tail::window);
        if let Some(window) = window.filter(|window| goes_out(plan, chosen, query, window)) {
            *next = ListPlace {
                state: plan::beginning(&route.paging.way),
                seen: next.seen,
                window: Some(window),
                ..ListPlace::default()
            };
        }
    }

    /// Asks for the page at a place, and for the tables that its records name.
    pub(super) async fn ask(&self, place: &ListPlace) -> Result<CameBack, Error> {
        let Pages {
            plan, query, words, ..
        } = self.pages;
        let (chosen, route) = (self.planned.chosen, self.planned.chosen.route);
        if let Some(cap) = route.paging.cap.filter(|cap| place.came >= *cap) {
            return Err(capped(plan, cap));
        }
        let (size, _) = sizes(route, query, place);
        let asking = Asking {
            query,
            pushes: &self.planned.split.pushes,
            state: &place.state,
            size,
            names: self.asker.options.names,
        };
        let request = plan::build(plan, chosen, asking, self.asker.account);
        let request = request.map_err(|fault| request_error(self.asker.plan, &fault))?;
        let asked = self.asker.exchange(&request, route.missing.as_ref());
        let (once, answer) = try_join(self.once(), asked).await?;
        let (mut tables, mut failed) = once;
        if let Answer::Page(reply, mending) | Answer::Partial(reply, mending) = &answer {
            let lost = self
                .asker
                .by_records(chosen, query, words, (reply, mending), &mut tables)
                .await?;
            failed.extend(lost);
        }
        Ok(CameBack {
            size,
            answer,
            tables,
            failed,
        })
    }
}

impl Call<'_> {
    /// The tables that are the same for every page, and warnings of those that could not be got. The
    /// warnings are given once.
    async fn once(&self) -> Result<(Tables, Vec<Warning>), Error> {
        if let Some(known) = self.tables.get() {
            return Ok((known.clone(), Vec::new()));
        }
        let (tables, lost) = self.asker.once(self.planned.chosen).await?;
        let tables = self.tables.get_or_init(|| tables);
        Ok((tables.clone(), lost))
    }
}

/// The error of a transport that did not do the work it was given.
pub(super) fn not_mapped() -> Error {
    Error::Ours("the mapping of a page was not done".to_owned())
}

/// The answer for one page.
pub(super) struct CameBack {
    pub(super) size: Option<u64>,
    pub(super) answer: Answer,
    pub(super) tables: Tables,
    /// Warnings of tables that could not be got.
    pub(super) failed: Vec<Warning>,
}
