//! What the token URL refuses, and accounts whose secrets are asked for.

use super::{account, acme, builder};
use crate::testing::Vendor;
use crate::tokens::StoreFault;
use crate::{
    Account, BoxFuture, Consent, ErrorKind, ListQuery, Reply, Request, SendFault, Timestamp,
    Touchpoint, Transport,
};
use std::future::ready;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Answers each token call so, and refuses every other.
struct Says(u16, &'static str);

impl Transport for Says {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        let (status, body) = if request.url.ends_with("/token") {
            (self.0, self.1)
        } else {
            (401, "{}")
        };
        Box::pin(ready(Ok(Reply {
            status,
            body: body.into(),
            ..Reply::default()
        })))
    }
    fn wait(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(ready(()))
    }
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
    fn chance(&self) -> f64 {
        0.0
    }
}

fn renewable() -> Account {
    let secrets = [
        ("client_id", "us"),
        ("client_secret", "hush-hush"),
        ("access_token", "a1"),
        ("refresh_token", "r1"),
    ];
    Account {
        credentials: secrets.map(|(n, v)| (n.to_owned(), v.into())).into(),
        ..account()
    }
}

#[tokio::test]
async fn a_refusal_of_the_token_url_is_no_outage() {
    let client = r#"{"error":"invalid_client"}"#;
    let grant = r#"{"error":"invalid_grant"}"#;
    for (status, body, listed, connected) in [
        (401, client, ErrorKind::Refused, ErrorKind::Refused),
        (400, grant, ErrorKind::NeedsReauth, ErrorKind::NeedsReauth),
        (503, "", ErrorKind::VendorDown, ErrorKind::VendorDown),
    ] {
        let engine = builder().transport(Says(status, body)).build();
        let touchpoint = engine.await.unwrap();
        let account = renewable();
        // The fourth one is not sent, since renewals wait by then.
        for _ in 0..5 {
            let error = touchpoint.engagements(&account).page().await.unwrap_err();
            assert_eq!(error.kind(), listed, "{error}");
            assert_eq!(error.is_retryable(), status == 503, "{error}");
            if listed == ErrorKind::Refused {
                assert_eq!(error.vendor_status(), Some(401));
            }
            assert_eq!(touchpoint.renew(&account).await.unwrap_err().kind(), listed);
        }
        let consent = Consent::new("https://me.example/back", "s", &[7; 32]);
        // Whoever connects has no tokens yet.
        let mut person = account.clone();
        for name in ["access_token", "refresh_token"] {
            person.credentials.shift_remove(name);
        }
        let connect = touchpoint.connect(&person, &consent, "code-1").await;
        let error = connect.unwrap_err();
        assert_eq!(error.kind(), connected, "{error}");
        assert_eq!(error.is_retryable(), status == 503);
        assert_eq!(error.vendor_status(), Some(status));
        assert!(error.to_string().contains("Acme"), "{error}");
    }
}

#[tokio::test]
async fn secrets_are_asked_for_by_all_that_needs_them() {
    let vault: Arc<Mutex<Account>> = Arc::default();
    let secrets = vault.clone();
    let source = move |given: Account| {
        let credentials = secrets.lock().unwrap().credentials.clone();
        ready(Ok::<_, StoreFault>(Account {
            credentials,
            ..given
        }))
    };
    // Also behind a pointer.
    let source: Arc<dyn crate::Credentials> = Arc::new(source);
    let builder = Touchpoint::builder().credentials(source);
    let vendor = Vendor::of("acme").mapping(acme()).renewable();
    let (touchpoint, whole, vendor) = vendor.start_with(builder).await.unwrap();
    *vault.lock().unwrap() = whole.clone();
    let account = Account {
        credentials: crate::IndexMap::new(),
        ..whole.clone()
    };
    touchpoint.renew(&account).await.unwrap();
    assert_eq!(vendor.renewals(), 1);
    assert!(!touchpoint.is_renewable(&account));
    let completed = touchpoint.completed(&account).await.unwrap();
    assert!(touchpoint.is_renewable(&completed));

    let query = ListQuery::default().with("owner.id", "7");
    let shown = touchpoint.preview(&account, &query).unwrap();
    assert_eq!(shown.fates.len(), 1);
    let owned = touchpoint.engagements(&account).owner_id("7").supports();
    assert!(owned.unwrap().is_served());
    // Without such a source the account must be whole.
    let plain = super::builder().transport(vendor).build().await.unwrap();
    let error = plain.preview(&account, &query).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Account);
}
