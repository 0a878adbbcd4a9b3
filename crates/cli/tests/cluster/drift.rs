//! A vendor's replies change under a running server: what its numbers tell of that, and that no value of a reply
//! stands among them.

use crate::process::{Folder, Process, ask, list};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// As recorded: two words of `kind`, and what is asked of one customer under its name.
const RECORDED: &str = r#"{"calls":[
  {"id":"c1","subject":"Hello","kind":"ring","at":"2026-05-01T10:00:00Z","by":{"ann":{"n":1}}},
  {"id":"c2","subject":"Once more","kind":"visit","at":"2026-05-02T10:00:00Z","by":{"ann":{"n":2}}}
]}"#;

/// Another type, another word, a new member, one that is gone, and one named by a customer.
const CHANGED: &str = r#"{"calls":[
  {"id":"c77123","subject":["Whisper Nine"],"kind":"zebra","nickname":"Quiet Otter","by":{"Bo Miles 44123":{"n":9871}}}
]}"#;

/// No value of the changed reply, nor a name that tells a customer.
const VALUES: [&str; 7] = [
    "77123", "Whisper", "zebra", "Otter", "Bo Miles", "44123", "9871",
];

/// A vendor that answers whatever stands in its one reply.
fn vendor(reply: Arc<Mutex<&'static str>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (mut whole, mut bytes) = (Vec::new(), [0; 4096]);
            while !whole.windows(4).any(|four| four == b"\r\n\r\n") {
                match stream.read(&mut bytes) {
                    Ok(read) if read > 0 => whole.extend_from_slice(&bytes[..read]),
                    _ => break,
                }
            }
            let body = *reply.lock().unwrap();
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: ";
            let _ = stream.write_all(format!("{head}{}\r\n\r\n{body}", body.len()).as_bytes());
        }
    });
    origin
}

fn mapping(origin: &str) -> String {
    format!(
        "mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection:
  base_url: {origin}
  auth: [{{ kind: bearer, credential: access_token }}]
list:
  request: GET /calls
  records: $.calls[*]
  fields:
    id: $.id
    subject: $.subject
    engagement_type: {{ from: $.kind, map: {{ ring: call, visit: meeting }}, otherwise: nothing }}
    start_time: $.at
"
    )
}

/// One recorded reply of the vendor.
fn record(folder: &Path, origin: &str) {
    let case = folder.join("corpus/acme/first-page");
    std::fs::create_dir_all(&case).unwrap();
    let page = json!({ "result": [], "next_cursor": null, "prev_cursor": null, "result_count": 0 });
    let request = format!("GET {origin}/calls\nauthorization: Bearer {{access_token}}\n");
    let reply = format!("HTTP 200\ncontent-type: application/json\n\n{RECORDED}\n");
    for (name, text) in [
        ("case.yaml", "about: The first page.\nquery: \"\"\n"),
        ("1.request.http", &request),
        ("1.reply.http", &reply),
        ("1.expected.json", &page.to_string()),
    ] {
        std::fs::write(case.join(name), text).unwrap();
    }
}

/// Asks for the list until so many replies were compared; gives the numbers.
fn compared(server: &Process, id: &str, count: u32) -> String {
    let counter = "touchpoint_replies_compared_total{integration=\"acme\",outcome=\"compared\"} ";
    let so_many = |numbers: &str| -> u32 {
        let line = numbers.lines().find_map(|line| line.strip_prefix(counter));
        line.map_or(0, |count| count.parse().unwrap())
    };
    let start = Instant::now();
    loop {
        let (status, page) = list(&server.address, id);
        assert_eq!(status, 200, "{page}");
        let numbers = server.whole("/metrics");
        if so_many(&numbers) >= count {
            return numbers;
        }
        assert!(start.elapsed() < Duration::from_mins(1), "{numbers}");
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_reply_that_has_changed_is_counted_and_none_of_its_values_is_told() {
    let reply = Arc::new(Mutex::new(RECORDED));
    let origin = vendor(reply.clone());
    let folder = Folder::new(&mapping(&origin));
    record(&folder.0, &origin);
    let corpus = folder.0.join("corpus");
    let own = [
        ("TOUCHPOINT_CORPUS", corpus.to_str().unwrap()),
        ("TOUCHPOINT_DRIFT_SECONDS", "1"),
    ];
    let server = Process::start_with(&folder.sqlite(), &folder.0, &own);
    let body = json!({ "integration": "acme", "credentials": { "access_token": "t" } });
    let (status, account) = ask(
        &server.address,
        "POST",
        "/integrated-account",
        &body.to_string(),
    );
    assert_eq!(status, 201, "{account}");
    let id = account["id"].as_str().unwrap();

    // A comparison is counted before what it found: the one before the last is told whole.
    let same = compared(&server, id, 2);
    assert!(!same.contains("touchpoint_reply_drift_total{"), "{same}");
    let read = "touchpoint_read_places_total{integration=\"acme\",path=\"$.calls[*].at\"} ";
    assert!(same.contains(read), "{same}");

    *reply.lock().unwrap() = CHANGED;
    // The next one may still be that of before.
    let changed = compared(&server, id, 5);
    let line = |grade: &str, kind: &str, path: &str| {
        format!(
            "touchpoint_reply_drift_total{{integration=\"acme\",grade=\"{grade}\",kind=\"{kind}\",path=\"{path}\"}} "
        )
    };
    for line in [
        line("harmless", "new", "$.calls[*].nickname"),
        line("breaking", "type", "$.calls[*].subject"),
        line("breaking", "word", "$.calls[*].kind"),
        line("breaking", "gone", "$.calls[*].at"),
        line("harmless", "new", "$.calls[*].by.*"),
        "touchpoint_read_places_empty_total{integration=\"acme\",path=\"$.calls[*].at\"} "
            .to_owned(),
    ] {
        assert!(changed.contains(&line), "{line}: {changed}");
    }
    for value in VALUES {
        assert!(!changed.contains(value), "{value}: {changed}");
    }
}
