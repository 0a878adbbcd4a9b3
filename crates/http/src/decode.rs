//! What the headers say about a body: how it is packed, and in which charset. A body that cannot be
//! unpacked or read stays as it came, with the header that says so.

#[cfg(feature = "charsets")]
use encoding_rs::{Encoding, UTF_8};
use touchpoint_core::exchange::Headers;

/// True if a body with these headers is gzip; the header is then removed, as the packing will be
/// undone.
pub(crate) fn takes_gzip_off(headers: &mut Headers) -> bool {
    let packed = headers.get("content-encoding").map(str::trim);
    let gzip = packed.is_some_and(|name| {
        name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip")
    });
    if gzip {
        headers.0.retain(|(name, _)| name != "content-encoding");
    }
    gzip
}

/// A body in UTF-8, without a byte order mark (RFC 8259, section 8.1). Another charset that its headers
/// name is read, where it is known.
///
/// # Errors
/// Without the feature `charsets`, the name of another charset in which the body is not what it is in UTF-8.
pub(crate) fn in_utf8(headers: &Headers, body: Vec<u8>) -> Result<Vec<u8>, String> {
    let named = headers.get("content-type").and_then(charset);
    let body = match named {
        Some(name) => of_charset(name, body)?,
        None => body,
    };
    Ok(match body.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => rest.to_vec(),
        None => body,
    })
}

#[cfg(feature = "charsets")]
#[allow(clippy::unnecessary_wraps, reason = "without the feature it refuses")]
fn of_charset(name: &str, body: Vec<u8>) -> Result<Vec<u8>, String> {
    let encoding = Encoding::for_label(name.as_bytes());
    Ok(match encoding.filter(|encoding| *encoding != UTF_8) {
        // A byte order mark wins over the header.
        Some(encoding) => encoding.decode(&body).0.into_owned().into_bytes(),
        None => body,
    })
}

/// What reads as UTF-8 is taken for it, whatever its name.
#[cfg(not(feature = "charsets"))]
fn of_charset(name: &str, body: Vec<u8>) -> Result<Vec<u8>, String> {
    if std::str::from_utf8(&body).is_ok() || name.eq_ignore_ascii_case("utf-8") {
        return Ok(body);
    }
    Err(name.to_owned())
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

    fn headers(name: &str, value: &str) -> Headers {
        Headers(vec![(name.to_owned(), value.to_owned())])
    }

    #[test]
    fn gzip_is_known_by_each_of_its_names_and_told_no_more() {
        for name in ["gzip", "GZIP", "x-gzip", " Gzip "] {
            let mut headers = headers("content-encoding", name);
            assert!(takes_gzip_off(&mut headers), "{name}");
            assert_eq!(headers.0, []);
        }
        let mut unknown = headers("content-encoding", "br");
        assert!(!takes_gzip_off(&mut unknown));
        assert_eq!(unknown.get("content-encoding"), Some("br"));
    }

    #[test]
    fn a_named_charset_is_read_and_a_mark_is_skipped() {
        let read = |kind: &str, body: &[u8]| {
            in_utf8(&headers("content-type", kind), body.to_vec()).unwrap()
        };
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
