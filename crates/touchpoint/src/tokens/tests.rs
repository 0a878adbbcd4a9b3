//! Renewals against a token server that ends a refresh token on use, and revokes the account when
//! an ended one is used again.

mod changed;
mod client;
mod crash;
mod full;

use super::*;
use crate::{Error, ListQuery, Touchpoint};
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;
use touchpoint_core::exchange::{Headers, Reply, Request, SendFault, Transport};
use touchpoint_language::model::Model;

const ACME: &str = r#"
mapping: 1
integration: acme
label: Acme
resource: shop/orders
connection:
  base_url: https://acme.example
  auth:
    - kind: oauth2
      authorize_url: https://acme.example/allow
      token_url: https://acme.example/token
      client_auth: body
      refresh_token: { rotates: true }
list: { request: GET /orders, paging: { kind: cursor, send_as: after, next: $.next }, records: "$.orders[*]", fields: { number: $.no } }
"#;

/// The vendor: access token `a<n>` and refresh token `r<n>` of the newest `n` are good.
#[derive(Default)]
struct Vendor {
    newest: AtomicU32,
    asked: AtomicU32,
    punished: AtomicBool,
    /// It accepts no token at all, though the token URL gives some.
    refuses: AtomicBool,
    /// In how many seconds it wants the next call, as its 401 says.
    later: AtomicU32,
    /// How long callers waited.
    waits: Mutex<Vec<Duration>>,
    /// What the token URL does instead, in order.
    instead: Mutex<Vec<Instead>>,
}

#[derive(Clone, Copy)]
enum Instead {
    /// Answers with this, and does nothing.
    Say(u16, &'static str),
    /// Renews, without a new refresh token and with this end.
    KeepFor(u32),
    /// Does nothing and does not answer.
    Silent,
    /// Renews, but the answer is lost.
    Lost,
}

fn reply(status: u16, body: String) -> Reply {
    Reply {
        status,
        headers: Headers::default(),
        body: body.into_bytes(),
        ..Reply::default()
    }
}

impl Vendor {
    fn will(self, instead: impl IntoIterator<Item = Instead>) -> Arc<Vendor> {
        *self.instead.lock().unwrap() = instead.into_iter().collect();
        Arc::new(self)
    }

    fn token(&self, form: &str) -> Result<Reply, SendFault> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut instead = self.instead.lock().unwrap();
        let instead = (!instead.is_empty()).then(|| instead.remove(0));
        match instead {
            Some(Instead::Say(status, body)) => return Ok(reply(status, body.to_owned())),
            Some(Instead::Silent) => return Err(SendFault::Timeout(Duration::from_secs(30))),
            _ => {}
        }
        let newest = self.newest.load(Ordering::SeqCst);
        let sent = url::form_urlencoded::parse(form.as_bytes());
        let sent = sent.into_owned().find(|(name, _)| name == "refresh_token");
        if let Some(Instead::KeepFor(seconds)) = instead {
            self.newest.store(newest + 1, Ordering::SeqCst);
            let body = format!(
                r#"{{"access_token":"a{}","expires_in":{seconds}}}"#,
                newest + 1
            );
            return Ok(reply(200, body));
        }
        if sent.unwrap().1 != format!("r{newest}") || self.punished.load(Ordering::SeqCst) {
            self.punished.store(true, Ordering::SeqCst);
            return Ok(reply(400, r#"{"error":"invalid_grant"}"#.to_owned()));
        }
        let new = newest + 1;
        self.newest.store(new, Ordering::SeqCst);
        match instead {
            Some(Instead::Lost) => Err(SendFault::Connection("reset".into())),
            _ => Ok(reply(
                200,
                format!(
                    r#"{{"access_token":"a{new}","refresh_token":"r{new}","expires_in":3600}}"#
                ),
            )),
        }
    }

    fn orders(&self, request: &Request) -> Reply {
        let newest = self.newest.load(Ordering::SeqCst);
        let good = format!("Bearer a{newest}");
        if self.punished.load(Ordering::SeqCst)
            || self.refuses.load(Ordering::SeqCst)
            || request.header("authorization").unwrap().expose() != good
        {
            let mut refusal = reply(401, r#"{"message":"who are you?"}"#.to_owned());
            let later = self.later.load(Ordering::SeqCst);
            let told = (later > 0).then(|| ("retry-after".to_owned(), later.to_string()));
            refusal.headers.0.extend(told);
            return refusal;
        }
        reply(200, r#"{"orders":[{"no":"7"}],"next":"c2"}"#.to_owned())
    }
}

impl Transport for Vendor {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        Box::pin(async move {
            // Other tasks get their turn, as on a network.
            tokio::task::yield_now().await;
            if request.url.ends_with("/token") {
                self.token(std::str::from_utf8(request.body.as_deref().unwrap()).unwrap())
            } else {
                Ok(self.orders(request))
            }
        })
    }
    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.waits.lock().unwrap().push(duration);
        Box::pin(tokio::task::yield_now())
    }
    fn now(&self) -> Timestamp {
        now()
    }
    fn chance(&self) -> f64 {
        0.5
    }
}

fn now() -> Timestamp {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

fn model() -> Model {
    let schema = touchpoint_language::json::Json::parse(
        r#"{
        "title": "shop/orders", "type": "object", "required": ["number"],
        "properties": { "number": { "type": "string" } }
    }"#,
    );
    Model::from_schema(&schema.unwrap()).unwrap()
}

async fn engine(vendor: &Arc<Vendor>, tokens: impl TokenStore + 'static) -> Touchpoint {
    let builder = Touchpoint::builder()
        .model(model())
        .mapping_text("acme.yaml", ACME)
        .transport(vendor.clone())
        .tokens(tokens);
    builder.build().await.unwrap()
}

/// An account as it was connected, with a token that the vendor accepts until the first renewal.
fn account(access: &str, ends_in_seconds: Option<i64>) -> Account {
    let mut credentials = vec![
        ("access_token", access.to_owned()),
        ("refresh_token", "r0".to_owned()),
        ("client_id", "us".to_owned()),
        ("client_secret", "hush".to_owned()),
    ];
    if let Some(seconds) = ends_in_seconds {
        let end = now() + SignedDuration::from_secs(seconds);
        credentials.push(("expires_at", end.to_string()));
    }
    let secret = |(name, value): (&str, String)| (name.to_owned(), value.into());
    Account {
        id: "one".to_owned(),
        integration: "acme".to_owned(),
        credentials: credentials.into_iter().map(secret).collect(),
        ..Account::default()
    }
}

fn status(error: &Error) -> u16 {
    touchpoint_contract::status(error.detail())
}

async fn list(engine: &Touchpoint, account: &Account) -> Result<u64, Error> {
    let page = engine.list(account, &ListQuery::default()).await?;
    Ok(page.response().result_count as u64)
}

async fn refusal(engine: &Touchpoint, account: &Account) -> String {
    let error = list(engine, account).await.unwrap_err();
    assert_eq!((status(&error), error.code()), (401, "T303"));
    error.to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_calls_at_once_renew_once() {
    for end in [None, Some(-5)] {
        let vendor = Vendor::default().will([]);
        let engine = engine(&vendor, MemoryTokens::default()).await;
        let calls = (0..64).map(|_| {
            let engine = engine.clone();
            tokio::spawn(async move { list(&engine, &account("stale", end)).await })
        });
        for call in calls.collect::<Vec<_>>() {
            assert_eq!(call.await.unwrap().unwrap(), 1);
        }
        assert_eq!(vendor.asked.load(Ordering::SeqCst), 1);
        assert!(!vendor.punished.load(Ordering::SeqCst));
    }
}

#[tokio::test]
async fn a_token_that_ends_soon_is_renewed_before_the_call() {
    let vendor = Vendor::default().will([]);
    let engine = engine(&vendor, MemoryTokens::default()).await;
    list(&engine, &account("a0", Some(600))).await.unwrap();
    assert_eq!(vendor.asked.load(Ordering::SeqCst), 0);
    list(&engine, &account("a0", Some(30))).await.unwrap();
    assert_eq!(vendor.asked.load(Ordering::SeqCst), 1);
    // A query that cannot be asked renews nothing.
    let bad = ListQuery::default().with("colour", "red");
    let due = Account {
        id: "two".to_owned(),
        ..account("a0", Some(30))
    };
    assert_eq!(status(&engine.list(&due, &bad).await.unwrap_err()), 400);
    assert_eq!(vendor.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_token_that_is_good_still_survives_a_fault_of_the_token_url() {
    let vendor = Vendor::default().will([Instead::Say(503, ""), Instead::Say(503, "")]);
    let engine = engine(&vendor, MemoryTokens::default()).await;
    list(&engine, &account("a0", Some(30))).await.unwrap();
    let error = list(&engine, &account("a0", Some(0))).await.unwrap_err();
    assert_eq!(status(&error), 502);
}

#[tokio::test]
async fn a_refusal_is_asked_for_once_and_then_remembered() {
    let vendor = Vendor::default().will([Instead::Say(400, r#"{"error":"invalid_grant"}"#)]);
    let engine = engine(&vendor, MemoryTokens::default()).await;
    let words = "Acme does not take this account's credentials any more; connect it again: \
         the token URL of Acme said `invalid_grant`";
    let account = account("stale", None);
    assert_eq!(refusal(&engine, &account).await, words);
    assert_eq!(refusal(&engine, &account).await, words);
    assert_eq!(vendor.asked.load(Ordering::SeqCst), 1);
    // Connected again, it has another refresh token and starts afresh.
    let mut again = account;
    again.credentials.insert("access_token".into(), "a0".into());
    again
        .credentials
        .insert("refresh_token".into(), "r00".into());
    assert_eq!(list(&engine, &again).await.unwrap(), 1);
}

#[tokio::test]
async fn an_omitted_refresh_token_is_kept() {
    let vendor = Vendor::default().will([Instead::KeepFor(3600)]);
    let tokens = MemoryTokens::default();
    let engine = engine(&vendor, tokens.clone()).await;
    let given = account("stale", None);
    list(&engine, &given).await.unwrap();
    let kept = tokens.newest(&given).await.unwrap().unwrap();
    assert_eq!(kept.credentials["refresh_token"].expose_secret(), "r0");
    assert_eq!(kept.credentials["access_token"].expose_secret(), "a1");
}

#[tokio::test]
async fn faults_that_pass_are_told_and_the_next_call_renews() {
    let vendor = Vendor::default().will([Instead::Say(429, ""), Instead::Silent]);
    let engine = engine(&vendor, MemoryTokens::default()).await;
    let given = account("stale", None);
    let status = |ended: Result<u64, Error>| status(&ended.unwrap_err());
    assert_eq!(status(list(&engine, &given).await), 429);
    assert_eq!(status(list(&engine, &given).await), 504);
    assert_eq!(list(&engine, &given).await.unwrap(), 1);
}

#[tokio::test]
async fn a_401_that_a_fresh_token_does_not_mend_is_the_calls_own() {
    let vendor = Vendor::default().will([]);
    vendor.refuses.store(true, Ordering::SeqCst);
    let engine = engine(&vendor, MemoryTokens::default()).await;
    let given = account("stale", None);
    // The first calls show if it was a passing trouble; after that, no more tokens are asked for.
    for _ in 0..2 {
        let error = list(&engine, &given).await.unwrap_err();
        assert_eq!(status(&error), 401);
    }
    let asked = vendor.asked.load(Ordering::SeqCst);
    for _ in 0..5 {
        assert!(list(&engine, &given).await.is_err());
    }
    assert!(vendor.asked.load(Ordering::SeqCst) <= asked + 1);
    // The vendor recovers, and so does the account.
    vendor.refuses.store(false, Ordering::SeqCst);
    assert_eq!(list(&engine, &given).await.unwrap(), 1);
}

#[tokio::test]
async fn a_place_that_ended_with_its_session_is_a_stale_cursor() {
    let vendor = Vendor::default().will([]);
    let engine = engine(&vendor, MemoryTokens::default()).await;
    let given = account("a0", None);
    let page = engine.list(&given, &ListQuery::default()).await.unwrap();
    let query = ListQuery::default().next_cursor(page.next_cursor().unwrap());
    vendor.refuses.store(true, Ordering::SeqCst);
    let error = engine.list(&given, &query).await.unwrap_err();
    assert_eq!((status(&error), error.code()), (400, "T202"));
}

#[tokio::test]
async fn a_vendor_that_wants_a_pause_gets_it_though_the_token_is_new() {
    let vendor = Vendor::default().will([]);
    let engine = engine(&vendor, MemoryTokens::default()).await;
    vendor.later.store(5, Ordering::SeqCst);
    assert_eq!(list(&engine, &account("stale", None)).await.unwrap(), 1);
    let waits = vendor.waits.lock().unwrap().clone();
    assert!(waits.contains(&Duration::from_secs(5)), "{waits:?}");
}

#[tokio::test]
async fn a_pause_that_is_longer_than_the_call_is_the_vendors_limit() {
    let vendor = Vendor::default().will([]);
    let engine = engine(&vendor, MemoryTokens::default()).await;
    vendor.later.store(3_600, Ordering::SeqCst);
    let error = list(&engine, &account("stale", None)).await.unwrap_err();
    assert_eq!((status(&error), error.code()), (429, "T302"));
    assert_eq!(error.retry_after(), Some(Duration::from_hours(1)));
    // The new token is kept.
    assert_eq!(list(&engine, &account("stale", None)).await.unwrap(), 1);
    assert_eq!(vendor.asked.load(Ordering::SeqCst), 1);
}
