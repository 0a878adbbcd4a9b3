//! Each kind of secret that a server holds or meets is looked for in everything that it lets out: its
//! log at `trace`, its replies, its numbers, its spans, the files of its database, and a core of its memory. The
//! vendors repeat all that they are sent, in every spelling.

use crate::binary::{folder, program};
use crate::spelled::{forms, spellings};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

/// The secrets, by what they are, with what is written in another way somewhere. None is part of another.
const API_TOKEN: &str = "Secret01~/+=!&token-of-the-settings";
const CURSOR_KEY: &str = "Secret02~/+=!&\"what-cursors-are-signed-with";
const APP: &str = "Secret03~/+=!&\"of-our-app-at-the-vendor";
const COLLECTOR: &str = "Secret04~!&of-the-collector-of-spans";
const API_KEY: &str = "Secret05~/+=!&\"api-key-of-an-account";
const PASSWORD: &str = "Secret06~/+=!&\"password-of-an-account";
const ACCESS: &str = "Secret07~/+=!&access-token-before";
const REFRESH: &str = "Secret08~/+=!&\"refresh-token-before";
const CLIENT: &str = "Secret09~/+=!&\"client-secret-of-an-account";
const NEW_ACCESS: &str = "Secret10~/+=!&access-token-after";
const NEW_REFRESH: &str = "Secret11~/+=!&\"refresh-token-after";
const REFUSED: &str = "Secret12~/+=!&\"refresh-token-refused";
const WRONG: &str = "Secret13~/+=!&token-of-a-stranger";
const CODE: &str = "Secret14~/+=!&\"authorization-code";
/// 32 bytes in base64.
const KEY: &str = "U2VjcmV0MTUtMDEyMzQ1Njc4OWFiY2RlZi0wMTIzNDU=";

/// A vendor that repeats what it is sent, and what it knows of who sends it in every spelling, except where
/// it renews a token.
fn vendor() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            thread::spawn(move || {
                let mut stream = stream.unwrap();
                let request = read(&mut stream);
                let sent = |secret: &str| forms(secret).iter().any(|form| request.contains(form));
                let renews = request.starts_with("POST /token") && sent(REFRESH);
                let (status, body) = if renews {
                    let tokens = json!({ "access_token": NEW_ACCESS, "refresh_token": NEW_REFRESH,
                        "token_type": "bearer", "expires_in": 3600 });
                    (200, tokens.to_string())
                } else {
                    let known: &[&str] = if sent(API_KEY) {
                        &[API_KEY]
                    } else if sent(REFUSED) {
                        &[REFUSED, ACCESS, CLIENT]
                    } else if sent(NEW_ACCESS) {
                        &[NEW_ACCESS, NEW_REFRESH, CLIENT]
                    } else {
                        &[PASSWORD]
                    };
                    let all: Vec<String> =
                        known.iter().flat_map(|secret| spellings(secret)).collect();
                    let why = format!("{request} and {}", all.join(" or "));
                    let all =
                        json!({ "error": "invalid_grant", "error_description": why, "why": why });
                    (400, all.to_string())
                };
                answer(&mut stream, status, &body);
            });
        }
    });
    at
}

/// A collector of spans, and what it was sent.
fn collector() -> (String, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = format!("http://{}", listener.local_addr().unwrap());
    let told = Arc::new(Mutex::new(String::new()));
    let all = told.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let request = read(&mut stream);
            // Its own header is for the collector.
            let body = request.split_once("\r\n\r\n").unwrap().1;
            all.lock().unwrap().push_str(body);
            answer(&mut stream, 200, "{}");
        }
    });
    (at, told)
}

fn read(stream: &mut TcpStream) -> String {
    let (mut bytes, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_lowercase();
            let length = head.split("content-length: ").nth(1);
            let length = length.and_then(|rest| rest.lines().next()?.trim().parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        let read = stream.read(&mut part).unwrap();
        assert!(read > 0, "a request was cut off");
        bytes.extend(&part[..read]);
    }
}

fn answer(stream: &mut TcpStream, status: u16, body: &str) {
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body.as_bytes());
}

fn mapping(slug: &str, auth: &str, at: &str) -> String {
    format!(
        "mapping: 1\nintegration: {slug}\nlabel: {slug}\nresource: crm/engagements\nconnection:\n  base_url: {at}\n  auth: [{auth}]\n  errors: {{ message: $.why }}\nlist:\n  request: GET /calls\n  paging: {{ kind: cursor, send_as: after, next: $.next }}\n  records: $.calls[*]\n  fields: {{ id: $.id }}\n"
    )
}

/// A server, and all that it has answered.
struct Serving {
    child: Child,
    at: String,
    replies: String,
}

impl Serving {
    fn ask(&mut self, verb: &str, path: &str, token: &str, body: &str) -> (u16, Value) {
        let (status, reply) = self.ask_unseen(verb, path, token, body);
        self.replies.push_str(&reply);
        let body = reply.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        (status, serde_json::from_str(body).unwrap_or_default())
    }

    fn ask_unseen(&self, verb: &str, path: &str, token: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.at).unwrap();
        let length = body.len();
        let request = format!(
            "{verb} {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        let status = reply.split(' ').nth(1).unwrap().parse().unwrap();
        (status, reply)
    }
}

#[test]
fn no_secret_shows_in_anything_that_the_server_lets_out() {
    let at = vendor();
    let (spans_at, spans) = collector();
    let folder = folder();
    let mappings = folder.join("mappings");
    fs::create_dir_all(&mappings).unwrap();
    let oauth = format!(
        "{{ kind: oauth2, authorize_url: {at}/authorize, token_url: {at}/token, client_auth: body, refresh_token: {{ rotates: true }} }}"
    );
    for (slug, auth) in [
        (
            "keyed",
            "{ kind: api_key, headers: { x-key: { credential: key } } }",
        ),
        (
            "basic",
            "{ kind: basic, username: { credential: user }, password: { credential: password } }",
        ),
        ("signed", oauth.as_str()),
    ] {
        fs::write(
            mappings.join(format!("{slug}.yaml")),
            mapping(slug, auth, &at),
        )
        .unwrap();
    }
    let database = folder.join("secrets.db");
    let settings = folder.join("settings.yaml");
    let text = format!(
        "apps: {{ signed: {{ client_id: app, client_secret: {} }} }}\n",
        json!(APP)
    );
    fs::write(&settings, text).unwrap();
    let mut command = program();
    command
        .args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--allow-private-addresses",
            "--log",
            "json",
        ])
        .arg("--database")
        .arg(format!("sqlite://{}", database.display()))
        .arg("--mappings")
        .arg(&mappings)
        .arg("--settings")
        .arg(&settings)
        .env("TOUCHPOINT_API_TOKEN", API_TOKEN)
        .env("TOUCHPOINT_KEYS", KEY)
        .env("TOUCHPOINT_CURSOR_KEY", CURSOR_KEY)
        .env("RUST_LOG", "trace");
    if cfg!(feature = "otlp") {
        command.env("TOUCHPOINT_OTLP_ENDPOINT", spans_at);
        command.env("TOUCHPOINT_OTLP_HEADERS", format!("x-key={COLLECTOR}"));
    }
    let log_file = folder.join("log");
    let log = fs::File::create(&log_file).unwrap();
    command.current_dir(&folder).stdout(Stdio::piped());
    let mut child = command.stderr(log).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let mut serving = Serving {
        child,
        at: first.rsplit_once("http://").unwrap().1.to_owned(),
        replies: String::new(),
    };

    let client = json!({ "client_id": "me", "client_secret": CLIENT });
    let tokens = |refresh: &str| {
        let mut all = client.clone();
        all["access_token"] = ACCESS.into();
        all["refresh_token"] = refresh.into();
        all["expires_at"] = "2020-01-01T00:00:00Z".into();
        all
    };
    let accounts = [
        ("keyed", json!({ "key": API_KEY })),
        ("basic", json!({ "user": "me", "password": PASSWORD })),
        ("signed", tokens(REFRESH)),
        ("signed", tokens(REFUSED)),
    ];
    let mut statuses = Vec::new();
    for (integration, credentials) in accounts {
        let body = json!({ "integration": integration, "credentials": credentials }).to_string();
        let (status, account) = serving.ask("POST", "/integrated-account", API_TOKEN, &body);
        assert_eq!(status, 201, "{account}");
        let id = account["id"].as_str().unwrap().to_owned();
        let list = format!("/unified/crm/engagements?integrated_account_id={id}");
        statuses.push(serving.ask("GET", &list, API_TOKEN, "").0);
        serving.ask("GET", &format!("/integrated-account/{id}"), API_TOKEN, "");
        serving.ask(
            "GET",
            &format!("/integrated-account/{id}/capabilities"),
            API_TOKEN,
            "",
        );
        // A token that is made is shown in this one reply.
        let body = json!({ "integrated_account_id": id }).to_string();
        let (_, made) = serving.ask_unseen("POST", "/integrated-account/token", API_TOKEN, &body);
        let made = made
            .split("\"tp_")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let made = format!("tp_{made}");
        serving.ask("GET", "/integrated-account", &made, "");
        let secret = made.splitn(3, '_').nth(2).unwrap().to_owned();
        assert!(!serving.replies.contains(&secret));
    }
    assert_eq!(
        statuses,
        [400, 400, 400, 401],
        "the vendor repeats, and refuses to renew"
    );
    serving.ask("GET", "/integrated-account", WRONG, "");
    let link = serving.ask("POST", "/connect/signed", API_TOKEN, r#"{"label":"x"}"#);
    assert_eq!(link.0, 201, "{}", link.1);
    serving.ask(
        "GET",
        &format!("/connect/signed/callback?state=x&code={}", forms(CODE)[2]),
        "",
        "",
    );
    for path in [
        "/metrics",
        "/integrated-account",
        "/openapi.json",
        "/readyz",
    ] {
        serving.ask("GET", path, API_TOKEN, "");
    }
    let pid = serving.child.id().to_string();
    #[cfg(target_os = "linux")]
    {
        let limits = fs::read_to_string(format!("/proc/{pid}/limits")).unwrap();
        let of_core = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"));
        let of_core: Vec<&str> = of_core.unwrap().split_whitespace().collect();
        assert_eq!(of_core[4..6], ["0", "0"], "no core is written");
    }
    assert!(Command::new("kill").arg(&pid).status().unwrap().success());
    serving.child.wait().unwrap();

    // One that is broken off leaves nothing but its files.
    let mut broken = command.stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(broken.stdout.take().unwrap()).lines();
    lines.next().unwrap().unwrap();
    let mut abort = Command::new("kill");
    abort.args(["-ABRT", &broken.id().to_string()]);
    assert!(abort.status().unwrap().success());
    broken.wait().unwrap();
    let names = fs::read_dir(&folder).unwrap();
    let names: Vec<String> = names
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(
        !names.iter().any(|name| name.starts_with("core")),
        "{names:?}"
    );

    let log = fs::read(&log_file).unwrap();
    assert!(log.len() > 10_000, "it is a log at trace");
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path
            .file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with("secrets.db")
        {
            files.extend(fs::read(path).unwrap());
        }
    }
    assert!(files.len() > 10_000, "it is a database");
    let spans = spans.lock().unwrap().clone();
    let of_a_list = "GET /unified/crm/engagements";
    assert_eq!(spans.contains(of_a_list), cfg!(feature = "otlp"));
    let places = [
        ("the log", log),
        ("the replies", serving.replies.into_bytes()),
        ("the database", files),
        ("the spans", spans.into_bytes()),
    ];
    let places = places.map(|(place, bytes)| {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        (place, text.to_lowercase())
    });
    for secret in [
        API_TOKEN,
        CURSOR_KEY,
        APP,
        COLLECTOR,
        API_KEY,
        PASSWORD,
        ACCESS,
        REFRESH,
        CLIENT,
        NEW_ACCESS,
        NEW_REFRESH,
        REFUSED,
        WRONG,
        CODE,
        KEY,
    ] {
        for form in forms(secret) {
            let form = form.to_lowercase();
            for (place, text) in &places {
                let around = text.find(&form).map(|at| {
                    let from = text.floor_char_boundary(at.saturating_sub(200));
                    let to = text.floor_char_boundary(at + form.len() + 40);
                    text.get(from..to).unwrap().to_owned()
                });
                assert_eq!(around, None, "{secret} stands in {place} as {form}");
            }
        }
    }
}
