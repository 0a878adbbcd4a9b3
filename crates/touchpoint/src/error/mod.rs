//! Why a call gave nothing: one kind for whoever must act, and what a program needs to act itself.

mod kind;
#[cfg(test)]
mod tests;
mod words;

pub use kind::ErrorKind;
use words::Words;

use crate::checkpoint::Checkpoint;
use crate::record::RecordFault;
use crate::tokens::StoreFault;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;
use touchpoint_core::exchange::SendFault;
use touchpoint_core::run::{self, MappingFault};

/// Why a call gave nothing.
///
/// ```
/// use std::time::Duration;
/// use touchpoint::{Error, ErrorKind};
///
/// enum Step { Again(Duration), Reconnect, TellUser, TellOperator }
///
/// fn next_step(error: &Error) -> Step {
///     match error.kind() {
///         _ if error.is_retryable() => Step::Again(error.retry_after().unwrap_or(Duration::from_secs(30))),
///         ErrorKind::NeedsReauth | ErrorKind::Account => Step::Reconnect,
///         ErrorKind::Query | ErrorKind::Cursor | ErrorKind::Forbidden => Step::TellUser,
///         _ => Step::TellOperator,
///     }
/// }
/// ```
///
/// Its text says who said no, what is wrong and what to do next, in one line, and holds no secret:
/// `Acme answered with status 429: slow down; ask again in 7 s`. The vendor's own words alone are in [`Error::detail`].
///
/// [`source`](std::error::Error::source) is the error of a part that the program brought: its token
/// store, its credentials, its transport.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    /// The vendor's name, where a call of it was made.
    vendor: Option<String>,
    detail: run::Error,
    checkpoint: Option<Checkpoint>,
}

impl Error {
    /// Who must act.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// True if the same call may succeed later, without a change by anybody: the vendor limits us, is
    /// down or did not answer, or the program's own store did not. How long to wait:
    /// [`Error::retry_after`].
    pub fn is_retryable(&self) -> bool {
        match &self.0.detail {
            run::Error::NoAnswer(fault) => fault.is_transient(),
            _ => matches!(
                self.kind(),
                ErrorKind::RateLimited | ErrorKind::VendorDown | ErrorKind::Store
            ),
        }
    }

    /// How long to wait before the call is repeated, where the vendor or its mapping tells.
    pub fn retry_after(&self) -> Option<Duration> {
        match &self.0.detail {
            run::Error::Remote(fault) => fault.retry_after,
            _ => None,
        }
    }

    /// The HTTP status that the vendor answered with; none where no answer of it is to blame.
    pub fn vendor_status(&self) -> Option<u16> {
        match &self.0.detail {
            run::Error::Remote(fault) => fault.remote_status,
            _ => None,
        }
    }

    /// Where a stream of records goes on: the place behind the last record that it gave. None where it gave
    /// none and began at no checkpoint, and for a call of one page, whose own cursor can be used again.
    pub fn checkpoint(&self) -> Option<&Checkpoint> {
        self.0.checkpoint.as_ref()
    }

    /// The cursor at which a list goes on, if pages were read before this error and no record was found on
    /// them: the vendor's limit was reached, or a later page failed.
    pub fn next_cursor(&self) -> Option<&str> {
        match &self.0.detail {
            run::Error::Remote(fault) => fault.next_cursor.as_deref(),
            _ => None,
        }
    }

    /// A stable code for logs and support: `T302`. The documentation of the diagnostics lists them.
    pub fn code(&self) -> &'static str {
        self.0.detail.code()
    }

    /// The engine's own account of it: each failing parameter, each fault of the account, the vendor's
    /// body. It may grow from release to release.
    pub fn detail(&self) -> &run::Error {
        &self.0.detail
    }

    /// The same, given away.
    pub fn into_detail(self) -> run::Error {
        self.0.detail
    }

    pub(crate) fn of_kind(kind: ErrorKind, detail: run::Error) -> Error {
        Error(Box::new(Inner {
            kind,
            vendor: None,
            detail,
            checkpoint: None,
        }))
    }

    pub(crate) fn of_vendor(mut self, label: &str) -> Error {
        self.0.vendor = Some(label.to_owned());
        self
    }

    pub(crate) fn at(mut self, checkpoint: Option<Checkpoint>) -> Error {
        self.0.checkpoint = checkpoint;
        self
    }
}

impl From<run::Error> for Error {
    fn from(detail: run::Error) -> Error {
        Error::of_kind(ErrorKind::of(&detail), detail)
    }
}

impl From<RecordFault> for Error {
    fn from(fault: RecordFault) -> Error {
        let detail = run::Error::Mapping(MappingFault {
            message: fault.to_string(),
            place: format!("record {}", fault.index),
        });
        Error::of_kind(ErrorKind::Record, detail)
    }
}

impl From<StoreFault> for Error {
    fn from(fault: StoreFault) -> Error {
        run::Error::from(fault).into()
    }
}

impl From<Error> for run::Error {
    fn from(error: Error) -> run::Error {
        error.into_detail()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_of_vendor = matches!(
            self.0.detail,
            run::Error::Remote(_) | run::Error::NoAnswer(_)
        );
        let words = Words {
            kind: self.kind(),
            fault: self.0.detail.to_string(),
            vendor: self.0.vendor.as_deref().filter(|_| is_of_vendor),
            status: self.vendor_status(),
            is_retryable: self.is_retryable(),
            retry_after: self.retry_after(),
        };
        words.fmt(out)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("Error");
        shown.field("kind", &self.kind());
        shown.field("code", &self.code());
        shown.field("message", &self.to_string());
        if let Some(status) = self.vendor_status() {
            shown.field("vendor_status", &status);
        }
        if let Some(wait) = self.retry_after() {
            shown.field("retry_after", &wait);
        }
        shown.finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.detail {
            run::Error::Store(cause) | run::Error::NoAnswer(SendFault::Connection(cause)) => {
                Some(&**cause)
            }
            _ => None,
        }
    }
}
