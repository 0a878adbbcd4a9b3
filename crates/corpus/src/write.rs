//! Writes calls and answers as the files of a case: what [`crate::read_dir`] reads.

use crate::pair::pair_value;
use std::fmt::Write;
use touchpoint_core::exchange::{Reply, Request};
use url::Url;

/// Headers that say nothing of a reply that an engine reads.
const OF_TRANSPORT: [&str; 9] = [
    "connection",
    "content-encoding",
    "content-length",
    "date",
    "keep-alive",
    "server",
    "strict-transport-security",
    "transfer-encoding",
    "vary",
];
/// Headers of a request that a case need not write.
const OPTIONAL: [&str; 2] = ["accept", "user-agent"];

/// A call as `N.request.http`. Secrets are written: those of a case's account are placeholders.
///
/// ```text
/// GET https://api.example/things
/// ? limit = 2
/// authorization: Bearer {access_token}
/// ```
pub fn request_text(request: &Request) -> Vec<u8> {
    let address = request.address();
    let (mut line, mut query) = (address.clone(), Vec::new());
    if let Ok(mut url) = Url::parse(&address) {
        query = url.query_pairs().into_owned().collect();
        url.set_query(None);
        line = url.to_string();
    }
    let mut text = format!("{} {line}\n", request.method);
    for (name, value) in query {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "? {name} = {}", pair_value(&value));
    }
    for header in &request.headers {
        if !OPTIONAL.contains(&header.name.as_str()) {
            let _ = writeln!(text, "{}: {}", header.name, header.value.expose());
        }
    }
    with_body(text, request.body.as_deref().unwrap_or_default())
}

/// An answer as `N.reply.http`, without the headers that only carried it.
pub fn reply_text(reply: &Reply) -> Vec<u8> {
    let mut text = format!("HTTP {}\n", reply.status);
    for (name, value) in &reply.headers.0 {
        let name = name.to_ascii_lowercase();
        if !OF_TRANSPORT.contains(&name.as_str()) {
            let _ = writeln!(text, "{name}: {value}");
        }
    }
    with_body(text, &reply.body)
}

fn with_body(text: String, body: &[u8]) -> Vec<u8> {
    let mut bytes = text.into_bytes();
    if !body.is_empty() {
        bytes.push(b'\n');
        bytes.extend_from_slice(body);
        bytes.push(b'\n');
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{reply_file as replies, request_file as requests};
    use touchpoint_core::exchange::{About, Header, HeaderText, Headers, Method};

    #[test]
    fn a_call_is_read_as_it_was_written() {
        let request = Request {
            method: Method::Post,
            url: "https://api.example/v2/things".into(),
            query: vec![
                ("q".into(), "a = \"b\" ".into()),
                ("empty".into(), String::new()),
            ],
            headers: vec![Header {
                name: "x-key".into(),
                value: HeaderText::Secret("{key}".into()),
            }],
            body: Some(b"{\"a\": 1}\n".to_vec()),
            origins: vec![],
            about: About::default(),
            secrets: touchpoint_core::exchange::Secrets::default(),
        };
        let read = requests::parse(&request_text(&request)).unwrap();
        assert_eq!(read.differences(&request), [""; 0]);
    }

    #[test]
    fn an_answer_is_read_as_it_was_written() {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let reply = Reply {
            status: 429,
            headers: Headers(vec![header("Retry-After", "7"), header("Date", "now")]),
            body: b"{\n}\n".to_vec(),
            ..Reply::default()
        };
        let read = replies::reply(&reply_text(&reply)).unwrap();
        assert_eq!((read.status, &read.body), (429, &reply.body));
        assert_eq!(read.headers.get("retry-after"), Some("7"));
        assert_eq!(read.headers.get("date"), None);
    }
}
