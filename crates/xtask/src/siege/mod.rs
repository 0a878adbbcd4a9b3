//! Attacks the program with hostile vendors, tenants and callers: each attack runs for a while, and
//! what an innocent workspace sees meanwhile is one row of a table.
//!
//! ```text
//! world (a database, workspaces, accounts, the server) ─ attack ─► seen by the innocent ─► a row
//! ```

mod attack;
mod innocent;
mod vendor;
mod wire;
mod world;

use crate::step::{self, command, run};
use innocent::Seen;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use world::World;

/// How long the innocent may wait under every attack.
const INNOCENT_MS: u128 = 250;
const HEALTH_MS: u128 = 50;
const MEMORY_MIB: u64 = 512;

/// Runs every attack for some seconds, or those whose names contain a text, and prints the table.
///
/// # Errors
/// The server does not start, or a promise does not hold.
pub(crate) fn command_line(root: &Path, words: &[&str]) -> Result<(), String> {
    let (mut seconds, mut only, mut strict) = (10, "", true);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--short" => (seconds, strict) = (3, false),
            "--seconds" => {
                let told = words.next().and_then(|word| word.parse().ok());
                seconds = told.ok_or("write for how many seconds: `siege --seconds 10`")?;
            }
            name => only = name,
        }
    }
    let program = program(root)?;
    println!(
        "| attack | peak MiB | worst /healthz ms | innocent p99 ms | innocent replies | lost |"
    );
    println!("|---|---:|---:|---:|---:|---:|");
    let mut broken = Vec::new();
    for (name, attack) in attack::ALL {
        if !name.contains(only) {
            continue;
        }
        // Each attack gets a server of its own, so that one does not affect the next.
        let world = World::new(&program)?;
        let end = Instant::now() + Duration::from_secs(seconds);
        let seen = std::thread::scope(|scope| {
            let innocent = scope.spawn(|| innocent::watch(&world, end));
            attack(&world, end);
            innocent
                .join()
                .map_err(|_| "the innocent stopped".to_owned())
        })?;
        println!("{}", row(name, &seen));
        if strict {
            broken.extend(faults(name, &seen));
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

/// The program as it is released, or another that is built already.
fn program(root: &Path) -> Result<PathBuf, String> {
    if let Some(given) = std::env::var_os("TOUCHPOINT_SIEGE_PROGRAM") {
        return Ok(PathBuf::from(given));
    }
    let build = "cargo build --quiet --profile dist --package touchpoint-cli";
    run(command(root, &build.split(' ').collect::<Vec<_>>()))?;
    Ok(step::built(root, "dist"))
}

fn row(name: &str, seen: &Seen) -> String {
    format!(
        "| {name} | {} | {} | {} | {} | {} |",
        seen.peak_mib, seen.worst_health_ms, seen.p99_ms, seen.answered, seen.lost
    )
}

/// The promises that an attack broke.
fn faults(name: &str, seen: &Seen) -> Vec<String> {
    let mut faults = Vec::new();
    if seen.p99_ms > INNOCENT_MS {
        faults.push(format!("{name}: innocent callers wait {} ms", seen.p99_ms));
    }
    if seen.worst_health_ms > HEALTH_MS {
        faults.push(format!(
            "{name}: /healthz takes {} ms",
            seen.worst_health_ms
        ));
    }
    if seen.peak_mib > MEMORY_MIB {
        faults.push(format!("{name}: the server holds {} MiB", seen.peak_mib));
    }
    if seen.lost > 0 {
        faults.push(format!("{name}: {} innocent requests were lost", seen.lost));
    }
    faults
}
