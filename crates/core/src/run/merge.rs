//! Several lists of the vendor, each in one order, read as one list in that order. One cursor holds
//! the place of each. A record is handed out only when every list that goes on has shown its next
//! one, so none comes out of its order, none twice, and none is lost.

use super::Options;
use super::arrived::Arrived;
use super::error::{CallerFault, Error};
use super::exchange::{Answer, Patience};
use super::faults::unreadable;
use super::list::{Call, Listing};
use super::lookups::Asker;
use super::page::{Asked, Kept, Reading, rows};
use super::planning::{Part, Planned, planned};
use super::position::{self, Place};
use super::window::Window;
use crate::exchange::{Account, Transport};
use crate::filter::Fate;
use crate::mapping::Merge;
use crate::plan::{self, Page, Plan, RateLimit, RecordFacts, Tables, tables_in_reply, tables_used};
use crate::query::ListQuery;
use crate::response::{ListResponse, Warning, shape};
use crate::written::SortDirection;
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::cmp::Ordering;
use std::collections::VecDeque;

/// The query that the first of them is asked with, and its case: what a preview shows.
pub(super) fn first(plan: &Plan, merge: &Merge, query: &ListQuery) -> Option<(ListQuery, usize)> {
    let position = *merge.cases.first()?;
    let case = plan.mapping.cases.get(position)?;
    Some((merge.query_of(case, query), position))
}

/// One list of several: what it is asked with, and the page at hand.
struct Sub {
    query: ListQuery,
    planned: Planned,
    words: Map<String, Value>,
    tables: Tables,
    place: Option<Place>,
    /// Beyond the vendor's cap: what it is asked within.
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

/// Reads one page of the merged list.
///
/// # Errors
/// As [`super::list`]; faults of the query for every one of the lists, each once.
pub(super) async fn list(
    plan: &Plan,
    merge: &Merge,
    query: &ListQuery,
    account: &Account,
    transport: &dyn Transport,
    options: &Options,
) -> Result<Listing, Error> {
    let mut subs = subs(plan, merge, query, account, options)?;
    let patience = Patience::of(transport, options);
    let asker = Asker {
        plan,
        account,
        transport,
        options,
        patience: &patience,
    };
    let mut failed = Vec::new();
    for sub in &mut subs {
        asker.through(&mut sub.planned.split.pushes).await?;
        let (tables, lost) = asker.once(sub.planned.chosen).await;
        sub.tables = tables;
        failed.extend(lost);
    }
    let wanted = subs.iter().map(|sub| sub.planned.wanted).min().unwrap_or(0);
    let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
    let origins = plan.link_origins(account);
    let mut rate_limit: Option<RateLimit> = None;
    let mut taken: Vec<Kept> = Vec::new();
    let mut asked = 0;
    'page: while taken.len() < wanted {
        for sub in &mut subs {
            let shown = sub.held.as_ref().is_some_and(|held| !held.kept.is_empty());
            while !shown && sub.goes_on() {
                let late = asked > 0 && transport.now() >= patience.until;
                if late || asked >= bound(options, merge) {
                    break 'page;
                }
                asked += 1;
                match sub.turn(&asker, &origins, wanted).await {
                    Ok(came) => {
                        rate_limit = came.rate_limit.or(rate_limit);
                        for warning in came.failed {
                            if !failed.contains(&warning) {
                                failed.push(warning);
                            }
                        }
                    }
                    // What came before it is in order; the cursor leads here.
                    Err(_) if !taken.is_empty() => break 'page,
                    Err(error) => return Err(error),
                }
                if sub.held.as_ref().is_some_and(|held| !held.kept.is_empty()) {
                    break;
                }
            }
        }
        let next = subs.iter_mut().filter(|sub| sub.head().is_some());
        let first = next.reduce(|one, other| if later(merge, one, other) { other } else { one });
        match first.and_then(Sub::take) {
            Some(kept) => taken.push(kept),
            None => break,
        }
    }
    let places: Vec<Option<Place>> = subs.iter().map(Sub::left).collect();
    let cursor = places
        .iter()
        .any(Option::is_some)
        .then(|| position::seal_all(plan, &places, query, &account.id, &options.cursor_key));
    let (records, warnings) = rows(plan, taken);
    let mut response = ListResponse::new(shape(records, query, &plan.model), cursor);
    response.is_partial_response = !failed.is_empty();
    response.warnings.extend(failed);
    response.warnings.extend(warnings);
    let ignored = subs.first().map(|sub| sub.planned.split.ignored.clone());
    Ok(Listing {
        response,
        filters: fates(&subs),
        ignored: ignored.unwrap_or_default(),
        rate_limit,
    })
}

/// How many pages of the vendor one page of the merged list asks for at most.
fn bound(options: &Options, merge: &Merge) -> usize {
    let each = usize::try_from(options.fill_pages.max(1)).unwrap_or(1);
    each.saturating_mul(merge.cases.len())
}

/// Every list, planned; or every fault of the query.
fn subs(
    plan: &Plan,
    merge: &Merge,
    query: &ListQuery,
    account: &Account,
    options: &Options,
) -> Result<Vec<Sub>, Error> {
    let mut subs = Vec::new();
    let mut fault = CallerFault::default();
    for position in &merge.cases {
        let Some(case) = plan.mapping.cases.get(*position) else {
            continue;
        };
        let own = merge.query_of(case, query);
        let part = Some(Part {
            caller: query,
            case: *position,
        });
        match planned(plan, &own, part, account, options) {
            Ok(planned) => subs.push(Sub {
                words: plan::pushed_values(&planned.split.pushes),
                query: own,
                planned,
                tables: Tables::default(),
                place: None,
                window: None,
                held: None,
            }),
            Err(Error::Caller(found)) => fault.join(found),
            Err(other) => return Err(other),
        }
    }
    let opened = position::open_all(
        plan,
        merge.cases.len(),
        query,
        &account.id,
        &options.cursor_key,
    );
    match opened {
        Ok(places) if fault.failures.is_empty() => {
            for (sub, place) in subs.iter_mut().zip(places) {
                sub.place = place;
            }
            Ok(subs)
        }
        Ok(_) => Err(Error::Caller(fault)),
        Err(found) => {
            fault.join(found);
            Err(Error::Caller(fault))
        }
    }
}

/// What asking for one page told beside its records.
struct Told {
    rate_limit: Option<RateLimit>,
    failed: Vec<Warning>,
}

impl Sub {
    /// The record that this list would give next.
    fn head(&self) -> Option<&Kept> {
        self.held.as_ref()?.kept.front()
    }

    fn take(&mut self) -> Option<Kept> {
        let held = self.held.as_mut()?;
        let kept = held.kept.pop_front()?;
        held.at = kept.end;
        Some(kept)
    }

    /// Whether there may be more than what is at hand.
    fn goes_on(&self) -> bool {
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
    fn left(&self) -> Option<Place> {
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

    /// Beyond the vendor's cap, asks for what is left of this list.
    async fn enter(&mut self, asker: &Asker<'_>, place: &Place) -> Result<(), Error> {
        if self.window != place.window {
            self.window.clone_from(&place.window);
            if let Some(window) = &place.window {
                self.planned.within(asker.plan, &self.query, window);
                self.words = plan::pushed_values(&self.planned.split.pushes);
                asker.through(&mut self.planned.split.pushes).await?;
            }
        }
        Ok(())
    }

    /// Asks for the next page of this list.
    async fn turn(
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
        self.enter(asker, &place).await?;
        let reading = Reading {
            plan,
            query: &self.query,
            chosen: self.planned.chosen,
            checks: &self.planned.split.checks,
            words: &self.words,
            origins,
        };
        let call = Call {
            asker,
            planned: &self.planned,
            tables: self.tables.clone(),
            reading,
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

/// Whether the other list's record comes first. Of two at one time, the list that stands first.
fn later(merge: &Merge, one: &Sub, other: &Sub) -> bool {
    let time = |sub: &Sub| {
        let record = &sub.head()?.record.unified;
        let value = merge
            .by
            .split('.')
            .try_fold(record, |at, name| at.get(name))?;
        value.as_str()?.parse::<Timestamp>().ok()
    };
    let order = match (time(one), time(other)) {
        (Some(one), Some(other)) if merge.order == SortDirection::Desc => other.cmp(&one),
        (Some(one), Some(other)) => one.cmp(&other),
        // A record without the time goes first: it holds up nothing, whatever its list does with it.
        (None, _) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
    };
    order == Ordering::Greater
}

/// What became of each filter: the weaker claim, where the lists differ.
fn fates(subs: &[Sub]) -> Vec<(String, Fate)> {
    let mut all: Vec<(String, Fate)> = Vec::new();
    for (name, fate) in subs.iter().flat_map(|sub| &sub.planned.split.fates) {
        match all.iter_mut().find(|(known, _)| known == name) {
            None => all.push((name.clone(), *fate)),
            Some((_, known)) if *known != *fate => *known = Fate::PushedAndChecked,
            Some(_) => {}
        }
    }
    all
}
