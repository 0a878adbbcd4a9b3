//! Requests over plain sockets, and what comes back.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};
use tokio::net::TcpSocket;

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

/// The same with a body.
pub(super) fn post_only(
    address: &str,
    path: &str,
    token: &str,
    body: &str,
) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    Ok(stream)
}

/// How long the connections of a flood stay, and how long one may take to open.
const STAY: Duration = Duration::from_secs(4);
const OPENS: Duration = Duration::from_millis(200);
/// A flood comes from so many addresses of this machine.
const ADDRESSES: usize = 4;

/// Opens connections that send this, read nothing and stay a while, and then others.
pub(super) fn flood(address: &str, connections: usize, request: &[u8], end: Instant) {
    let Ok(runtime) = tokio::runtime::Runtime::new() else {
        return;
    };
    runtime.block_on(async {
        while Instant::now() < end {
            let until = end.min(Instant::now() + STAY);
            let mut held = Vec::new();
            while held.len() < connections && Instant::now() < until {
                let opened = opened(address, held.len() % ADDRESSES, request);
                held.extend(tokio::time::timeout(OPENS, opened).await.ok().flatten());
            }
            tokio::time::sleep(until.saturating_duration_since(Instant::now())).await;
        }
    });
}

/// A connection from one of the addresses, which has sent as much as the server takes at once.
async fn opened(address: &str, from: usize, request: &[u8]) -> Option<tokio::net::TcpStream> {
    let socket = TcpSocket::new_v4().ok()?;
    socket.set_recv_buffer_size(4096).ok()?;
    let from = Ipv4Addr::new(127, 0, 0, 10 + u8::try_from(from).ok()?);
    socket.bind(SocketAddr::from((from, 0))).ok()?;
    let stream = socket.connect(address.parse().ok()?).await.ok()?;
    stream.writable().await.ok()?;
    let sent = stream.try_write(request).ok()?;
    if let Some(rest) = request.get(sent..).filter(|rest| !rest.is_empty()) {
        stream.writable().await.ok()?;
        let _ = stream.try_write(rest);
    }
    Some(stream)
}
