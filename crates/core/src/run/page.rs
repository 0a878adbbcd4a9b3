//! One reply of the vendor → rows for the caller, their warnings, and where the list goes on.
//! Nothing is sent here.

use super::ahead::Tell;
use super::error::Error;
use super::exchange::{Answer, refusal, said_beside};
use super::faults::{list_cut, repeats, unordered, unreadable, warning};
use super::position::ListPlace;
use super::trail::{InCircle, onward};
use super::watch::{PageAtHand, PageWatch};
use crate::cursor::page_digest;
use crate::exchange::Reply;
use crate::filter::{Check, Ending};
use crate::plan::{
    self, Chosen, PageCount, PagingFault, Plan, RateLimit, Verdict, tables_in_reply,
};
use crate::query::ListQuery;
use crate::record::{RecordFacts, Tables, Words};
use crate::response::{Bounds, Mapped, Part, Shaped, Wanted, Warning, map_within, texts_of};
use crate::scan::Scanned;
use touchpoint_language::json::Object;

/// What one page gives the caller.
pub(super) struct Portion {
    pub(super) shaped: Shaped,
    /// Warnings about the records, which are counted from 0 in this portion.
    pub(super) warnings: Vec<Warning>,
    /// Data that the vendor has and that did not come: tables, and the rest of lists.
    pub(super) failed: Vec<Warning>,
    /// Where the list goes on.
    pub(super) next: Option<ListPlace>,
    pub(super) rate_limit: Option<RateLimit>,
    /// True if the vendor may have given more than this portion has: records of its page were left out,
    /// or handed out before, or the page had none.
    pub(super) is_short: bool,
}

/// What a page is asked with.
pub(super) struct Asked<'p> {
    pub(super) place: &'p ListPlace,
    /// The size that was sent, where one was.
    pub(super) size: Option<u64>,
    /// The most records that are taken.
    pub(super) most: u64,
}

/// A page's records as they came, and where in it the list stands.
pub(super) struct OpenPage<'p> {
    pub(super) texts: Vec<&'p str>,
    /// The digest that recognises the page.
    digest: u64,
    /// The first record that is still to be handed out.
    pub(super) start: usize,
    /// How many records of the pages that follow were handed out before.
    rest: u64,
}

/// How the pages of one list are read.
pub(super) struct Pages<'a> {
    pub(super) plan: &'a Plan,
    pub(super) query: &'a ListQuery,
    pub(super) chosen: Chosen<'a>,
    pub(super) checks: &'a [Check],
    /// Where the order of the list ends its reading.
    pub(super) ending: Option<Ending>,
    /// The pushed values, for the fields that repeat them.
    pub(super) words: &'a Object,
    /// The origins that links may name; `None` allows any, where no account is known.
    pub(super) origins: Option<&'a [String]>,
    /// How far the mapping of one page goes.
    pub(super) bounds: Bounds<'a>,
    /// Who looks on.
    pub(super) watch: Option<&'a dyn PageWatch>,
}

impl Pages<'_> {
    /// What a reply gives the caller.
    pub(super) fn page(
        &self,
        asked: &Asked<'_>,
        answer: &Answer,
        mut tables: Tables,
        now: jiff::Timestamp,
        tell: Tell<'_>,
    ) -> Result<Portion, Error> {
        let (reply, page) = self.scanned(answer, now)?;
        let standing = self.standing(asked.place, reply, &page)?;
        tables_in_reply(self.plan, self.chosen.case, &page.body, &mut tables);
        let rate_limit = plan::rate_limit(self.plan, reply, now);
        let mut next = None;
        let known = self.is_taken_whole(asked, &standing);
        if known {
            next = self.next(asked, reply, &standing, standing.texts.len(), &page)?;
        }
        if let Some(next) = &next {
            tell(next, rate_limit);
        }
        let most = usize::try_from(asked.most).unwrap_or(usize::MAX);
        let part = Part {
            start: standing.start,
            most,
        };
        let mapped = self.map((reply, &page), part, &tables, None);
        // If the page is left in the middle, the place announced ahead is wrong.
        if !known || mapped.end < standing.texts.len() {
            next = self.next(asked, reply, &standing, mapped.end, &page)?;
            next = Self::in_order(asked.place, &standing, &mapped, next);
        }
        let unordered = self.unordered(&mapped);
        let faults = mapped.faults.into_iter();
        let faults = faults.map(|(row, fault)| warning(self.plan, fault, row));
        let cut = mapped.cut.into_iter();
        let read = mapped.end.saturating_sub(standing.start);
        let is_short = read == 0 || standing.start > 0 || mapped.rows.len() < read;
        Ok(Portion {
            is_short,
            warnings: faults.chain(unordered).collect(),
            shaped: Shaped::new(mapped.rows, mapped.keys, self.query),
            failed: said_beside(self.plan, answer)
                .into_iter()
                .chain(cut.map(|fault| list_cut(self.plan, fault)))
                .collect(),
            next,
            rate_limit,
        })
    }

    /// Reads the page that came.
    ///
    /// # Errors
    /// [`Error::Remote`] when the reply is no page.
    pub(super) fn scanned<'r>(
        &'r self,
        answer: &'r Answer,
        now: jiff::Timestamp,
    ) -> Result<(&'r Reply, Scanned<'r>), Error> {
        match answer {
            Answer::Empty(reply) => Ok((reply, Scanned::empty())),
            Answer::Page(reply, mended) => match mended.scan(self.chosen.reader, reply) {
                // A body that has a message in place of a list is no page.
                Ok(page) if self.is_message(reply, &page) => {
                    Err(refusal(self.plan, reply, Verdict::Refused, now))
                }
                Ok(page) => Ok((reply, page)),
                Err(fault) => Err(unreadable(self.plan, reply, &fault.to_string())),
            },
            Answer::Partial(reply, mended) => match mended.scan(self.chosen.reader, reply) {
                Ok(page) => Ok((reply, page)),
                // Without records, only the error is left.
                Err(_) => Err(refusal(self.plan, reply, Verdict::Partial, now)),
            },
        }
    }

    /// True if the vendor says something in place of records: where null or nothing stands for the list, or one
    /// thing without an id for the one record.
    fn is_message(&self, reply: &Reply, page: &Scanned<'_>) -> bool {
        let unnamed = || {
            let facts = RecordFacts {
                query: &Words::of(self.words),
                tables: &Tables::default(),
            };
            let name = self.plan.model.id_field();
            let records = texts_of(self.chosen.reader, page, &facts, [name]);
            !records.is_empty() && records.iter().all(|(_, _, [name])| name.is_none())
        };
        let instead = !page.has_list() || self.chosen.route.missing.is_some() && unnamed();
        instead && plan::message(self.plan, &reply.body).is_some()
    }

    /// Maps the records of a part of a page; `order_by` is the field whose text is
    /// given for each.
    pub(super) fn map(
        &self,
        (reply, page): (&Reply, &Scanned<'_>),
        part: Part,
        tables: &Tables,
        order_by: Option<&str>,
    ) -> Mapped {
        let facts = RecordFacts {
            query: &Words::of(self.words),
            tables,
        };
        if let Some(watch) = self.watch {
            watch.page(&PageAtHand {
                chosen: self.chosen,
                reply,
                page,
                facts: &facts,
            });
        }
        let wanted = Wanted {
            query: self.query,
            model: &self.plan.model,
            checks: self.checks,
            ending: self.ending.as_ref(),
            order_by,
        };
        map_within(self.chosen.reader, page, part, &facts, wanted, self.bounds)
    }

    /// True if the place after this page does not depend on its records: all of them are handed
    /// out, and neither checks nor a window decide what is asked next.
    fn is_taken_whole(&self, asked: &Asked<'_>, standing: &OpenPage<'_>) -> bool {
        let left = standing.texts.len().saturating_sub(standing.start);
        let divided = self.chosen.route.paging.window.is_some();
        self.checks.is_empty() && !divided && left as u64 <= asked.most
    }

    /// Where the list goes on, unless its order says that nothing wanted comes after this page.
    /// Once a page came out of order, the order no longer ends anything.
    pub(super) fn in_order(
        place: &ListPlace,
        standing: &OpenPage<'_>,
        mapped: &Mapped,
        next: Option<ListPlace>,
    ) -> Option<ListPlace> {
        let unsorted = place.unsorted || mapped.watch.disorder;
        let is_whole = mapped.end >= standing.texts.len();
        if is_whole && !unsorted && mapped.watch.ends() {
            return None;
        }
        next.map(|next| ListPlace { unsorted, ..next })
    }

    /// The warning for a page that does not come in the order that the mapping claims.
    pub(super) fn unordered(&self, mapped: &Mapped) -> Option<Warning> {
        let order = self.chosen.route.order.as_ref()?;
        mapped.watch.disorder.then(|| unordered(self.plan, order))
    }

    /// Where in a page the list stands.
    ///
    /// # Errors
    /// [`Error::Remote`] when the page has the records of the page before.
    pub(super) fn standing<'p>(
        &self,
        place: &ListPlace,
        reply: &Reply,
        page: &Scanned<'p>,
    ) -> Result<OpenPage<'p>, Error> {
        let texts: Vec<&str> = page.records().collect();
        let digest = page_digest(texts.iter().copied());
        if !texts.is_empty() && place.seen == Some(digest) {
            let says = "the vendor repeats itself: this page has the records of the page before";
            return Err(repeats(self.plan, reply, says));
        }
        let (start, rest) = place.start(&texts);
        Ok(OpenPage {
            texts,
            digest,
            start,
            rest,
        })
    }

    /// Where the list goes on after the last record that was taken: in this page, or in the next.
    pub(super) fn next(
        &self,
        asked: &Asked<'_>,
        reply: &Reply,
        standing: &OpenPage<'_>,
        end: usize,
        page: &Scanned<'_>,
    ) -> Result<Option<ListPlace>, Error> {
        let texts = &standing.texts;
        if end < texts.len() {
            let digest = |at: usize| texts.get(at).map(|text| page_digest([*text]));
            return Ok(Some(ListPlace {
                size: asked.size,
                ..asked.place.within(digest, end)
            }));
        }
        let after = self.after(asked, reply, page)?;
        Ok(after.map(|place| ListPlace {
            offset: standing.rest,
            seen: (!texts.is_empty()).then_some(standing.digest),
            around: asked.place.around.filter(|_| standing.rest > 0),
            ..place
        }))
    }

    /// The page after this one, where there is one.
    fn after(
        &self,
        asked: &Asked<'_>,
        reply: &Reply,
        page: &Scanned<'_>,
    ) -> Result<Option<ListPlace>, Error> {
        let paging = &self.chosen.route.paging;
        let came = PageCount {
            counted: page.counted,
            asked: paging.size.fixed.or(asked.size),
            before: asked.place.came,
        };
        let state = &asked.place.state;
        let next = plan::next(paging, state, reply, &page.body, came, self.origins);
        let next = next.map_err(|fault| match fault {
            PagingFault::Unreadable(_) => unreadable(self.plan, reply, &fault.to_string()),
            _ => repeats(self.plan, reply, &fault.to_string()),
        })?;
        let came = asked.place.came.saturating_add(page.counted);
        // At its cap a vendor may say that the list ends even though there is more.
        let at_cap = page.counted > 0 && paging.cap.is_some_and(|cap| came >= cap);
        let next = next.or_else(|| at_cap.then(|| state.clone()));
        let Some(state) = next else {
            return Ok(None);
        };
        // At its cap the list stands where it was.
        let trail = if at_cap {
            asked.place.trail
        } else {
            onward(asked.place.trail, &state).map_err(|InCircle| {
                let says = "the vendor repeats itself: its next page is one that came before";
                repeats(self.plan, reply, says)
            })?
        };
        Ok(Some(ListPlace {
            state,
            trail,
            size: asked.size,
            came,
            window: asked.place.window.clone(),
            ..ListPlace::default()
        }))
    }
}
