//! Where a list goes on, told in ways that a client must not lose records by: links on several lines, links
//! that cannot be read, a place that is larger than a cursor of ours.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::server::{
    Folder, Running, TOKEN, account, admin, list, mapping, settings, start_with, vendor,
};
use conformance::json;
use touchpoint_accounts::MemoryAccounts;
use touchpoint_server::Settings;

/// A server over one vendor, whose mapping is changed so.
async fn over(at: std::net::SocketAddr, change: impl Fn(String) -> String) -> (Running, Folder) {
    let folder = Folder::new("leads");
    folder.write("acme.yaml", &change(mapping("acme")));
    let settings = Settings {
        mappings: vec![folder.0.clone()],
        ..settings()
    };
    let kept = MemoryAccounts::default()
        .with_token(TOKEN, admin("w"))
        .with_account("w", account("a", "acme", at));
    (start_with(settings, kept).await, folder)
}

fn by_link(mapping: String) -> String {
    let leads = "next: { header: link, rel: next, query_parameter: after }";
    mapping.replace("next: $.next", leads)
}

#[tokio::test]
async fn links_are_read_on_every_line_and_torn_ones_are_no_end() {
    let good = "link: <https://x.example/calls?after=c0>; rel=\"prev\"\r\nlink: <https://x.example/calls?after=c2>; rel=\"next\"\r\n";
    let comma =
        "link: <https://x.example/calls?after=c2>; title=\"one, <two>; rel=prev\"; rel=next\r\n";
    let torn = "link: <https://x.example/calls?after=c2; rel=next\r\n";
    for (headers, leads) in [(good, true), (comma, true), (torn, false)] {
        let at = vendor(move |path| async move {
            let second = path.contains("after=c2");
            let body = if second {
                r#"{"calls":[{"id":2}]}"#
            } else {
                r#"{"calls":[{"id":1}]}"#
            };
            (200, if second { "" } else { headers }, body.to_owned())
        })
        .await;
        let (running, _folder) = over(at, by_link).await;
        let first = list(running.address, "integrated_account_id=a").await;
        if !leads {
            assert_eq!(
                (first.status, first.json()["code"].as_str()),
                (502, Some("T304"))
            );
            continue;
        }
        let cursor = first.json()["next_cursor"].as_str().unwrap().to_owned();
        let query = format!("integrated_account_id=a&next_cursor={cursor}");
        assert_eq!(
            list(running.address, &query).await.records()[0]["id"],
            "2",
            "{headers}"
        );
    }
}

#[tokio::test]
async fn a_place_that_no_cursor_can_hold_is_a_fault_of_its_page() {
    // With 100,000 characters no list could go on; with 5,000 it can, beside filters.
    for (length, status) in [(5_000, 200), (100_000, 502)] {
        let at = vendor(move |path| async move {
            let next = (!path.contains("after=")).then(|| "x".repeat(length));
            let id = if next.is_some() { 1 } else { 2 };
            let body = json!({ "calls": [{ "id": id }], "next": next });
            (200, "", body.to_string())
        })
        .await;
        let (running, _folder) = over(at, |mapping| mapping).await;
        let first = list(running.address, "integrated_account_id=a").await;
        assert_eq!(first.status, status, "{length}");
        if status != 200 {
            assert_eq!(first.json()["code"], "T304");
            assert!(first.json()["next_cursor"].is_null());
            continue;
        }
        let cursor = first.json()["next_cursor"].as_str().unwrap().to_owned();
        let query = format!("integrated_account_id=a&next_cursor={cursor}");
        assert_eq!(list(running.address, &query).await.records()[0]["id"], "2");
    }
}
