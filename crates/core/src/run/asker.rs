//! The calls of one page: within the lanes of the account, until the vendor's limit is met or the time is
//! over.

use super::error::{Error, Trouble};
use super::exchange::{Answer, Patience, exchange, refusal};
use super::faults::unreadable;
use super::options::Options;
use super::together::Lanes;
use crate::exchange::{Account, Request, Transport};
use crate::plan::{LookedAt, PageCount, PageState, Plan, Verdict, next};
use crate::record::Table;
use crate::slices::{self, Walk};
use futures_util::lock::Mutex;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use touchpoint_language::expr::{Condition, Path};
use touchpoint_language::mapping::{Ask, Lookup};

/// The most entries that a table takes from one reply.
const MOST_ENTRIES: usize = 50_000;

/// Everything that the calls of one page share.
pub(super) struct Asker<'a> {
    pub(super) plan: &'a Plan,
    pub(super) account: &'a Account,
    pub(super) transport: &'a dyn Transport,
    pub(super) options: &'a Options,
    pub(super) patience: &'a Patience,
    /// They bound how many calls are on their way at once.
    lanes: Lanes,
    /// The error of the call that met the vendor's limit first: no more calls are sent then.
    limited: OnceLock<Error>,
    /// The tables that came in this call. Several lists that are read at once share them.
    pub(super) once: BTreeMap<&'a str, Mutex<Option<Arc<Table>>>>,
    /// When the mapping of the page at hand began, in milliseconds since 1970.
    mapping_since: AtomicI64,
}

/// A page that came just in time is still mapped, for at most this long.
const GRACE_MS: i64 = 250;

impl<'a> Asker<'a> {
    /// An asker for one call.
    pub(super) fn new(
        plan: &'a Plan,
        account: &'a Account,
        transport: &'a dyn Transport,
        options: &'a Options,
        patience: &'a Patience,
    ) -> Asker<'a> {
        let lookups = plan.mapping.lookups.iter();
        let once = lookups.filter(|(_, lookup)| matches!(lookup.ask, Ask::Once(_)));
        Asker {
            plan,
            account,
            transport,
            options,
            patience,
            lanes: Lanes::new(plan.mapping.connection.at_once),
            limited: OnceLock::new(),
            once: once
                .map(|(name, _)| (name.as_str(), Mutex::default()))
                .collect(),
            mapping_since: AtomicI64::default(),
        }
    }

    /// Sends a request, once a lane is free, until it is answered for good.
    ///
    /// # Errors
    /// As [`exchange`], with secrets masked; the vendor's limit where another call of this page met it.
    pub(super) async fn exchange(
        &self,
        request: &Request,
        missing: Option<&Condition>,
    ) -> Result<Answer, Error> {
        let _lane = self.lanes.enter().await;
        if let Some(limited) = self.limited.get() {
            return Err(limited.clone());
        }
        let answer = exchange(self.plan, request, missing, self.transport, self.patience).await;
        let answer = answer.map_err(|error| error.masked(&request.secrets()));
        if let Some(limited) = answer.as_ref().err().filter(|error| error.is_limit()) {
            // The first one is reported.
            let _ = self.limited.set(limited.clone());
        }
        answer
    }

    /// A fault of the vendor, with the wait that another call of this page was told.
    pub(super) fn with_wait(&self, error: Error) -> Error {
        self.patience.with_wait(error, self.transport.now())
    }

    /// The error of a call that was dropped since another met the vendor's limit.
    pub(super) fn not_asked(&self) -> Error {
        let limited = self.limited.get().cloned();
        limited.unwrap_or_else(|| Error::Ours("a call was dropped".to_owned()))
    }

    /// True once the time of the call is over.
    pub(super) fn is_late(&self) -> bool {
        self.patience.until.is_over(self.transport)
    }

    /// The mapping of a page begins.
    pub(super) fn begin_mapping(&self) {
        let now = self.transport.now().as_millisecond();
        self.mapping_since.store(now, Ordering::Relaxed);
    }

    /// True once the mapping of the page must stop.
    pub(super) fn maps_too_long(&self) -> bool {
        let since = self.mapping_since.load(Ordering::Relaxed);
        self.is_late() && self.transport.now().as_millisecond() >= since.saturating_add(GRACE_MS)
    }

    /// True if a table's fault ends the call: a new token would help.
    pub(super) fn ends(&self, error: &Error) -> bool {
        let expired =
            matches!(error, Error::Remote(fault) if fault.trouble == Trouble::Credentials);
        expired && self.options.expired_ends
    }

    /// The entries in a reply, as texts, and the state of the table's next page, if there is one. `at` is
    /// this page's state and how many entries came before it.
    pub(super) async fn entries(
        &self,
        request: &Request,
        lookup: &Lookup,
        at: (&PageState, usize),
    ) -> Result<(Vec<String>, Option<PageState>), Error> {
        let found = self.found(request, lookup, at).await;
        found.map_err(|error| error.masked(&request.secrets()))
    }

    async fn found(
        &self,
        request: &Request,
        lookup: &Lookup,
        (state, before): (&PageState, usize),
    ) -> Result<(Vec<String>, Option<PageState>), Error> {
        match &self.exchange(request, None).await? {
            Answer::Empty(_) => Ok((Vec::new(), None)),
            // A part of a table would pass for all of it.
            Answer::Partial(reply, _) => {
                let now = self.transport.now();
                Err(refusal(self.plan, reply, Verdict::Partial, now))
            }
            Answer::Page(reply, _) => {
                let mended;
                let read = match slices::read(&reply.body) {
                    Err(fault) => {
                        mended = slices::mend(&reply.body);
                        mended
                            .as_ref()
                            .map_or(Err(fault), |mended| slices::read(&mended.body))
                    }
                    read => read,
                };
                let text = read.map_err(|error| {
                    let says = format!("the reply is not JSON: {error}");
                    unreadable(self.plan, reply, &says)
                })?;
                let (mut entries, mut count) = (Vec::new(), before);
                Walk::new(&lookup.entries).all(text, &mut |entry| {
                    count += 1;
                    if count <= MOST_ENTRIES {
                        entries.push(entry.to_owned());
                    }
                });
                if count > MOST_ENTRIES {
                    let says = format!("the table has more than {MOST_ENTRIES} entries");
                    return Err(unreadable(self.plan, reply, &says));
                }
                let next = match &lookup.paging {
                    None => None,
                    Some(paging) => {
                        let size = &paging.size;
                        let told = size
                            .fixed
                            .or(size.send_as.is_some().then_some(size.default));
                        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
                        let came = PageCount {
                            counted: count(entries.len()),
                            asked: told,
                            before: count(before),
                        };
                        let origins = Some(request.origins.as_slice());
                        let next = next(paging, state, reply, &Text(text), came, origins);
                        next.map_err(|fault| unreadable(self.plan, reply, &fault.to_string()))?
                    }
                };
                Ok((entries, next))
            }
        }
    }
}

/// The text of a table's reply, as paging looks at it.
struct Text<'t>(&'t str);

impl LookedAt for Text<'_> {
    fn one(&self, path: &Path) -> Option<Cow<'_, str>> {
        Walk::new(path).one(self.0).map(Cow::Borrowed)
    }
}
