//! One complete call to the vendor: nothing is left to fill in, and secrets are hidden when it is
//! printed.

use super::{About, Secrets};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use touchpoint_language::mapping::Method;

/// A header's value: shown, or secret.
#[derive(Clone)]
pub enum HeaderText {
    /// May be shown in logs and by `explain`.
    Open(String),
    /// Never shown; only the transport reads it.
    Secret(SecretString),
}

impl HeaderText {
    /// The value itself, for the transport alone.
    pub fn expose(&self) -> &str {
        match self {
            HeaderText::Open(text) => text,
            HeaderText::Secret(secret) => secret.expose_secret(),
        }
    }
}

impl fmt::Debug for HeaderText {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl fmt::Display for HeaderText {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HeaderText::Open(text) => out.write_str(text),
            HeaderText::Secret(_) => out.write_str("••••"),
        }
    }
}

/// One header of a request; the name is in lower case.
#[derive(Clone, Debug)]
pub struct Header {
    /// `accept`
    pub name: String,
    /// `application/json`
    pub value: HeaderText,
}

/// One call to the vendor.
///
/// ```text
/// GET https://api.example.com/v2/calls?limit=50   accept: application/json   authorization: ••••
/// ```
#[derive(Clone)]
pub struct Request {
    /// The verb.
    pub method: Method,
    /// Scheme, host and path, without the query: `https://api.example.com/v2/calls`.
    pub url: String,
    /// The query's pairs, not yet percent-encoded, in the order in which they are sent.
    pub query: Vec<(String, String)>,
    /// The headers, credentials among them.
    pub headers: Vec<Header>,
    /// The body, where the list is asked for with one.
    pub body: Option<Vec<u8>>,
    /// The origins that this account's mapping may reach: `https://api.example.com`.
    pub origins: Vec<String>,
    /// Whose it is, and what for.
    pub about: About,
    /// What must be masked where words of the vendor are shown: the account's secrets.
    pub secrets: Secrets,
}

/// Only the length of the body is printed, since a token request carries secrets in its body.
impl fmt::Debug for Request {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &self.url)
            .field("query", &self.query)
            .field("headers", &self.headers)
            .field("body_bytes", &self.body.as_ref().map(Vec::len))
            .field("origins", &self.origins)
            .field("about", &self.about)
            .finish_non_exhaustive()
    }
}

impl Request {
    /// The whole address, percent-encoded.
    ///
    /// ```
    /// # use touchpoint_core::exchange::{About, Method, Request, Secrets};
    /// let request = Request { method: Method::Get, url: "https://a.example/x".into(),
    ///     query: vec![("q".into(), "a b&c".into())], headers: vec![], body: None, origins: vec![], about: About::default(), secrets: Secrets::default() };
    /// assert_eq!(request.address(), "https://a.example/x?q=a%20b%26c");
    /// ```
    pub fn address(&self) -> String {
        use std::fmt::Write;
        let mut address = self.url.clone();
        for (index, (name, value)) in self.query.iter().enumerate() {
            address.push(if index == 0 { '?' } else { '&' });
            // Writing to a text cannot fail.
            let _ = write!(address, "{}={}", encode(name), encode(value));
        }
        address
    }

    /// What must be masked in the vendor's words: the account's secrets, and the forms that they take in
    /// the headers: `Basic …`.
    pub fn secrets(&self) -> Secrets {
        let headers = self.headers.iter();
        let secret = headers.filter_map(|header| match &header.value {
            HeaderText::Secret(secret) => Some(secret.expose_secret()),
            HeaderText::Open(_) => None,
        });
        let parts = secret.flat_map(|text| {
            let word = text.split_once(' ').map(|(_, word)| word.to_owned());
            [Some(text.to_owned()), word].into_iter().flatten()
        });
        self.secrets.with(parts)
    }

    /// The address without its query, which may hold personal data, and without secrets: a next page's
    /// path is in the vendor's words.
    pub fn shown_url(&self) -> String {
        if self.about.led {
            self.secrets.masked(&self.url)
        } else {
            self.url.clone()
        }
    }

    /// The header of this name (lower case), where it is sent.
    pub fn header(&self, name: &str) -> Option<&HeaderText> {
        self.headers
            .iter()
            .find(|h| h.name == name)
            .map(|h| &h.value)
    }
}

/// All but the unreserved characters of RFC 3986 are encoded, brackets in names too: every vendor
/// reads them either way.
const QUERY: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

fn encode(text: &str) -> percent_encoding::PercentEncode<'_> {
    percent_encoding::utf8_percent_encode(text, QUERY)
}
