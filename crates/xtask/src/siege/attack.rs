//! The attacks, each for a limited time: by what a vendor sends, what a tenant's overlay asks for,
//! or how a caller behaves.

use super::vendor::Answer;
use super::wire::{get, send_only};
use super::world::{World, shared};
use flate2::{Compression, write::GzEncoder};
use std::io::Write;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

/// How many callers one attack has.
const CALLERS: usize = 32;

/// Lists these accounts again and again, many at once.
pub(super) fn list_all(world: &World, token: &str, accounts: &[String], end: Instant) {
    thread::scope(|scope| {
        for turn in 0..CALLERS {
            let account = accounts.get(turn % accounts.len().max(1)).cloned();
            scope.spawn(move || {
                let path = World::list(&account.unwrap_or_default());
                while Instant::now() < end {
                    let left = end.saturating_duration_since(Instant::now());
                    let _ = get(&world.address, &path, token, left.max(MOMENT));
                }
            });
        }
    });
}

const MOMENT: Duration = Duration::from_millis(100);

/// All callers on one account.
fn list_one(world: &World, answer: Answer, end: Instant) {
    if let Ok(account) = world.enemy(answer, None) {
        list_all(world, &world.hostile, &[account], end);
    }
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    let _ = packed.write_all(body);
    packed.finish().unwrap_or_default()
}

/// A list of this many bytes with the smallest possible elements.
fn zeros(bytes: usize) -> String {
    format!("[0{}]", ",0".repeat(bytes / 2 - 2))
}

pub(super) fn nothing(_: &World, end: Instant) {
    thread::sleep(end.saturating_duration_since(Instant::now()));
}

pub(super) fn expands(world: &World, end: Instant) {
    let body = gzip(format!(r#"{{"calls":{}}}"#, zeros(31 << 20)).as_bytes());
    let answer = Answer::Says(200, "content-encoding: gzip\r\n", shared(body));
    list_one(world, answer, end);
}

pub(super) fn error_expands(world: &World, end: Instant) {
    let body = gzip(format!(r#"{{"error":{}}}"#, zeros(7 << 20)).as_bytes());
    let answer = Answer::Says(400, "content-encoding: gzip\r\n", shared(body));
    list_one(world, answer, end);
}

pub(super) fn participants(world: &World, end: Instant) {
    let people: Vec<String> = (0..400_000).map(|id| format!(r#"{{"id":{id}}}"#)).collect();
    let body = format!(
        r#"{{"calls":[{{"id":1,"title":"t","people":[{}]}}]}}"#,
        people.join(",")
    );
    list_one(world, packed(&body), end);
}

pub(super) fn records(world: &World, end: Instant) {
    list_one(
        world,
        packed(&format!(r#"{{"calls":{}}}"#, zeros(90_000))),
        end,
    );
}

/// A body that is sent compressed.
fn packed(body: &str) -> Answer {
    let body = shared(gzip(body.as_bytes()));
    Answer::Says(200, "content-encoding: gzip\r\n", body)
}

pub(super) fn computes(world: &World, end: Instant) {
    let calls: Vec<String> = (0..500)
        .map(|id| format!(r#"{{"id":{id},"title":"t"}}"#))
        .collect();
    let body = shared(format!(r#"{{"calls":[{}]}}"#, calls.join(",")).into_bytes());
    let doubled = vec!["[@,@,@,@,@,@,@,@]"; 25].join("|");
    let joined = format!("title{}", "|join('',[@,@,@,@,@,@,@,@])".repeat(12));
    let accounts = [doubled, joined].map(|expression| {
        let overlay = format!(
            "overlay: 1\nof: acme\nlist:\n  fields:\n    subject: {{ compute: \"to_string({expression})\" }}\n"
        );
        let answer = Answer::Says(200, "", body.clone());
        world.enemy(answer, Some(overlay)).unwrap_or_default()
    });
    list_all(world, &world.hostile, &accounts, end);
}

pub(super) fn piles(world: &World, end: Instant) {
    let mut accounts = Vec::new();
    let Ok(first) = world.enemy(Answer::ok(r#"{"calls":[]}"#), None) else {
        return;
    };
    accounts.push(first);
    for number in 0..150 {
        let words: Vec<String> = (0..2_500)
            .map(|word| format!("      w{number}x{word}: call"))
            .collect();
        let overlay = format!(
            "overlay: 1\nof: acme\nlist:\n  fields:\n    engagement_type:\n      from: $.kind\n      map:\n{}\n",
            words.join("\n").replace("      w", "        w")
        );
        let made = world.enemy(
            Answer::ok(r#"{"calls":[{"id":1,"kind":"a"}]}"#),
            Some(overlay),
        );
        accounts.extend(made);
        if Instant::now() >= end {
            break;
        }
    }
    list_all(world, &world.hostile, &accounts, end);
}

pub(super) fn hangs(world: &World, end: Instant) {
    let accounts: Vec<String> = (0..8)
        .filter_map(|_| world.enemy(Answer::Hangs, None).ok())
        .collect();
    thread::scope(|scope| {
        for account in &accounts {
            for _ in 0..CALLERS {
                scope.spawn(|| {
                    let left = end.saturating_duration_since(Instant::now());
                    let path = World::list(account);
                    let _ = get(&world.address, &path, &world.hostile, left.max(MOMENT));
                });
            }
        }
    });
}

pub(super) fn unread(world: &World, end: Instant) {
    let calls: Vec<String> = (0..500)
        .map(|id| format!(r#"{{"id":{id},"title":"{}"}}"#, "t".repeat(12_000)))
        .collect();
    let body = format!(r#"{{"calls":[{}]}}"#, calls.join(","));
    let Ok(account) = world.enemy(Answer::ok(body), None) else {
        return;
    };
    let path = format!("{}&truto_ignore_limit=true", World::list(&account));
    let held: Vec<TcpStream> = (0..100)
        .filter_map(|_| send_only(&world.address, &path, &world.hostile).ok())
        .collect();
    nothing(world, end);
    drop(held);
}

pub(super) fn silent(world: &World, end: Instant) {
    let mut held = Vec::new();
    while Instant::now() < end {
        while held.len() < 900 {
            match TcpStream::connect(&world.address) {
                Ok(stream) => held.push(stream),
                Err(_) => break,
            }
        }
        thread::sleep(Duration::from_secs(1));
        held.clear();
    }
}

pub(super) fn bodies(world: &World, end: Instant) {
    let mut held = Vec::new();
    for _ in 0..300 {
        let Ok(mut stream) = TcpStream::connect(&world.address) else {
            break;
        };
        let token = &world.hostile;
        let head = format!(
            "POST /integrated-account HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-length: 60000\r\n\r\n{{"
        );
        if stream.write_all(head.as_bytes()).is_ok() {
            held.push(stream);
        }
    }
    nothing(world, end);
}

pub(super) fn repeats(world: &World, end: Instant) {
    let answer = Answer::Says(
        401,
        "",
        shared(br#"{"why":"siege-key is no key"}"#.to_vec()),
    );
    list_one(world, answer, end);
}
