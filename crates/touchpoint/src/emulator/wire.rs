//! What comes over the wire, read by itself: address, query, headers, body.

use serde_json::Value;
use touchpoint_core::exchange::Request;

/// A call as a vendor sees it.
#[derive(Clone, Debug, Default)]
pub(super) struct Call {
    pub(super) method: String,
    /// `https://host:port`
    pub(super) origin: String,
    /// Decoded.
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Value,
    /// The body as it came.
    pub(super) bytes: Vec<u8>,
}

impl Call {
    pub(super) fn of(request: &Request) -> Call {
        let header =
            |h: &touchpoint_core::exchange::Header| (h.name.clone(), h.value.expose().to_owned());
        Call::new(
            &request.method.to_string(),
            &request.address(),
            request.headers.iter().map(header).collect(),
            request.body.clone().unwrap_or_default(),
        )
    }

    pub(super) fn new(
        method: &str,
        address: &str,
        headers: Vec<(String, String)>,
        bytes: Vec<u8>,
    ) -> Call {
        let (before, query) = address.split_once('?').unwrap_or((address, ""));
        let scheme = before.find("://").map_or(0, |at| at + 3);
        let slash = before.get(scheme..).and_then(|rest| rest.find('/'));
        let end = slash.map_or(before.len(), |at| at + scheme);
        let (origin, path) = before.split_at_checked(end).unwrap_or((before, ""));
        Call {
            method: method.to_owned(),
            origin: origin.to_owned(),
            path: decoded(path, false),
            query: pairs(query),
            headers,
            body: serde_json::from_slice(&bytes).unwrap_or_default(),
            bytes,
        }
    }

    pub(super) fn query(&self, name: &str) -> Option<&str> {
        let mut named = self.query.iter().filter(|(n, _)| n == name);
        named.next().map(|(_, value)| value.as_str())
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let named = self
            .headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
    }
}

/// `a=1&b%5B%5D=2`
pub(super) fn pairs(text: &str) -> Vec<(String, String)> {
    let parts = text.split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decoded(name, true), decoded(value, true))
        })
        .collect()
}

fn decoded(text: &str, form: bool) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digits: Vec<u8> = rest.clone().take(2).collect();
                let value = std::str::from_utf8(&digits).ok();
                match value.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    Some(value) => {
                        bytes.push(value);
                        rest.nth(1);
                    }
                    None => bytes.push(byte),
                }
            }
            b'+' if form => bytes.push(b' '),
            byte => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// All but unreserved characters as `%xx`.
pub(super) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// Base64 (RFC 4648), for the headers that sign a call.
pub(super) fn base64(text: &str) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let three = chunk.iter().chain(&[0, 0]).take(3);
        let bits = three.fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
        for place in 0..4_u32 {
            let sign = usize::try_from(bits >> (18 - 6 * place) & 63).ok();
            let sign = sign.and_then(|at| SIGNS.get(at)).copied().unwrap_or(b'=');
            let given = place <= u32::try_from(chunk.len()).unwrap_or(3);
            out.push(if given { char::from(sign) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        let call = Call::new(
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

    #[test]
    fn base64_is_padded() {
        assert_eq!(
            [base64("a:"), base64("ab:"), base64(":abc"), base64("abc")],
            ["YTo=", "YWI6", "OmFiYw==", "YWJj"]
        );
    }
}
