//! What a running server tells of itself: spans to an OpenTelemetry collector, lines on standard
//! error. Neither holds a secret, a query or a record.

use crate::binary::{file, program};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

const SECRET: &str = "s3cr3t-of-the-vendor";
const TOKEN: &str = "t0ken-of-the-caller";
const COLLECTOR: &str = "s3cr3t-of-the-collector";
const ASKED: &str = "31337";
const SAID: &str = "somebody's own words";

/// A request's head and body.
fn read(stream: &mut TcpStream) -> (String, String) {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_lowercase();
            let length = head.split("content-length: ").nth(1);
            let length = length.map_or(0, |rest| {
                rest.lines()
                    .next()
                    .unwrap()
                    .trim()
                    .parse::<usize>()
                    .unwrap()
            });
            if body.len() >= length {
                return (head, body.to_owned());
            }
        }
        let read = stream.read(&mut part).unwrap();
        assert!(read > 0, "a request was cut off");
        bytes.extend(&part[..read]);
    }
}

/// A server of this test: each request is told, and answered with the next of these, the last again
/// and again.
fn answering(answers: Vec<(&'static str, String)>) -> (String, Receiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = channel();
    thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let mut stream = stream.unwrap();
            let (status, body) = &answers[number.min(answers.len() - 1)];
            let request = read(&mut stream);
            let length = body.len();
            let reply = format!(
                "HTTP/1.1 {status}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
            );
            let _ = stream.write_all(reply.as_bytes());
            if tell.send(request).is_err() {
                return;
            }
        }
    });
    (at, told)
}

/// A server of the program's, and what it has printed.
struct Serving {
    child: Child,
    at: String,
}

impl Serving {
    fn start(vendor: &str, set: &[(&str, &str)]) -> Serving {
        let accounts = format!(
            "accounts:\n- {{ id: one, integration: pipedrive, base_url: \"{vendor}\", context: {{ company_domain: acme }}, credentials: {{ api_token: {SECRET} }} }}\n"
        );
        let accounts = file("accounts.yaml", &accounts);
        let mut child = program()
            .args(["serve", "--listen", "127.0.0.1:0", "--accounts", &accounts])
            .env("TOUCHPOINT_API_TOKEN", TOKEN)
            .envs(set.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let at = lines.find_map(|line| {
            let line = line.unwrap();
            let (_, rest) = line.split_once("http://")?;
            let end = rest.find(|c: char| !(c.is_ascii_digit() || ".:".contains(c)));
            let (at, _) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
            Some(at.to_owned())
        });
        Serving {
            child,
            at: at.unwrap(),
        }
    }

    /// One page of the list.
    fn list(&self, headers: &str) -> String {
        let mut stream = TcpStream::connect(&self.at).unwrap();
        let request = format!(
            "GET /unified/crm/engagements?integrated_account_id=one&owner[id]={ASKED} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {TOKEN}\r\nconnection: close\r\n{headers}\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        reply
    }

    /// Tells it to stop; its log.
    fn stop(mut self) -> String {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").arg(&pid).status().unwrap().success());
        let mut log = String::new();
        let mut err = self.child.stderr.take().unwrap();
        err.read_to_string(&mut log).unwrap();
        assert_eq!(self.child.wait().unwrap().code(), Some(0), "{log}");
        log
    }
}

fn page() -> String {
    format!(r#"{{"success":true,"data":[{{"id":1,"subject":"{SAID}"}}]}}"#)
}

/// A span as it came, and its attributes.
#[cfg(feature = "otlp")]
type Exported = (Value, std::collections::BTreeMap<String, String>);

/// The spans of a collector's request, by name.
#[cfg(feature = "otlp")]
fn spans(body: &str) -> std::collections::BTreeMap<String, Exported> {
    let body: Value = serde_json::from_str(body).unwrap();
    let spans = &body["resourceSpans"][0]["scopeSpans"][0]["spans"];
    let spans = spans.as_array().unwrap().iter().map(|span| {
        let attributes = span["attributes"].as_array().unwrap().iter();
        let attributes = attributes.map(|attribute| {
            let value = &attribute["value"];
            let text = value["stringValue"].as_str().or(value["intValue"].as_str());
            (
                attribute["key"].as_str().unwrap().to_owned(),
                text.unwrap().to_owned(),
            )
        });
        (
            span["name"].as_str().unwrap().to_owned(),
            (span.clone(), attributes.collect()),
        )
    });
    spans.collect()
}

fn tells_nothing(text: &str) {
    for hidden in [SECRET, TOKEN, COLLECTOR, ASKED, SAID] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
}

#[cfg(feature = "otlp")]
#[test]
fn spans_of_a_request_and_its_calls_reach_a_collector() {
    let (vendor, called) = answering(vec![("200 OK", page())]);
    let busy = ("503 Service Unavailable", String::new());
    let (collector, exported) = answering(vec![busy, ("200 OK", "{}".to_owned())]);
    let headers = format!("authorization=Bearer {COLLECTOR}");
    let serving = Serving::start(
        &vendor,
        &[
            ("TOUCHPOINT_OTLP_ENDPOINT", &collector),
            ("TOUCHPOINT_OTLP_HEADERS", &headers),
            // What is logged says nothing of what is exported.
            ("RUST_LOG", "off"),
        ],
    );
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let parent = format!("traceparent: 00-{trace}-00f067aa0ba902b7-01\r\n");
    let reply = serving.list(&parent);
    assert!(reply.contains(SAID), "{reply}");
    let (asked, _) = called.recv().unwrap();
    assert!(asked.contains(ASKED) && asked.contains(SECRET), "{asked}");
    assert!(!asked.contains("traceparent"), "{asked}");

    // The collector is busy at first: the same spans come again.
    let wait = std::time::Duration::from_mins(1);
    let (_, refused) = exported.recv_timeout(wait).unwrap();
    let (head, body) = exported.recv_timeout(wait).unwrap();
    assert_eq!(refused, body);
    assert!(head.starts_with("post /v1/traces "), "{head}");
    assert!(head.contains("content-type: application/json"), "{head}");
    assert!(
        head.contains(&format!("authorization: bearer {COLLECTOR}")),
        "{head}"
    );
    tells_nothing(&body);
    let spans = spans(&body);
    let (request, about) = &spans["GET /unified/crm/engagements"];
    assert_eq!(request["traceId"], trace);
    assert_eq!(request["parentSpanId"], "00f067aa0ba902b7");
    // A status of zero is none.
    assert_eq!(
        (&request["kind"], &request["status"]["code"]),
        (&2.into(), &0.into())
    );
    assert_eq!(about["http.response.status_code"], "200");
    assert_eq!(
        (
            about["touchpoint.account"].as_str(),
            about["touchpoint.integration"].as_str()
        ),
        ("one", "pipedrive")
    );
    let (call, about) = &spans["GET pipedrive"];
    assert_eq!(
        (&call["traceId"], &call["parentSpanId"]),
        (&request["traceId"], &request["spanId"])
    );
    assert_eq!(call["kind"], 3);
    assert_eq!(about["url.full"], format!("{vendor}/api/v2/activities"));
    assert_eq!(about["http.response.status_code"], "200");

    // What has not been sent when the server is told to stop is sent then.
    serving.list("");
    let log = serving.stop();
    let (_, last) = exported.recv_timeout(wait).unwrap();
    assert!(
        last.contains("GET pipedrive") && !last.contains(trace),
        "{last}"
    );
    assert_eq!(log, "");
}

#[test]
fn the_log_says_as_much_as_asked_and_never_what_is_private() {
    let refusal = format!(r#"{{"success":false,"error":"{SAID}"}}"#);
    for (level, lines) in [("trace", true), ("info", true), ("warn", false)] {
        let (vendor, _called) = answering(vec![
            ("200 OK", page()),
            ("400 Bad Request", refusal.clone()),
        ]);
        let serving = Serving::start(&vendor, &[("RUST_LOG", level)]);
        assert!(serving.list("").starts_with("HTTP/1.1 200"));
        assert!(serving.list("").starts_with("HTTP/1.1 400"));
        let log = serving.stop();
        assert_eq!(log.contains("the vendor answered"), lines, "{level}: {log}");
        tells_nothing(&log);
        for line in log.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            assert!(line["level"].is_string());
        }
    }
}

#[cfg(not(feature = "otlp"))]
#[test]
fn a_build_without_otlp_says_so_before_anything_is_served() {
    let ran = program()
        .args(["serve", "--listen", "127.0.0.1:0", "--sandbox"])
        .env("TOUCHPOINT_OTLP_ENDPOINT", "http://127.0.0.1:9")
        .env("TOUCHPOINT_OTLP_HEADERS", COLLECTOR)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let ran = crate::binary::ran(ran);
    assert_eq!(ran.code, Some(2), "{ran:#?}");
    for told in ["`otlp_endpoint`", "the feature `otlp`"] {
        assert!(ran.err.contains(told), "{}", ran.err);
    }
    assert!(!ran.err.contains(COLLECTOR), "{}", ran.err);
}

#[cfg(feature = "otlp")]
#[test]
fn a_collector_that_is_none_is_told_before_anything_is_served() {
    for (name, value) in [
        ("TOUCHPOINT_OTLP_ENDPOINT", "collector:4318"),
        ("TOUCHPOINT_OTLP_HEADERS", COLLECTOR),
    ] {
        let mut serve = program();
        serve.env("TOUCHPOINT_OTLP_ENDPOINT", "http://127.0.0.1:9");
        let ran = serve
            .args(["serve", "--listen", "127.0.0.1:0", "--sandbox"])
            .env(name, value)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let ran = crate::binary::ran(ran);
        assert_eq!(ran.code, Some(2), "{ran:#?}");
        let setting = name.trim_start_matches("TOUCHPOINT_").to_lowercase();
        assert!(ran.err.contains(&format!("`{setting}`")), "{}", ran.err);
        assert!(!ran.err.contains(COLLECTOR), "{}", ran.err);
    }
}
