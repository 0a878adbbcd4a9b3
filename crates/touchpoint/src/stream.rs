//! All pages of a list, one after another. A rate limit is waited out, also one that is about to be
//! hit; any other fault ends the stream, and the cursor of the last page leads on from there.

use crate::engine::Touchpoint;
use crate::page::Page;
use futures_core::Stream;
use std::time::Duration;
use touchpoint_core::exchange::Account;
use touchpoint_core::query::ListQuery;
use touchpoint_core::run::{Error, RemoteFault, Trouble};

/// The wait where a vendor that limits us tells none.
const UNTOLD_WAIT: Duration = Duration::from_secs(10);
/// The longest that one limit is waited out; a day's budget that is gone is the caller's to hear of.
const LONGEST_WAIT: Duration = Duration::from_mins(15);
/// How often in a row one page is asked for again.
const PATIENCE: u32 = 10;
/// How many empty pages may follow each other before the vendor is taken to repeat itself.
const EMPTY_PAGES: u32 = 1_000;

pub(crate) fn pages(
    touchpoint: Touchpoint,
    mut account: Account,
    mut query: ListQuery,
) -> impl Stream<Item = Result<Page, Error>> + Send {
    async_stream::stream! {
        let mut limited = 0;
        let mut empty = 0;
        loop {
            match touchpoint.list_as(&mut account, &query).await {
                Ok(page) => {
                    limited = 0;
                    empty = if page.response().result_count == 0 { empty + 1 } else { 0 };
                    let next = page.next_cursor().map(str::to_owned);
                    let pause = pause(&page);
                    yield Ok(page);
                    let Some(next) = next else { return };
                    if let Some(pause) = pause {
                        touchpoint.transport().wait(pause).await;
                    }
                    if empty >= EMPTY_PAGES {
                        yield Err(endless());
                        return;
                    }
                    query.next_cursor = Some(next);
                }
                Err(error) => match wait(&error) {
                    Some(wait) if limited < PATIENCE => {
                        limited += 1;
                        touchpoint.transport().wait(wait).await;
                    }
                    _ => {
                        yield Err(error);
                        return;
                    }
                },
            }
        }
    }
}

fn endless() -> Error {
    Error::Remote(Box::new(RemoteFault {
        trouble: Trouble::Repeats,
        status: 502,
        message: format!(
            "the vendor repeats itself: {EMPTY_PAGES} empty pages in a row, each leading on"
        ),
        raw_response: None,
        retry_after: None,
        rate_limit: None,
        resume: None,
    }))
}

/// How long to wait before the next page, when the vendor has no call left for us.
fn pause(page: &Page) -> Option<Duration> {
    let limit = page
        .rate_limit()
        .filter(|limit| limit.remaining == Some(0))?;
    let wait = limit.reset_seconds.map_or(UNTOLD_WAIT, Duration::from_secs);
    Some(wait).filter(|wait| *wait <= LONGEST_WAIT)
}

/// How long to wait before the same page is asked for again, when waiting helps.
fn wait(error: &Error) -> Option<Duration> {
    let Error::Remote(fault) = error else {
        return None;
    };
    if fault.trouble != Trouble::RateLimited {
        return None;
    }
    Some(fault.retry_after.unwrap_or(UNTOLD_WAIT)).filter(|wait| *wait <= LONGEST_WAIT)
}
