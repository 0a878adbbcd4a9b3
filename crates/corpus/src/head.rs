//! Splits a recorded file into the numbered lines of its head and the bytes of its body, for
//! requests and replies alike.

use crate::fault::LineFault;

/// The head of a recorded file, and its body.
#[derive(Debug, PartialEq)]
pub(crate) struct HeadAndBody<'a> {
    /// The first line.
    pub(crate) first: &'a str,
    /// The further lines up to the empty one, with their numbers.
    pub(crate) lines: Vec<(usize, &'a str)>,
    /// Everything after the empty line, without one last line break.
    pub(crate) body: &'a [u8],
}

/// Splits a file at its first empty line.
pub(crate) fn parts(bytes: &[u8]) -> Result<HeadAndBody<'_>, LineFault> {
    let mut lines = Vec::new();
    let mut rest = bytes;
    let mut number = 0;
    while !rest.is_empty() {
        number += 1;
        let end = rest.iter().position(|byte| *byte == b'\n');
        let (line, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after.strip_prefix(b"\n").unwrap_or_default();
        let line = std::str::from_utf8(line.strip_suffix(b"\r").unwrap_or(line))
            .map_err(|_| LineFault::at(number, "the head must be UTF-8 text"))?;
        if line.trim().is_empty() {
            break;
        }
        lines.push((number, line));
    }
    if lines.is_empty() {
        return Err(LineFault::at(1, "the first line is empty"));
    }
    let (_, first) = lines.remove(0);
    let body = rest.strip_suffix(b"\n").unwrap_or(rest);
    Ok(HeadAndBody { first, lines, body })
}

/// A header line: its name in lower case, and its value.
pub(crate) fn header(number: usize, line: &str) -> Result<(String, String), LineFault> {
    match line.split_once(':') {
        Some((name, value)) if !name.is_empty() && !name.contains(char::is_whitespace) => {
            Ok((name.to_ascii_lowercase(), value.trim().to_owned()))
        }
        _ => Err(LineFault::at(
            number,
            "this is no header; write `name: value`, and an empty line before the body",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_empty_line_divides_and_one_last_break_goes() {
        let parts = parts(b"HTTP 200\r\na: b\n\n{\n\n}\n\n").unwrap();
        assert_eq!(parts.first, "HTTP 200");
        assert_eq!(parts.lines, [(2, "a: b")]);
        assert_eq!(parts.body, b"{\n\n}\n");
    }

    #[test]
    fn a_body_may_be_absent_and_may_be_anything() {
        assert_eq!(parts(b"HTTP 204").unwrap().body, b"");
        assert_eq!(parts(b"HTTP 200\n\n\xff\xfe").unwrap().body, b"\xff\xfe");
    }

    #[test]
    fn a_head_of_no_text_is_a_fault() {
        assert_eq!(parts(b"").unwrap_err().line, Some(1));
        assert_eq!(parts(b"HTTP 200\n\xff").unwrap_err().line, Some(2));
        assert_eq!(header(3, "no header").unwrap_err().line, Some(3));
    }
}
