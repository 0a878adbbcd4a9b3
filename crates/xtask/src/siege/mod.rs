//! Attacks the program with hostile vendors, tenants and callers: each attack runs for a while, and
//! what an innocent workspace sees meanwhile is one row of a table.
//!
//! ```text
//! world (a database, workspaces, accounts, the server) ─ attack ─► seen by the innocent ─► a row
//! ```

mod all;
mod attack;
mod enemies;
mod flood;
mod innocent;
mod kernel;
mod renewals;
mod rotating;
mod vendor;
mod wire;
mod world;

use crate::step::{self, command};
use conformance::postgres;
use innocent::Seen;
use kernel::Hurried;
use renewals::Cut;
use std::path::Path;
use std::time::{Duration, Instant};
use world::World;

/// How long the innocent may wait under every attack.
const INNOCENT_MS: u128 = 250;
const PROBE_MS: u128 = 50;
const MEMORY_MIB: u64 = 512;

/// In a run that holds the promises: the server's core, and that of those who attack and ask it.
const SERVERS_CORE: &str = "0";
const OWN_CORE: &str = "1";

/// How many renewals are cut short, unless said, and in a short run.
const RENEWALS: usize = 1_000;
const FEW_RENEWALS: usize = 60;
/// Where accounts are kept; on PostgreSQL where there is one.
const DATABASES: [&str; 2] = [world::SQLITE, world::POSTGRESQL];
/// The name of that part.
const CUT_SHORT: &str = "renewals";

/// Runs every attack for some seconds, or those whose names contain a text, and prints the table. A
/// short run attacks the program as the tests build it, and only holds that the innocent are answered.
///
/// # Errors
/// The server does not start, or a promise does not hold.
pub(crate) fn command_line(root: &Path, words: &[&str]) -> Result<(), String> {
    if let Some((&innocent::ASKS, asks)) = words.split_first() {
        return innocent::ask_alone(asks);
    }
    let (mut seconds, mut only, mut strict, mut renewals) = (10, "", true, RENEWALS);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--short" => (seconds, strict, renewals) = (3, false, FEW_RENEWALS),
            "--renewals" => {
                let told = words.next().and_then(|word| word.parse().ok());
                renewals = told.ok_or("write how many renewals: `siege --renewals 1000`")?;
            }
            "--seconds" => {
                let told = words.next().and_then(|word| word.parse().ok());
                seconds = told.ok_or("write for how many seconds: `siege --seconds 10`")?;
            }
            name => only = name,
        }
    }
    let program = if strict {
        step::released(root)?
    } else {
        step::program(root)?
    };
    let mut broken = Vec::new();
    // Floods have thousands of connections. Where that is not allowed they have fewer.
    let own = std::process::id().to_string();
    let _ = step::output(command(
        root,
        &["prlimit", "--pid", &own, "--nofile=16384:16384"],
    ));
    if CUT_SHORT.contains(only) {
        broken.extend(cut_short(&program, renewals)?);
    }
    if strict {
        // The server has the first core for itself.
        step::output(command(
            root,
            &[
                "taskset",
                "--all-tasks",
                "--cpu-list",
                "--pid",
                OWN_CORE,
                &own,
            ],
        ))?;
    }
    let core = strict.then_some(SERVERS_CORE);
    let _hurried = strict.then(Hurried::begin);
    println!(
        "| database | attack | peak MiB | worst probe ms | worst /healthz among callers ms | innocent p99 ms | innocent replies | lost |"
    );
    println!("|---|---|---:|---:|---:|---:|---:|---:|");
    let attacks = all::ALL.iter().filter(|(name, _)| name.contains(only));
    let attacks: Vec<_> = attacks.collect();
    let each = DATABASES.into_iter().flat_map(|database| {
        let attacks = attacks.iter();
        attacks.map(move |(name, attack)| (database, name, attack))
    });
    for (database, name, attack) in each {
        // Each attack gets a server and a database of its own, so that one does not affect the next.
        let Some(world) = World::new(&program, database, core)? else {
            continue;
        };
        let end = Instant::now() + Duration::from_secs(seconds);
        let seen = std::thread::scope(|scope| {
            let innocent = scope.spawn(|| innocent::watch(&world, end));
            attack(&world, end);
            innocent
                .join()
                .map_err(|_| "the innocent stopped".to_owned())
        })?;
        println!("| {database} {}", row(name, &seen));
        let name = format!("{database}, {name}");
        if strict {
            broken.extend(faults(&name, &seen));
        } else if seen.answered == 0 {
            broken.push(format!("{name}: the innocent got no reply"));
        }
    }
    if broken.is_empty() {
        Ok(())
    } else {
        Err(broken.join("\n"))
    }
}

/// Cuts renewals short on SQLite, and on PostgreSQL where there is one; what was lost.
fn cut_short(program: &Path, renewals: usize) -> Result<Vec<String>, String> {
    println!(
        "| database | renewals | SIGTERM | SIGKILL | answered and not yet stored at a SIGKILL | lost |"
    );
    println!("|---|---:|---:|---:|---:|---:|");
    let folder = std::env::temp_dir().join(format!("touchpoint-renewals-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|fault| fault.to_string())?;
    let file = format!("sqlite://{}", folder.join("siege.db").display());
    let server = postgres::Server::start();
    let databases = [
        Some(("SQLite", file)),
        server.as_ref().map(|server| ("PostgreSQL", server.url())),
    ];
    let mut lost = Vec::new();
    for (name, database) in databases.into_iter().flatten() {
        let Cut {
            renewals,
            told,
            killed,
            unstored,
            lost: these,
        } = renewals::run(program, &database, &folder, renewals)?;
        println!(
            "| {name} | {renewals} | {told} | {killed} | {unstored} | {} |",
            these.len()
        );
        lost.extend(these.into_iter().map(|says| format!("{name}: {says}")));
    }
    let _ = std::fs::remove_dir_all(&folder);
    Ok(lost)
}

fn row(name: &str, seen: &Seen) -> String {
    format!(
        "| {name} | {} | {} | {} | {} | {} | {} |",
        seen.peak_mib,
        seen.worst_probe_ms,
        seen.worst_health_ms,
        seen.p99_ms,
        seen.answered,
        seen.lost
    )
}

/// The promises that an attack broke.
fn faults(name: &str, seen: &Seen) -> Vec<String> {
    let mut faults = Vec::new();
    if seen.p99_ms > INNOCENT_MS {
        faults.push(format!("{name}: innocent callers wait {} ms", seen.p99_ms));
    }
    if seen.worst_probe_ms > PROBE_MS {
        faults.push(format!("{name}: a probe takes {} ms", seen.worst_probe_ms));
    }
    if seen.peak_mib > MEMORY_MIB {
        faults.push(format!("{name}: the server holds {} MiB", seen.peak_mib));
    }
    if seen.lost > 0 {
        faults.push(format!("{name}: {} innocent requests were lost", seen.lost));
    }
    faults
}
