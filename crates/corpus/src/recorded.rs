//! [`Recorded`]: a transport that answers with a case's replies, in order, and notes how each call
//! differs from the recorded one. Time is virtual: waiting takes none and moves the clock.

use crate::case::{Case, Exchange};
use jiff::Timestamp;
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use touchpoint_core::exchange::{BoxFuture, Reply, Request, SendFault, Transport};

/// 2026-06-01T00:00:00Z, the time at which every case begins.
const START: Timestamp = Timestamp::constant(1_780_272_000, 0);

/// Replays one case.
#[derive(Debug)]
pub struct Recorded {
    exchanges: Vec<Exchange>,
    state: Mutex<ReplayState>,
}

#[derive(Debug)]
struct ReplayState {
    sent: usize,
    /// The calls that a recorded answer was given to, under the names of their files.
    answered: Vec<(String, Request)>,
    differences: Vec<String>,
    now: Timestamp,
}

impl Recorded {
    /// A replay of the case from its beginning.
    pub fn new(case: &Case) -> Recorded {
        Recorded {
            exchanges: case.exchanges.clone(),
            state: Mutex::new(ReplayState {
                sent: 0,
                answered: Vec::new(),
                differences: Vec::new(),
                now: START,
            }),
        }
    }

    /// How the calls differed from the recorded ones, each under the name of its file, and which
    /// recorded calls were not made. Empty when all is as recorded. It is meant to be called at the
    /// end.
    pub fn differences(&self) -> Vec<String> {
        let state = self.state();
        let unsent = self.exchanges.iter().skip(state.sent);
        let unsent = unsent.map(|e| format!("{}.request.http: was not sent", e.name));
        state.differences.iter().cloned().chain(unsent).collect()
    }

    /// The calls that were made and have a recorded answer, under the names of their files.
    pub fn answered(&self) -> Vec<(String, Request)> {
        self.state().answered.clone()
    }

    fn answer(&self, request: &Request) -> Result<Reply, SendFault> {
        let mut state = self.state();
        let Some(exchange) = self.exchanges.get(state.sent) else {
            let call = format!("{} {}", request.method, request.address());
            state
                .differences
                .push(format!("no further call is recorded: + {call}"));
            return Err(SendFault::Refused(format!(
                "the case records no further call: {call}"
            )));
        };
        state.sent += 1;
        state
            .answered
            .push((exchange.name.clone(), request.clone()));
        let lines = exchange.request.differences(request);
        let file = &exchange.name;
        state.differences.extend(
            lines
                .iter()
                .map(|line| format!("{file}.request.http: {line}")),
        );
        Ok(exchange.reply.clone())
    }

    fn state(&self) -> MutexGuard<'_, ReplayState> {
        // No code panics while it holds the lock, so a poisoned one is still good.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Recorded {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        Box::pin(async move { self.answer(request) })
    }

    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let mut state = self.state();
            state.now = state.now.checked_add(duration).unwrap_or(Timestamp::MAX);
        })
    }

    /// Time passes by what is asked and by waits, so no patience ends beside them.
    fn bound(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }

    fn now(&self) -> Timestamp {
        self.state().now
    }

    fn chance(&self) -> f64 {
        0.5
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::read;
    use touchpoint_core::exchange::Method;

    fn recorded() -> Recorded {
        let files = [
            ("acme/a/case.yaml", "about: Two calls."),
            (
                "acme/a/1.request.http",
                "GET https://a.example/x\n? limit = 2",
            ),
            ("acme/a/1.reply.http", "HTTP 200\n\none"),
            ("acme/a/1b.request.http", "GET https://a.example/y"),
            ("acme/a/1b.reply.http", "HTTP 200\n\ntwo"),
            ("acme/a/1.expected.json", "{}"),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        Recorded::new(&read(files.into()).unwrap()[0])
    }

    fn get(path: &str, limit: Option<&str>) -> Request {
        Request {
            method: Method::Get,
            url: format!("https://a.example{path}"),
            query: limit
                .map(|l| ("limit".into(), l.into()))
                .into_iter()
                .collect(),
            headers: vec![],
            body: None,
            origins: vec![],
            about: touchpoint_core::exchange::About::default(),
            secrets: touchpoint_core::exchange::Secrets::default(),
        }
    }

    #[tokio::test]
    async fn replies_come_in_order_and_differences_are_kept() {
        let recorded = recorded();
        let body = |reply: Result<Reply, SendFault>| reply.unwrap().body;
        assert_eq!(body(recorded.send(&get("/x", Some("3"))).await), b"one");
        assert_eq!(
            recorded.differences(),
            [
                "1.request.http: - ? limit = 2",
                "1.request.http: + ? limit = 3",
                "1b.request.http: was not sent",
            ]
        );
        assert_eq!(body(recorded.send(&get("/y", None)).await), b"two");
        assert_eq!(recorded.differences().len(), 2);
        assert!(recorded.send(&get("/z", None)).await.is_err());
        assert_eq!(
            recorded.differences()[2],
            "no further call is recorded: + GET https://a.example/z"
        );
    }

    #[tokio::test]
    async fn waiting_moves_the_clock() {
        let recorded = recorded();
        assert_eq!(recorded.now().to_string(), "2026-06-01T00:00:00Z");
        recorded.wait(Duration::from_secs(90)).await;
        assert_eq!(recorded.now().to_string(), "2026-06-01T00:01:30Z");
        recorded.wait(Duration::MAX).await;
        assert_eq!(recorded.now(), Timestamp::MAX);
    }
}
