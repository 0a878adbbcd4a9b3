//! All pages of a list, one after another. A rate limit is waited out, also one that is about to be
//! hit; any other fault ends the stream, and the cursor of the last page leads on from there.

use crate::engine::Touchpoint;
use crate::page::Page;
use futures_core::Stream;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
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

/// Reads page after page. The next one is asked for before this one is handed out, so that the vendor
/// works while the caller does; more than one is never ahead.
pub(crate) fn pages(
    touchpoint: Touchpoint,
    account: Account,
    query: ListQuery,
) -> impl Stream<Item = Result<Page, Error>> + Send {
    async_stream::stream! {
        let mut limited = 0;
        let mut empty = 0;
        let mut call = Started::new(ask(touchpoint.clone(), account, query, None));
        loop {
            let (account, mut query, answer) = call.answer().await;
            match answer {
                Ok(page) => {
                    limited = 0;
                    empty = if page.response().result_count == 0 { empty + 1 } else { 0 };
                    let pause = pause(&page);
                    let Some(next) = page.next_cursor().map(str::to_owned) else {
                        yield Ok(page);
                        return;
                    };
                    if empty >= EMPTY_PAGES {
                        yield Ok(page);
                        yield Err(endless());
                        return;
                    }
                    query.next_cursor = Some(next);
                    call = Started::new(ask(touchpoint.clone(), account, query, pause));
                    call.start().await;
                    yield Ok(page);
                }
                Err(error) => match wait(&error) {
                    Some(wait) if limited < PATIENCE => {
                        limited += 1;
                        call = Started::new(ask(touchpoint.clone(), account, query, Some(wait)));
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

/// Asks for one page, after a pause where one is due; gives back what it was asked with.
async fn ask(
    touchpoint: Touchpoint,
    mut account: Account,
    query: ListQuery,
    pause: Option<Duration>,
) -> (Account, ListQuery, Result<Page, Error>) {
    if let Some(pause) = pause {
        touchpoint.transport().wait(pause).await;
    }
    let answer = touchpoint.list_as(&mut account, &query).await;
    (account, query, answer)
}

/// A call that may be under way before its answer is waited for.
struct Started<F: Future> {
    call: Pin<Box<F>>,
    answer: Option<F::Output>,
}

impl<F: Future> Started<F> {
    fn new(call: F) -> Started<F> {
        Started {
            call: Box::pin(call),
            answer: None,
        }
    }

    /// Lets it come as far as it comes without waiting.
    async fn start(&mut self) {
        let call = &mut self.call;
        let polled = poll_fn(|context| Poll::Ready(call.as_mut().poll(context))).await;
        if let Poll::Ready(answer) = polled {
            self.answer = Some(answer);
        }
    }

    async fn answer(self) -> F::Output {
        match self.answer {
            Some(answer) => answer,
            None => self.call.await,
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
