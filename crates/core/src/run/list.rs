//! One call of a list, from the caller's query to the reply: one page of the vendor, or more where
//! checked filters leave too few records.

use super::ahead::{Ahead, Tell};
use super::asker::Asker;
use super::call::Call;
use super::error::Error;
use super::exchange::{Answer, Patience, judge};
use super::faults::{fitting, half_spent};
use super::listing::{Began, Gathered, Listing, is_half_spent};
use super::merge;
use super::met::met;
use super::options::Options;
use super::page::{Asked, Pages};
use super::planning::planned;
use super::position::{self, ListPlace};
use super::window::MOST_KEPT_BYTES;
use crate::cursor::LONGEST_CURSOR;
use crate::exchange::{Account, Reply, Secrets, Transport};
use crate::filter::Ending;
use crate::plan::{self, Plan};
use crate::query::{Format, ListQuery};
use crate::record::Tables;
use crate::response::Bounds;
use std::borrow::Cow;
use std::sync::OnceLock;

/// Reads one page. Where checked filters leave fewer records than were asked for, further pages of
/// the vendor fill it: as many as [`Options::fill_pages`] allows, and more as long as nothing was
/// found, while the deadline and half of the vendor's limit let them be asked.
///
/// # Errors
/// [`Error`], by who must act. Nothing is lost: the cursor that led here can be used
/// again; and when a page that only fills fails, the records before it are given with the cursor to
/// that page. Where there are none, the fault holds that cursor.
pub async fn list(
    plan: &Plan,
    query: &ListQuery,
    account: &Account,
    transport: &dyn Transport,
    options: &Options,
) -> Result<Listing, Error> {
    list_ahead(plan, query, account, transport, options, &mut |_| {}).await
}

/// Reads one page as [`list`], and tells where the list goes on before the page's rows are written:
/// at most once, and not where checked filters, the caller's limit or a window decide it.
///
/// # Errors
/// As [`list`].
pub async fn list_ahead(
    plan: &Plan,
    query: &ListQuery,
    account: &Account,
    transport: &dyn Transport,
    options: &Options,
    tell: &mut (dyn FnMut(Ahead) + Send),
) -> Result<Listing, Error> {
    let account = plan.needs.complete(account.clone());
    let account = account.map_err(Error::Account)?;
    let listing = listed(plan, query, &account, transport, options, tell).await;
    let listing = listing.map_err(|error| error.masked(&Secrets::of(&account)))?;
    Ok(listing.masked(&account))
}

/// The same, for a complete account; the vendor's words in warnings are as they came.
async fn listed(
    plan: &Plan,
    query: &ListQuery,
    account: &Account,
    transport: &dyn Transport,
    options: &Options,
    tell: &mut (dyn FnMut(Ahead) + Send),
) -> Result<Listing, Error> {
    if let Some(merge) = plan::merging(plan, query, Some(account)) {
        return merge::list(plan, merge, query, account, transport, options).await;
    }
    let patience = Patience::of(transport, options);
    let mut query = Cow::Borrowed(query);
    let mut began = None;
    loop {
        let read = read(plan, &query, account, transport, options, &patience, tell).await;
        let (listing, beyond) = read.map_err(|error| match &query.next_cursor {
            Some(cursor) if began.is_some() => error.stopped_at(|| cursor.clone()),
            _ => error,
        })?;
        let began = began.get_or_insert_with(|| listing.began.clone());
        match beyond {
            Some(cursor) if !patience.until.is_over(transport) => {
                query.to_mut().next_cursor = Some(cursor);
            }
            _ => {
                let began = began.clone();
                return Ok(Listing { began, ..listing });
            }
        }
    }
}

/// Reads one page within the vendor's cap; and where nothing was found up to there, the cursor that leads
/// on beyond it.
async fn read(
    plan: &Plan,
    query: &ListQuery,
    account: &Account,
    transport: &dyn Transport,
    options: &Options,
    patience: &Patience,
    tell: &mut (dyn FnMut(Ahead) + Send),
) -> Result<(Listing, Option<String>), Error> {
    let mut planned = planned(plan, query, None, account, options)?;
    if planned.split.contradicted {
        let nothing = Gathered::nothing(query).listing(planned.split, None);
        return Ok((nothing, None));
    }
    let asker = Asker::new(plan, account, transport, options, patience);
    // The caller's values are kept for the fields that repeat them.
    let words = plan::pushed_values(&planned.split.pushes);
    asker.through(&mut planned.split.pushes).await?;
    let late = || asker.maps_too_long();
    let origins = plan.link_origins(account);
    let call = Call {
        asker: &asker,
        planned: &planned,
        tables: &OnceLock::new(),
        pages: Pages {
            plan,
            query,
            chosen: planned.chosen,
            checks: &planned.split.checks,
            ending: Ending::of(planned.chosen.route, query, &planned.split.checks),
            words: &words,
            origins: Some(&origins),
            bounds: Bounds::until(&late),
            watch: options.watch.as_deref(),
        },
        most_kept: MOST_KEPT_BYTES,
    };
    let seal = |place| {
        let key = &options.cursor_key;
        position::seal(plan, planned.chosen, place, query, &account.id, key)
    };
    let way = &planned.chosen.route.paging.way;
    let began = Began {
        cursor: match &query.next_cursor {
            Some(cursor) => cursor.clone(),
            None => seal(planned.place.clone()),
        },
        lasts: way.counts().is_some() || !way.leads_on(),
    };
    let mut told = |place: &ListPlace, rate_limit| {
        // One that is too long is a fault, which comes with the page.
        let next_cursor = seal(place.clone());
        if next_cursor.len() <= LONGEST_CURSOR {
            tell(Ahead {
                next_cursor,
                rate_limit,
            });
        }
    };
    let filled = fill(&call, options, &seal, &mut told).await?;
    let Filled {
        gathered,
        next,
        beyond,
    } = filled;
    let cursor = next.map(|place| fitting(plan, seal(place))).transpose()?;
    let beyond = cursor.clone().filter(|_| beyond && gathered.count() == 0);
    let listing = gathered.listing(planned.split, cursor);
    Ok((Listing { began, ..listing }, beyond))
}

/// The pages of one call.
struct Filled {
    gathered: Gathered,
    /// Where the list goes on; none where it has ended.
    next: Option<ListPlace>,
    /// True if that is beyond the vendor's cap.
    beyond: bool,
}

/// Asks for pages until the caller has what was asked for, or has to go on with the next call.
async fn fill(
    call: &Call<'_>,
    options: &Options,
    seal: &(dyn Fn(ListPlace) -> String + Sync),
    told: Tell<'_>,
) -> Result<Filled, Error> {
    let Call { asker, planned, .. } = call;
    let mut gathered = Gathered::new(Vec::new());
    let (mut place, mut is_short) = (planned.place.clone(), false);
    let mut beyond = false;
    for asked in 0_u32.. {
        let left = planned.wanted.saturating_sub(gathered.count());
        let fills = asked > 0;
        let (found, late) = (gathered.count() > 0, asker.is_late());
        let whole = planned.split.checks.is_empty() || !is_short;
        let filled = asked >= options.fill_pages.max(1);
        let full = left == 0 || call.pages.query.ignore_limit;
        if fills && (full || late || found && (whole || filled)) {
            break;
        }
        // Some clients take an empty page for the end.
        if filled && is_half_spent(gathered.rate_limit()) {
            let fault = half_spent(asker.plan, gathered.rate_limit());
            return Err(fault.stopped_at(|| seal(place)));
        }
        let portion = call.page(&place, left, told).await;
        let portion = match portion.map_err(|error| asker.with_wait(error)) {
            Ok(portion) => portion,
            // The cursor leads to this page, and its fault comes with the next call.
            Err(error) if fills && (found || asker.is_late()) => {
                gathered.must_wait(&error);
                break;
            }
            Err(error) if fills => return Err(error.stopped_at(|| seal(place))),
            Err(error) => return Err(error),
        };
        is_short |= portion.is_short;
        let Some(next) = gathered.add(portion) else {
            return Ok(Filled {
                gathered,
                next: None,
                beyond: false,
            });
        };
        // Beyond the vendor's cap other filters are sent, so this call ends here.
        beyond = next.window != place.window;
        place = next;
        if beyond {
            break;
        }
    }
    Ok(Filled {
        gathered,
        next: Some(place),
        beyond,
    })
}

/// Maps a reply of the vendor as if it had just come for this query: all of its records, unless the
/// query names a limit.
///
/// # Errors
/// [`Error::Caller`] when the query cannot be asked; [`Error::Remote`] when the reply is no page.
pub fn map_reply(
    plan: &Plan,
    query: &ListQuery,
    reply: Reply,
    options: &Options,
) -> Result<Listing, Error> {
    // Nobody's account: where an address has variables, its origin is not known.
    let account = Account::default();
    let origins = plan.link_origins(&account);
    let planned = planned(plan, query, None, &account, options)?;
    let now = jiff::Timestamp::UNIX_EPOCH;
    let nobody = |error: Error| error.masked(&Secrets::default());
    let answer = judge(plan, planned.chosen.route.missing.as_ref(), reply, now).map_err(nobody)?;
    let pages = Pages {
        plan,
        query,
        chosen: planned.chosen,
        checks: &planned.split.checks,
        ending: Ending::of(planned.chosen.route, query, &planned.split.checks),
        words: &plan::pushed_values(&planned.split.pushes),
        origins: (!origins.is_empty()).then_some(origins.as_slice()),
        bounds: Bounds::none(),
        watch: options.watch.as_deref(),
    };
    let asked = Asked {
        place: &planned.place,
        size: planned.size,
        most: query.limit.map_or(u64::MAX, |_| planned.wanted),
    };
    let portion = pages.page(&asked, &answer, Tables::default(), now, &mut |_, _| {});
    let portion = portion.map_err(nobody)?;
    let mut gathered = Gathered::new(Vec::new());
    let seal = |place| position::seal(plan, planned.chosen, place, query, "", &options.cursor_key);
    let cursor = gathered
        .add(portion)
        .map(|place| fitting(plan, seal(place)));
    let cursor = cursor.transpose()?;
    let mut listing = gathered.listing(planned.split, cursor);
    if !options.met {
        return Ok(listing);
    }
    let (Answer::Page(reply, _) | Answer::Partial(reply, _) | Answer::Empty(reply)) = &answer;
    let rows = if query.format == Format::Raw {
        Vec::new()
    } else {
        listing.response.result.all()
    };
    listing.met = met(plan, planned.chosen, reply, &rows);
    Ok(listing)
}
