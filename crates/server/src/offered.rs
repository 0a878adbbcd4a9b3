//! Replies of vendors that are to be compared with the recorded ones: one of each integration now and then.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use touchpoint_core::exchange::{Reply, Request, Secrets};
use touchpoint_corpus::drift::call;

/// The largest reply that is compared.
const MOST_BYTES: usize = 1 << 20;

/// Takes the replies that are to be compared.
pub(crate) struct Offered {
    every: Duration,
    last: Mutex<HashMap<String, Instant>>,
    to: Sender<ToCompare>,
}

/// A reply that is to be compared.
pub(crate) struct ToCompare {
    pub(crate) integration: String,
    /// The call that it answers, as comparisons know it.
    pub(crate) call: String,
    pub(crate) body: Vec<u8>,
    /// What no name of a member may tell.
    pub(crate) secrets: Secrets,
}

impl Offered {
    /// One that takes a reply of each integration once in this time, and the end at which they come out.
    pub(crate) fn new(every: Duration) -> (Offered, Receiver<ToCompare>) {
        // While one is compared, one may wait; others are passed over.
        let (to, from) = channel(1);
        let offered = Offered {
            every,
            last: Mutex::default(),
            to,
        };
        (offered, from)
    }

    /// Takes a reply, where it is time for one of this integration. It never waits.
    pub(crate) fn offer(&self, integration: &str, request: &Request, reply: &Reply) {
        let success = (200..300).contains(&reply.status);
        let fits = !reply.body.is_empty() && reply.body.len() <= MOST_BYTES;
        if self.every.is_zero() || !success || !fits || integration.is_empty() {
            return;
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let early = |last: &Instant| now.duration_since(*last) < self.every;
        if last.get(integration).is_some_and(early) {
            return;
        }
        // While one waits, nothing is copied.
        let Ok(place) = self.to.try_reserve() else {
            return;
        };
        let path = request.url.split_once("://").map_or("", |(_, rest)| rest);
        let path = path.find('/').and_then(|at| path.get(at..)).unwrap_or("/");
        let path = path.split(['?', '#']).next().unwrap_or(path);
        place.send(ToCompare {
            integration: integration.to_owned(),
            call: call(&request.method.to_string(), path),
            body: reply.body.clone(),
            secrets: request.secrets(),
        });
        last.insert(integration.to_owned(), now);
    }
}
