//! All records of a list, one after another.

use crate::checkpoint::Checkpoint;
use crate::engine::Touchpoint;
use crate::error::{Error, ErrorKind};
use crate::keys::{KeyNames, SignedAs};
use crate::page::Page;
use crate::record::{Record, RecordFault};
use crate::stream::pages;
use futures_core::Stream;
use futures_core::stream::FusedStream;
use futures_util::stream::empty;
use serde::de::DeserializeOwned;
use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use touchpoint_core::cursor::CursorFault;
use touchpoint_core::exchange::Account;
use touchpoint_core::filter::Fate;
use touchpoint_core::plan::RateLimit;
use touchpoint_core::query::{Ignored, ListQuery};
use touchpoint_core::response::{OwnedRow, RowText, Warning};
use touchpoint_core::run;
use touchpoint_language::unified::Engagement;

/// All records of a list, one after another, each with the place behind it.
///
/// The next page is asked for while the records of one are used, and none beyond it before they are used up.
/// A rate limit is waited out, and calls are repeated, as [`Touchpoint::stream`] says. A record that does not have the form of `T` is an error of the kind
/// [`Record`](ErrorKind::Record), and the stream goes on behind it; any other error ends the stream, and its
/// [`checkpoint`](Error::checkpoint) leads on from there. After its end it gives no more. Dropping the stream
/// at any point leaves nothing running.
///
/// It is a [`Stream`](futures_core::Stream) for those who use `futures`; others need no more than
/// [`RecordStream::try_next`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use touchpoint::{EngagementType::Call, Touchpoint};
///
/// let touchpoint = Touchpoint::builder().sandbox().build().await?;
/// let account = touchpoint.sandbox_account("pipedrive").ok_or("no such sandbox")?;
/// let mut calls = touchpoint.engagements(&account).engagement_type(Call).records();
/// while let Some(call) = calls.try_next().await? {
///     println!("{} {:?}", call.id, call.subject);
/// }
/// # Ok(()) }
/// ```
pub struct RecordStream<T = Engagement> {
    pages: Pin<Box<dyn FusedStream<Item = Result<Page, Error>> + Send>>,
    current: Option<Current>,
    /// What signs its checkpoints.
    keys: Arc<KeyNames>,
    /// What is still to be left out, where the stream began at a checkpoint.
    start: Option<Checkpoint>,
    last: Option<Checkpoint>,
    /// What is told beside the records of the page.
    told: Told,
    of: PhantomData<fn() -> T>,
}

/// What is told beside the records of a page.
#[derive(Default)]
struct Told {
    warnings: Vec<Warning>,
    filters: Vec<(String, Fate)>,
    ignored: Vec<Ignored>,
    rate_limit: Option<RateLimit>,
}

/// The records of the page that is being given.
struct Current {
    records: VecDeque<OwnedRow>,
    given: usize,
    cursor: Arc<str>,
    next: Option<Arc<str>>,
    lasts: bool,
}

impl Touchpoint {
    /// All records of a query, read as a type: the unified record of this engine's model, or any part of it.
    /// [`Touchpoint::engagements`] says the same in types.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use futures_util::TryStreamExt;
    /// use touchpoint::{ListQuery, Touchpoint};
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Titled { id: String, subject: Option<String> }
    ///
    /// let touchpoint = Touchpoint::builder().sandbox().build().await?;
    /// let account = touchpoint.sandbox_account("pipedrive").ok_or("no such sandbox")?;
    /// let mut records = touchpoint.records::<Titled>(&account, ListQuery::default().limit(20));
    /// while let Some(record) = records.try_next().await? {
    ///     println!("{} {:?}", record.id, record.subject);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn records<T>(&self, account: &Account, query: ListQuery) -> RecordStream<T> {
        RecordStream::new(self, account, query, None)
    }

    /// The records behind a checkpoint of the same query and account.
    pub fn records_after<T>(
        &self,
        account: &Account,
        query: ListQuery,
        checkpoint: &Checkpoint,
    ) -> RecordStream<T> {
        RecordStream::new(self, account, query, Some(checkpoint.clone()))
    }
}

impl<T> RecordStream<T> {
    fn new(
        touchpoint: &Touchpoint,
        account: &Account,
        mut query: ListQuery,
        start: Option<Checkpoint>,
    ) -> RecordStream<T> {
        // Records that are given one by one have no keys.
        query.key_by = None;
        let ended = start.as_ref().is_some_and(Checkpoint::is_end);
        if let Some(start) = &start {
            query.next_cursor = start.cursor().map(std::string::ToString::to_string);
        }
        let pages = pages(
            touchpoint.clone(),
            account.clone(),
            query,
            SignedAs::Checkpoint,
        );
        RecordStream {
            pages: if ended {
                Box::pin(empty())
            } else {
                Box::pin(pages)
            },
            current: None,
            keys: touchpoint.key_names(),
            last: start.clone(),
            start,
            told: Told::default(),
            of: PhantomData,
        }
    }

    /// The place behind the last record that was given; where the stream began, before the first. None before
    /// the first record of a list that is read from its start.
    pub fn checkpoint(&self) -> Option<&Checkpoint> {
        self.last.as_ref()
    }

    /// What could not be mapped on the page that the last record stood on, and why. Records are counted from 0
    /// on that page.
    pub fn warnings(&self) -> &[Warning] {
        &self.told.warnings
    }

    /// Filter → what became of it, as on the page that the last record stood on.
    pub fn filters(&self) -> &[(String, Fate)] {
        &self.told.filters
    }

    /// What was left out because the query allows it
    /// ([`ignoring_unsupported`](crate::Engagements::ignoring_unsupported)): the records are then more than
    /// were asked for. Empty before the first record.
    pub fn ignored(&self) -> &[Ignored] {
        &self.told.ignored
    }

    /// The vendor's limits as it told them last.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.told.rate_limit
    }

    fn begin(&mut self, page: &Page) {
        let (given, rest) = match &self.start {
            Some(start) => start.given(&page.texts()),
            None => (0, 0),
        };
        self.start = self
            .start
            .take()
            .filter(|_| rest > 0)
            .map(|start| start.carried(rest));
        let (began, lasts) = page.began();
        self.told = Told {
            warnings: page.warnings().to_vec(),
            filters: page.filters().to_vec(),
            ignored: page.ignored().to_vec(),
            rate_limit: page.rate_limit().or(self.told.rate_limit),
        };
        self.current = Some(Current {
            records: page
                .rows()
                .into_iter()
                .skip(given)
                .map(RowText::into_owned)
                .collect(),
            given,
            cursor: began.into(),
            next: page.next_cursor().map(Arc::from),
            lasts,
        });
    }
}

impl Current {
    /// The next record with its place on the page, and the place behind it.
    fn take(&mut self) -> Option<(OwnedRow, usize, Checkpoint)> {
        let row = self.records.pop_front()?;
        let at = self.given;
        self.given += 1;
        let behind = match self.records.front() {
            Some(next) => {
                let around = (row.row().text(), next.row().text());
                Checkpoint::within(self.cursor.clone(), self.given, around, self.lasts)
            }
            None => Checkpoint::before(self.next.clone(), self.lasts),
        };
        Some((row, at, behind))
    }
}

impl<T: DeserializeOwned> Stream for RecordStream<T> {
    type Item = Result<Record<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some((row, at, behind)) = this.current.as_mut().and_then(Current::take) {
                let behind = behind.signed(this.keys.signs());
                this.last = Some(behind.clone());
                let record = Record::read(row, at, behind);
                return Poll::Ready(Some(
                    record.map_err(|fault| unlike(fault, this.last.clone())),
                ));
            }
            match ready!(this.pages.as_mut().poll_next(context)) {
                None => return Poll::Ready(None),
                Some(Ok(page)) => this.begin(&page),
                Some(Err(error)) => {
                    if let Some(cursor) = error.next_cursor() {
                        let at = Checkpoint::before(Some(Arc::from(cursor)), false);
                        this.last = Some(at.signed(this.keys.signs()));
                    }
                    let start = this.start.as_ref();
                    let unknown = start.and_then(|start| this.keys.unlike(start.signer()));
                    let error = of_checkpoint(error, unknown);
                    return Poll::Ready(Some(Err(error.at(this.last.clone()))));
                }
            }
        }
    }
}

impl<T: DeserializeOwned> FusedStream for RecordStream<T> {
    fn is_terminated(&self) -> bool {
        let current = self.current.as_ref();
        current.is_none_or(|current| current.records.is_empty()) && self.pages.is_terminated()
    }
}

/// The same without the crate `futures`.
impl<T: DeserializeOwned> RecordStream<T> {
    /// The next record, or what is wrong with it; none at the end.
    pub async fn next(&mut self) -> Option<Result<Record<T>, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The next record; none at the end.
    ///
    /// # Errors
    /// A record of another form, behind which the stream goes on, or what ends it: [`Error`], by who must act.
    pub async fn try_next(&mut self) -> Result<Option<Record<T>>, Error> {
        self.next().await.transpose()
    }
}

impl<T> fmt::Debug for RecordStream<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("RecordStream");
        shown
            .field("checkpoint", &self.last)
            .finish_non_exhaustive()
    }
}

/// The error of a record of another form.
fn unlike(fault: RecordFault, behind: Option<Checkpoint>) -> Error {
    Error::from(fault).at(behind)
}

/// The fault of a cursor, in the words of who gave a checkpoint; `unknown` says that its key is not known here.
fn of_checkpoint(error: Error, unknown: Option<&'static str>) -> Error {
    if error.kind() != ErrorKind::Cursor {
        return error;
    }
    let mut detail = error.into_detail();
    if let run::Error::Caller(fault) = &mut detail {
        let unknown = unknown.filter(|_| fault.cursor == Some(CursorFault::Forged));
        for failure in &mut fault.failures {
            failure.message = match unknown {
                Some(says) => says.to_owned(),
                None => failure.message.replace("`next_cursor`", "the checkpoint"),
            };
        }
    }
    detail.into()
}
