//! The attacks by many: callers without a token who flood, several hostile workspaces at once.

use super::attack::{list_all, nothing};
use super::vendor::Answer;
use super::wire::{flood, get, post_only, send_only};
use super::world::World;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

/// How many hostile workspaces stand together.
const WORKSPACES: usize = 6;
const RENEW: &str = "/integrated-account/refresh-credentials";
const ADD: &str = "/integrated-account";
const NEW: &str = r#"{"integration":"acme","credentials":{"key":"siege-key"}}"#;

/// The largest static page, asked for again and again, compressed, and read by nobody.
pub(super) fn docs(world: &World, end: Instant) {
    let request =
        "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nhost: x\r\naccept-encoding: gzip\r\n\r\n";
    flood(&world.address, 600, request.as_bytes(), end);
}

/// Bodies that end one byte too early, from several addresses, of callers without a token.
pub(super) fn bodies(world: &World, end: Instant) {
    let mut request =
        b"POST /integrated-account HTTP/1.1\r\nhost: x\r\ncontent-length: 65536\r\n\r\n".to_vec();
    request.resize(request.len() + 65_535, b'x');
    flood(&world.address, 3_000, &request, end);
}

/// The same with heads.
pub(super) fn heads(world: &World, end: Instant) {
    let lines: Vec<String> = (0..9)
        .map(|line| format!("x-{line}: {}\r\n", "a".repeat(4_000)))
        .collect();
    let request = format!("GET /healthz HTTP/1.1\r\nhost: x\r\n{}", lines.concat());
    flood(&world.address, 3_000, request.as_bytes(), end);
}

/// Several workspaces whose vendors all hang.
pub(super) fn hangs(world: &World, end: Instant) {
    let Ok(enemies) = world.enemies(WORKSPACES, 4, &Answer::Hangs) else {
        return;
    };
    let held: Vec<TcpStream> = enemies
        .iter()
        .flat_map(|(token, account)| (0..32).map(move |_| (token, World::list(account))))
        .filter_map(|(token, path)| send_only(&world.address, &path, token).ok())
        .collect();
    nothing(world, end);
    drop(held);
}

/// Several workspaces whose vendors send the largest replies that there may be.
pub(super) fn large(world: &World, end: Instant) {
    let parts = vec![r#"{"b":[1]}"#; 600_000].join(",");
    let body = format!(r#"{{"calls":[{{"id":1,"title":"t","a":[{parts}]}}]}}"#);
    let Ok(enemies) = world.enemies(WORKSPACES, 2, &Answer::ok(body)) else {
        return;
    };
    thread::scope(|scope| {
        for (token, account) in &enemies {
            scope.spawn(move || list_all(world, token, std::slice::from_ref(account), end));
        }
    });
}

/// Lists and renewals of an account whose token URL takes its time.
pub(super) fn tokens(world: &World, end: Instant) {
    let Ok(account) = world.slow_to_renew() else {
        return;
    };
    let path = World::list(&account);
    let mut held = Vec::new();
    let asked = format!(r#"{{"id":"{account}"}}"#);
    for _ in 0..100 {
        held.extend(send_only(&world.address, &path, &world.hostile));
        held.extend(post_only(&world.address, RENEW, &world.hostile, &asked));
    }
    nothing(world, end);
}

/// Another process writes to the file of SQLite, without an end.
pub(super) fn locked(world: &World, end: Instant) {
    let Some(lock) = world.lock() else {
        return nothing(world, end);
    };
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while Instant::now() < end {
                    let left = end.saturating_duration_since(Instant::now());
                    let wait = left.max(Duration::from_millis(100));
                    let _ = get(&world.address, ADD, &world.hostile, wait);
                    drop(post_only(&world.address, ADD, &world.hostile, NEW));
                    thread::sleep(Duration::from_millis(20));
                }
            });
        }
    });
    drop(lock);
}
