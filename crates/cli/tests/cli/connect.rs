//! A person's consent, through a browser that comes back to this machine, becomes an account.

use crate::binary::{file, folder, program, ran};
use crate::store::{SECRET, Store};
use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use touchpoint_core::oauth::challenge;

/// A vendor whose token URL takes one code, with the verifier of the challenge that it is told.
fn vendor() -> (String, Sender<String>) {
    let (tell, challenged) = channel::<String>();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut bytes = vec![0; 8192];
        let mut head = String::new();
        while !head.contains("code_verifier=") {
            let read = stream.read(&mut bytes).unwrap();
            head.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
        }
        let of = |name: &str| {
            let rest = head.split(&format!("{name}=")).nth(1).unwrap();
            rest.split('&').next().unwrap().to_owned()
        };
        let right = challenge(&of("code_verifier")) == challenged.recv().unwrap()
            && of("code") == "one-code"
            && of("grant_type") == "authorization_code"
            && of("client_secret") == SECRET;
        let body = if right {
            r#"{"access_token":"a1","refresh_token":"r1","expires_in":7200}"#
        } else {
            r#"{"error":"invalid_grant"}"#
        };
        let status = if right { "200 OK" } else { "400 Bad Request" };
        let length = body.len();
        let reply = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(reply.as_bytes()).unwrap();
    });
    (origin, tell)
}

/// What a browser gets at an address.
fn browse(address: &str) -> String {
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    reply
}

fn parameter(address: &str, name: &str) -> String {
    let (_, query) = address.split_once('?').unwrap();
    let pair = query
        .split('&')
        .find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    let value = pair.unwrap_or_else(|| panic!("no {name}: {address}"));
    value.replace("%3A", ":").replace("%2F", "/")
}

/// A program that waits for a person.
struct Waiting {
    child: Child,
    lines: Lines<BufReader<ChildStderr>>,
    /// What the person is to open.
    address: String,
}

impl Waiting {
    fn start(mut connect: Command, input: &str) -> Waiting {
        let mut child = connect
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that needs nothing does not read.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines.find_map(|line| {
            let line = line.unwrap().trim().to_owned();
            line.starts_with("http").then_some(line)
        });
        Waiting {
            child,
            lines,
            address: address.unwrap(),
        }
    }

    fn parameter(&self, name: &str) -> String {
        parameter(&self.address, name)
    }

    /// The browser's way back, with this beside the state.
    fn back(&self, answer: &str) -> String {
        let (back, state) = (self.parameter("redirect_uri"), self.parameter("state"));
        browse(&format!("{back}?state={state}&{answer}"))
    }

    /// How it ended: its exit code, its output, and what it said since.
    fn end(self) -> (Option<i32>, String, String) {
        let said: Vec<String> = self.lines.map(Result::unwrap).collect();
        let done = ran(self.child.wait_with_output().unwrap());
        (done.code, done.out.trim().to_owned(), said.join("\n"))
    }
}

fn connect(arguments: &[&str], store: &Store) -> Command {
    let mut connect = program();
    connect.arg("account").args(arguments).args(&store.0);
    connect
}

/// The names of an account's secrets.
fn names(store: &Store, id: &str) -> Vec<String> {
    let shown = store.run(&["account", "show", id], "").json();
    let names = shown["credentials"].as_array().unwrap().iter();
    let mut names: Vec<String> = names
        .map(|name| name.as_str().unwrap().to_owned())
        .collect();
    names.sort_unstable();
    names
}

const CONNECTED: [&str; 6] = [
    "access_token",
    "client_id",
    "client_secret",
    "expires_at",
    "redirect_uri",
    "refresh_token",
];

#[test]
fn a_consent_becomes_an_account() {
    let (store, (origin, tell)) = (Store::new(), vendor());
    let command = connect(&["connect", "outreach", "--base-url", &origin], &store);
    let credentials = format!("client_id: me\nclient_secret: {SECRET}\n");
    let waiting = Waiting::start(command, &credentials);
    let address = &waiting.address;
    assert!(
        address.starts_with(&format!("{origin}/oauth/authorize?")),
        "{address}"
    );
    assert!(!address.contains(SECRET));
    assert_eq!(waiting.parameter("client_id"), "me");
    assert_eq!(waiting.parameter("code_challenge_method"), "S256");
    tell.send(waiting.parameter("code_challenge")).unwrap();
    // A stranger's answer, and a browser's own question, end nothing.
    let back = waiting.parameter("redirect_uri");
    assert!(browse(&format!("{back}?state=wrong&code=x")).starts_with("HTTP/1.1 400"));
    assert!(browse(&back.replace("/callback", "/favicon.ico")).starts_with("HTTP/1.1 404"));
    let page = waiting.back("code=one-code");
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("You may close"),
        "{page}"
    );
    let (code, id, said) = waiting.end();
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(names(&store, &id), CONNECTED);
}

#[test]
fn an_account_is_connected_again_with_its_own_app() {
    let (store, (origin, tell)) = (Store::new(), vendor());
    let credentials = format!("client_id: me\nclient_secret: {SECRET}\naccess_token: old\n");
    let id = store.add(
        &["outreach", "--base-url", &origin, "--label", "Ada"],
        &credentials,
    );
    let waiting = Waiting::start(connect(&["reconnect", &id], &store), "");
    tell.send(waiting.parameter("code_challenge")).unwrap();
    waiting.back("code=one-code");
    let (code, _, said) = waiting.end();
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(names(&store, &id), CONNECTED);
    let shown = store.run(&["account", "show", &id], "").json();
    assert_eq!(shown["label"], "Ada");
    let all = store
        .run(&["account", "list", "--format", "json"], "")
        .json();
    assert_eq!(all.as_array().unwrap().len(), 1);
}

#[test]
fn the_app_may_stand_in_the_settings() {
    let (store, (origin, tell)) = (Store::new(), vendor());
    let settings =
        format!("apps: {{ outreach: {{ client_id: ours, client_secret: {SECRET} }} }}\n");
    let settings = file("settings.yaml", &settings);
    let arguments = [
        "connect",
        "outreach",
        "--base-url",
        &origin,
        "--settings",
        &settings,
    ];
    let waiting = Waiting::start(connect(&arguments, &store), "");
    assert_eq!(waiting.parameter("client_id"), "ours");
    tell.send(waiting.parameter("code_challenge")).unwrap();
    waiting.back("code=one-code");
    let (code, id, said) = waiting.end();
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(names(&store, &id), CONNECTED);
}

#[test]
fn a_refusal_is_told_and_nothing_is_kept() {
    let store = Store::new();
    let command = connect(&["connect", "hubspot", "--client-id", "me"], &store);
    let waiting = Waiting::start(command, "");
    waiting.back("error=access_denied&error_description=not+today");
    let (code, _, said) = waiting.end();
    assert_eq!(code, Some(4));
    assert!(said.contains("access_denied: not today"), "{said}");
    assert_eq!(
        store.run(&["account", "list", "--format", "json"], "").out,
        "[]\n"
    );
}

/// An invented vendor, whose accounts have a variable that the token's answer tells, and one that it
/// does not.
const MAPPING: &str = "mapping: 1
integration: acme
label: Acme
resource: crm/engagements
context:
  site: { from_token: home, pattern: 'https://[a-z]+\\.acme\\.example', example: https://eu.acme.example }
  zone: { pattern: '[a-z]+', example: eu }
connection:
  base_url: '{{ context.site }}'
  headers: { x-zone: '{{ context.zone }}' }
  auth:
    - kind: oauth2
      authorize_url: https://acme.example/authorize
      token_url: https://acme.example/token
      client_auth: body
list:
  request: GET /calls
  records: $.calls[*]
  fields: { id: $.id }
";

#[test]
fn what_no_token_will_bring_is_told_before_a_person_is_sent_anywhere() {
    let store = Store::new();
    let mappings = folder();
    std::fs::write(mappings.join("acme.yaml"), MAPPING).unwrap();
    let lacks = |arguments: &[&str]| {
        let mut command = connect(&[&["connect", "acme"], arguments].concat(), &store);
        command
            .env("TOUCHPOINT_MAPPINGS", &mappings)
            .stdin(Stdio::null());
        let ran = ran(command.output().unwrap());
        assert_eq!(ran.code, Some(1), "{ran:#?}");
        assert!(!ran.err.contains("open this address"), "{}", ran.err);
        ran.err
    };
    let told = lacks(&["--client-id", "me"]);
    assert!(
        told.contains("context.zone") && !told.contains("context.site"),
        "{told}"
    );
    let told = lacks(&["--client-id", "me", "--context", "zone=E1"]);
    assert!(told.contains("context.zone"), "{told}");
    let told = lacks(&["--context", "zone=eu"]);
    assert!(told.contains("client_id"), "{told}");
    let mut command = connect(&["connect", "acme", "--client-id", "me"], &store);
    command
        .args(["--context", "zone=eu"])
        .env("TOUCHPOINT_MAPPINGS", &mappings);
    let waiting = Waiting::start(command, "");
    waiting.back("error=enough");
    assert_eq!(waiting.end().0, Some(4));
}
