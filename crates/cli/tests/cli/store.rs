//! Accounts and tokens of a database, on the command line: what goes in works, secrets never come
//! out, and a person's consent becomes an account.

use crate::binary::{Ran, file, folder, program, ran, run_with};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;
use touchpoint::core::oauth::challenge;

const SECRET: &str = "s3cr3t-that-nobody-sees";

/// A database of a test's own.
struct Store(Vec<String>);

impl Store {
    fn new() -> Store {
        let folder = folder();
        let at = |name: &str| folder.join(name).display().to_string();
        Store(vec![
            "--database".to_owned(),
            format!("sqlite://{}", at("a.db")),
            "--key-file".to_owned(),
            at("key"),
        ])
    }

    fn run(&self, arguments: &[&str], input: &str) -> Ran {
        let store = self.0.iter().map(String::as_str);
        let arguments: Vec<&str> = arguments.iter().copied().chain(store).collect();
        let ran = run_with(&arguments, input.as_bytes());
        assert!(!format!("{ran:?}").contains(SECRET), "{ran:#?}");
        ran
    }

    fn add(&self, arguments: &[&str], input: &str) -> String {
        let ran = self.run(&[&["account", "add"], arguments].concat(), input);
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        ran.out.trim().to_owned()
    }
}

#[test]
fn accounts_are_added_shown_and_removed() {
    let store = Store::new();
    let credentials = format!("api_token: {SECRET}\n");
    let context = ["--context", "company_domain=acme"];
    let id = store.add(
        &[&["pipedrive", "--label", "Acme"], &context[..]].concat(),
        &credentials,
    );
    assert_eq!(id.len(), 36);
    store.add(&["hubspot"], &format!(r#"{{"access_token": "{SECRET}"}}"#));

    let listed = store
        .run(&["account", "list", "--format", "json"], "")
        .json();
    let listed: Vec<(&str, &str, &str)> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|account| {
            let text = |name: &str| account[name].as_str().unwrap_or("-");
            (text("integration"), text("label"), text("status"))
        })
        .collect();
    assert_eq!(
        listed,
        [("pipedrive", "Acme", "active"), ("hubspot", "-", "active")]
    );
    let table = store.run(&["account", "list"], "");
    assert!(
        table.out.contains(&id) && table.out.trim_start().starts_with("id "),
        "{}",
        table.out
    );

    let shown = store.run(&["account", "show", &id], "").json();
    assert_eq!(shown["context"]["company_domain"], "acme");
    assert_eq!(shown["credentials"], serde_json::json!(["api_token"]));

    assert_eq!(store.run(&["account", "remove", &id], "").code, Some(0));
    let gone = store.run(&["account", "show", &id], "");
    assert_eq!(gone.code, Some(1), "{gone:#?}");
    assert!(gone.err.contains("account list"), "{}", gone.err);
}

#[test]
fn what_an_account_lacks_is_told_at_once_and_nothing_is_kept() {
    let store = Store::new();
    let wrong = ["account", "add", "pipedrive", "--context", "domain=acme"];
    let refused = store.run(&wrong, &format!("api_tokn: {SECRET}\n"));
    assert_eq!(refused.code, Some(1), "{refused:#?}");
    for part in [
        "context.company_domain",
        "context.domain",
        "credentials.api_tokn",
        "api_key (api_token)",
    ] {
        assert!(refused.err.contains(part), "{part}: {}", refused.err);
    }
    let none = store.run(&["account", "add", "pipedriv"], "");
    assert_eq!(none.code, Some(2));
    assert!(
        none.err.contains("did you mean `pipedrive`?"),
        "{}",
        none.err
    );
    let garbage = store.run(&["account", "add", "hubspot"], &format!("- {SECRET}"));
    assert_eq!(garbage.code, Some(3), "{garbage:#?}");
    let overlay = file(
        "o.yaml",
        "overlay: 1\nof: hubspot\nlist: { fields: { subjet: $.a } }\n",
    );
    let faulty = store.run(
        &["account", "add", "hubspot", "--overlay", &overlay],
        "access_token: a\n",
    );
    assert_eq!(faulty.code, Some(1));
    assert!(
        faulty.err.contains("o.yaml:3") && faulty.err.contains("subject"),
        "{}",
        faulty.err
    );
    assert_eq!(
        store.run(&["account", "list", "--format", "json"], "").out,
        "[]\n"
    );
    // Without a database there is nowhere to look.
    let nowhere = crate::binary::run(&["account", "list"]);
    assert_eq!(nowhere.code, Some(2));
    assert!(nowhere.err.contains("--database"), "{}", nowhere.err);
}

#[test]
fn tokens_are_made_once_and_end() {
    let store = Store::new();
    let account = store.add(&["hubspot"], "access_token: a\n");
    let made = store.run(
        &["token", "create", "--name", "ci", "--account", &account],
        "",
    );
    assert_eq!(made.code, Some(0), "{made:#?}");
    let token = made.out.trim();
    let id = token
        .strip_prefix("tp_")
        .unwrap()
        .split('_')
        .next()
        .unwrap();
    let listed = store.run(&["token", "list", "--format", "json"], "");
    assert!(!listed.out.contains(token));
    let listed = listed.json();
    assert_eq!(listed[0]["id"], id);
    assert_eq!(
        (&listed[0]["name"], &listed[0]["admin"]),
        (&"ci".into(), &false.into())
    );
    assert_eq!(listed[0]["account"], account);
    assert_eq!(store.run(&["token", "revoke", id], "").code, Some(0));
    assert_eq!(store.run(&["token", "revoke", id], "").code, Some(1));
    let listed = store.run(&["token", "list", "--format", "json"], "").json();
    assert!(listed[0]["revoked_at"].is_string());
    let foreign = store.run(&["token", "create", "--account", "nobody"], "");
    assert_eq!(foreign.code, Some(1), "{foreign:#?}");
}

/// A vendor whose token URL takes one code, with the verifier of one challenge.
fn vendor(challenged: std::sync::mpsc::Receiver<String>) -> String {
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
    origin
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

#[test]
fn a_consent_becomes_an_account() {
    let store = Store::new();
    let (tell, told) = std::sync::mpsc::channel();
    let origin = vendor(told);
    let mut connect: Command = program();
    connect.args(["account", "connect", "outreach", "--base-url", &origin]);
    let mut child = connect
        .args(&store.0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let credentials = format!("client_id: me\nclient_secret: {SECRET}\n");
    child
        .stdin
        .take()
        .unwrap()
        .write_all(credentials.as_bytes())
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = lines.find_map(|line| {
        let line = line.unwrap();
        line.trim()
            .starts_with("http://")
            .then(|| line.trim().to_owned())
    });
    let address = address.unwrap();
    assert!(
        address.starts_with(&format!("{origin}/oauth/authorize?")),
        "{address}"
    );
    assert_eq!(parameter(&address, "client_id"), "me");
    assert_eq!(parameter(&address, "code_challenge_method"), "S256");
    tell.send(parameter(&address, "code_challenge")).unwrap();
    let back = parameter(&address, "redirect_uri");
    let state = parameter(&address, "state");
    // A stranger's answer, and a browser's own question, end nothing.
    assert!(browse(&format!("{back}?state=wrong&code=x")).starts_with("HTTP/1.1 400"));
    assert!(browse(&back.replace("/callback", "/favicon.ico")).starts_with("HTTP/1.1 404"));
    let page = browse(&format!("{back}?state={state}&code=one-code"));
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("You may close"),
        "{page}"
    );
    let rest: Vec<String> = lines.map(Result::unwrap).collect();
    let done = ran(child.wait_with_output().unwrap());
    assert_eq!(done.code, Some(0), "{rest:?}");
    let shown = store.run(&["account", "show", done.out.trim()], "").json();
    let mut names: Vec<&str> = shown["credentials"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    names.sort_unstable();
    let expected = [
        "access_token",
        "client_id",
        "client_secret",
        "expires_at",
        "redirect_uri",
        "refresh_token",
    ];
    assert_eq!(names, expected);
}

#[test]
fn a_refusal_is_told_and_nothing_is_kept() {
    let store = Store::new();
    let mut connect = program();
    connect
        .args(["account", "connect", "hubspot"])
        .args(&store.0);
    let mut child = connect
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"client_id: me\n")
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut lines = lines.by_ref().map(Result::unwrap);
    let address = lines
        .find(|line| line.trim().starts_with("https://"))
        .unwrap();
    let (back, state) = (
        parameter(&address, "redirect_uri"),
        parameter(&address, "state"),
    );
    browse(&format!(
        "{back}?state={state}&error=access_denied&error_description=not+today"
    ));
    let rest: Vec<String> = lines.collect();
    assert_eq!(child.wait().unwrap().code(), Some(4));
    assert!(
        rest.join("\n").contains("access_denied: not today"),
        "{rest:?}"
    );
    assert_eq!(
        store.run(&["account", "list", "--format", "json"], "").out,
        "[]\n"
    );
}
