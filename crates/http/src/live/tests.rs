//! A simple server on loopback answers with scripted bytes; the transport must keep its limits.

mod given;

use super::*;
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use touchpoint_core::exchange::{Header, HeaderText, Method};

/// Answers the first connection with the first script, and so on; a script's bytes are sent as
/// they are and the connection ends (HTTP/1.0). What was asked is kept as text.
async fn serve(scripts: Vec<Vec<u8>>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = asked.clone();
    tokio::spawn(async move {
        for script in scripts {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = vec![0; 4096];
            let read = stream.read(&mut head).await.unwrap();
            seen.lock()
                .unwrap()
                .push(String::from_utf8_lossy(&head[..read]).into_owned());
            if script.is_empty() {
                tokio::time::sleep(Duration::from_secs(20)).await;
            }
            // The client may hang up first when it refuses a body.
            let _ = stream.write_all(&script).await;
            let _ = stream.shutdown().await;
        }
    });
    (origin, asked)
}

fn reply(head: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes =
        format!("HTTP/1.0 {head}\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

fn live() -> Live {
    Live::new(LiveOptions {
        timeout: Duration::from_millis(1500),
        max_body_bytes: 1000,
        ..LiveOptions::default()
    })
    .unwrap()
}

fn get(origin: &str) -> Request {
    Request {
        method: Method::Get,
        url: format!("{origin}/things"),
        query: vec![("q".into(), "a b".into())],
        headers: vec![Header {
            name: "authorization".into(),
            value: HeaderText::Secret("Bearer hush".to_owned().into()),
        }],
        body: None,
        origins: vec![origin.to_owned()],
        about: touchpoint_core::exchange::About::default(),
        secrets: touchpoint_core::exchange::Secrets::default(),
    }
}

#[tokio::test]
async fn a_reply_of_any_status_comes_back_whole() {
    let script = reply("418 I'm a teapot\r\nX-Odd: caf\u{e9}", b"{\"a\":1}");
    let (origin, asked) = serve(vec![script]).await;
    let reply = live().send(&get(&origin)).await.unwrap();
    assert_eq!(reply.status, 418);
    assert_eq!(reply.headers.get("x-odd"), Some("caf\u{e9}"));
    assert_eq!(reply.body, b"{\"a\":1}");
    let asked = asked.lock().unwrap().concat();
    assert!(asked.starts_with("GET /things?q=a%20b HTTP/1.1"), "{asked}");
    assert!(asked.contains("authorization: Bearer hush"));
    assert!(asked.contains("user-agent: touchpoint/"));
}

#[tokio::test]
async fn the_requests_own_user_agent_wins_and_a_body_is_posted() {
    let (origin, asked) = serve(vec![reply("200 OK", b"")]).await;
    let mut request = get(&origin);
    request.method = Method::Post;
    request.body = Some(b"{\"page\":1}".to_vec());
    request.headers.push(Header {
        name: "user-agent".into(),
        value: HeaderText::Open("odd/2".into()),
    });
    live().send(&request).await.unwrap();
    let asked = asked.lock().unwrap().concat();
    assert!(asked.contains("user-agent: odd/2") && !asked.contains("touchpoint/"));
    assert!(
        asked.starts_with("POST ") && asked.ends_with("{\"page\":1}"),
        "{asked}"
    );
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let limit = Err(SendFault::TooLarge { limit: 1000 });
    let (origin, _) = serve(vec![reply("200 OK", &[b'x'; 1001])]).await;
    assert_eq!(live().send(&get(&origin)).await, limit);
    // The same without an announced length: the count while reading decides.
    let mut endless = b"HTTP/1.0 200 OK\r\n\r\n".to_vec();
    endless.extend_from_slice(&[b'x'; 1001]);
    let (origin, _) = serve(vec![endless]).await;
    assert_eq!(live().send(&get(&origin)).await, limit);
    let (origin, _) = serve(vec![reply("200 OK", &[b'x'; 1000])]).await;
    assert_eq!(live().send(&get(&origin)).await.unwrap().body.len(), 1000);
}

/// Zeros, compressed by hand: one deflate block with the fixed code, a literal and then matches
/// of 258 bytes at distance 1.
fn gzip_of_zeros(matches: usize) -> Vec<u8> {
    let mut bits: Vec<u8> = vec![1, 1, 0]; // last block; fixed code, low bit first
    bits.extend([0, 0, 1, 1, 0, 0, 0, 0]); // the literal 0
    for _ in 0..matches {
        bits.extend([1, 1, 0, 0, 0, 1, 0, 1]); // length 258
        bits.extend([0, 0, 0, 0, 0]); // distance 1
    }
    bits.extend([0; 7]); // end of block
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    for byte in bits.chunks(8) {
        bytes.push(byte.iter().enumerate().map(|(at, bit)| bit << at).sum());
    }
    bytes.extend([0; 8]); // checksum and length are never reached
    bytes
}

#[tokio::test]
async fn a_gzip_bomb_stops_at_the_limit() {
    let bomb = gzip_of_zeros(400);
    assert!(bomb.len() < 1000, "small on the wire: {}", bomb.len());
    let (origin, asked) = serve(vec![reply("200 OK\r\ncontent-encoding: gzip", &bomb)]).await;
    assert_eq!(
        live().send(&get(&origin)).await,
        Err(SendFault::TooLarge { limit: 1000 })
    );
    assert!(
        asked
            .lock()
            .unwrap()
            .concat()
            .contains("accept-encoding: gzip")
    );
}

#[tokio::test]
async fn a_redirect_within_the_origin_is_followed_with_its_headers() {
    let (origin, asked) = serve(vec![
        reply("302 Found\r\nlocation: /moved?page=2", b""),
        reply("200 OK", b"there"),
    ])
    .await;
    let reply = live().send(&get(&origin)).await.unwrap();
    assert_eq!(reply.body, b"there");
    let asked = asked.lock().unwrap();
    assert!(asked[1].starts_with("GET /moved?page=2 "), "{}", asked[1]);
    assert!(asked[1].contains("Bearer hush"));
}

#[tokio::test]
async fn a_redirect_elsewhere_is_refused_and_names_the_host() {
    let away = "302 Found\r\nlocation: https://elsewhere.example/x?token=hush";
    let (origin, _) = serve(vec![reply(away, b"")]).await;
    let fault = live().send(&get(&origin)).await.unwrap_err();
    assert_eq!(
        fault,
        SendFault::Refused(format!(
            "redirected: `https://elsewhere.example` is not among the origins that this mapping \
             may reach: `{origin}`"
        ))
    );
}

#[tokio::test]
async fn a_post_and_an_endless_chain_are_not_redirected() {
    let to_self = || reply("307 Temporary Redirect\r\nlocation: /again", b"");
    let found = reply("302 Found\r\nlocation: /again", b"");
    let (origin, _) = serve(vec![found]).await;
    let mut post = get(&origin);
    post.method = Method::Post;
    let text = live().send(&post).await.unwrap_err().to_string();
    assert!(text.contains("only `GET` is redirected"), "{text}");
    let (origin, asked) = serve((0..8).map(|_| to_self()).collect()).await;
    let text = live().send(&get(&origin)).await.unwrap_err().to_string();
    assert!(text.contains("redirects more than 5 times"), "{text}");
    assert_eq!(asked.lock().unwrap().len(), 6);
}

#[tokio::test]
async fn a_silent_server_is_a_timeout() {
    let (origin, _) = serve(vec![vec![]]).await;
    let limit = Duration::from_millis(1500);
    assert_eq!(
        live().send(&get(&origin)).await,
        Err(SendFault::Timeout(limit))
    );
}

#[tokio::test]
async fn a_body_that_breaks_off_and_a_closed_port_are_connection_faults() {
    let short = b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"a\"".to_vec();
    let (origin, _) = serve(vec![short]).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for origin in [origin, closed] {
        let fault = live().send(&get(&origin)).await.unwrap_err();
        assert!(matches!(fault, SendFault::Connection(_)), "{fault:?}");
        assert!(fault.is_transient());
        let text = format!("{fault} {fault:?}");
        for secret in ["hush", "a%20b", "things"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[tokio::test]
async fn nothing_is_sent_to_an_origin_that_is_not_declared() {
    let (origin, asked) = serve(vec![reply("200 OK", b"")]).await;
    let mut request = get(&origin);
    request.origins = vec!["https://api.example".into()];
    assert!(matches!(
        live().send(&request).await,
        Err(SendFault::Refused(_))
    ));
    let mut plain = get("http://api.example");
    plain.origins = vec!["http://api.example".into()];
    assert!(matches!(
        live().send(&plain).await,
        Err(SendFault::Refused(_))
    ));
    assert!(asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_cannot_be_unpacked_says_so() {
    let script = reply("200 OK\r\ncontent-encoding: br", b"x");
    let (origin, asked) = serve(vec![script]).await;
    let reply = live().send(&get(&origin)).await.unwrap();
    assert_eq!(reply.headers.get("content-encoding"), Some("br"));
    let asked = asked.lock().unwrap().concat();
    assert!(asked.contains("accept-encoding: gzip\r\n"), "{asked}");
}

#[tokio::test]
async fn a_post_that_keeps_its_host_is_asked_again_with_its_body() {
    for moved in ["307 Temporary Redirect", "308 Permanent Redirect"] {
        let script = reply(&format!("{moved}\r\nlocation: /again"), b"");
        let (origin, asked) = serve(vec![script, reply("200 OK", b"{}")]).await;
        let mut post = get(&origin);
        post.method = Method::Post;
        post.body = Some(b"{\"page\":1}".to_vec());
        assert_eq!(live().send(&post).await.unwrap().body, b"{}");
        let again = asked.lock().unwrap().last().unwrap().clone();
        assert!(again.starts_with("POST /again"), "{again}");
        assert!(again.ends_with("{\"page\":1}"), "{again}");
        // Elsewhere it would go to a stranger.
        let script = reply(&format!("{moved}\r\nlocation: http://127.0.0.1:1/x"), b"");
        let (origin, _) = serve(vec![script]).await;
        let mut post = get(&origin);
        post.method = Method::Post;
        post.origins.push("http://127.0.0.1:1".to_owned());
        assert!(matches!(
            live().send(&post).await,
            Err(SendFault::Refused(_))
        ));
    }
}

/// A name besides `localhost` that this machine's table of hosts leads home, where it has one.
fn name_of_this_machine() -> Option<String> {
    let table = std::fs::read_to_string("/etc/hosts").ok()?;
    let mut names = table
        .lines()
        .filter(|line| line.starts_with("127."))
        .flat_map(|line| line.split_whitespace().skip(1));
    let found = names.find(|name| !name.starts_with("localhost") && !name.starts_with('#'));
    found.map(str::to_owned)
}

#[tokio::test]
async fn a_proxy_leads_nobody_home() {
    use crate::proxy::ViaProxy;
    use reqwest::NoProxy;
    let (proxy, asked) = serve(vec![reply("502 Bad Gateway", b""); 8]).await;
    let live = |past: &str| {
        let options = LiveOptions {
            timeout: Duration::from_secs(4),
            public_only: true,
            ..LiveOptions::default()
        };
        let via = ViaProxy::new(&proxy, NoProxy::from_string(past)).unwrap();
        Live {
            clients: Arc::new(Clients::via(&options, Some(via))),
            flight: Flight::new(options.max_bytes_in_flight, options.max_body_bytes),
            options,
        }
    };
    let home = name_of_this_machine();
    let own = home.iter().map(|name| format!("https://{name}"));
    let private = [
        "https://127.0.0.1",
        "https://0x7f.1",
        "https://[::ffff:10.0.0.1]",
        "https://a.localhost",
    ];
    for origin in private.map(str::to_owned).into_iter().chain(own.clone()) {
        for past in ["", "*"] {
            let answer = live(past).send(&get(&origin)).await;
            let fault = answer.unwrap_err().to_string();
            assert!(
                fault.contains("within this network"),
                "{origin} past {past}: {fault}"
            );
        }
    }
    assert!(asked.lock().unwrap().is_empty());
    // What is resolved past the proxy is looked at by the client's own resolver too.
    if let Some(name) = home {
        let client = Clients::via(
            &LiveOptions {
                public_only: true,
                ..LiveOptions::default()
            },
            Some(ViaProxy::new(&proxy, NoProxy::from_string("*")).unwrap()),
        );
        let client = client.of("https").unwrap();
        let answer = client.get(format!("https://{name}:1/")).send().await;
        let fault = send_fault(answer.unwrap_err(), &LiveOptions::default()).to_string();
        assert!(fault.contains("within this network"), "{fault}");
    }
    // A name that only the proxy knows is the proxy's affair; its own host is nobody's.
    let answer = live("").send(&get("https://nobody.invalid")).await;
    assert!(answer.is_err());
    let asked = asked.lock().unwrap().concat();
    assert!(asked.starts_with("CONNECT nobody.invalid:443"), "{asked}");
}

#[tokio::test]
async fn the_proxys_own_host_is_resolved_wherever_it_lies_and_no_account_names_it() {
    use crate::proxy::ViaProxy;
    let Some(name) = name_of_this_machine() else {
        return;
    };
    let (proxy, asked) = serve(vec![reply("502 Bad Gateway", b"")]).await;
    let port = proxy.rsplit(':').next().unwrap().to_owned();
    let options = LiveOptions {
        timeout: Duration::from_secs(4),
        public_only: true,
        ..LiveOptions::default()
    };
    let via = ViaProxy::new(&format!("{name}:{port}"), None).unwrap();
    let live = Live {
        clients: Arc::new(Clients::via(&options, Some(via))),
        flight: Flight::new(options.max_bytes_in_flight, options.max_body_bytes),
        options,
    };
    let fault = live
        .send(&get(&format!("https://{name}")))
        .await
        .unwrap_err();
    assert!(fault.to_string().contains("within this network"), "{fault}");
    live.send(&get("https://nobody.invalid")).await.unwrap_err();
    assert!(
        asked
            .lock()
            .unwrap()
            .concat()
            .starts_with("CONNECT nobody.invalid")
    );
}
