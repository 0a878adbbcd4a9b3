//! Requests over plain sockets, and what comes back.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// The status of a reply, read to its end.
pub(super) fn get(address: &str, path: &str, token: &str, wait: Duration) -> io::Result<u16> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(wait))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\r\n"
    )?;
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply)?;
    let head = String::from_utf8_lossy(reply.get(..reply.len().min(32)).unwrap_or_default());
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    status.ok_or_else(|| io::Error::other("no reply"))
}

/// A request that is sent and whose reply nobody reads.
pub(super) fn send_only(address: &str, path: &str, token: &str) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n"
    )?;
    Ok(stream)
}
