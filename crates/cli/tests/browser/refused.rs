//! What the playground refuses: other hosts, other origins, files that are not its own.

use crate::served::Served;
use std::io::{Read, Write};
use std::net::TcpStream;

/// The whole answer to a request that is written by hand.
fn answer(address: &str, request: &str) -> String {
    let host = address.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(host).unwrap();
    let request = request.replace("HOST", host).replace('\n', "\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn other_hosts_and_origins_get_nothing() {
    let served = Served::start();
    let of = |request: &str| answer(&served.address, request);
    let page = of("GET / HTTP/1.1\nhost: HOST\nconnection: close\n\n");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    for policy in [
        "content-security-policy: default-src 'none'; script-src 'self'",
        "x-content-type-options: nosniff",
    ] {
        assert!(page.contains(policy), "{page}");
    }
    assert!(
        !page.contains("<script>") && !page.contains("http://") && !page.contains("https://"),
        "nothing from elsewhere"
    );
    let body = "{\"text\":\"\"}";
    for request in [
        "GET / HTTP/1.1\nhost: rebound.example\nconnection: close\n\n".to_owned(),
        "GET /api/mappings HTTP/1.1\nhost: HOST\norigin: https://elsewhere.example\nconnection: close\n\n".to_owned(),
        format!("PUT /api/mappings/acme HTTP/1.1\nhost: HOST\ncontent-type: text/plain\ncontent-length: 11\nconnection: close\n\n{body}"),
        format!("PUT /api/mappings/acme HTTP/1.1\nhost: HOST\norigin: null\ncontent-type: application/json\ncontent-length: 11\nconnection: close\n\n{body}"),
    ] {
        let said = of(&request);
        assert!(said.starts_with("HTTP/1.1 403"), "{request}\n{said}");
    }
    assert_eq!(served.kept(), crate::served::MAPPING);
}

#[test]
fn no_name_becomes_a_path() {
    let served = Served::start();
    std::fs::write(served.folder.join("secret.yaml"), "secret").unwrap();
    let of = |method: &str, path: &str| {
        let body = "{\"text\":\"x\"}";
        answer(
            &served.address,
            &format!(
                "{method} {path} HTTP/1.1\nhost: HOST\ncontent-type: application/json\ncontent-length: 12\nconnection: close\n\n{body}"
            ),
        )
    };
    for path in [
        "/api/mappings/..%2Fsecret",
        "/api/mappings/%2Fetc%2Fpasswd",
        "/api/mappings/../secret",
        "/page/..%2F..%2FCargo.toml",
    ] {
        for method in ["GET", "PUT"] {
            let said = of(method, path);
            assert!(
                said.starts_with("HTTP/1.1 404") || said.starts_with("HTTP/1.1 405"),
                "{method} {path}: {said}"
            );
        }
    }
    assert_eq!(
        std::fs::read_to_string(served.folder.join("secret.yaml")).unwrap(),
        "secret"
    );
    assert!(of("GET", "/api/mappings/acme").contains("Acme's calls."));
}
