//! One recorded case as data: what its caller asks, the calls with their answers, and what the caller
//! gets.

use crate::request_file::RecordedRequest;
use indexmap::IndexMap;
use touchpoint_core::exchange::{Account, Reply};
use touchpoint_language::json::Json;

/// What an expectation writes for a cursor, whose own text may change.
pub const A_CURSOR: &str = "(a cursor)";

/// One recorded case.
#[derive(Clone, Debug)]
#[non_exhaustive]
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
    /// True if the sandbox models its records on those of this case, and answers its query.
    pub sandbox: bool,
    /// Every call with its answer, in the order in which they are made.
    pub exchanges: Vec<Exchange>,
    /// What the caller gets, page by page.
    pub expected: Vec<Expected>,
}

impl Case {
    /// The account of the recording: a credential `token` has the value `{token}`.
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

    /// The first of its files that is not written yet, and that the engine can write.
    pub fn unwritten(&self) -> Option<String> {
        let mut calls = self.exchanges.iter();
        let call = calls.find(|exchange| exchange.request.is_unwritten());
        let nothing = Expected::Page(Json::Null);
        let page = self.expected.iter().position(|page| *page == nothing);
        let page = page.map(|at| format!("{}.expected.json", at.saturating_add(1)));
        page.or_else(|| call.map(|exchange| format!("{}.request.http", exchange.name)))
    }

    /// True if a token is renewed on the way.
    pub fn renews(&self) -> bool {
        let mut exchanges = self.exchanges.iter();
        exchanges.any(|e| e.asks_for("refresh_token") || e.asks_for("client_credentials"))
    }

    /// True if it begins with a client's own request for a token.
    pub fn opens_as_client(&self) -> bool {
        let first = self.exchanges.first();
        first.is_some_and(|exchange| exchange.asks_for("client_credentials"))
    }
}

/// One call of a case and its answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
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

impl Exchange {
    /// True if it asks a token URL for this grant. A call that is not written yet is known by its answer.
    fn asks_for(&self, grant: &str) -> bool {
        if self.request.is_unwritten() {
            let body: Option<Json> = Json::from_slice(&self.reply.body).ok();
            return body.is_some_and(|body| body.get("access_token").is_some());
        }
        let marks = [
            format!("grant_type={grant}"),
            format!("\"grant_type\":\"{grant}\""),
        ];
        let body = self.request.body.as_slice();
        let has = |mark: &[u8]| body.windows(mark.len()).any(|part| part == mark);
        marks.iter().any(|mark| has(mark.as_bytes()))
    }
}

/// What the caller gets.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// A page.
    Page(Json),
    /// An error, with the members of its body that matter; `message` is a part of the actual one.
    Error(Json),
}
