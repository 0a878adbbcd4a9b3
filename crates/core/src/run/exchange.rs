//! Sends one request until it has a final answer: after transient faults it is sent again, with
//! exponential backoff and full jitter, within the deadline; after a rate limit it never is.

use super::error::{Error, RemoteFault, SHOWN_CHARACTERS, Trouble};
use super::options::Options;
use crate::exchange::{About, Deadline, Idle, Reply, Request, SendFault, Transport, aside};
use crate::plan::{Plan, TextFacts, Verdict, classify_text, message, rate_limit, retry_after};
use crate::response::Warning;
use crate::scan::{PageFault, PageReader, Scanned};
use crate::slices::Mended;
use crate::{room, slices};
use jiff::Timestamp;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Clause, Subject};
use touchpoint_language::json::Json;

const FIRST_WAIT_MS: u32 = 250;
const LONGEST_WAIT_MS: u32 = 8_000;
/// A larger body is shown as shortened text.
const SHOWN_BYTES: usize = 16 * 1024;

/// What limits the sending of one request.
pub(super) struct Patience {
    pub(super) until: Deadline,
    deadline: Duration,
    pub(super) attempts: u32,
    /// The time before which the vendor wants no call, in milliseconds since 1970. The calls of a page
    /// that are sent at once share it.
    not_before: AtomicI64,
}

impl Patience {
    /// As the options say, from now on.
    pub(super) fn of(transport: &dyn Transport, options: &Options) -> Patience {
        let from_now = || Deadline::after(transport, options.deadline, Idle::default());
        Patience {
            until: options.until.clone().unwrap_or_else(from_now),
            deadline: options.deadline,
            attempts: options.attempts,
            not_before: AtomicI64::new(i64::MIN),
        }
    }

    /// Waits until the vendor takes calls again.
    async fn held(&self, about: &About, transport: &dyn Transport) {
        let now = transport.now().as_millisecond();
        let left = self.not_before.load(Ordering::Relaxed).saturating_sub(now);
        if let Ok(left @ 1..) = u64::try_from(left) {
            transport.waits(about, Duration::from_millis(left)).await;
        }
    }

    /// Sends once, and gives it up when the time is over.
    async fn send(&self, request: &Request, transport: &dyn Transport) -> Result<Reply, SendFault> {
        let sent = self.until.bound(transport, transport.send(request)).await;
        sent.unwrap_or_else(|| Err(SendFault::Timeout(self.deadline)))
    }

    /// True if a wait leaves time for the call after it.
    fn fits(&self, wait: Duration, transport: &dyn Transport) -> bool {
        self.until.left(transport) > wait
    }

    /// A fault of the vendor, with the wait that another call of the page was told, where that is longer
    /// than its own.
    pub(super) fn with_wait(&self, error: Error, now: Timestamp) -> Error {
        let left = self.not_before.load(Ordering::Relaxed);
        let left = u64::try_from(left.saturating_sub(now.as_millisecond()));
        match (error, left) {
            (Error::Remote(mut fault), Ok(left @ 1..)) => {
                fault.retry_after = fault.retry_after.max(Some(Duration::from_millis(left)));
                Error::Remote(fault)
            }
            (error, _) => error,
        }
    }

    /// The vendor said how long it takes no call.
    fn hold(&self, wait: Duration, now: Timestamp) {
        let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        let until = now.as_millisecond().saturating_add(wait);
        self.not_before.fetch_max(until, Ordering::Relaxed);
    }
}

/// An answer that is a page: with records, or empty as the vendor says it.
pub(super) enum Answer {
    Page(Reply, Mending),
    /// With an error beside its records.
    Partial(Reply, Mending),
    Empty(Reply),
}

/// A repaired body, where repair was needed: found out when the body is first read.
#[derive(Default)]
pub(super) struct Mending(OnceLock<Option<Mended>>);

impl Mending {
    /// Reads a page, repaired where it cannot be read as it came.
    ///
    /// # Errors
    /// What is wrong with the page, where it cannot be repaired.
    pub(super) fn scan<'a>(
        &'a self,
        reader: &'a PageReader,
        reply: &'a Reply,
    ) -> Result<Scanned<'a>, PageFault> {
        let fault = match reader.scan(&reply.body) {
            Err(fault @ PageFault::NotJson(_)) => fault,
            scanned => return scanned,
        };
        match self.0.get_or_init(|| slices::mend(&reply.body)) {
            None => Err(fault),
            Some(mended) => Ok(reader.scan(&mended.body)?.mended(mended)),
        }
    }
}

impl Answer {
    /// How many bytes mapping it goes over, as [`PageReader::costs`] says.
    pub(super) fn costs(&self, reader: &PageReader) -> usize {
        let (Answer::Page(reply, _) | Answer::Partial(reply, _) | Answer::Empty(reply)) = self;
        reader.costs(reply)
    }
}

/// A reply that was read leaves its buffer to the next one.
impl Drop for Answer {
    fn drop(&mut self) {
        let (Answer::Page(reply, _) | Answer::Partial(reply, _) | Answer::Empty(reply)) = self;
        room::give(std::mem::take(&mut reply.body));
    }
}

/// Sends a request and says what its answer means. A reply of which `missing` holds is a page without
/// records.
pub(super) async fn exchange(
    plan: &Plan,
    request: &Request,
    missing: Option<&Condition>,
    transport: &dyn Transport,
    patience: &Patience,
) -> Result<Answer, Error> {
    let mut attempt = 0;
    let mut again;
    let mut request = request;
    loop {
        attempt += 1;
        if attempt > 1 {
            again = request.clone();
            again.about.attempt = attempt;
            request = &again;
        }
        let last = attempt >= patience.attempts;
        patience.held(&request.about, transport).await;
        let wait = match patience.send(request, transport).await {
            Err(fault) if fault.is_transient() && !last => {
                let wait = backoff(attempt, transport);
                if !patience.fits(wait, transport) {
                    return Err(Error::NoAnswer(fault));
                }
                wait
            }
            Err(fault) => return Err(Error::NoAnswer(fault)),
            Ok(reply) => match judged(plan, missing, &reply, transport).await? {
                Verdict::Page => return Ok(Answer::Page(reply, Mending::default())),
                Verdict::Partial => return Ok(Answer::Partial(reply, Mending::default())),
                Verdict::Empty => return Ok(Answer::Empty(reply)),
                Verdict::Transient if !last => {
                    let told = retry_after(&reply.headers, transport.now());
                    let wait = told.unwrap_or_else(|| backoff(attempt, transport));
                    if !patience.fits(wait, transport) {
                        return Err(refusal(plan, &reply, Verdict::Transient, transport.now()));
                    }
                    if told.is_some() {
                        patience.hold(wait, transport.now());
                    }
                    wait
                }
                verdict => {
                    let now = transport.now();
                    return Err(refusal(plan, &reply, verdict, now));
                }
            },
        };
        transport.waits(&request.about, wait).await;
    }
}

/// Says what a reply at hand means, for a request that is not sent again.
pub(super) fn judge(
    plan: &Plan,
    missing: Option<&Condition>,
    reply: Reply,
    now: Timestamp,
) -> Result<Answer, Error> {
    match verdict(plan, missing, &reply) {
        Verdict::Page => Ok(Answer::Page(reply, Mending::default())),
        Verdict::Partial => Ok(Answer::Partial(reply, Mending::default())),
        Verdict::Empty => Ok(Answer::Empty(reply)),
        verdict => Err(refusal(plan, &reply, verdict, now)),
    }
}

/// Full jitter: anything between nothing and the exponential wait.
fn backoff(attempt: u32, transport: &dyn Transport) -> Duration {
    let most = FIRST_WAIT_MS
        .saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)))
        .min(LONGEST_WAIT_MS);
    Duration::from_millis(u64::from(most)).mul_f64(transport.chance().clamp(0.0, 1.0))
}

/// What a reply means, as [`verdict`] has it: aside where the body is large, since reading it takes a
/// while.
async fn judged(
    plan: &Plan,
    missing: Option<&Condition>,
    reply: &Reply,
    transport: &dyn Transport,
) -> Result<Verdict, Error> {
    let verdict = || verdict(plan, missing, reply);
    let judged = aside(transport, reply.body.len(), verdict).await;
    judged.ok_or_else(|| Error::Ours("a reply was not judged".to_owned()))
}

/// What a reply means. Its body is read only where the status is no success, or where a condition
/// that is not yet ruled out looks into it.
fn verdict(plan: &Plan, missing: Option<&Condition>, reply: &Reply) -> Verdict {
    let success = (200..300).contains(&reply.status);
    let facts = TextFacts { reply, body: None };
    let rules = plan.mapping.connection.classify.iter();
    let looks = rules.map(|rule| &rule.when).chain(missing).any(|when| {
        let is_inside = |clause: &Clause| matches!(clause.subject, Subject::Path(_));
        let looks_inside = when.every_clause().any(is_inside);
        // The body may still satisfy it.
        looks_inside && when.holds_by(&|c| is_inside(c) || c.holds(&facts))
    });
    let read = || slices::read(&reply.body).ok();
    let body = if success && !looks { None } else { read() };
    classify_text(plan, missing, reply, body)
}

/// The vendor's refusal, as the caller gets it.
pub(super) fn refusal(plan: &Plan, reply: &Reply, verdict: Verdict, now: Timestamp) -> Error {
    let told = message(plan, &reply.body);
    let label = &plan.mapping.label;
    let words = told.unwrap_or_else(|| format!("{label} answered with status {}", reply.status));
    let trouble = match verdict {
        Verdict::RateLimited(_) => Trouble::RateLimited,
        Verdict::TokenExpired => Trouble::Credentials,
        _ => Trouble::Refused,
    };
    let limits = rate_limit(plan, reply, now);
    let declared = if let Verdict::RateLimited(wait) = verdict {
        wait
    } else {
        None
    };
    let reset = limits
        .and_then(|l| l.reset_seconds)
        .map(Duration::from_secs);
    let reset = reset.filter(|_| matches!(verdict, Verdict::RateLimited(_)));
    RemoteFault {
        remote_status: Some(reply.status),
        raw_response: Some(shown(&reply.body)),
        retry_after: retry_after(&reply.headers, now).or(declared).or(reset),
        rate_limit: limits,
        ..RemoteFault::new(trouble, words)
    }
    .into()
}

/// The warning for an error beside a page's records.
pub(super) fn said_beside(plan: &Plan, answer: &Answer) -> Option<Warning> {
    let Answer::Partial(reply, _) = answer else {
        return None;
    };
    let label = &plan.mapping.label;
    let message = match message(plan, &reply.body) {
        Some(told) => format!("{label} gave a part of this page: {told}"),
        None => format!("{label} gave a part of this page"),
    };
    Some(Warning {
        code: "partial".to_owned(),
        message,
        ..Warning::default()
    })
}

/// What the caller is shown of a body: all of it if it is JSON of moderate size, else its
/// beginning.
pub(super) fn shown(body: &[u8]) -> Json {
    let whole = (body.len() <= SHOWN_BYTES).then(|| Json::from_slice(body).ok());
    whole.flatten().unwrap_or_else(|| beginning(body))
}

/// The start of a body as text, longer than it is shown: it is [shortened](Error::masked) once secrets in
/// it are masked.
pub(super) fn beginning(body: &[u8]) -> Json {
    let longest = SHOWN_CHARACTERS * 8;
    String::from_utf8_lossy(body.get(..longest).unwrap_or(body))
        .into_owned()
        .into()
}
