//! A server as its operator meets it: what it refuses to start with, what it prints, many callers
//! at once, a vendor that is slow, mappings that change under it, and its end.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

mod busy;
mod changing;
mod leaving;
mod start;
mod stored;
mod upgrade;

use touchpoint_server::{Server, Settings};

pub(super) fn page(ids: std::ops::Range<u32>) -> String {
    let calls: Vec<String> = ids
        .map(|id| {
            format!(
                r#"{{"id":{id},"title":"{}","at":null,"owner":1}}"#,
                "t".repeat(500)
            )
        })
        .collect();
    format!(r#"{{"calls":[{}]}}"#, calls.join(","))
}

pub(super) async fn refusal(settings: Settings) -> String {
    Server::start(settings)
        .await
        .map(|_| ())
        .unwrap_err()
        .to_string()
}
