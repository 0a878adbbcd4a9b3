//! The contract of the unified list, over real HTTP: what a caller may send, what comes back, and
//! who must act when something fails. The vendor is invented, so every expectation is known.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may stop"
)]

mod edges;
mod faults;
mod left_off;
mod list;

use crate::server::{self, Reply, Running, account, invented, list, vendor};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

pub(super) type Answer = (u16, &'static str, String);

/// Three records on two pages, and errors by the owner that is asked for.
pub(super) fn answer(path: &str) -> Answer {
    let good = |body: &str| {
        (
            200,
            "x-limit: 100\r\nx-left: 99\r\nx-reset: 7\r\n",
            body.to_owned(),
        )
    };
    let one = r#"{"id":90071992547409931,"title":"First","at":"2026-03-02T10:00:00Z","owner":7,"price":1.10}"#;
    let two = r#"{"id":2,"title":"Second","at":"soon","owner":8}"#;
    let three = r#"{"id":3,"title":null,"at":"2026-03-04T10:00:00.5+02:00","owner":7}"#;
    let asked = |name: &str| {
        let query = path.split_once('?').map_or("", |(_, query)| query);
        let value = query
            .split('&')
            .find_map(|pair| pair.strip_prefix(&format!("{name}=")));
        value.unwrap_or_default().to_owned()
    };
    match asked("owner").as_str() {
        "limited" => {
            return (
                429,
                "retry-after: 12\r\nx-left: 0\r\nx-limit: 100\r\n",
                r#"{"why":"slow down"}"#.into(),
            );
        }
        "forbidden" => return (403, "", r#"{"why":"not yours"}"#.into()),
        "key" => return (401, "", r#"{"why":"bad key"}"#.into()),
        "broken" => return (200, "", "<html>".into()),
        "failing" => return (500, "", r#"{"why":"oh no"}"#.into()),
        "none" => return good(r#"{"calls":[]}"#),
        _ => {}
    }
    match (asked("after").as_str(), asked("size").as_str()) {
        ("c2", _) => good(&format!(r#"{{"calls":[{three}]}}"#)),
        (_, "1") => good(&format!(r#"{{"calls":[{one}],"next":"c1"}}"#)),
        _ => good(&format!(r#"{{"calls":[{one},{two}],"next":"c2"}}"#)),
    }
}

pub(super) struct World {
    pub(super) running: Running,
    pub(super) _folder: server::Folder,
    pub(super) seen: Arc<Mutex<Vec<String>>>,
}

impl World {
    pub(super) async fn new(name: &str) -> World {
        let (at, seen) = recording().await;
        let accounts = vec![account("a1", "acme", at)];
        let (running, folder) = invented(name, accounts, |_| {}).await;
        World {
            running,
            _folder: folder,
            seen,
        }
    }

    pub(super) fn at(&self) -> SocketAddr {
        self.running.address
    }

    pub(super) async fn list(&self, query: &str) -> Reply {
        list(self.at(), &format!("integrated_account_id=a1&{query}")).await
    }

    /// The paths that the vendor was asked for since the last time.
    pub(super) fn seen(&self) -> Vec<String> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

pub(super) async fn recording() -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = seen.clone();
    let at = vendor(move |path| {
        kept.lock().unwrap().push(path.clone());
        std::future::ready(answer(&path))
    })
    .await;
    (at, seen)
}
