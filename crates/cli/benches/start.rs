//! `cargo xtask bench start`: how long the program takes from its start to what was asked of it,
//! beside a start that asks for nothing (`--version`). All take turns in one run.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a benchmark that cannot run stops"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_touchpoint");
const ROUNDS: usize = 41;
const LIST: [&str; 5] = ["list", "hubspot", "--sandbox", "-q", "engagement_type=call"];

fn main() {
    let names = [
        "`touchpoint --version`",
        "`touchpoint list hubspot --sandbox`, one page",
        "`touchpoint serve --sandbox`, until it listens",
        "its first reply, a page",
        "its second reply, the same page",
    ];
    let mut times = names.map(|_| Vec::new());
    for _ in 0..ROUNDS {
        let (listens, first, second) = served();
        let round = [run(&["--version"]), run(&LIST), listens, first, second];
        for (times, time) in times.iter_mut().zip(round) {
            times.push(time.as_secs_f64() * 1e3);
        }
    }
    println!("| what | ms | p10–p90 |\n|---|---|---|");
    for (name, times) in names.iter().zip(&mut times) {
        times.sort_by(f64::total_cmp);
        let at = |part: usize| times.get((ROUNDS - 1) * part / 10).copied().unwrap();
        println!("| {name} | {:.1} | {:.1}–{:.1} |", at(5), at(1), at(9));
    }
}

fn run(words: &[&str]) -> Duration {
    let start = Instant::now();
    let ended = Command::new(PROGRAM).args(words).output().unwrap();
    assert!(ended.status.success(), "{words:?}: {ended:?}");
    assert!(!ended.stdout.is_empty());
    start.elapsed()
}

/// Starts a server and asks twice for what it proposes itself.
fn served() -> (Duration, Duration, Duration) {
    let start = Instant::now();
    let mut server = Command::new(PROGRAM)
        .args(["serve", "--sandbox", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let mut listens = None;
    let proposed = lines.find_map(|line| {
        listens.get_or_insert_with(|| start.elapsed());
        let line = line.unwrap();
        line.trim_start().starts_with("curl").then_some(line)
    });
    let proposed = proposed.unwrap();
    let first = asked(&proposed);
    let second = asked(&proposed);
    server.kill().unwrap();
    server.wait().unwrap();
    (listens.unwrap(), first, second)
}

/// Sends what a line for curl says, and waits for the whole reply.
fn asked(line: &str) -> Duration {
    let between = |before: &str, after: char| {
        let (_, rest) = line.split_once(before).unwrap();
        rest.split_once(after).unwrap().0.to_owned()
    };
    let (header, url) = (between("-H \"", '"'), between("'http://", '\''));
    let (host, path) = url.split_once('/').unwrap();
    let start = Instant::now();
    let mut stream = TcpStream::connect(host).unwrap();
    let request =
        format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\n{header}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    start.elapsed()
}
