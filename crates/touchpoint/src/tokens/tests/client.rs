//! A client that gets its tokens by itself: when there is none, when one ends, when one is refused;
//! and once for many calls.

use super::{Touchpoint, list, now, reply, status};
use crate::tokens::{MemoryTokens, TokenStore};
use crate::{Account, Error};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use touchpoint_core::exchange::{BoxFuture, Reply, Request, SendFault, Transport};

/// The vendor: the token with the newest number is good for this many seconds.
struct Vendor {
    newest: AtomicU32,
    seconds: u32,
    refuses: bool,
    bodies: Mutex<Vec<String>>,
}

impl Vendor {
    fn new(seconds: u32) -> Arc<Vendor> {
        Arc::new(Vendor {
            newest: AtomicU32::new(0),
            seconds,
            refuses: false,
            bodies: Mutex::default(),
        })
    }

    fn asked(&self) -> usize {
        self.bodies.lock().unwrap().len()
    }
}

impl Transport for Vendor {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            if request.url.ends_with("/token") {
                let body = String::from_utf8(request.body.clone().unwrap()).unwrap();
                self.bodies.lock().unwrap().push(body);
                if self.refuses {
                    return Ok(reply(401, r#"{"error":"invalid_client"}"#.to_owned()));
                }
                let new = self.newest.fetch_add(1, Ordering::SeqCst) + 1;
                let seconds = self.seconds;
                let told = format!(r#"{{"access_token":"a{new}","expires_in":{seconds}}}"#);
                return Ok(reply(200, told));
            }
            let good = format!("Bearer a{}", self.newest.load(Ordering::SeqCst));
            let shown = request.header("authorization").unwrap().expose();
            Ok(if shown == good {
                reply(200, r#"{"orders":[{"no":"7"}]}"#.to_owned())
            } else {
                reply(401, "{}".to_owned())
            })
        })
    }
    fn wait(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::task::yield_now())
    }
    fn now(&self) -> jiff::Timestamp {
        now()
    }
    fn chance(&self) -> f64 {
        0.5
    }
}

async fn engine(vendor: &Arc<Vendor>, tokens: impl TokenStore + 'static) -> Touchpoint {
    let person = "      authorize_url: https://acme.example/allow\n";
    let mapping = super::ACME.replace(person, "      grant: client_credentials\n");
    let mapping = mapping.replace("      refresh_token: { rotates: true }\n", "");
    let builder = Touchpoint::builder()
        .model(super::model())
        .mapping_text("acme.yaml", &mapping)
        .transport(vendor.clone())
        .tokens(tokens);
    builder.build().await.unwrap()
}

fn account(secret: &str) -> Account {
    let credentials = [("client_id", "us"), ("client_secret", secret)];
    let secret = |(name, value): (&str, &str)| (name.to_owned(), value.into());
    Account {
        id: "one".to_owned(),
        integration: "acme".to_owned(),
        credentials: credentials.into_iter().map(secret).collect(),
        ..Account::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_calls_at_once_get_one_token() {
    let vendor = Vendor::new(3600);
    let engine = engine(&vendor, MemoryTokens::default()).await;
    let calls = (0..32).map(|_| {
        let engine = engine.clone();
        tokio::spawn(async move { list(&engine, &account("hush")).await })
    });
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.unwrap().unwrap(), 1);
    }
    assert_eq!(vendor.asked(), 1);
    let sent = vendor.bodies.lock().unwrap()[0].clone();
    assert_eq!(
        sent,
        "grant_type=client_credentials&client_id=us&client_secret=hush"
    );
}

#[tokio::test]
async fn a_token_that_ends_or_is_refused_is_got_anew() {
    let vendor = Vendor::new(30);
    let engine = engine(&vendor, MemoryTokens::default()).await;
    for asked in 1..4 {
        assert_eq!(list(&engine, &account("hush")).await.unwrap(), 1);
        assert_eq!(vendor.asked(), asked);
    }
    let lasting = Vendor::new(3600);
    let engine = super::client::engine(&lasting, MemoryTokens::default()).await;
    list(&engine, &account("hush")).await.unwrap();
    lasting.newest.fetch_add(1, Ordering::SeqCst);
    assert_eq!(list(&engine, &account("hush")).await.unwrap(), 1);
    assert_eq!(lasting.asked(), 2);
}

#[tokio::test]
async fn a_client_that_is_refused_is_asked_for_no_more_and_a_new_one_is() {
    let vendor = Arc::new(Vendor {
        refuses: true,
        ..Arc::into_inner(Vendor::new(3600)).unwrap()
    });
    let engine = engine(&vendor, MemoryTokens::default()).await;
    for _ in 0..2 {
        let error: Error = list(&engine, &account("wrong")).await.unwrap_err();
        assert_eq!(status(&error), 401, "{error}");
    }
    assert_eq!(vendor.asked(), 1);
    list(&engine, &account("other")).await.unwrap_err();
    assert_eq!(vendor.asked(), 2);
}
