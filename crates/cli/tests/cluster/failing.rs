//! A fault of ours: the caller gets 500 without a detail, and the log has all of it under the
//! reply's id.

use crate::process::{Folder, Process};
use crate::vendor::Vendor;
use conformance::postgres;
use serde_json::Value;
use std::fs;

#[test]
fn a_store_that_does_not_work_is_for_the_log_alone() {
    let Some(database) = postgres::Server::start() else {
        return;
    };
    let vendor = Vendor::start();
    let folder = Folder::new(&vendor.mapping());
    let server = Process::start(&database.url(), &folder.0);
    let id = server.add_account("a0", false);
    assert_eq!(server.list(&id).0, 200);
    database.ask("ALTER TABLE accounts RENAME TO elsewhere");

    let path = format!("/unified/crm/engagements?integrated_account_id={id}");
    let reply = server.whole(&path);
    let (head, body) = reply.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 500 "), "{reply}");
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["statusCode"], 500);
    assert_eq!(body["error"], "Internal Server Error");
    assert_eq!(body["code"], "T501");
    for word in ["accounts\"", "relation", "sql", "elsewhere"] {
        assert!(!reply.contains(word), "{word}: {reply}");
    }
    let request = head
        .lines()
        .find_map(|line| line.strip_prefix("x-request-id: "))
        .unwrap();
    let log = fs::read_to_string(folder.0.join("log")).unwrap();
    let line = log
        .lines()
        .find(|line| line.contains(request) && line.contains("\"ERROR\""))
        .unwrap_or_else(|| panic!("nothing under {request}: {log}"));
    assert!(line.contains("relation"), "{line}");

    database.ask("ALTER TABLE elsewhere RENAME TO accounts");
    assert_eq!(server.list(&id).0, 200, "it goes on by itself");
}
