//! One reply of the vendor → rows for the caller, what was lost on the way, and where the list goes
//! on. Nothing is sent here.

use super::ahead::Tell;
use super::arrived::Arrived;
use super::error::Error;
use super::exchange::Answer;
use super::faults::{repeats, unreadable, warning};
use super::position::Place;
use crate::cursor::page_digest;
use crate::exchange::Reply;
use crate::filter::{self, Check};
use crate::plan::{
    self, Came, Chosen, FieldFault, Page, Plan, RateLimit, RecordFacts, Tables, tables_in_reply,
    tables_used,
};
use crate::query::ListQuery;
use crate::response::{Record, Rows, Shaped, Warning, shape};
use serde_json::{Map, Value};

/// What one page gave.
pub(super) struct Part {
    pub(super) shaped: Shaped,
    /// What is missing in the records, which are counted from 0 in this part.
    pub(super) warnings: Vec<Warning>,
    /// The tables that could not be had for it.
    pub(super) failed: Vec<Warning>,
    /// Where the list goes on.
    pub(super) next: Option<Place>,
    pub(super) rate_limit: Option<RateLimit>,
}

/// What a page is asked with.
pub(super) struct Asked<'p> {
    pub(super) place: &'p Place,
    /// The size that was sent, where one was.
    pub(super) size: Option<u64>,
    /// How many records are taken at most.
    pub(super) most: u64,
}

/// A page's records as they came, and where in it the list stands.
pub(super) struct Standing<'p> {
    texts: Vec<&'p str>,
    /// By which the page is known again.
    digest: u64,
    /// The first record that is still to be handed out.
    pub(super) start: usize,
    /// How many records of the pages that follow were handed out before.
    rest: u64,
}

impl Standing<'_> {
    /// How many records the page has.
    pub(super) fn count(&self) -> usize {
        self.texts.len()
    }
}

/// How the pages of one list are read.
pub(super) struct Reading<'a> {
    pub(super) plan: &'a Plan,
    pub(super) query: &'a ListQuery,
    pub(super) chosen: Chosen,
    pub(super) checks: &'a [Check],
    /// What was pushed, for the fields that repeat it.
    pub(super) words: &'a Map<String, Value>,
    pub(super) origins: &'a [String],
}

impl Reading<'_> {
    pub(super) fn page(
        &self,
        asked: &Asked<'_>,
        answer: &Answer,
        mut tables: Tables,
        now: jiff::Timestamp,
        tell: Tell<'_>,
    ) -> Result<Part, Error> {
        let (plan, query) = (self.plan, self.query);
        let Some((case, _)) = plan.at(self.chosen) else {
            return Err(Error::Account(Vec::new()));
        };
        let (reply, page) = match answer {
            Answer::Empty(reply) => (reply, Arrived::empty()),
            Answer::Page(reply) => match Arrived::read(plan, self.chosen, query, &reply.body) {
                Ok(page) => (reply, page),
                Err(fault) => return Err(unreadable(plan, reply, &fault.to_string())),
            },
        };
        let standing = self.standing(asked.place, reply, page.texts())?;
        tables_in_reply(plan, &tables_used(case), page.body(), &mut tables);
        let facts = RecordFacts {
            query: self.words,
            tables: &tables,
        };
        let start = standing.start;
        let rate_limit = plan::rate_limit(plan, &reply.headers, now);
        let whole = (page.counted(), page.body());
        let mut next = None;
        let known = self.is_taken_whole(asked, &standing);
        if known {
            next = self.next(asked, reply, &standing, standing.count(), whole)?;
        }
        if let Some(next) = &next {
            tell(next, rate_limit);
        }
        let most = usize::try_from(asked.most).unwrap_or(usize::MAX);
        let (shaped, warnings, end) = match &page {
            Arrived::Read(page) => {
                let (kept, end) = self.kept(page, start, most, &facts);
                let (records, warnings) = rows(plan, kept);
                (shape(records, query, &plan.model), warnings, end)
            }
            Arrived::Scanned(road, page) => {
                let mapped = road.map(page, start, most, &facts, self.checks, query);
                let warnings = mapped.faults.into_iter();
                let warnings = warnings.map(|(row, fault)| warning(plan, fault, row));
                let shaped = Shaped {
                    count: mapped.rows.len(),
                    rows: Rows::Written(mapped.rows),
                    warnings: Vec::new(),
                };
                (shaped, warnings.collect(), mapped.end)
            }
        };
        if !known {
            next = self.next(asked, reply, &standing, end, whole)?;
        }
        Ok(Part {
            shaped,
            warnings,
            failed: Vec::new(),
            next,
            rate_limit,
        })
    }

    /// Where in a page the list stands.
    ///
    /// # Errors
    /// [`Error::Remote`] when the page has the records of the page before.
    pub(super) fn standing<'p>(
        &self,
        place: &Place,
        reply: &Reply,
        texts: Vec<&'p str>,
    ) -> Result<Standing<'p>, Error> {
        let digest = page_digest(texts.iter().copied());
        if !texts.is_empty() && place.seen == Some(digest) {
            let says = "the vendor repeats itself: this page has the records of the page before";
            return Err(repeats(self.plan, reply, says));
        }
        let (start, rest) = place.start(&texts);
        Ok(Standing {
            texts,
            digest,
            start,
            rest,
        })
    }

    /// Where the list goes on after the record at which it stopped: in this page, or in the next.
    pub(super) fn next(
        &self,
        asked: &Asked<'_>,
        reply: &Reply,
        standing: &Standing<'_>,
        end: usize,
        whole: (u64, &Value),
    ) -> Result<Option<Place>, Error> {
        let texts = &standing.texts;
        if end < texts.len() {
            return Ok(Some(Place {
                size: asked.size,
                ..asked.place.within(texts, end)
            }));
        }
        let after = self.after(asked, reply, whole)?;
        Ok(after.map(|place| Place {
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
        (counted, body): (u64, &Value),
    ) -> Result<Option<Place>, Error> {
        let Some((_, route)) = self.plan.at(self.chosen) else {
            return Ok(None);
        };
        let came = Came {
            counted,
            asked: route.paging.size.fixed.or(asked.size),
        };
        let state = &asked.place.state;
        let next = plan::next(&route.paging, state, reply, body, came, self.origins);
        let next = next.map_err(|fault| repeats(self.plan, reply, &fault.to_string()))?;
        let came = asked.place.came.saturating_add(counted);
        // At its cap a vendor may say that the list ends, however much more there is.
        let at_cap = counted > 0 && route.paging.cap.is_some_and(|cap| came >= cap);
        let next = next.or_else(|| at_cap.then(|| state.clone()));
        Ok(next.map(|state| Place {
            state,
            size: asked.size,
            came,
            window: asked.place.window.clone(),
            ..Place::default()
        }))
    }

    /// Maps records from one on, until there are enough; says where it stopped.
    pub(super) fn kept(
        &self,
        page: &Page,
        start: usize,
        most: usize,
        facts: &RecordFacts<'_>,
    ) -> (Vec<Kept>, usize) {
        let mut kept: Vec<Kept> = Vec::new();
        let mut end = start;
        let Some(case) = self.plan.cases.get(self.chosen.case) else {
            return (kept, end);
        };
        for (value, raw) in page.records.iter().skip(start) {
            // A full page still looks for the record that the next one begins with.
            let full = kept.len() >= most;
            if full && self.checks.is_empty() {
                break;
            }
            if plan::is_skipped(case, value) {
                end += 1;
                continue;
            }
            let (unified, faults) = plan::map_record(case, value, facts);
            if !filter::holds(self.checks, &unified) {
                end += 1;
                continue;
            }
            if full {
                break;
            }
            end += 1;
            let remote = raw.clone();
            kept.push(Kept {
                record: Record { unified, remote },
                faults,
                end,
            });
        }
        (kept, end)
    }
}

/// Records, and what is missing in them by their row.
pub(super) fn rows(plan: &Plan, kept: Vec<Kept>) -> (Vec<Record>, Vec<Warning>) {
    let mut warnings = Vec::new();
    let mut records = Vec::with_capacity(kept.len());
    for Kept { record, faults, .. } in kept {
        let row = records.len();
        warnings.extend(faults.into_iter().map(|fault| warning(plan, fault, row)));
        records.push(record);
    }
    (records, warnings)
}

/// A record that is handed out, or may be.
pub(super) struct Kept {
    pub(super) record: Record,
    pub(super) faults: Vec<FieldFault>,
    /// The record of the page after it.
    pub(super) end: usize,
}
