//! Takes a call apart, as it comes over the wire, into address, query, headers and body.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use touchpoint_core::exchange::{Header, Request};
use touchpoint_language::json::Json;
use url::form_urlencoded;

/// A call as a vendor sees it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReceivedCall {
    pub(crate) method: String,
    /// `https://host:port`
    pub(crate) origin: String,
    /// The path, decoded.
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Json,
    /// The body as it came.
    pub(crate) bytes: Vec<u8>,
}

impl ReceivedCall {
    pub(crate) fn of(request: &Request) -> ReceivedCall {
        let header = |h: &Header| (h.name.clone(), h.value.expose().to_owned());
        ReceivedCall::new(
            &request.method.to_string(),
            &request.address(),
            request.headers.iter().map(header).collect(),
            request.body.clone().unwrap_or_default(),
        )
    }

    pub(crate) fn new(
        method: &str,
        address: &str,
        headers: Vec<(String, String)>,
        bytes: Vec<u8>,
    ) -> ReceivedCall {
        let (before, query) = address.split_once('?').unwrap_or((address, ""));
        let scheme = before.find("://").map_or(0, |at| at + 3);
        let slash = before.get(scheme..).and_then(|rest| rest.find('/'));
        let end = slash.map_or(before.len(), |at| at + scheme);
        let (origin, path) = before.split_at_checked(end).unwrap_or((before, ""));
        ReceivedCall {
            method: method.to_owned(),
            origin: origin.to_owned(),
            path: decoded(path),
            query: form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
            headers,
            body: Json::from_slice(&bytes).unwrap_or_default(),
            bytes,
        }
    }

    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        let mut named = self.query.iter().filter(|(n, _)| n == name);
        named.next().map(|(_, value)| value.as_str())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let named = self
            .headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
    }
}

/// Decodes `%2F` and the like; bytes that are no UTF-8 become the replacement character.
fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Everything but unreserved characters (RFC 3986) becomes `%XX`.
pub(crate) fn encoded(text: &str) -> String {
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        let call = ReceivedCall::new(
            "GET",
            "https://a.example:8/x%2Fy/z?q=a+b%26&r%5B%5D=1",
            vec![],
            vec![],
        );
        assert_eq!(
            (call.origin.as_str(), call.path.as_str()),
            ("https://a.example:8", "/x/y/z")
        );
        assert_eq!(call.query("q"), Some("a b&"));
        assert_eq!(call.query("r[]"), Some("1"));
        assert_eq!(encoded("a b/é"), "a%20b%2F%C3%A9");
    }
}
