//! Reads `N.request.http` as a [`RecordedRequest`]: the expected call, in a form that does not
//! depend on order or encoding.

use crate::fault::LineFault;
use crate::head::{header, parts};
use crate::pair::read_pair_value;
use touchpoint_core::exchange::Method;
use url::Url;

/// A call as a case expects it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The verb.
    pub method: Method,
    /// The address without its query.
    pub url: Url,
    /// The query's pairs, decoded.
    pub query: Vec<(String, String)>,
    /// The headers that must be sent, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body; empty when there is none.
    pub body: Vec<u8>,
}

/// The text of a call that is not written yet: no engine makes it.
pub(crate) const UNWRITTEN: &str = "GET https://unwritten.invalid/";

impl RecordedRequest {
    /// True if it stands for a call that is not written yet.
    pub(crate) fn is_unwritten(&self) -> bool {
        self.url.host_str() == Some("unwritten.invalid")
    }
}

/// Reads a request file.
pub(crate) fn parse(bytes: &[u8]) -> Result<RecordedRequest, LineFault> {
    let parts = parts(bytes)?;
    let (method, address) = parts.first.split_once(' ').unwrap_or((parts.first, ""));
    let method = match method {
        "GET" => Method::Get,
        "POST" => Method::Post,
        other => {
            let message = format!("`{other}` is no verb here; a call is a `GET` or a `POST`");
            return Err(LineFault::at(1, message));
        }
    };
    let url = Url::parse(address.trim())
        .map_err(|fault| LineFault::at(1, format!("the address cannot be read: {fault}")))?;
    if url.query().is_some() || url.fragment().is_some() {
        let message = "the address has a query; write each pair as a line `? name = value`";
        return Err(LineFault::at(1, message));
    }
    let (mut query, mut headers) = (Vec::new(), Vec::new());
    for (number, line) in parts.lines {
        if let Some(pair) = line.strip_prefix('?') {
            let (name, value) = pair.split_once('=').ok_or_else(|| {
                LineFault::at(number, "this is no query pair; write `? name = value`")
            })?;
            query.push((name.trim().to_owned(), read_pair_value(value.trim())));
        } else {
            headers.push(header(number, line)?);
        }
    }
    Ok(RecordedRequest {
        method,
        url,
        query,
        headers,
        body: parts.body.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read_line_by_line() {
        let text = "POST https://api.example/v2/things\n? q = a = b&c\n?empty=\nAccept: text/x\n\n{\"a\": 1}\n";
        let request = parse(text.as_bytes()).unwrap();
        assert_eq!(request.method, Method::Post);
        assert_eq!(request.url.path(), "/v2/things");
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(request.query, [pair("q", "a = b&c"), pair("empty", "")]);
        assert_eq!(request.headers, [pair("accept", "text/x")]);
        assert_eq!(request.body, b"{\"a\": 1}");
    }

    #[test]
    fn faults_name_their_line() {
        for (text, line) in [
            ("PUT https://a.example/", 1),
            ("GET /things", 1),
            ("GET https://a.example/?x=1", 1),
            ("GET https://a.example/\n? x", 2),
            ("GET https://a.example/\n? x = 1\nnonsense", 3),
        ] {
            assert_eq!(
                parse(text.as_bytes()).unwrap_err().line,
                Some(line),
                "{text}"
            );
        }
    }
}
