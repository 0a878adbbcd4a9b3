//! The kinds of errors, by who must act.

use std::fmt;
use touchpoint_core::run::{self, RemoteFault, Trouble};

/// Who must act, and what for. More kinds may come.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The query cannot be asked: an unknown parameter, a filter that this vendor does not serve, or more
    /// records than the vendor gives of one list. The caller changes the query.
    Query,
    /// The cursor or checkpoint leads nowhere: the text says why. The caller starts the list again.
    Cursor,
    /// There is no mapping for the account's integration. Whoever builds the engine adds it.
    UnknownIntegration,
    /// The account lacks something, or its overlay has errors. Its owner completes it.
    Account,
    /// The vendor does not take the account's credentials any more. A person connects it again.
    NeedsReauth,
    /// The vendor does not let this account see this (403). Its owner gets the rights, or asks for less.
    Forbidden,
    /// The vendor refuses this call for another reason, as 400 or 404, or its token URL refuses the program's own
    /// app: its words say which.
    Refused,
    /// The vendor's limit is reached. [`Error::retry_after`](crate::Error::retry_after) says how long.
    RateLimited,
    /// The vendor, or its token URL, cannot answer now (5xx).
    VendorDown,
    /// The vendor's answer cannot be read, or repeats itself without end.
    Unreadable,
    /// No answer came: no connection, none in time, or the transport refused the call.
    NoAnswer,
    /// A part that the program brought failed: its token store or its credentials.
    Store,
    /// A record does not have the form of the type that it is read as. Whoever wrote the type, or the model,
    /// acts; a stream of records goes on behind it.
    Record,
    /// The mapping is wrong. Whoever keeps it acts.
    Mapping,
    /// Something of this library failed.
    Internal,
}

impl ErrorKind {
    /// Its word for logs and metrics: `rate_limited`.
    pub fn word(self) -> &'static str {
        match self {
            ErrorKind::Query => "query",
            ErrorKind::Cursor => "cursor",
            ErrorKind::UnknownIntegration => "unknown_integration",
            ErrorKind::Account => "account",
            ErrorKind::NeedsReauth => "needs_reauth",
            ErrorKind::Forbidden => "forbidden",
            ErrorKind::Refused => "refused",
            ErrorKind::RateLimited => "rate_limited",
            ErrorKind::VendorDown => "vendor_down",
            ErrorKind::Unreadable => "unreadable",
            ErrorKind::NoAnswer => "no_answer",
            ErrorKind::Store => "store",
            ErrorKind::Record => "record",
            ErrorKind::Mapping => "mapping",
            ErrorKind::Internal => "internal",
        }
    }

    pub(super) fn of(error: &run::Error) -> ErrorKind {
        match error {
            run::Error::Caller(fault) if fault.cursor.is_some() => ErrorKind::Cursor,
            run::Error::Caller(_) => ErrorKind::Query,
            run::Error::Remote(fault) => ErrorKind::of_remote(fault),
            run::Error::NoAnswer(_) => ErrorKind::NoAnswer,
            run::Error::Account(_) => ErrorKind::Account,
            run::Error::Mapping(_) => ErrorKind::Mapping,
            run::Error::Store(_) => ErrorKind::Store,
            run::Error::Ours(_) => ErrorKind::Internal,
        }
    }

    fn of_remote(fault: &RemoteFault) -> ErrorKind {
        match (fault.trouble, fault.remote_status) {
            (Trouble::RateLimited, _) => ErrorKind::RateLimited,
            (Trouble::Credentials, _) => ErrorKind::NeedsReauth,
            (Trouble::Unreadable | Trouble::Repeats, _) => ErrorKind::Unreadable,
            (Trouble::Cap, _) => ErrorKind::Query,
            (Trouble::Token, _) => ErrorKind::Refused,
            (_, Some(403)) => ErrorKind::Forbidden,
            // A refusal without a status is the token URL's, and passes.
            (_, None | Some(408 | 500..)) => ErrorKind::VendorDown,
            _ => ErrorKind::Refused,
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}
