//! One page of a list, with the faults of the schedule: records that change, pages that are short,
//! empty or repeated, links that lead elsewhere.

use super::bad_answer::spoilt;
use super::counts::tell_counts;
use super::cut::{PageCut, cut};
use super::fault::VendorFault;
use super::page::{self, Onward};
use super::read_state::ReadState;
use super::refusal::{json_reply, no_such_record, refusal, say_beside};
use super::select::select;
use crate::asked::list_asked::{AskedList, PageStart};
use crate::notation::call::ReceivedCall;
use crate::world::order::sort;
use crate::world::record::VendorRecord;
use std::sync::Arc;
use touchpoint_core::exchange::{Reply, SendFault};
use touchpoint_language::mapping::{Counts, Route};
use touchpoint_language::written::Stop;

/// A reply, and the fault that was applied to it.
pub(crate) type Answered = (Result<Reply, SendFault>, Option<VendorFault>);

/// The page that a call asks for, and the fault that could be applied to it.
pub(crate) fn page_on_schedule(
    state: &mut ReadState,
    call: &ReceivedCall,
    route: &Route,
    asked: &AskedList,
    fault: Option<VendorFault>,
) -> Answered {
    let vendor = state.vendor.clone();
    let mut done = fault;
    if let Some(change @ (VendorFault::Insert | VendorFault::Delete | VendorFault::Update)) = fault
        && !state.change(change, asked.case)
    {
        done = None;
    }
    let list = state.lists.get(asked.case);
    let all = select(list.map(Vec::as_slice).unwrap_or_default(), asked);
    // A list that ends in silence at a depth ends elsewhere once its pages have other lengths.
    let counts_whole = state.cap_is_silent && route.paging.cap.is_some();
    let is_short = fault == Some(VendorFault::ShortPage) && may_be_short(route) && !counts_whole;
    let from = found_again(state, asked, &all);
    let mut page = match cut(route, &from, &all, is_short, state.cap_is_silent) {
        Ok(page) => page,
        Err(why) => return (Ok(refusal(&vendor, 400, &why, &mut state.dice)), None),
    };
    let mut nonce = 0;
    match fault {
        Some(VendorFault::ShortPage) if !is_short || !page.more => done = None,
        Some(VendorFault::EmptyPage) if says_more(route) && !page.records.is_empty() => {
            nonce = state.calls;
            page = emptied(page, asked);
        }
        Some(VendorFault::EmptyPage) => done = None,
        Some(VendorFault::SamePage) => match page_before(state, asked) {
            Some(reply) => return (Ok(reply.clone()), fault),
            None => done = None,
        },
        Some(VendorFault::ForeignLink) if !page.more || !is_by_token(route) => done = None,
        _ => {}
    }
    let is_duplicate = fault == Some(VendorFault::Duplicate);
    if !repeated(state, route, asked, &all, is_duplicate, &mut page) && is_duplicate {
        done = None;
    }
    for record in &page.records {
        state.sent(record);
    }
    let reply = written(state, call, route, asked, &page, nonce, done);
    if !goes_wrong(route, done) {
        // Only a page with records is repeated.
        if page.records.iter().any(|record| !record.counted_only) {
            state.last.insert(asked.case, (asked.start, reply.clone()));
        } else {
            state.last.remove(&asked.case);
        }
    }
    (Ok(spoilt(state, reply, done)), done)
}

fn is_by_token(route: &Route) -> bool {
    route.paging.way.next().is_some()
}

/// True if a page without records may still say that there are more.
fn says_more(route: &Route) -> bool {
    let by_offset = route.paging.way.counts() == Some(Counts::Records);
    is_by_token(route) || by_offset && route.paging.ending.while_true.is_some()
}

/// True if a page may be short without being the last.
fn may_be_short(route: &Route) -> bool {
    match route.paging.way.counts() {
        None => is_by_token(route),
        Some(Counts::Records) => route.paging.ending.stop != Some(Stop::ShortPage),
        Some(Counts::Pages) => false,
    }
}

/// A page without records, whose next page is this one.
fn emptied(page: PageCut, asked: &AskedList) -> PageCut {
    PageCut {
        records: Vec::new(),
        more: true,
        after: match asked.start {
            PageStart::After(rank) => rank,
            _ => 0,
        },
        ..page
    }
}

/// What is asked, from the record that comes before the one that it goes on after, where that was
/// deleted, or changed so that it is no longer in the list.
fn found_again(state: &ReadState, asked: &AskedList, all: &[Arc<VendorRecord>]) -> AskedList {
    let mut from = asked.clone();
    let PageStart::After(rank) = asked.start else {
        return from;
    };
    let gone = state.vendor.records(asked.case).iter();
    let Some(gone) = gone.chain(&state.log.added).find(|e| e.rank == rank) else {
        return from;
    };
    if all.iter().all(|e| e.rank != rank) {
        let mut with: Vec<Arc<VendorRecord>> = all.to_vec();
        with.push(gone.clone());
        with.sort_by_key(|e| e.rank);
        sort(&mut with, &asked.sort);
        let before = with.iter().take_while(|e| e.rank != rank).last();
        from.start = before.map_or(PageStart::First, |e| PageStart::After(e.rank));
    }
    from
}

/// The page that was given last, if it comes before the one that is asked for.
fn page_before<'s>(state: &'s ReadState, asked: &AskedList) -> Option<&'s Reply> {
    let (start, reply) = state.last.get(&asked.case)?;
    let is_other = *start != asked.start && asked.start != PageStart::First;
    (is_other && !is_ahead(start, &asked.start)).then_some(reply)
}

/// True if a page lies further on than another. A caller who goes on from an earlier cursor has not
/// come to it yet, so it does not count as the page before.
fn is_ahead(page: &PageStart, of: &PageStart) -> bool {
    use PageStart::{After, Offset, Page};
    match (page, of) {
        (After(one), After(other)) | (Page(one), Page(other)) | (Offset(one), Offset(other)) => {
            one >= other
        }
        _ => false,
    }
}

/// Lets the page begin with the last record of the page before, where that is due; false where it
/// is not due or not possible.
fn repeated(
    state: &mut ReadState,
    route: &Route,
    asked: &AskedList,
    all: &[Arc<VendorRecord>],
    due: bool,
    page: &mut PageCut,
) -> bool {
    let PageStart::After(rank) = asked.start else {
        return false;
    };
    let full = usize::try_from(asked.size).unwrap_or(usize::MAX);
    // Beside the repeated one the page keeps a record that the caller sees: without it, it would be the page before.
    let mut kept = page.records.iter().take(full.saturating_sub(1));
    let shows = kept.any(|record| !record.counted_only);
    let fits = is_by_token(route) && shows && page.records.len() > 1;
    // A page that began like this begins like this whenever it is asked for.
    let due = due || state.again.contains(&rank);
    let before = all.iter().find(|record| record.rank == rank);
    let Some(before) = before.filter(|_| fits && due) else {
        return false;
    };
    state.again.insert(rank);
    state.log.duplicated.push(rank);
    page.records.insert(0, before.clone());
    page.more |= page.records.len() > full;
    page.records.truncate(full);
    page.after = page.records.last().map_or(page.after, |last| last.rank);
    true
}

/// True if the caller cannot use the page.
fn goes_wrong(route: &Route, done: Option<VendorFault>) -> bool {
    match done {
        Some(
            VendorFault::Truncated
            | VendorFault::Garbage
            | VendorFault::Html
            | VendorFault::ErrorBody,
        ) => true,
        Some(VendorFault::ForeignLink) => route.paging.way.follows(),
        _ => false,
    }
}

/// The reply with the page, before anything spoils it.
fn written(
    state: &mut ReadState,
    call: &ReceivedCall,
    route: &Route,
    asked: &AskedList,
    page: &PageCut,
    nonce: u64,
    done: Option<VendorFault>,
) -> Reply {
    let vendor = state.vendor.clone();
    if let Some(missing) = &route.missing
        && page.records.iter().all(|record| record.counted_only)
    {
        return no_such_record(&vendor, missing, &mut state.dice);
    }
    let nothing = page.records.is_empty() && !page.more && state.nothing_has_a_status;
    if let Some(status) = page::empty_status(&vendor).filter(|_| nothing) {
        return Reply {
            status,
            ..Reply::default()
        };
    }
    let foreign = done == Some(VendorFault::ForeignLink);
    let origin = if foreign {
        "https://elsewhere.example"
    } else {
        vendor.site.origin()
    };
    let first = first_path(state, call);
    let address = format!("{origin}{first}");
    let mut token = page.more.then(|| vendor.token(page.after, nonce));
    if let (true, Some(own)) = (route.paging.way.follows(), &token) {
        let plain: String = own.chars().filter(char::is_ascii_alphanumeric).collect();
        let asked = AskedList {
            start: PageStart::After(page.after),
            ..asked.clone()
        };
        state.onward.insert(plain.clone(), asked);
        let relative = !foreign && state.dice.one_in(2);
        let whole = if relative { first } else { &address };
        token = Some(format!("{whole}/{plain}"));
    }
    let onward = Onward {
        token,
        address: &address,
        tells_total: state.tells_total,
    };
    let (mut body, headers) = page::write(&vendor, route, asked, page, &onward, &mut state.dice);
    if state.gives_parts {
        say_beside(&vendor, &mut body, &mut state.dice);
    }
    let mut reply = json_reply(200, &body);
    reply.headers.0.extend(headers);
    if state.tells_counts {
        tell_counts(&vendor, &mut reply, 80, 9, state.vendor_now());
    }
    reply
}

/// The path of the first page: the address of a later page has a token after it.
fn first_path<'c>(state: &ReadState, call: &'c ReceivedCall) -> &'c str {
    match call.path.rsplit_once('/') {
        Some((first, token)) if state.onward.contains_key(token) => first,
        _ => &call.path,
    }
}
