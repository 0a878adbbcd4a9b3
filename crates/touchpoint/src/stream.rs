//! All pages of a list, one after another. A rate limit is waited out, even one that is about to be
//! hit; any other fault ends the stream, and the cursor of the last page leads on from there.

use crate::engine::Touchpoint;
use crate::error::{Error, ErrorKind};
use crate::keys::SignedAs;
use crate::page::Page;
use futures_core::stream::FusedStream;
use futures_util::stream::{StreamExt, unfold};
use jiff::Timestamp;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use touchpoint_core::exchange::{About, Account, Idle, Purpose};
use touchpoint_core::plan::RateLimit;
use touchpoint_core::query::ListQuery;
use touchpoint_core::run::{self, Ahead, RemoteFault, Trouble};

/// The wait where a vendor limits us and gives none.
const UNTOLD_WAIT: Duration = Duration::from_secs(10);
/// The longest wait for one limit; if a daily budget is used up, the caller must know.
const LONGEST_WAIT: Duration = Duration::from_mins(15);
/// How often in a row the same page is asked for again.
const PATIENCE: u32 = 10;
/// How many empty pages may follow each other before we assume that the vendor repeats itself.
const EMPTY_PAGES: u32 = 1_000;

impl Touchpoint {
    /// Reads all pages, one after another. The next page is asked for before one is handed out; never more
    /// than one is ahead. After its end, or after an error, it gives no more.
    ///
    /// Each page is read as by [`Touchpoint::list`], with its retries and within a deadline of its own, for which
    /// the time does not count in which the program uses the page before. Beside these it waits by itself:
    ///
    /// - A page that meets the vendor's limit is asked for again after the time that the vendor tells, else
    ///   after 10 s, up to ten times in a row.
    /// - When the vendor tells that no call is left, it waits for its window to begin anew before the next page.
    ///
    /// A wait of more than 15 minutes, as when a day's budget is used up, is told instead: the error says how
    /// long, and where to go on.
    pub fn stream(
        &self,
        account: Account,
        query: ListQuery,
    ) -> impl FusedStream<Item = Result<Page, Error>> + Send + use<> {
        pages(self.clone(), account, query, SignedAs::Cursor)
    }
}

/// Reads page after page. The next page is asked for as soon as it is known where the list goes on:
/// before this page's records are mapped where possible, else before the page is handed out. So the
/// vendor works while we map and while the caller uses the page. Never more than one page is ahead.
pub(crate) fn pages(
    touchpoint: Touchpoint,
    account: Account,
    query: ListQuery,
    signed: SignedAs,
) -> impl FusedStream<Item = Result<Page, Error>> + Send {
    let first = Reading {
        call: Started::new(touchpoint.clone(), account, query, signed, None),
        touchpoint,
        signed,
        limited: 0,
        empty: 0,
    };
    unfold(Next::Read(first), |next| async move {
        match next {
            Next::Read(reading) => Some(reading.next().await),
            Next::Tell(error) => Some((Err(error), Next::End)),
            Next::End => None,
        }
    })
    .fuse()
}

/// A list that is being read: the call whose answer comes next, and what came before it.
struct Reading {
    touchpoint: Touchpoint,
    signed: SignedAs,
    call: Started,
    /// How often in a row the vendor's limit was met.
    limited: u32,
    /// How many empty pages came in a row.
    empty: u32,
}

/// What a stream gives after this.
#[allow(
    clippy::large_enum_variant,
    reason = "a stream holds one of it, and most of the time the large one"
)]
enum Next {
    Read(Reading),
    Tell(Error),
    End,
}

impl Reading {
    /// The next page or the error that ends the stream, and what comes behind it.
    async fn next(self) -> (Result<Page, Error>, Next) {
        let Reading {
            touchpoint,
            signed,
            mut call,
            mut limited,
            mut empty,
        } = self;
        loop {
            let Answered {
                account,
                mut query,
                page,
                ahead,
            } = call.answer().await;
            let page = match page {
                Ok(page) => page,
                Err(error) => match wait(&error) {
                    Some(wait) if limited < PATIENCE && empty < EMPTY_PAGES => {
                        // What was read before the limit is not read again.
                        match error.next_cursor() {
                            Some(next) => {
                                query.next_cursor = Some(next.to_owned());
                                (limited, empty) = (0, empty + 1);
                            }
                            None => limited += 1,
                        }
                        call = Started::new(touchpoint.clone(), account, query, signed, Some(wait));
                        continue;
                    }
                    _ => return (Err(error), Next::End),
                },
            };
            empty = if page.response().result_count == 0 {
                empty + 1
            } else {
                0
            };
            let Some(next) = page.next_cursor().map(str::to_owned) else {
                return (Ok(page), Next::End);
            };
            if empty >= EMPTY_PAGES {
                return (Ok(page), Next::Tell(endless()));
            }
            let call = ahead.unwrap_or_else(|| {
                query.next_cursor = Some(next);
                let pause = pause(page.rate_limit());
                Started::new(touchpoint.clone(), account, query, signed, pause)
                    .begun(touchpoint.clone())
            });
            let reading = Reading {
                touchpoint,
                signed,
                call,
                limited: 0,
                empty,
            };
            return (Ok(page), Next::Read(reading));
        }
    }
}

/// A call that may be under way before its answer is waited for.
struct Started {
    call: Pin<Box<dyn Future<Output = Answered> + Send>>,
    answer: Option<Box<Answered>>,
    /// When it was begun ahead, and by whose clock.
    begun: Option<(Touchpoint, Timestamp)>,
    idle: Idle,
    /// True once its answer is waited for: until then it asks for nothing beyond its own page.
    wanted: Arc<AtomicBool>,
}

/// The result of one call, with its query and account.
struct Answered {
    account: Account,
    query: ListQuery,
    page: Result<Page, Error>,
    /// The call for the next page, where it is under way already.
    ahead: Option<Started>,
}

impl Started {
    /// A call for one page, after a pause where one is due.
    fn new(
        touchpoint: Touchpoint,
        account: Account,
        query: ListQuery,
        signed: SignedAs,
        pause: Option<Duration>,
    ) -> Started {
        let wanted = Arc::new(AtomicBool::new(false));
        let idle = Idle::default();
        Started {
            call: Box::pin(ask(
                touchpoint,
                account,
                query,
                signed,
                pause,
                (wanted.clone(), idle.clone()),
            )),
            answer: None,
            begun: None,
            idle,
            wanted,
        }
    }

    /// Runs it as far as it gets without waiting.
    fn begun(mut self, touchpoint: Touchpoint) -> Started {
        // It is polled again, with a real waker, when its answer is waited for.
        let mut context = Context::from_waker(Waker::noop());
        if let Poll::Ready(answer) = self.call.as_mut().poll(&mut context) {
            self.answer = Some(Box::new(answer));
        }
        let now = touchpoint.transport().now();
        self.begun = Some((touchpoint, now));
        self
    }

    async fn answer(self) -> Answered {
        self.wanted.store(true, Ordering::Relaxed);
        if let Some((touchpoint, begun)) = &self.begun {
            self.idle.add(*begun, touchpoint.transport().now());
        }
        match self.answer {
            Some(answer) => *answer,
            None => self.call.await,
        }
    }
}

async fn ask(
    touchpoint: Touchpoint,
    mut account: Account,
    query: ListQuery,
    signed: SignedAs,
    pause: Option<Duration>,
    (wanted, idle): (Arc<AtomicBool>, Idle),
) -> Answered {
    if let Some(pause) = pause {
        let about = About::new(&account.id, &account.integration, Purpose::List, "");
        touchpoint.transport().waits(&about, pause).await;
    }
    let (mut ahead, mut leads_to) = (None, None);
    let mut tell = |account: &Account, next: Ahead| {
        if !wanted.load(Ordering::Relaxed) {
            return;
        }
        let mut query = query.clone();
        leads_to = Some(next.next_cursor.clone());
        query.next_cursor = Some(next.next_cursor);
        let pause = self::pause(next.rate_limit);
        ahead = Some(
            Started::new(touchpoint.clone(), account.clone(), query, signed, pause)
                .begun(touchpoint.clone()),
        );
    };
    let page = touchpoint
        .list_ahead(&mut account, &query, signed, idle, &mut tell)
        .await;
    // A page that was left in the middle leads to another place than was told ahead.
    let next = page.as_ref().ok().and_then(Page::next_cursor);
    let ahead = ahead.filter(|_| leads_to.as_deref() == next);
    Answered {
        account,
        query,
        page,
        ahead,
    }
}

fn endless() -> Error {
    let words =
        format!("the vendor repeats itself: {EMPTY_PAGES} empty pages in a row, each leading on");
    run::Error::from(RemoteFault::new(Trouble::Repeats, words)).into()
}

/// How long to wait before the next page, when the vendor has no call left for us.
fn pause(limit: Option<RateLimit>) -> Option<Duration> {
    let limit = limit.filter(|limit| limit.remaining == Some(0))?;
    let wait = limit.reset_seconds.map_or(UNTOLD_WAIT, Duration::from_secs);
    Some(wait).filter(|wait| *wait <= LONGEST_WAIT)
}

/// How long to wait before the same page is asked for again, when waiting helps.
fn wait(error: &Error) -> Option<Duration> {
    if error.kind() != ErrorKind::RateLimited {
        return None;
    }
    Some(error.retry_after().unwrap_or(UNTOLD_WAIT)).filter(|wait| *wait <= LONGEST_WAIT)
}
