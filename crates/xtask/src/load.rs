//! Loads a release build of the sandbox's server with many callers at once, and prints one table:
//! errors, requests a second, latencies, and the server's memory over time.

use crate::served::{Served, TOKEN};
use crate::step;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// How often the memory is measured, in seconds.
const LOOK: u64 = 10;
/// How many accounts hang, and how many callers ask for them.
const HANGING: usize = 8;
const CALLERS_OF_HANGING: usize = 64;
/// A caller needs a small stack.
const STACK_BYTES: usize = 128 * 1024;

/// What one caller saw.
#[derive(Default)]
struct Seen {
    /// How long each good reply took, in microseconds.
    took: Vec<u32>,
    /// The first fault, and how many there were.
    fault: Option<String>,
    faults: usize,
}

/// The command `load [CALLERS SECONDS] [--hanging]`: runs callers for a while, each on a connection of its
/// own, and prints the table; 200 for 60 seconds unless said. With `--hanging` the server also has
/// accounts whose vendors never answer, and callers who ask for these all the time.
///
/// # Errors
/// The server does not start, or any reply was no page: the first such reply.
pub(crate) fn measure(root: &Path, words: &[&str]) -> Result<(), String> {
    let (hanging, words) = match words {
        [rest @ .., "--hanging"] => (true, rest),
        rest => (false, rest),
    };
    let (clients, seconds) = match words {
        [] => (200, 60),
        [clients, seconds] => match (clients.parse(), seconds.parse()) {
            (Ok(clients), Ok(seconds)) => (clients, seconds),
            _ => return Err("write how many callers, and for how many seconds".to_owned()),
        },
        _ => return Err("write `load`, or `load 200 60`, and `--hanging` last".to_owned()),
    };
    let program = step::released(root)?;
    let accounts = std::env::temp_dir();
    let accounts = accounts.join(format!("touchpoint-load-{}.yaml", std::process::id()));
    let served = if hanging {
        let text = hanging_accounts(root)?;
        std::fs::write(&accounts, text).map_err(|error| error.to_string())?;
        let arguments = [OsStr::new("--accounts"), accounts.as_os_str()];
        Served::start_with(&program, &arguments)?
    } else {
        Served::start(&program)?
    };
    let requests = requests(&served)?;
    let end = Instant::now() + Duration::from_secs(seconds);
    if hanging {
        for turn in 0..CALLERS_OF_HANGING {
            let address = served.address.clone();
            thread::spawn(move || ask_a_hanging_one(&address, turn % HANGING, end));
        }
    }
    let mut callers = Vec::new();
    for turn in 0..clients {
        let address = served.address.clone();
        let mine: Vec<String> = requests
            .iter()
            .cycle()
            .skip(turn)
            .take(requests.len())
            .cloned()
            .collect();
        let caller = thread::Builder::new().stack_size(STACK_BYTES);
        let caller = caller.spawn(move || call(&address, &mine, end));
        callers.push(caller.map_err(|error| format!("no thread for caller {turn}: {error}"))?);
    }
    let memory = watch(&served, end);
    let _ = std::fs::remove_file(&accounts);
    let seen: Vec<Seen> = callers
        .into_iter()
        .filter_map(|caller| caller.join().ok())
        .collect();
    print(clients, seconds, &seen, &memory);
    let peak = served.memory().map_or(0, |(_, peak)| peak);
    println!("\npeak memory: {} MiB", peak / 1024);
    match seen.into_iter().find_map(|seen| seen.fault) {
        Some(fault) => Err(fault),
        None => Ok(()),
    }
}

/// Accounts at one vendor that takes connections and says nothing, of the first integration whose example
/// is complete.
fn hanging_accounts(root: &Path) -> Result<String, String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    let at = listener.local_addr().map_err(|error| error.to_string())?;
    let silent = move || {
        listener
            .incoming()
            .map_while(Result::ok)
            .collect::<Vec<_>>()
    };
    thread::spawn(silent);
    let plans = touchpoint_simulation::plans(root)?;
    let complete = plans
        .iter()
        .map(|(plan, _)| (plan, touchpoint::example_account(plan)));
    let example = complete
        .into_iter()
        .find(|(plan, account)| plan.needs.complete(account.clone()).is_ok());
    let (_, example) = example.ok_or("no mapping has a complete example")?;
    let names = example.credentials.keys();
    let credentials: BTreeMap<&String, &str> = names.map(|name| (name, "none")).collect();
    let account = |number: usize| {
        serde_json::json!({
            "id": format!("hanging-{number}"),
            "integration": example.integration,
            "base_url": format!("http://{at}"),
            "context": example.context,
            "credentials": credentials,
        })
    };
    let accounts: Vec<_> = (0..HANGING).map(account).collect();
    Ok(serde_json::json!({ "accounts": accounts }).to_string())
}

/// Asks for such an account again and again; no answer is expected before the deadline.
fn ask_a_hanging_one(address: &str, number: usize, end: Instant) {
    let request = format!(
        "GET /unified/crm/engagements?integrated_account_id=hanging-{number} HTTP/1.1\r\n\
         host: x\r\nauthorization: Bearer {TOKEN}\r\n\r\n"
    );
    while Instant::now() < end {
        let _ = ask(&mut None, address, &request);
    }
}

/// One request for each account, with the first query that its sandbox answers.
fn requests(served: &Served) -> Result<Vec<String>, String> {
    let cases = touchpoint_corpus::built_in().map_err(|faults| format!("{faults:?}"))?;
    let mut requests = Vec::new();
    for (account, integration) in &served.accounts {
        let mut cases = cases
            .iter()
            .filter(|case| case.sandbox && case.slug == *integration);
        let query = cases.next().map_or("", |case| &case.query);
        requests.push(format!(
            "GET /unified/crm/engagements?integrated_account_id={account}&{query} HTTP/1.1\r\n\
             host: x\r\nauthorization: Bearer {TOKEN}\r\n\r\n"
        ));
    }
    if requests.is_empty() {
        return Err("the sandbox has no accounts".to_owned());
    }
    Ok(requests)
}

/// Sends one request after another until the end.
fn call(address: &str, requests: &[String], end: Instant) -> Seen {
    let mut seen = Seen::default();
    let mut stream = None;
    for request in requests.iter().cycle() {
        let start = Instant::now();
        if start >= end {
            break;
        }
        match ask(&mut stream, address, request) {
            Ok(200) => seen
                .took
                .push(u32::try_from(start.elapsed().as_micros()).unwrap_or(u32::MAX)),
            answered => {
                let line = request.lines().next().unwrap_or_default();
                let fault = answered.map_or_else(
                    |error| error.to_string(),
                    |status| format!("status {status}"),
                );
                seen.fault.get_or_insert(format!("{line}: {fault}"));
                seen.faults += 1;
                stream = None;
            }
        }
    }
    seen
}

/// Sends a request on a connection that is kept, and reads the whole reply; gives its status.
fn ask(kept: &mut Option<TcpStream>, address: &str, request: &str) -> io::Result<u16> {
    let stream = if let Some(stream) = kept {
        stream
    } else {
        let new = TcpStream::connect(address)?;
        new.set_nodelay(true)?;
        kept.insert(new)
    };
    stream.write_all(request.as_bytes())?;
    let mut reply = Vec::new();
    let mut part = [0; 16 * 1024];
    loop {
        let read = stream.read(&mut part)?;
        reply.extend(part.iter().take(read));
        if read == 0 {
            return Err(io::Error::other("the server hung up"));
        }
        let Some(head) = reply.windows(4).position(|end| end == b"\r\n\r\n") else {
            continue;
        };
        let text = String::from_utf8_lossy(reply.get(..head).unwrap_or_default()).into_owned();
        let number = |line: &str| line.trim().parse::<usize>().ok();
        let length = text
            .lines()
            .find_map(|line| number(line.strip_prefix("content-length:")?));
        let length = length.ok_or_else(|| io::Error::other("a reply without its length"))?;
        if reply.len() >= head + 4 + length {
            let status = text.split(' ').nth(1).and_then(number);
            return Ok(status
                .and_then(|status| u16::try_from(status).ok())
                .unwrap_or(0));
        }
    }
}

/// The seconds that have passed and the memory then, until the end.
fn watch(served: &Served, end: Instant) -> Vec<(u64, u64)> {
    let mut seen = Vec::new();
    let mut passed = 0;
    while Instant::now() + Duration::from_secs(LOOK) <= end + Duration::from_millis(500) {
        thread::sleep(Duration::from_secs(LOOK));
        passed += LOOK;
        seen.extend(served.memory().map(|(now, _)| (passed, now)));
    }
    seen
}

fn print(clients: usize, seconds: u64, seen: &[Seen], memory: &[(u64, u64)]) {
    let mut took: Vec<u32> = seen
        .iter()
        .flat_map(|seen| seen.took.iter().copied())
        .collect();
    took.sort_unstable();
    let faults: usize = seen.iter().map(|seen| seen.faults).sum();
    let at = |thousandths: usize| {
        let place = (took.len() * thousandths / 1000).min(took.len().saturating_sub(1));
        f64::from(took.get(place).copied().unwrap_or(0)) / 1000.0
    };
    let a_second = took.len() / usize::try_from(seconds.max(1)).unwrap_or(1);
    println!(
        "| callers | seconds | requests | errors | requests/s | p50 ms | p99 ms | longest ms |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|");
    println!(
        "| {clients} | {seconds} | {} | {faults} | {a_second} | {:.1} | {:.1} | {:.1} |\n",
        took.len(),
        at(500),
        at(990),
        at(1000)
    );
    let cells = |cell: &dyn Fn(&(u64, u64)) -> String| {
        let cells: Vec<String> = memory.iter().map(cell).collect();
        format!("| {} |", cells.join(" | "))
    };
    println!("{}", cells(&|(passed, _)| format!("{passed} s")));
    println!("{}", cells(&|_| "---:".to_owned()));
    println!("{}", cells(&|(_, kib)| format!("{} MiB", kib / 1024)));
}
