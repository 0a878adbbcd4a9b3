//! A vendor whose refresh tokens end on use: each renewal gives the next one of the account, and one
//! that was used before is refused, as RFC 6749 says it.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The longest time that an answer takes.
const SLOWEST_MS: u64 = 40;
/// The vendor has nothing left to answer when it had nothing for so many looks, with a pause before each.
const LOOKS: u32 = 5;
const PAUSE: Duration = Duration::from_millis(20);

/// The vendor, shared by the threads that answer.
#[derive(Default)]
pub(super) struct Rotating {
    accounts: Mutex<HashMap<String, Known>>,
    renewals: AtomicUsize,
    answering: AtomicUsize,
}

/// What the vendor knows of one account.
#[derive(Clone, Copy, Default)]
pub(super) struct Known {
    /// The number of its refresh token.
    pub(super) number: u64,
    /// When the last renewal was answered.
    pub(super) answered: Option<Instant>,
}

impl Rotating {
    /// Starts it; its address.
    ///
    /// # Errors
    /// There is no port.
    pub(super) fn start(self: &Arc<Self>) -> io::Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = format!("http://{}", listener.local_addr()?);
        let vendor = self.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let vendor = vendor.clone();
                let one = thread::Builder::new().stack_size(128 * 1024);
                vendor.answering.fetch_add(1, Ordering::SeqCst);
                let served = one.spawn({
                    let vendor = vendor.clone();
                    move || {
                        vendor.serve(stream);
                        vendor.answering.fetch_sub(1, Ordering::SeqCst);
                    }
                });
                if served.is_err() {
                    vendor.answering.fetch_sub(1, Ordering::SeqCst);
                }
            }
        });
        Ok(address)
    }

    /// How many renewals were answered with a new token.
    pub(super) fn renewals(&self) -> usize {
        self.renewals.load(Ordering::SeqCst)
    }

    /// Waits until every call is answered. A server that was killed leaves calls behind, and the vendor ends
    /// a token for them a moment later.
    pub(super) fn settle(&self) {
        let mut looks = 0;
        while looks < LOOKS {
            thread::sleep(PAUSE);
            let is_calm = self.answering.load(Ordering::SeqCst) == 0;
            looks = if is_calm { looks + 1 } else { 0 };
        }
    }

    /// What is known of an account.
    pub(super) fn known(&self, account: &str) -> Known {
        self.lock().get(account).copied().unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, mut stream: TcpStream) {
        let Some(request) = read(&mut stream) else {
            return;
        };
        let (status, body) = if request.starts_with("POST /token") {
            thread::sleep(Duration::from_millis(fastrand::u64(..SLOWEST_MS)));
            self.renew(&request)
        } else {
            thread::sleep(Duration::from_millis(fastrand::u64(..SLOWEST_MS / 4)));
            self.list(&request)
        };
        let head = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        // The server may be gone.
        let _ = stream.write_all(head.as_bytes());
        let _ = stream.write_all(body.as_bytes());
    }

    /// `refresh_token=r-7-12` → the tokens of number 13, if 12 is the account's.
    fn renew(&self, request: &str) -> (u16, String) {
        let token = request.split("refresh_token=").nth(1).unwrap_or_default();
        let token = token.split('&').next().unwrap_or_default();
        let Some((account, number)) = token_of(token, "r-") else {
            return (400, r#"{"error":"invalid_request"}"#.to_owned());
        };
        let mut all = self.lock();
        let known = all.entry(account.to_owned()).or_default();
        if known.number != number {
            return (400, r#"{"error":"invalid_grant"}"#.to_owned());
        }
        known.number += 1;
        known.answered = Some(Instant::now());
        self.renewals.fetch_add(1, Ordering::SeqCst);
        let number = known.number;
        // It ends soon, so that each list renews.
        let body = format!(
            r#"{{"access_token":"a-{account}-{number}","refresh_token":"r-{account}-{number}","token_type":"bearer","expires_in":1}}"#
        );
        (200, body)
    }

    /// A list, for the newest access token.
    fn list(&self, request: &str) -> (u16, String) {
        let token = request.split("earer ").nth(1).unwrap_or_default();
        let token = token.split(['\r', '\n']).next().unwrap_or_default();
        let good = token_of(token, "a-")
            .is_some_and(|(account, number)| number > 0 && self.known(account).number == number);
        if good {
            (200, r#"{"calls":[{"id":1,"title":"t"}]}"#.to_owned())
        } else {
            (401, r#"{"why":"ended"}"#.to_owned())
        }
    }
}

/// `r-7-12` → `7`, 12
pub(super) fn token_of<'t>(token: &'t str, kind: &str) -> Option<(&'t str, u64)> {
    let (account, number) = token.trim().strip_prefix(kind)?.rsplit_once('-')?;
    Some((account, number.parse().ok()?))
}

/// One request, with its body.
fn read(stream: &mut TcpStream) -> Option<String> {
    let mut whole = Vec::new();
    let mut some = [0; 4096];
    loop {
        let read = stream.read(&mut some).ok().filter(|read| *read > 0)?;
        whole.extend_from_slice(some.get(..read)?);
        let text = String::from_utf8_lossy(&whole).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head.to_ascii_lowercase();
        let length = length.split("content-length:").nth(1);
        let length = length.and_then(|rest| rest.lines().next()?.trim().parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return Some(text);
        }
    }
}
