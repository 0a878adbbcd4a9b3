//! The same engine for programs without an async runtime: it brings a small one of its own. Needs the feature
//! `blocking`.
//!
//! ```
//! use touchpoint::EngagementType::Call;
//! use touchpoint::blocking::Touchpoint;
//!
//! let touchpoint = Touchpoint::new(touchpoint::Touchpoint::builder().sandbox())?;
//! let account = touchpoint.engine().sandbox_account("hubspot").ok_or("no such sandbox")?;
//! let calls = touchpoint.engine().engagements(&account).engagement_type(Call);
//! for call in touchpoint.page(&calls)?.engagements()? {
//!     println!("{} {:?}", call.id, call.subject);
//! }
//! for call in touchpoint.records(calls) {
//!     println!("{}", call?.id);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Inside an async runtime, its calls would hold up a thread of it, and tokio refuses them: use the async engine
//! there.

use crate::build_error::BuildError;
use crate::builder::Builder;
use crate::checkpoint::Checkpoint;
use crate::engagements::Engagements;
use crate::error::Error;
use crate::page::Page;
use crate::record::Record;
use crate::records::RecordStream;
use futures_core::Stream;
use serde::de::DeserializeOwned;
use std::fmt;
use std::future::poll_fn;
use std::iter::FusedIterator;
use std::pin::Pin;
use std::sync::Arc;
use tokio::runtime::Runtime;
use touchpoint_core::exchange::Account;
use touchpoint_core::query::ListQuery;
use touchpoint_language::unified::Engagement;

/// An engine with a runtime of its own. Cheap to clone; all clones share both.
#[derive(Clone)]
pub struct Touchpoint {
    engine: crate::Touchpoint,
    runtime: Arc<Runtime>,
}

impl fmt::Debug for Touchpoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("blocking::Touchpoint")
    }
}

impl Touchpoint {
    /// Builds the engine, with one thread beside the program's.
    ///
    /// # Errors
    /// [`BuildError`]: every fault of every mapping at once, or the machine gives no thread.
    pub fn new(builder: Builder) -> Result<Touchpoint, BuildError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("touchpoint")
            .enable_all()
            .build()
            .map_err(|fault| BuildError::Http(fault.to_string()))?;
        Ok(Touchpoint {
            engine: runtime.block_on(builder.build())?,
            runtime: Arc::new(runtime),
        })
    }

    /// The engine, for all that does not wait: queries, what a vendor serves, accounts of the sandbox.
    pub fn engine(&self) -> &crate::Touchpoint {
        &self.engine
    }

    /// Reads one page of a query.
    ///
    /// # Errors
    /// [`Error`], by who must act.
    pub fn page(&self, query: &Engagements) -> Result<Page, Error> {
        self.runtime.block_on(query.page())
    }

    /// Reads one page, as [`crate::Touchpoint::list`].
    ///
    /// # Errors
    /// [`Error`], by who must act.
    pub fn list(&self, account: &Account, query: &ListQuery) -> Result<Page, Error> {
        self.runtime.block_on(self.engine.list(account, query))
    }

    /// All records of a query, one after another.
    pub fn records(&self, query: Engagements) -> Records<Engagement> {
        self.iterate(query.records())
    }

    /// The records behind a checkpoint of the same query and account.
    pub fn records_after(
        &self,
        query: Engagements,
        checkpoint: &Checkpoint,
    ) -> Records<Engagement> {
        self.iterate(query.records_after(checkpoint))
    }

    /// The records of any stream, read as they are wanted.
    pub fn iterate<T>(&self, records: RecordStream<T>) -> Records<T> {
        Records {
            records,
            runtime: self.runtime.clone(),
        }
    }
}

/// All records of a list, one after another: [`RecordStream`] as an iterator.
#[derive(Debug)]
pub struct Records<T = Engagement> {
    records: RecordStream<T>,
    runtime: Arc<Runtime>,
}

impl<T> Records<T> {
    /// The stream that is read: its checkpoint and its warnings.
    pub fn stream(&self) -> &RecordStream<T> {
        &self.records
    }
}

impl<T: DeserializeOwned> Iterator for Records<T> {
    type Item = Result<Record<T>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let records = &mut self.records;
        let next = poll_fn(|context| Pin::new(&mut *records).poll_next(context));
        self.runtime.block_on(next)
    }
}

/// After its end it gives no more.
impl<T: DeserializeOwned> FusedIterator for Records<T> {}
