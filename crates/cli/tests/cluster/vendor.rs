//! A vendor that gives a new refresh token at each renewal, and ends the whole connection when an
//! old one comes twice. It answers when the test lets it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// When an answer of the token URL is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Gate {
    /// At once.
    #[default]
    Open,
    /// Not before the gate opens; the renewal has not happened till then.
    BeforeRenewal,
    /// Not before the gate opens; the renewal has happened.
    AfterRenewal,
}

#[derive(Default)]
struct State {
    /// How often tokens were renewed: access token `a<n>` and refresh token `r<n>` are in force.
    generation: u32,
    /// True if an old refresh token came.
    punished: bool,
    /// How many requests came to the token URL.
    renewals: u32,
    /// How many of them were refused.
    refused: u32,
    /// How many lists were asked for.
    lists: u32,
    gate: Gate,
    holds_lists: bool,
}

/// The vendor, on a port of its own. Clones are one.
#[derive(Clone)]
pub(crate) struct Vendor {
    pub(crate) origin: String,
    state: Arc<(Mutex<State>, Condvar)>,
}

impl Vendor {
    /// With `a0` and `r0` in force.
    pub(crate) fn start() -> Vendor {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let vendor = Vendor {
            origin: format!("http://{}", listener.local_addr().unwrap()),
            state: Arc::default(),
        };
        let own = vendor.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let own = own.clone();
                thread::spawn(move || own.serve(stream.unwrap()));
            }
        });
        vendor
    }

    /// A mapping of it.
    pub(crate) fn mapping(&self) -> String {
        let origin = &self.origin;
        format!(
            "mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection:
  base_url: {origin}
  auth:
    - kind: oauth2
      authorize_url: {origin}/authorize
      token_url: {origin}/token
      client_auth: body
      refresh_token: {{ rotates: true }}
list:
  request: GET /calls
  records: $.calls[*]
  fields: {{ id: $.id }}
"
        )
    }

    pub(crate) fn set(&self, gate: Gate) {
        self.state.0.lock().unwrap().gate = gate;
        self.state.1.notify_all();
    }

    pub(crate) fn hold_lists(&self, holds: bool) {
        self.state.0.lock().unwrap().holds_lists = holds;
        self.state.1.notify_all();
    }

    /// Renewals that came, and those that were refused.
    pub(crate) fn renewals(&self) -> (u32, u32) {
        let state = self.state.0.lock().unwrap();
        (state.renewals, state.refused)
    }

    /// Waits until so many renewals, and so many lists, were asked for.
    pub(crate) fn wait_for(&self, renewals: u32, lists: u32) {
        let state = self.state.0.lock().unwrap();
        let come = |state: &mut State| state.renewals < renewals || state.lists < lists;
        let long = Duration::from_secs(30);
        let (_state, waited) = self.state.1.wait_timeout_while(state, long, come).unwrap();
        assert!(!waited.timed_out(), "the vendor was not asked");
    }

    fn serve(&self, mut stream: TcpStream) {
        let Some(request) = request(&mut stream) else {
            return;
        };
        let (status, body) = if request.starts_with("POST /token ") {
            match self.renew(&request, &stream) {
                Some(reply) => reply,
                None => return,
            }
        } else {
            self.list(&request)
        };
        let length = body.len();
        let reply = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        // Whoever asked may have been killed.
        let _ = stream.write_all(reply.as_bytes());
    }

    /// Nothing where it had not begun when the asker went away.
    fn renew(&self, request: &str, asker: &TcpStream) -> Option<(u16, String)> {
        let token = request.split("refresh_token=r").nth(1).unwrap();
        let token: u32 = token.split('&').next().unwrap().trim().parse().unwrap();
        let mut state = self.state.0.lock().unwrap();
        state.renewals += 1;
        self.state.1.notify_all();
        let shut = |state: &mut State| state.gate == Gate::BeforeRenewal;
        state = self.state.1.wait_while(state, shut).unwrap();
        asker.set_nonblocking(true).unwrap();
        let gone = asker.peek(&mut [0]).is_ok();
        asker.set_nonblocking(false).unwrap();
        if gone {
            return None;
        }
        let right = token == state.generation && !state.punished;
        if right {
            state.generation += 1;
        } else {
            state.punished = true;
            state.refused += 1;
        }
        let generation = state.generation;
        let shut = |state: &mut State| state.gate == Gate::AfterRenewal;
        drop(self.state.1.wait_while(state, shut).unwrap());
        if right {
            let body = format!(
                r#"{{"access_token":"a{generation}","refresh_token":"r{generation}","expires_in":7200}}"#
            );
            Some((200, body))
        } else {
            Some((400, r#"{"error":"invalid_grant"}"#.to_owned()))
        }
    }

    fn list(&self, request: &str) -> (u16, String) {
        let mut state = self.state.0.lock().unwrap();
        state.lists += 1;
        self.state.1.notify_all();
        state = self
            .state
            .1
            .wait_while(state, |state| state.holds_lists)
            .unwrap();
        let right = format!("authorization: Bearer a{}\r\n", state.generation);
        if request.contains(&right) && !state.punished {
            (200, r#"{"calls":[{"id":1}]}"#.to_owned())
        } else {
            (401, r#"{"error":"expired"}"#.to_owned())
        }
    }
}

/// One request to its end.
fn request(stream: &mut TcpStream) -> Option<String> {
    let (mut whole, mut bytes) = (Vec::new(), [0; 8192]);
    loop {
        let read = stream.read(&mut bytes).ok().filter(|read| *read > 0)?;
        whole.extend_from_slice(&bytes[..read]);
        let text = String::from_utf8_lossy(&whole).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
            return Some(text);
        }
    }
}
