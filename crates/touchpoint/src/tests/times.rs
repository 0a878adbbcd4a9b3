//! The deadline bounds every call, every wait and every renewal.

use super::{account, builder};
use crate::{
    Account, BoxFuture, Error, ErrorKind, ListQuery, Reply, Request, SendFault, Timestamp,
    Touchpoint, Transport,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// A vendor that takes its time, by the clock of this machine.
#[derive(Clone)]
struct Late {
    takes: Duration,
    answers: bool,
    calls: Arc<AtomicU32>,
}

impl Late {
    fn new(takes: u64, answers: bool) -> Late {
        Late {
            takes: Duration::from_millis(takes),
            answers,
            calls: Arc::default(),
        }
    }
}

impl Transport for Late {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        Box::pin(async move {
            self.calls.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(self.takes).await;
            if !self.answers {
                return Err(SendFault::Timeout(self.takes));
            }
            let body = if request.url.ends_with("/token") {
                r#"{"access_token":"a2","refresh_token":"r2"}"#
            } else {
                r#"{"calls":[{"id":1}]}"#
            };
            Ok(Reply {
                status: 200,
                body: body.into(),
                ..Reply::default()
            })
        })
    }
    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
    fn chance(&self) -> f64 {
        0.5
    }
}

/// The error of a page, and how long it took to come.
async fn failing(touchpoint: &Touchpoint, account: &Account) -> (Error, Duration) {
    let began = Instant::now();
    let query = ListQuery::default();
    let within = Duration::from_millis(100);
    let error = touchpoint.list_within(within, account, &query).await;
    (error.unwrap_err(), began.elapsed())
}

#[tokio::test]
async fn an_answer_that_is_late_is_given_up() {
    for late in [Late::new(3_000, true), Late::new(80, false)] {
        let calls = late.calls.clone();
        let touchpoint = builder().transport(late).build().await.unwrap();
        let (error, took) = failing(&touchpoint, &account()).await;
        assert_eq!(error.kind(), ErrorKind::NoAnswer, "{error}");
        assert!(error.is_retryable());
        assert!(took < Duration::from_secs(1), "{took:?}");
        assert!(calls.load(Ordering::SeqCst) <= 2);
    }
    let quick = builder().transport(Late::new(20, true));
    let quick = quick.build().await.unwrap();
    let within = Duration::from_secs(5);
    let page = quick
        .list_within(within, &account(), &ListQuery::default())
        .await;
    assert_eq!(page.unwrap().texts().len(), 1);
}

#[tokio::test]
async fn a_renewal_goes_on_beyond_the_deadline() {
    let late = Late::new(300, true);
    let calls = late.calls.clone();
    let tokens = crate::tokens::MemoryTokens::default();
    let builder = builder().transport(late).tokens(tokens.clone());
    let touchpoint = builder.build().await.unwrap();
    let mut account = account();
    account.credentials = [
        ("access_token", "a1"),
        ("refresh_token", "r1"),
        ("client_id", "us"),
        ("client_secret", "hush"),
        ("expires_at", "2020-01-01T00:00:00Z"),
    ]
    .map(|(name, value)| (name.to_owned(), value.into()))
    .into();
    let (error, took) = failing(&touchpoint, &account).await;
    assert_eq!(error.kind(), ErrorKind::NoAnswer, "{error}");
    assert!(took < Duration::from_millis(290), "{took:?}");
    tokio::time::sleep(Duration::from_millis(600)).await;
    let store: &dyn crate::tokens::TokenStore = &tokens;
    assert!(store.newest(&account).await.unwrap().is_some());
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn secrets_that_do_not_come_are_given_up() {
    let builder = builder()
        .transport(Late::new(0, true))
        .credentials(|_: Account| std::future::pending());
    let (error, took) = failing(&builder.build().await.unwrap(), &account()).await;
    assert_eq!(error.kind(), ErrorKind::Store, "{error}");
    assert!(took < Duration::from_secs(1), "{took:?}");
}
