//! Reads `N.reply.http` as a [`Reply`]; the body's bytes are untouched.

use crate::fault::LineFault;
use crate::head::{header, parts};
use touchpoint_core::exchange::{Headers, Reply};

/// Reads a reply file.
pub(crate) fn parse(bytes: &[u8]) -> Result<Reply, LineFault> {
    let parts = parts(bytes)?;
    let status = parts
        .first
        .strip_prefix("HTTP ")
        .and_then(|status| status.trim().parse().ok())
        .filter(|status| (100..600).contains(status))
        .ok_or_else(|| LineFault::at(1, "the first line must be a status such as `HTTP 200`"))?;
    let headers = parts
        .lines
        .into_iter()
        .map(|(number, line)| header(number, line))
        .collect::<Result<_, _>>()?;
    Ok(Reply {
        status,
        headers: Headers(headers),
        body: parts.body.to_vec(),
        ..Reply::default()
    })
}

/// Reads a recorded reply: the text of an `N.reply.http`.
///
/// # Errors
/// What is wrong, and in which line.
pub fn reply(bytes: &[u8]) -> Result<Reply, String> {
    parse(bytes).map_err(|fault| match fault.line {
        Some(line) => format!("line {line}: {}", fault.message),
        None => fault.message,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_keeps_its_bytes() {
        let reply = parse(b"HTTP 429\nRetry-After: 7\n\n{ \"n\": 1.0 }\n").unwrap();
        assert_eq!(reply.status, 429);
        assert_eq!(reply.headers.get("retry-after"), Some("7"));
        assert_eq!(reply.body, b"{ \"n\": 1.0 }");
    }

    #[test]
    fn another_first_line_is_a_fault() {
        for text in ["HTTP/1.1 200 OK\n", "HTTP 20000\n", "{}"] {
            assert_eq!(parse(text.as_bytes()).unwrap_err().line, Some(1));
        }
    }
}
