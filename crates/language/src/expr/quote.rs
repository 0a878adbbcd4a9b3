//! Turns a value's text into text that is safe at one place of a request.
//!
//! Each function here has the same shape, so a template can be filled with any of them. A value
//! never changes the meaning of the text around it; a value that no quoting makes safe is refused.

use super::fault::ExprFault;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Leaves the text as it is.
pub fn verbatim(text: &str) -> Result<String, ExprFault> {
    Ok(text.to_owned())
}

/// One segment of a URL's path: all but unreserved characters are percent-encoded.
///
/// # Errors
/// An empty text, `.` and `..` would name another path, and no encoding prevents that: the caller's value is refused.
///
/// ```
/// use touchpoint_language::expr::quote::path_segment;
/// assert_eq!(path_segment("a/b c").unwrap(), "a%2Fb%20c");
/// assert!(path_segment("..").is_err());
/// ```
pub fn path_segment(text: &str) -> Result<String, ExprFault> {
    if matches!(text, "" | "." | "..") {
        return Err(ExprFault::new(format!(
            "`{text}` cannot stand as a part of a path"
        )));
    }
    Ok(utf8_percent_encode(text, RESERVED).to_string())
}

/// A header's value: printable ASCII, space and tab; it is sent as it is.
///
/// # Errors
/// Line breaks, other control characters and anything beyond ASCII are refused. The value is not repeated: it may be a secret.
pub fn header_value(text: &str) -> Result<String, ExprFault> {
    let bad = text
        .char_indices()
        .find(|(_, c)| !matches!(c, ' '..='~' | '\t'));
    match bad {
        None => Ok(text.to_owned()),
        Some((at, c)) => Err(ExprFault::new(format!(
            "a header cannot carry the character U+{:04X}",
            u32::from(c)
        ))
        .at(at..at.saturating_add(c.len_utf8()))
        .help("send printable ASCII only")),
    }
}

#[cfg(test)]
mod tests {
    use super::{header_value, path_segment};

    #[test]
    fn a_segment_stays_a_segment() {
        let cases = [
            ("plain-1.2_3~", "plain-1.2_3~"),
            ("a/b", "a%2Fb"),
            ("../../x", "..%2F..%2Fx"),
            ("%2F", "%252F"),
            ("?a=b#c", "%3Fa%3Db%23c"),
            ("é", "%C3%A9"),
            ("...", "..."),
        ];
        for (text, expected) in cases {
            assert_eq!(path_segment(text).unwrap(), expected);
        }
        for text in ["", ".", ".."] {
            assert!(path_segment(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_header_keeps_to_its_line() {
        assert_eq!(header_value("Token a=b\t!").unwrap(), "Token a=b\t!");
        for text in ["a\r\nb: c", "a\nb", "\u{0}", "\u{7f}", "ä"] {
            let fault = header_value(text).unwrap_err();
            assert!(fault.message.contains("U+"), "{}", fault.message);
        }
    }
}
