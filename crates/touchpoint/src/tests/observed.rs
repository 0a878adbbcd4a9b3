//! What observers are told: whose wait it is, calls without the program's own pauses, and calls that are given up.

use super::{account, acme, builder};
use crate::testing::{Fault, Vendor};
use crate::{
    About, BoxFuture, CallReport, Observer, Reply, Request, SendFault, Timestamp, Touchpoint,
    Transport,
};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>, Arc<Mutex<Vec<Duration>>>);

impl Seen {
    fn lines(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Observer for Seen {
    fn called(&self, call: &CallReport<'_>) {
        let came = match &call.outcome {
            Ok(answered) => answered.status.to_string(),
            Err(fault) => fault.to_string(),
        };
        self.0.lock().unwrap().push(came);
        self.1.lock().unwrap().push(call.took);
    }

    fn waits(&self, about: &About, wait: Duration) {
        let (account, integration) = (&about.account, &about.integration);
        let line = format!("{integration}/{account} waits {} s", wait.as_secs());
        self.0.lock().unwrap().push(line);
    }
}

#[tokio::test]
async fn a_wait_is_told_with_its_account() {
    let seen = Seen::default();
    let observer: Arc<dyn Observer> = Arc::new(seen.clone());
    let vendor = Vendor::of("acme").mapping(acme());
    let vendor = vendor.fault(2, Fault::RateLimited(Duration::from_mins(1)));
    let builder = Touchpoint::builder().observe(observer);
    let (touchpoint, account, _) = vendor.start_with(builder).await.unwrap();
    let mut records = touchpoint.engagements(&account).page_size(50).records();
    while records.try_next().await.unwrap().is_some() {}
    let wait = format!("acme/{} waits 60 s", account.id);
    assert_eq!(seen.lines(), ["200", "429", &wait, "200"]);
}

/// Answers each page after a moment, from a task of its own.
struct Soon(Duration);

impl Transport for Soon {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        let body = if request.address().contains("after=") {
            r#"{"calls":[{"id":2}],"next":null}"#
        } else {
            r#"{"calls":[{"id":1}],"next":2}"#
        };
        let answer = tokio::spawn(tokio::time::sleep(self.0));
        Box::pin(async move {
            let _ = answer.await;
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

#[tokio::test]
async fn the_programs_own_pause_is_not_the_vendors() {
    let seen = Seen::default();
    let builder = builder().transport(Soon(Duration::from_millis(50)));
    let touchpoint = builder.observe(seen.clone()).build().await.unwrap();
    let mut records = touchpoint.engagements(&account()).records();
    let pause = Duration::from_millis(700);
    while records.try_next().await.unwrap().is_some() {
        tokio::time::sleep(pause).await;
    }
    let took = seen.1.lock().unwrap().clone();
    assert_eq!(took.len(), 2);
    assert!(took.iter().all(|took| *took < pause / 2), "{took:?}");
}

#[tokio::test]
async fn a_call_that_is_given_up_is_told() {
    let seen = Seen::default();
    let builder = builder().transport(Soon(Duration::from_secs(5)));
    let builder = builder.deadline(Duration::from_millis(50));
    let touchpoint = builder.observe(seen.clone()).build().await.unwrap();
    let error = touchpoint.engagements(&account()).page().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "Acme: no answer within 50 ms; ask again later"
    );
    assert_eq!(
        seen.lines(),
        ["the connection failed: the call was given up"]
    );
}
