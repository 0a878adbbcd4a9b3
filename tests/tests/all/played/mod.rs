//! A vendor that answers each call as a test says, without a network; and an engine and an account
//! for it.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "an engine that cannot be built fails it"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;
use touchpoint::{Account, ListQuery, Touchpoint, Transport};
use touchpoint_core::exchange::{BoxFuture, Headers, Reply, Request, SendFault};
use touchpoint_language::json::Json;

/// A request → status and body.
type Answer = dyn Fn(&Request) -> (u16, Json) + Send + Sync;

/// The vendor. Clones are one.
#[derive(Clone)]
pub(crate) struct Played {
    answer: Arc<Answer>,
    asked: Arc<Mutex<Vec<String>>>,
    seconds: i64,
}

impl Played {
    pub(crate) fn new(answer: impl Fn(&Request) -> (u16, Json) + Send + Sync + 'static) -> Played {
        Played {
            answer: Arc::new(answer),
            asked: Arc::default(),
            seconds: 0,
        }
    }

    /// Each call takes so long, by the clock that the engine sees.
    pub(crate) fn taking(self, seconds: i64) -> Played {
        Played { seconds, ..self }
    }

    /// What it answers, without being asked over a transport.
    pub(crate) fn answer(&self, request: &Request) -> (u16, Json) {
        (self.answer)(request)
    }

    /// What was asked for, below the origin.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Transport for Played {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        let address = request.address();
        let path = address.strip_prefix("https://api.acme.example/v1");
        let path = path.unwrap_or(&address).to_owned();
        self.asked.lock().unwrap().push(path);
        let (status, body) = (self.answer)(request);
        Box::pin(async move {
            Ok(Reply {
                status,
                headers: Headers::default(),
                body: serde_json::to_vec(&body).unwrap(),
                ..Reply::default()
            })
        })
    }

    fn wait(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }

    fn now(&self) -> jiff::Timestamp {
        let calls = i64::try_from(self.asked.lock().unwrap().len()).unwrap();
        jiff::Timestamp::from_second(self.seconds * calls).unwrap()
    }

    fn chance(&self) -> f64 {
        0.5
    }
}

/// What stands under a name in a request's query.
pub(crate) fn parameter(request: &Request, name: &str) -> Option<String> {
    let mut pairs = request.query.iter();
    let found = pairs.find(|(key, _)| key == name);
    found.map(|(_, value)| value.clone())
}

/// The head of a mapping of an invented vendor; `list:` follows.
pub(crate) const HEAD: &str = "\
mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection:
  base_url: https://api.acme.example/v1
  auth: [{ kind: bearer, credential: access_token }]
";

/// An engine for a mapping: the head above, and this.
pub(crate) async fn engine(rest: &str, transport: impl Transport + 'static) -> Touchpoint {
    engine_of(Touchpoint::builder(), rest, transport).await
}

/// The same, with further settings.
pub(crate) async fn engine_of(
    builder: touchpoint::Builder,
    rest: &str,
    transport: impl Transport + 'static,
) -> Touchpoint {
    let builder = builder.mapping_text("acme.yaml", &format!("{HEAD}{rest}"));
    let built = builder.transport(transport).build().await;
    built.unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn account() -> Account {
    Account {
        id: "one".into(),
        integration: "acme".into(),
        credentials: [("access_token".to_owned(), "hush".into())].into(),
        ..Account::default()
    }
}

/// One page, as JSON.
pub(crate) async fn page(touchpoint: &Touchpoint, query: &ListQuery) -> Json {
    let page = touchpoint.list(&account(), query).await;
    let page = page.unwrap_or_else(|error| panic!("{error}"));
    serde_json::from_slice(&page.to_json()).unwrap()
}

/// The ids of a page.
pub(crate) fn ids(page: &Json) -> Vec<String> {
    let rows = page.get("result").and_then(Json::as_array).unwrap().iter();
    let text = |row: &Json| row.get("id").and_then(Json::as_str).unwrap().to_owned();
    rows.map(text).collect()
}
