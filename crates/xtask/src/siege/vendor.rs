//! Vendors on local ports that answer as an attack needs: with the same bytes each time, or never.

use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// What a vendor answers.
#[derive(Clone)]
pub(super) enum Answer {
    /// A status, more header lines, a body.
    Says(u16, &'static str, Arc<Vec<u8>>),
    /// Nothing.
    Hangs,
}

impl Answer {
    pub(super) fn ok(body: impl Into<Vec<u8>>) -> Answer {
        Answer::Says(200, "", Arc::new(body.into()))
    }
}

/// Starts a vendor; its address as an account names it.
pub(super) fn start(answer: Answer) -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let answer = answer.clone();
            // A small stack: there are many.
            let one = thread::Builder::new().stack_size(64 * 1024);
            let _ = one.spawn(move || serve(stream, &answer));
        }
    });
    Ok(address)
}

fn serve(mut stream: std::net::TcpStream, answer: &Answer) {
    let mut head = [0; 8 * 1024];
    let read = stream.read(&mut head).unwrap_or(0);
    if read == 0 {
        return;
    }
    match answer {
        Answer::Hangs => thread::sleep(Duration::from_mins(1)),
        Answer::Says(status, headers, body) => {
            let head = format!(
                "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n",
                body.len()
            );
            // The server may hang up before the end.
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(body);
        }
    }
}
