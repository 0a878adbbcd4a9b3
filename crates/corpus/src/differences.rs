//! Compares a recorded call with a real one, line by line: `-` was expected, `+` was sent. Order
//! and percent-encoding make no difference.

use crate::pair::pair_value;
use crate::request_file::RecordedRequest;
use touchpoint_core::exchange::Request;
use touchpoint_language::json::Json;
use url::{Url, form_urlencoded};

/// Headers that are compared only if the case writes them.
const OPTIONAL_HEADERS: [&str; 2] = ["accept", "user-agent"];

impl RecordedRequest {
    /// What differs from a real call, in lines such as `- ? limit = 2` and `+ ? limit = 3`. Empty
    /// when the two are the same. Secrets are shown: a case's credentials are placeholders.
    pub fn differences(&self, sent: &Request) -> Vec<String> {
        let address = sent.address();
        let Ok(mut url) = Url::parse(&address) else {
            return vec![format!("+ {} {address}", sent.method)];
        };
        let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        url.set_query(None);
        let mut lines = Vec::new();
        if (self.method, &self.url) != (sent.method, &url) {
            // A call that is not written yet was not expected to be anything.
            if !self.is_unwritten() {
                lines.push(format!("- {} {}", self.method, self.url));
            }
            lines.push(format!("+ {} {url}", sent.method));
        }
        let pair = |(name, value): &(String, String)| format!("? {name} = {}", pair_value(value));
        compare(
            self.query.iter().map(pair),
            query.iter().map(pair),
            &mut lines,
        );
        let written = |name: &str| self.headers.iter().any(|(n, _)| n == name);
        compare(
            self.headers
                .iter()
                .map(|(name, value)| format!("{name}: {value}")),
            sent.headers
                .iter()
                .filter(|h| !OPTIONAL_HEADERS.contains(&h.name.as_str()) || written(&h.name))
                .map(|h| format!("{}: {}", h.name, h.value.expose())),
            &mut lines,
        );
        let body = sent.body.as_deref().unwrap_or_default();
        if self.body != body {
            compare_bodies(&self.body, body, &mut lines);
        }
        lines
    }
}

/// Both sides as multisets of lines.
fn compare(
    expected: impl Iterator<Item = String>,
    sent: impl Iterator<Item = String>,
    lines: &mut Vec<String>,
) {
    let mut sent: Vec<String> = sent.collect();
    for line in expected {
        match sent.iter().position(|other| *other == line) {
            Some(at) => {
                sent.remove(at);
            }
            None => lines.push(format!("- {line}")),
        }
    }
    lines.extend(sent.into_iter().map(|line| format!("+ {line}")));
}

fn compare_bodies(expected: &[u8], sent: &[u8], lines: &mut Vec<String>) {
    let json = |bytes| Json::from_slice(bytes).ok();
    let before = lines.len();
    match (json(expected), json(sent)) {
        (Some(expected), Some(sent)) if expected == sent => return,
        (Some(expected), Some(sent)) => {
            let line = |(path, value)| format!("body {path} = {value}");
            let (expected, sent) = (leaves(&expected), leaves(&sent));
            compare(
                expected.into_iter().map(line),
                sent.into_iter().map(line),
                lines,
            );
        }
        (None, None) if is_form(expected) && is_form(sent) => {
            let pairs = |bytes| {
                form_urlencoded::parse(bytes)
                    .map(|(name, value)| format!("body {name} = {value}"))
                    .collect::<Vec<_>>()
            };
            compare(pairs(expected).into_iter(), pairs(sent).into_iter(), lines);
            return;
        }
        _ => {}
    }
    if lines.len() == before {
        // Not both JSON, or JSON whose dotted leaves happen to read alike.
        lines.push(format!("- body {}", String::from_utf8_lossy(expected)));
        lines.push(format!("+ body {}", String::from_utf8_lossy(sent)));
    }
}

fn is_form(body: &[u8]) -> bool {
    body.contains(&b'=') && !body.iter().any(u8::is_ascii_whitespace)
}

/// The leaves of a JSON value with their dotted paths: `page.number` and `2`. Texts are shown
/// without quotes; an empty list or object is a leaf. The depth is bounded by the parser.
pub fn leaves(value: &Json) -> Vec<(String, String)> {
    fn walk(path: String, value: &Json, found: &mut Vec<(String, String)>) {
        let step = |key: &str| match path.as_str() {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        };
        match value {
            Json::Object(members) if !members.is_empty() => {
                for (key, member) in members {
                    walk(step(key), member, found);
                }
            }
            Json::Array(items) if !items.is_empty() => {
                for (index, item) in items.iter().enumerate() {
                    walk(step(&index.to_string()), item, found);
                }
            }
            Json::String(text) => found.push((path, text.clone())),
            other => found.push((path, other.to_string())),
        }
    }
    let mut found = Vec::new();
    walk(String::new(), value, &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request_file::parse;
    use touchpoint_core::exchange::{Header, HeaderText, Method};

    fn sent() -> Request {
        let header = |name: &str, value: HeaderText| Header {
            name: name.into(),
            value,
        };
        Request {
            method: Method::Post,
            url: "https://api.example/v2/things".into(),
            query: vec![("b".into(), "2 + 2".into()), ("a".into(), "1".into())],
            headers: vec![
                header(
                    "authorization",
                    HeaderText::Secret("Bearer {token}".to_owned().into()),
                ),
                header("accept", HeaderText::Open("application/json".into())),
            ],
            body: Some(br#"{"page":{"n":1},"x":[true]}"#.to_vec()),
            origins: vec![],
            about: touchpoint_core::exchange::About::default(),
            secrets: touchpoint_core::exchange::Secrets::default(),
        }
    }

    fn differences(text: &str) -> Vec<String> {
        parse(text.as_bytes()).unwrap().differences(&sent())
    }

    #[test]
    fn order_and_spacing_make_no_difference() {
        let same = "POST https://api.example/v2/things\nauthorization: Bearer {token}\n\
            ? a = 1\n? b = 2 + 2\n\n{ \"x\": [true], \"page\": {\"n\": 1} }\n";
        assert!(differences(same).is_empty(), "{:?}", differences(same));
        // An optional header counts once it is written.
        let lines = differences(&same.replace("? a", "accept: text/csv\n? a"));
        assert_eq!(lines, ["- accept: text/csv", "+ accept: application/json"]);
    }

    #[test]
    fn every_difference_is_a_line() {
        let lines = differences(
            "GET https://api.example/v2/thing\n? b = 2 + 2\n? c = 3\nx-key: 1\n\n{\"page\":{\"n\":2},\"x\":[true]}",
        );
        assert_eq!(
            lines,
            [
                "- GET https://api.example/v2/thing",
                "+ POST https://api.example/v2/things",
                "- ? c = 3",
                "+ ? a = 1",
                "- x-key: 1",
                "+ authorization: Bearer {token}",
                "- body page.n = 2",
                "+ body page.n = 1",
            ]
        );
    }

    #[test]
    fn a_form_is_compared_decoded() {
        let mut lines = Vec::new();
        compare_bodies(b"t={token}&g=a", b"g=a&t=%7Btoken%7D", &mut lines);
        assert!(lines.is_empty(), "{lines:?}");
        compare_bodies(b"t={token}", b"t=x", &mut lines);
        assert_eq!(lines, ["- body t = {token}", "+ body t = x"]);
    }

    #[test]
    fn a_missing_body_and_a_lookalike_body_are_differences() {
        let mut lines = Vec::new();
        compare_bodies(b"{\"a\":1}", b"", &mut lines);
        assert_eq!(lines, ["- body {\"a\":1}", "+ body "]);
        lines.clear();
        compare_bodies(b"{\"a\":\"1\"}", b"{\"a\":1}", &mut lines);
        assert_eq!(lines, ["- body {\"a\":\"1\"}", "+ body {\"a\":1}"]);
    }
}
