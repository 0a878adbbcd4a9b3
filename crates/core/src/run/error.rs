//! What can go wrong with a call, by who must act. The HTTP contract decides how a caller sees it.

use crate::cursor::{CursorFault, LONGEST_CURSOR};
use crate::exchange::{AccountFault, Cause, Secrets, SendFault};
use crate::plan::RateLimit;
use crate::query::Failure;
use std::time::Duration;
use touchpoint_language::json::Json;

/// How many characters of a body of text are shown.
pub(super) const SHOWN_CHARACTERS: usize = 2_000;

/// Why a call gave no page.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The caller's query: the caller acts.
    #[error("{}", .0.message())]
    Caller(CallerFault),
    /// The vendor said no, or said something unreadable.
    #[error("{}", .0.message)]
    Remote(Box<RemoteFault>),
    /// The vendor did not answer.
    #[error(transparent)]
    NoAnswer(SendFault),
    /// The account cannot be used: its owner acts.
    #[error("the account cannot be used: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Account(Vec<AccountFault>),
    /// The mapping is wrong: whoever keeps it acts.
    #[error("{} ({})", .0.message, .0.place)]
    Mapping(MappingFault),
    /// A part that the program brought failed, such as the store of its accounts: whoever keeps it acts.
    /// The words are for the log alone.
    #[error("the accounts' store: {0}")]
    Store(#[source] Cause),
    /// Something of ours failed: we act. The words are for the log; the caller gets none of them.
    #[error("{0}")]
    Ours(String),
}

/// The stable codes of run-time errors.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Trouble {
    /// T201: parameters.
    Parameters,
    /// T202: the cursor.
    Cursor,
    /// T203: the account.
    Account,
    /// T301: the vendor refuses.
    Refused,
    /// T301: its token URL refuses the code or our app, and not for a moment.
    Token,
    /// T302: the vendor's limits.
    RateLimited,
    /// T303: the vendor refuses the credentials.
    Credentials,
    /// T304: the vendor's answer cannot be read.
    Unreadable,
    /// T305: the vendor repeats itself.
    Repeats,
    /// T306: the vendor gives no more than it has given.
    Cap,
    /// T401: no answer in time, or no connection.
    NoAnswer,
    /// T402: the mapping.
    Mapping,
    /// T501: something of ours.
    Ours,
}

impl Trouble {
    /// The code that callers see.
    pub fn code(self) -> &'static str {
        match self {
            Trouble::Parameters => "T201",
            Trouble::Cursor => "T202",
            Trouble::Account => "T203",
            Trouble::Refused | Trouble::Token => "T301",
            Trouble::RateLimited => "T302",
            Trouble::Credentials => "T303",
            Trouble::Unreadable => "T304",
            Trouble::Repeats => "T305",
            Trouble::Cap => "T306",
            Trouble::NoAnswer => "T401",
            Trouble::Mapping => "T402",
            Trouble::Ours => "T501",
        }
    }
}

/// What is wrong with a mapping, seen in a call.
#[derive(Clone, Debug, PartialEq)]
pub struct MappingFault {
    /// What it is.
    pub message: String,
    /// Where it stands: `mappings/acme.yaml:31:5`.
    pub place: String,
}

/// What is wrong with a caller's query, all at once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallerFault {
    /// One for each parameter.
    pub failures: Vec<Failure>,
    /// The required parameters that are missing.
    pub missing: Vec<String>,
    /// The parameters that are required here and missing.
    pub conditionally_missing: Vec<String>,
    /// What is wrong with the cursor, where it is the cursor.
    pub cursor: Option<CursorFault>,
}

impl CallerFault {
    /// Adds the faults that another list finds in the same query, each once.
    pub(super) fn join(&mut self, other: CallerFault) {
        fn add<T: PartialEq>(to: &mut Vec<T>, from: Vec<T>) {
            for item in from {
                if !to.contains(&item) {
                    to.push(item);
                }
            }
        }
        add(&mut self.failures, other.failures);
        add(&mut self.missing, other.missing);
        add(&mut self.conditionally_missing, other.conditionally_missing);
        self.cursor = self.cursor.take().or(other.cursor);
    }

    /// All failures in one line.
    pub fn message(&self) -> String {
        let failures = self.failures.iter().map(|f| {
            let allowed = if f.allowed.is_empty() {
                String::new()
            } else {
                format!("; allowed here: {}", f.allowed.join(", "))
            };
            let came = if f.came.is_empty() || f.message.contains(&f.came) {
                String::new()
            } else {
                format!(" (`{}` came)", f.came)
            };
            // A failure names its parameter itself.
            format!("{}{came}{allowed}", f.message)
        });
        failures.collect::<Vec<_>>().join(" · ")
    }
}

impl From<Vec<Failure>> for CallerFault {
    fn from(failures: Vec<Failure>) -> Self {
        CallerFault {
            failures,
            ..CallerFault::default()
        }
    }
}

impl From<CursorFault> for CallerFault {
    fn from(fault: CursorFault) -> Self {
        // The fault names the parameter itself.
        let failure = Failure::new("next_cursor", "", "");
        let failures = vec![Failure {
            message: fault.to_string(),
            ..failure
        }];
        CallerFault {
            failures,
            cursor: Some(fault),
            ..CallerFault::default()
        }
    }
}

/// What the vendor said instead of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct RemoteFault {
    /// What kind of fault it is.
    pub trouble: Trouble,
    /// The status that the vendor refused with, where it did.
    pub remote_status: Option<u16>,
    /// The vendor's words, or ours.
    pub message: String,
    /// The vendor's body: JSON of up to 16 KiB, else its text, cut at 2,000 characters.
    pub raw_response: Option<Json>,
    /// How long to wait, where the vendor or the mapping tells.
    pub retry_after: Option<Duration>,
    /// The vendor's limits, where it tells them.
    pub rate_limit: Option<RateLimit>,
    /// Where the list goes on, if pages were read before this fault and no record was found on them: the
    /// cursor of the next page.
    pub next_cursor: Option<String>,
}

impl RemoteFault {
    /// A fault of this kind with these words and nothing else.
    pub fn new(trouble: Trouble, message: impl Into<String>) -> RemoteFault {
        RemoteFault {
            trouble,
            remote_status: None,
            message: message.into(),
            raw_response: None,
            retry_after: None,
            rate_limit: None,
            next_cursor: None,
        }
    }
}

impl From<RemoteFault> for Error {
    fn from(fault: RemoteFault) -> Error {
        Error::Remote(Box::new(fault))
    }
}

impl Error {
    /// This error with all secrets in the vendor's words masked, and a body of text shortened after that:
    /// what is cut first may leave a part of a secret.
    #[must_use]
    pub fn masked(self, secrets: &Secrets) -> Error {
        let mut fault = match self {
            Error::Remote(fault) => fault,
            Error::NoAnswer(fault) => return Error::NoAnswer(fault.masked(secrets)),
            other => return other,
        };
        fault.message = secrets.masked(&fault.message);
        fault.raw_response = fault.raw_response.map(|raw| match secrets.masked_in(raw) {
            Json::String(text) => text
                .chars()
                .take(SHOWN_CHARACTERS)
                .collect::<String>()
                .into(),
            other => other,
        });
        fault.rate_limit = fault.rate_limit.map(|limit| limit.masked(secrets));
        let open = |wait: &Duration| secrets.open_number(wait.as_secs()).is_some();
        fault.retry_after = fault.retry_after.filter(open);
        Error::Remote(fault)
    }

    /// This error with the cursor of the page at which the reading stopped, where the vendor is to blame
    /// and the error has no cursor yet.
    #[must_use]
    pub(super) fn stopped_at(self, cursor: impl FnOnce() -> String) -> Error {
        let Error::Remote(mut fault) = self else {
            return self;
        };
        if fault.next_cursor.is_none() {
            fault.next_cursor = Some(cursor()).filter(|cursor| cursor.len() <= LONGEST_CURSOR);
        }
        Error::Remote(fault)
    }

    /// True if the vendor takes no other call for now: its limit is reached, or it said when to come
    /// again.
    pub(super) fn is_limit(&self) -> bool {
        let Error::Remote(fault) = self else {
            return false;
        };
        fault.trouble == Trouble::RateLimited || fault.retry_after.is_some()
    }

    /// Its stable code.
    pub fn code(&self) -> &'static str {
        let trouble = match self {
            Error::Caller(fault) if fault.cursor.is_some() => Trouble::Cursor,
            Error::Caller(_) => Trouble::Parameters,
            Error::Remote(fault) => fault.trouble,
            Error::NoAnswer(_) => Trouble::NoAnswer,
            Error::Account(_) => Trouble::Account,
            Error::Mapping(_) => Trouble::Mapping,
            Error::Store(_) | Error::Ours(_) => Trouble::Ours,
        };
        trouble.code()
    }
}
