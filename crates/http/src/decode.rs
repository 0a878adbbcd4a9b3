//! Decodes a body: unpacks it within a limit, and converts it to UTF-8. A body that cannot be
//! unpacked or converted stays as it came, with the header that says so.

use encoding_rs::{Encoding, UTF_8};
use flate2::write::MultiGzDecoder;
use std::io::Write;
use touchpoint_core::exchange::Headers;

/// How many packed bytes are unpacked at once; they expand at most about a thousand times.
const STEP: usize = 1024;

/// Unpacks a body while it comes.
pub(crate) enum Unpacked {
    /// It comes unpacked.
    Plain(Vec<u8>),
    /// Gzip of one member or several (RFC 1952).
    Gzip(Box<MultiGzDecoder<Vec<u8>>>),
}

/// Why a body is not unpacked further.
#[derive(Debug, PartialEq)]
pub(crate) enum Stop {
    /// It is larger than it may be.
    TooLarge,
    /// It is no gzip.
    Broken(String),
}

impl Unpacked {
    /// For a body with these headers, into this buffer. The header of a packing that is undone is
    /// removed.
    pub(crate) fn new(headers: &mut Headers, room: Vec<u8>) -> Unpacked {
        let packed = headers.get("content-encoding").map(str::trim);
        let gzip = packed.is_some_and(|name| {
            name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip")
        });
        if !gzip {
            return Unpacked::Plain(room);
        }
        headers.0.retain(|(name, _)| name != "content-encoding");
        Unpacked::Gzip(Box::new(MultiGzDecoder::new(room)))
    }

    /// How many bytes there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Unpacked::Plain(body) => body.len(),
            Unpacked::Gzip(gzip) => gzip.get_ref().len(),
        }
    }

    /// Takes bytes that came, up to a limit of unpacked bytes.
    pub(crate) fn take(&mut self, bytes: &[u8], limit: usize) -> Result<(), Stop> {
        match self {
            Unpacked::Plain(body) => {
                if body.len().saturating_add(bytes.len()) > limit {
                    return Err(Stop::TooLarge);
                }
                body.extend_from_slice(bytes);
            }
            Unpacked::Gzip(gzip) => {
                for step in bytes.chunks(STEP) {
                    let written = gzip.write_all(step).and_then(|()| gzip.flush());
                    written.map_err(|fault| Stop::Broken(fault.to_string()))?;
                    if gzip.get_ref().len() > limit {
                        return Err(Stop::TooLarge);
                    }
                }
            }
        }
        Ok(())
    }

    /// The whole body.
    pub(crate) fn end(self, limit: usize) -> Result<Vec<u8>, Stop> {
        let body = match self {
            Unpacked::Plain(body) => body,
            Unpacked::Gzip(gzip) => gzip
                .finish()
                .map_err(|fault| Stop::Broken(fault.to_string()))?,
        };
        if body.len() > limit {
            return Err(Stop::TooLarge);
        }
        Ok(body)
    }
}

/// A body in UTF-8, without a byte order mark (RFC 8259, section 8.1). Another charset that its headers
/// name is read, where it is known.
pub(crate) fn in_utf8(headers: &Headers, body: Vec<u8>) -> Vec<u8> {
    let named = headers.get("content-type").and_then(charset);
    let encoding = named.and_then(|name| Encoding::for_label(name.as_bytes()));
    match encoding.filter(|encoding| *encoding != UTF_8) {
        // A byte order mark wins over the header.
        Some(encoding) => encoding.decode(&body).0.into_owned().into_bytes(),
        None => match body.strip_prefix(b"\xef\xbb\xbf") {
            Some(rest) => rest.to_vec(),
            None => body,
        },
    }
}

/// The charset of a content type: `iso-8859-1` of `application/json; charset="ISO-8859-1"`.
fn charset(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        name.trim().eq_ignore_ascii_case("charset").then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};

    fn headers(name: &str, value: &str) -> Headers {
        Headers(vec![(name.to_owned(), value.to_owned())])
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn unpacked(packing: &str, bytes: &[u8], limit: usize) -> Result<Vec<u8>, Stop> {
        let mut unpacked = Unpacked::new(&mut headers("content-encoding", packing), Vec::new());
        for chunk in bytes.chunks(7) {
            unpacked.take(chunk, limit)?;
        }
        unpacked.end(limit)
    }

    #[test]
    fn gzip_is_known_by_each_of_its_names_and_in_several_members() {
        for name in ["gzip", "GZIP", "x-gzip", " Gzip "] {
            assert_eq!(unpacked(name, &gzip(b"{}"), 9).unwrap(), b"{}", "{name}");
        }
        let members = [gzip(b"[1,"), gzip(b"2]")].concat();
        assert_eq!(unpacked("gzip", &members, 9).unwrap(), b"[1,2]");
        assert!(matches!(
            unpacked("gzip", b"{\"a\":1234567890}", 99),
            Err(Stop::Broken(_))
        ));
    }

    #[test]
    fn a_small_body_that_expands_is_stopped() {
        let bomb = gzip(&vec![0; 50_000_000]);
        assert_eq!(unpacked("gzip", &bomb, 1_000_000), Err(Stop::TooLarge));
        assert_eq!(unpacked("", b"12345", 4), Err(Stop::TooLarge));
    }

    #[test]
    fn what_was_unpacked_is_not_told_and_what_was_not_is() {
        let mut known = headers("content-encoding", "gzip");
        Unpacked::new(&mut known, Vec::new());
        assert_eq!(known.0, []);
        let mut unknown = headers("content-encoding", "br");
        Unpacked::new(&mut unknown, Vec::new());
        assert_eq!(unknown.get("content-encoding"), Some("br"));
    }

    #[test]
    fn a_named_charset_is_read_and_a_mark_is_skipped() {
        let read = |kind: &str, body: &[u8]| in_utf8(&headers("content-type", kind), body.to_vec());
        assert_eq!(
            read("text/json; charset=ISO-8859-1", b"\"\xfc\""),
            "\"ü\"".as_bytes()
        );
        assert_eq!(read("a/b; charset=\"utf-16\"", b"\xff\xfe{\0}\0"), b"{}");
        assert_eq!(read("a/b; charset=utf-16le", b"{\0}\0"), b"{}");
        assert_eq!(read("a/b", b"\xef\xbb\xbf{}"), b"{}");
        assert_eq!(read("a/b; charset=nonesuch", b"{}"), b"{}");
    }
}
