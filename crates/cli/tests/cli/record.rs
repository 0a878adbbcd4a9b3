//! `record`: a real exchange with a small vendor on this machine becomes a case.

use crate::binary::{file, folder, run};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;

const SECRET: &str = "sk-live-0123456789";

const MAPPING: &str = "
mapping: 1
integration: acme
label: Acme
page: extra
resource: crm/engagements
context: { domain: { pattern: \"[a-z]+\", example: acme } }
connection:
  base_url: https://{{ context.domain }}.acme.example/v1
  auth: [{ kind: bearer, credential: access_token }]
  rate_limit: [{ remaining: { header: x-left } }]
list:
  request: GET /calls
  parameters: { owner.id: { send_as: owner } }
  paging: { kind: next_url, next: $.next, size: { send_as: limit, default: 2, max: 50 } }
  records: $.data[*]
  fields:
    id: $.id
    subject: $.title
    content: $.html
    engagement_type: { from: $.kind, map: { Phone: call, Mail: email } }
    owner: { id: $.agent.id }
    start_time: $.at
";

/// A vendor of two pages. What it sends holds people, its own address, and with `leaks` the token.
fn vendor(leaks: bool) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            answer(stream.unwrap(), port, leaks);
        }
    });
    port
}

fn answer(stream: TcpStream, port: u16, leaks: bool) {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).unwrap();
    let mut signed = false;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        signed |= line.trim_end().ends_with(&format!("Bearer {SECRET}"));
        if line.trim().is_empty() {
            break;
        }
    }
    let second = first.contains("page=2");
    let next = format!("\"http://127.0.0.1:{port}/v1/calls?page=2&limit=2\"");
    let token = if leaks {
        format!("Bearer {SECRET}")
    } else {
        "fine".to_owned()
    };
    let body = if second {
        r#"{"data": [{"id": 73, "title": "Ada Lovelace again", "kind": "Mail", "agent": {"id": 9, "name": "Bo Best"},
            "html": null, "at": "2026-05-03T10:00:00Z"}], "next": null}"#
            .to_owned()
    } else {
        format!(
            r#"{{"data": [
            {{"id": 71, "title": "Call Ada Lovelace", "kind": "Phone", "agent": {{"id": 9, "name": "Bo Best", "email": "bo@best.org"}},
              "html": "<p>Ask Ada on +32 2 123 45 67</p>", "at": "2026-05-01T10:00:00Z", "phone": "+32 2 123 45 67", "session_token": "abcdef"}},
            {{"id": 72, "title": "Call Ada Lovelace", "kind": "Mail", "agent": {{"id": 8, "name": "Cy"}},
              "html": null, "at": "2026-05-02T10:00:00Z"}}],
            "echo": "{token}", "next": {next}}}"#
        )
    };
    let (status, body) = if signed {
        ("200 OK", body)
    } else {
        ("401 Unauthorized", "{}".to_owned())
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\nx-left: 7\r\nx-trace: ada-lovelace\r\nset-cookie: session=1\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = reader.into_inner();
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
}

fn accounts(port: u16) -> String {
    file(
        "accounts.yaml",
        &format!(
            "accounts:\n  - id: mine\n    integration: acme\n    base_url: http://127.0.0.1:{port}\n    \
             context: {{ domain: lovelace }}\n    credentials: {{ access_token: {SECRET} }}\n"
        ),
    )
}

/// All files of a folder as one text.
fn everything(folder: &Path) -> String {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

#[test]
fn what_a_vendor_answers_becomes_a_case_without_people() {
    let (mapping, corpus) = (file("acme.yaml", MAPPING), folder());
    let accounts = accounts(vendor(false));
    let corpus = corpus.to_str().unwrap();
    let words = [
        "record",
        "mine",
        "--accounts",
        &accounts,
        "--mappings",
        &mapping,
        "--corpus",
        corpus,
        "-q",
        "owner[id][in]=9,8&limit=2",
        "--case",
        "two-pages",
        "--pages",
        "2",
    ];
    let ran = run(&words);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let case = Path::new(corpus).join("acme/two-pages");
    let text = everything(&case);
    for gone in [
        SECRET,
        "Ada",
        "Lovelace",
        "lovelace",
        "Bo",
        "bo@best",
        "Cy\"",
        "123 45",
        "127.0.0.1",
        "abcdef",
        "cookie",
        "x-trace",
    ] {
        assert!(!text.contains(gone), "{gone}: {text}");
    }
    for kept in [
        "\"id\":71",
        "\"kind\":\"Phone\"",
        "2026-05-01T10:00:00Z",
        "x-left: 7",
        "authorization: Bearer {access_token}",
        "https://acme.acme.example/v1/calls?page=2",
        "\"title\":\"Text 1\"",
        "<p>Text 1</p>",
        "+1555",
        "person1@example.com",
    ] {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    // The same text is replaced by the same one.
    assert_eq!(text.matches("\"title\":\"Text 1\"").count(), 2, "{text}");
    let tested = run(&["test", "acme", "--mappings", &mapping, "--corpus", corpus]);
    assert_eq!(
        (tested.code, tested.err.as_str()),
        (Some(0), "1 case, 0 differ\n"),
        "{tested:#?}"
    );
    let again = run(&words);
    assert_eq!(again.code, Some(2), "{again:#?}");
    assert!(again.err.contains("is there already"), "{}", again.err);
}

#[test]
fn nothing_is_written_where_the_vendor_refuses_or_a_filter_needs_what_is_replaced() {
    let (mapping, corpus) = (file("acme.yaml", MAPPING), folder());
    let accounts = accounts(vendor(false));
    let corpus = corpus.to_str().unwrap();
    let base = [
        "record",
        "mine",
        "--accounts",
        &accounts,
        "--mappings",
        &mapping,
        "--corpus",
        corpus,
        "--case",
        "one",
    ];
    let checked = run(&[&base[..], &["-q", "subject[like]=Lovelace&limit=2"]].concat());
    assert_eq!(checked.code, Some(1), "{checked:#?}");
    assert!(
        checked.err.contains("nothing is written"),
        "{}",
        checked.err
    );
    let wrong = run(&[
        "record",
        "yours",
        "--accounts",
        &accounts,
        "--mappings",
        &mapping,
        "--corpus",
        corpus,
        "--case",
        "one",
    ]);
    assert_eq!(wrong.code, Some(2), "{wrong:#?}");
    let named = run(&[&base[..8], &["--case", "../x"]].concat());
    assert_eq!(named.code, Some(2), "{named:#?}");
    assert!(!Path::new(corpus).join("acme").exists());
}

#[test]
fn a_token_that_the_vendor_sends_back_is_replaced() {
    let (mapping, corpus) = (file("acme.yaml", MAPPING), folder());
    let accounts = accounts(vendor(true));
    let corpus = corpus.to_str().unwrap();
    let words = [
        "record",
        "mine",
        "--accounts",
        &accounts,
        "--mappings",
        &mapping,
        "--corpus",
        corpus,
        "--case",
        "echo",
    ];
    let ran = run(&words);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let text = everything(&Path::new(corpus).join("acme/echo"));
    assert!(!text.contains(SECRET), "{text}");
}
