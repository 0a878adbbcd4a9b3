//! A vendor's limit ends a reading that has found nothing yet: the reply says where the list goes
//! on, and the same query again goes on there, so that every page is asked for once.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use crate::server::{account, invented, list, vendor};
use conformance::json;
use std::sync::{Arc, Mutex};

/// What the vendor tells with the calls of one window; after the sixth, more than half is used.
const LEFT: [&str; 6] = [
    "x-limit: 10\r\nx-left: 9\r\nx-reset: 7\r\n",
    "x-limit: 10\r\nx-left: 8\r\nx-reset: 7\r\n",
    "x-limit: 10\r\nx-left: 7\r\nx-reset: 7\r\n",
    "x-limit: 10\r\nx-left: 6\r\nx-reset: 7\r\n",
    "x-limit: 10\r\nx-left: 5\r\nx-reset: 7\r\n",
    "x-limit: 10\r\nx-left: 4\r\nx-reset: 7\r\n",
];

/// Twenty pages of one call each, numbered from 1, in windows of six.
fn page(asked: &Mutex<Vec<u32>>, path: &str) -> (u16, &'static str, String) {
    let after = path
        .split(['?', '&'])
        .find_map(|p| p.strip_prefix("after="));
    let number = after.map_or(1, |after| after.parse::<u32>().unwrap() + 1);
    let mut asked = asked.lock().unwrap();
    let left = LEFT[asked.len() % LEFT.len()];
    asked.push(number);
    let next = (number < 20).then_some(number);
    let body = json!({ "calls": [{ "id": number }], "next": next });
    (200, left, serde_json::to_string(&body).unwrap())
}

#[tokio::test]
async fn a_repeat_goes_on_where_the_limit_ended_the_reading() {
    let asked: Arc<Mutex<Vec<u32>>> = Arc::default();
    let told = asked.clone();
    let at = vendor(move |path| {
        let answer = page(&told, &path);
        async move { answer }
    })
    .await;
    let accounts = vec![account("a1", "acme", at), account("a2", "acme", at)];
    let (running, _folder) = invented("left-off", accounts, |_| {}).await;
    let wanted = "integrated_account_id=a1&id=20";
    let mut cursors = Vec::new();
    for window in 1..=3 {
        let limited = list(running.address, wanted).await;
        assert_eq!(limited.status, 429);
        assert_eq!(limited.header("retry-after"), "7");
        assert_eq!(asked.lock().unwrap().len(), window * LEFT.len());
        cursors.push(limited.json()["next_cursor"].as_str().unwrap().to_owned());
    }
    let found = list(running.address, wanted).await;
    assert_eq!(found.status, 200);
    assert_eq!(found.records()[0]["id"], "20");
    let all: Vec<u32> = (1..=20).collect();
    assert_eq!(*asked.lock().unwrap(), all, "each page once");

    // The cursor that was told leads to the same place, for a client that uses it.
    asked.lock().unwrap().clear();
    let at_cursor = format!("{wanted}&next_cursor={}", cursors[1]);
    assert_eq!(list(running.address, &at_cursor).await.status, 429);
    assert_eq!(asked.lock().unwrap().first(), Some(&13));

    // Once it was answered, and for another account or query, a list begins at its beginning.
    for query in [
        wanted,
        "integrated_account_id=a2&id=20",
        "integrated_account_id=a1&id=19",
    ] {
        asked.lock().unwrap().clear();
        list(running.address, query).await;
        assert_eq!(asked.lock().unwrap().first(), Some(&1), "{query}");
    }
}
