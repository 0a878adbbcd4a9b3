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
use crate::connect::Consent;
use crate::engagements::Engagements;
use crate::error::Error;
use crate::page::Page;
use crate::record::Record;
use crate::records::RecordStream;
#[cfg(feature = "testing")]
use crate::testing::{Vendor, VendorBuilder};
use futures_core::{FusedStream, Stream};
use serde::de::DeserializeOwned;
use std::fmt;
use std::future::poll_fn;
use std::iter::FusedIterator;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
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
        let runtime = runtime()?;
        Ok(Touchpoint {
            engine: runtime.block_on(builder.build())?,
            runtime,
        })
    }

    /// A vendor to test a program against, with an engine and an account of it, as
    /// [`VendorBuilder::start`]. Needs the feature `testing`.
    ///
    /// ```
    /// use touchpoint::blocking::Touchpoint;
    /// use touchpoint::testing::Vendor;
    /// # use touchpoint::ListQuery;
    ///
    /// let (touchpoint, account, vendor) = Touchpoint::played(Vendor::of("pipedrive").records(60))?;
    /// let page = touchpoint.list(&account, &ListQuery::default().limit(5))?;
    /// assert_eq!((page.engagements()?.len(), vendor.calls()), (5, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`VendorBuilder::start`].
    #[cfg(feature = "testing")]
    pub fn played(vendor: VendorBuilder) -> Result<(Touchpoint, Account, Vendor), BuildError> {
        let runtime = runtime()?;
        let (engine, account, vendor) = runtime.block_on(vendor.start())?;
        Ok((Touchpoint { engine, runtime }, account, vendor))
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
        self.wait(query.page())
    }

    /// Reads one page, as [`crate::Touchpoint::list`].
    ///
    /// # Errors
    /// [`Error`], by who must act.
    pub fn list(&self, account: &Account, query: &ListQuery) -> Result<Page, Error> {
        self.wait(self.engine.list(account, query))
    }

    /// Reads one page, as [`crate::Touchpoint::list_within`].
    ///
    /// # Errors
    /// [`Error`], by who must act.
    pub fn list_within(
        &self,
        deadline: Duration,
        account: &Account,
        query: &ListQuery,
    ) -> Result<Page, Error> {
        self.wait(self.engine.list_within(deadline, account, query))
    }

    /// All pages of a query, one after another, as [`crate::Touchpoint::stream`].
    ///
    /// ```
    /// # use touchpoint::{ListQuery, blocking::Touchpoint};
    /// let touchpoint = Touchpoint::new(touchpoint::Touchpoint::builder().sandbox())?;
    /// let account = touchpoint.engine().sandbox_account("pipedrive").ok_or("no such sandbox")?;
    /// let pages = touchpoint.pages(account, ListQuery::default().limit(2));
    /// for page in pages.take(2) {
    ///     assert_eq!(page?.engagements()?.len(), 2);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn pages(&self, account: Account, query: ListQuery) -> Pages {
        Pages {
            pages: Box::pin(self.engine.stream(account, query)),
            runtime: self.runtime.clone(),
        }
    }

    /// Renews the token of an account now, as [`crate::Touchpoint::renew`].
    ///
    /// # Errors
    /// [`Error`], by who must act.
    pub fn renew(&self, account: &Account) -> Result<(), Error> {
        self.wait(self.engine.renew(account))
    }

    /// The account with the secrets that a source of the program gives, as [`crate::Touchpoint::completed`].
    ///
    /// # Errors
    /// [`Error`], by who must act.
    pub fn completed(&self, account: &Account) -> Result<Account, Error> {
        self.wait(self.engine.completed(account))
    }

    /// The account with its tokens, once a person has allowed the access, as [`crate::Touchpoint::connect`].
    ///
    /// # Errors
    /// [`Error`], by who must act.
    pub fn connect(
        &self,
        account: &Account,
        consent: &Consent,
        code: &str,
    ) -> Result<Account, Error> {
        self.wait(self.engine.connect(account, consent, code))
    }

    /// The same engine for lists of another resource, as [`crate::Touchpoint::of_resource`].
    #[must_use]
    pub fn of_resource(&self, resource: &str) -> Option<Touchpoint> {
        Some(Touchpoint {
            engine: self.engine.of_resource(resource)?,
            runtime: self.runtime.clone(),
        })
    }

    /// Waits for any future of the engine, such as one that a program makes of several, on the engine's own runtime.
    /// What has no name here is reached so.
    pub fn wait<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
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

    /// The records of any stream, read as they are wanted: of another type, or of another resource.
    ///
    /// ```
    /// # use touchpoint::{ListQuery, blocking::Touchpoint};
    /// # #[derive(serde::Deserialize)] struct Contact { id: String }
    /// let touchpoint = Touchpoint::new(touchpoint::Touchpoint::builder().sandbox())?;
    /// let contacts = touchpoint.of_resource("crm/contacts").ok_or("no such lists")?;
    /// let account = contacts.engine().sandbox_account("pipedrive").ok_or("no such sandbox")?;
    /// let people = contacts.engine().records::<Contact>(&account, ListQuery::default());
    /// for person in contacts.iterate(people).take(3) {
    ///     println!("{}", person?.id);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn iterate<T>(&self, records: RecordStream<T>) -> Records<T> {
        Records {
            records,
            runtime: self.runtime.clone(),
        }
    }
}

/// A runtime with one thread beside the program's.
fn runtime() -> Result<Arc<Runtime>, BuildError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("touchpoint")
        .enable_all()
        .build();
    let runtime = runtime.map_err(|fault| BuildError::Http(fault.to_string()))?;
    Ok(Arc::new(runtime))
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

/// All pages of a list, one after another. After its end, or after an error, it gives no more.
pub struct Pages {
    pages: Pin<Box<dyn FusedStream<Item = Result<Page, Error>> + Send>>,
    runtime: Arc<Runtime>,
}

impl fmt::Debug for Pages {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("blocking::Pages")
    }
}

impl Iterator for Pages {
    type Item = Result<Page, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.pages.is_terminated() {
            return None;
        }
        let pages = &mut self.pages;
        let next = poll_fn(|context| pages.as_mut().poll_next(context));
        self.runtime.block_on(next)
    }
}

impl FusedIterator for Pages {}
