//! Recorded cases: folders of plain files become [`Case`]s, and a case becomes a transport that
//! replays it. The format is described in `tests/corpus/README.md`. What a query or an
//! expectation means is not known here.

mod case_file;
mod differences;
mod folder;
mod head;
mod read;
mod recorded;
mod reply_file;
mod request_file;

pub use folder::{built_in, built_in_of, read_dir};
pub use recorded::Recorded;
pub use request_file::RecordedRequest;

pub use differences::leaves;

use indexmap::IndexMap;
use serde_json::Value;
use std::fmt;
use touchpoint_core::exchange::{Account, Reply};

/// What stands for a cursor in an expectation: its text is ours to change.
pub const A_CURSOR: &str = "(a cursor)";

/// One recorded case.
#[derive(Clone, Debug)]
pub struct Case {
    /// The slug of its mapping: the outer folder.
    pub slug: String,
    /// Its name: the inner folder.
    pub name: String,
    /// What it shows, in one sentence.
    pub about: String,
    /// What the caller asks, without a cursor: `kind=call&limit=2`.
    pub query: String,
    /// The account's variables.
    pub context: IndexMap<String, String>,
    /// Whether the sandbox makes records like its own, and answers its query.
    pub sandbox: bool,
    /// Every call with its answer, in the order in which they are made.
    pub exchanges: Vec<Exchange>,
    /// What the caller gets, page by page.
    pub expected: Vec<Expected>,
}

impl Case {
    /// The account for whom the case was recorded: a credential `token` has the value `{token}`.
    pub fn account<'a>(&self, credentials: impl IntoIterator<Item = &'a str>) -> Account {
        Account {
            id: self.name.clone(),
            integration: self.slug.clone(),
            base_url: None,
            overlay: None,
            context: self.context.clone(),
            credentials: credentials
                .into_iter()
                .map(|name| (name.to_owned(), format!("{{{name}}}").into()))
                .collect(),
        }
    }

    /// Whether a token is renewed on the way.
    pub fn renews(&self) -> bool {
        let grant = b"grant_type=refresh_token";
        let mut bodies = self.exchanges.iter().map(|e| e.request.body.as_slice());
        bodies.any(|body| body.windows(grant.len()).any(|part| part == grant))
    }
}

/// One call of a case and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The page of the caller's that it serves, from 1.
    pub page: usize,
    /// What its files are named: `1`, `1b`.
    pub name: String,
    /// The call.
    pub request: RecordedRequest,
    /// The answer.
    pub reply: Reply,
}

/// What the caller gets.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// A page.
    Page(Value),
    /// An error: those members of its body that matter; `message` is a part of the real one.
    Error(Value),
}

/// What is wrong with a case's file.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub struct CorpusFault {
    /// The file: `acme/calls/1.reply.http`.
    pub file: String,
    /// The line, from 1, where there is one.
    pub line: Option<usize>,
    /// What is there, and the next step.
    pub message: String,
}

impl fmt::Display for CorpusFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(out, "{}:{line}: {}", self.file, self.message),
            None => write!(out, "{}: {}", self.file, self.message),
        }
    }
}

/// A fault inside one file, before the file's name is known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LineFault {
    line: Option<usize>,
    message: String,
}

impl LineFault {
    fn at(line: usize, message: impl Into<String>) -> LineFault {
        LineFault {
            line: Some(line),
            message: message.into(),
        }
    }

    fn in_file(self, file: &str) -> CorpusFault {
        CorpusFault {
            file: file.to_owned(),
            line: self.line,
            message: self.message,
        }
    }
}
