//! What the vendor answered, as bytes.

use super::Share;

/// The headers of a reply: names in lower case, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Headers(pub Vec<(String, String)>);

impl Headers {
    /// The first header of this name (lower case).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    /// The headers of this name (lower case), line by line: a list may stand on several (RFC 9110,
    /// section 5.3).
    pub fn all<'h>(&'h self, name: &'h str) -> impl Iterator<Item = &'h str> {
        let lines = self.0.iter().filter(move |(known, _)| known == name);
        lines.map(|(_, value)| value.as_str())
    }
}

/// One answer of the vendor.
///
/// ```text
/// status 200   headers content-type: application/json   body {"data":[{"id":7}]}
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The body, decompressed.
    pub body: Vec<u8>,
    /// Its share of the bytes that the transport allows in flight.
    pub held: Share,
}
