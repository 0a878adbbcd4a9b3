//! `record`: a real exchange with a small vendor on this machine becomes a case.

use crate::binary::{Ran, file, folder, run};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
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

/// An account of a vendor, its mapping, and a folder for cases.
struct Author {
    mapping: String,
    corpus: String,
    accounts: String,
}

impl Author {
    /// The vendor may send the account's token back.
    fn of_vendor(leaks: bool) -> Author {
        Author {
            mapping: file("acme.yaml", MAPPING),
            corpus: folder().to_str().unwrap().to_owned(),
            accounts: accounts(vendor(leaks)),
        }
    }

    fn records(&self, account: &str, more: &[&str]) -> Ran {
        let words = ["record", account, "--accounts", &self.accounts];
        let files = ["--mappings", &self.mapping, "--corpus", &self.corpus];
        run(&[&words[..], &files, more].concat())
    }

    fn case(&self, name: &str) -> PathBuf {
        Path::new(&self.corpus).join("acme").join(name)
    }
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
    let author = Author::of_vendor(false);
    let more = [
        "-q",
        "owner[id][in]=9,8&limit=2",
        "--case",
        "two-pages",
        "--pages",
        "2",
    ];
    let ran = author.records("mine", &more);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let text = everything(&author.case("two-pages"));
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
    let files = ["--mappings", &author.mapping, "--corpus", &author.corpus];
    let tested = run(&[&["test", "acme"][..], &files].concat());
    assert_eq!(
        (tested.code, tested.err.as_str()),
        (Some(0), "1 case, 0 differ\n"),
        "{tested:#?}"
    );
    let again = author.records("mine", &more);
    assert_eq!(again.code, Some(2), "{again:#?}");
    assert!(again.err.contains("is there already"), "{}", again.err);
}

#[test]
fn nothing_is_written_where_the_vendor_refuses_or_a_filter_needs_what_is_replaced() {
    let author = Author::of_vendor(false);
    let more = ["--case", "one", "-q", "subject[like]=Lovelace&limit=2"];
    let checked = author.records("mine", &more);
    assert_eq!(checked.code, Some(1), "{checked:#?}");
    assert!(
        checked.err.contains("nothing is written"),
        "{}",
        checked.err
    );
    let wrong = author.records("yours", &["--case", "one"]);
    assert_eq!(wrong.code, Some(2), "{wrong:#?}");
    let named = author.records("mine", &["--case", "../x"]);
    assert_eq!(named.code, Some(2), "{named:#?}");
    assert!(!author.case("").exists());
}

#[test]
fn a_token_that_the_vendor_sends_back_is_replaced() {
    let author = Author::of_vendor(true);
    let ran = author.records("mine", &["--case", "echo"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let text = everything(&author.case("echo"));
    assert!(!text.contains(SECRET), "{text}");
}

#[test]
fn what_is_missing_is_named_alone() {
    let author = Author::of_vendor(false);
    let said = |words: &[&str]| run(&[&["record", "mine", "--case", "a"], words].concat());
    let without = said(&["--corpus", &author.corpus, "--mappings", &author.mapping]);
    assert!(
        without.err.contains("nothing says where your accounts are"),
        "{without:#?}"
    );
    let without = said(&[
        "--accounts",
        &author.accounts,
        "--mappings",
        &author.mapping,
    ]);
    assert!(
        without.err.contains("nothing says where cases are"),
        "{without:#?}"
    );
    // Nothing answers there: the address is told.
    let silent = accounts(1);
    let words = [
        "--accounts",
        &silent,
        "--corpus",
        &author.corpus,
        "--mappings",
        &author.mapping,
    ];
    let silent = said(&words);
    assert!(silent.err.contains("`http://127.0.0.1:1/"), "{silent:#?}");
}
