//! What an innocent workspace and a load balancer see while others attack.

use super::wire::get;
use super::world::World;
use std::fmt::Write as _;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// After this time a caller gives up.
const PATIENCE: Duration = Duration::from_secs(5);
/// The pause between two requests of one caller.
const PAUSE: Duration = Duration::from_millis(20);

/// The word of a process that asks, and the variable with its token.
pub(super) const ASKS: &str = "asks";
const TOKEN: &str = "SIEGE_TOKEN";

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) peak_mib: u64,
    /// Of `/healthz` at the probes' address, and at the callers'.
    pub(super) worst_probe_ms: u128,
    pub(super) worst_health_ms: u128,
    pub(super) p99_ms: u128,
    /// The innocent's replies.
    pub(super) answered: usize,
    /// The requests without a good reply.
    pub(super) lost: usize,
}

/// Asks again and again until the end.
pub(super) fn watch(world: &World, end: Instant) -> Seen {
    let list = World::list(&world.account);
    let ask = |address, path| ask(address, path, &world.innocent, end);
    let (took, probe, health, peak_mib) = thread::scope(|scope| {
        let callers: Vec<_> = (0..2)
            .map(|_| scope.spawn(|| ask(&world.address, &list)))
            .collect();
        let probe = scope.spawn(|| ask(&world.probes, "/healthz"));
        let health = scope.spawn(|| ask(&world.address, "/healthz"));
        let mut peak = 0;
        while Instant::now() < end {
            peak = peak.max(world.memory_mib());
            thread::sleep(Duration::from_millis(20));
        }
        let took: Vec<_> = callers
            .into_iter()
            .flat_map(|caller| caller.join().unwrap_or_default())
            .collect();
        let [probe, health] = [probe, health].map(|asked| asked.join().unwrap_or_default());
        (took, probe, health, peak)
    });
    let mut good: Vec<u128> = took.iter().copied().flatten().collect();
    good.sort_unstable();
    let p99 = good.len() * 99 / 100;
    Seen {
        peak_mib,
        worst_probe_ms: worst(&probe),
        worst_health_ms: worst(&health),
        p99_ms: good.get(p99).copied().unwrap_or(PATIENCE.as_millis()),
        answered: good.len(),
        lost: took.len() - good.len(),
    }
}

/// The longest, where none and a bad one count as given up.
fn worst(took: &[Option<u128>]) -> u128 {
    let given_up = PATIENCE.as_millis();
    let each = took.iter().map(|took| took.unwrap_or(given_up));
    each.max().unwrap_or(given_up)
}

/// How long each reply took, in milliseconds; `None` for a bad one. Each caller is a process of its own,
/// as the attack takes the processor and the memory's locks of this one.
fn ask(address: &str, path: &str, token: &str, end: Instant) -> Vec<Option<u128>> {
    let left = end.saturating_duration_since(Instant::now()).as_millis();
    let own = std::env::current_exe();
    let asked = own.and_then(|own| {
        let mut caller = Command::new(own);
        let asks = ["siege", ASKS, address, path, &left.to_string()];
        caller.args(asks).env(TOKEN, token).output()
    });
    let told = asked.map(|asked| asked.stdout).unwrap_or_default();
    let told = String::from_utf8_lossy(&told);
    told.lines().map(|took| took.parse().ok()).collect()
}

/// Asks for a path again and again for some milliseconds, and prints how long each reply took; `-` for a
/// bad one.
///
/// # Errors
/// The words are not the address, the path and the time.
pub(super) fn ask_alone(words: &[&str]) -> Result<(), String> {
    let [address, path, left] = words else {
        return Err("write an address, a path and milliseconds".to_owned());
    };
    let left = left.parse().map_err(|_| "write how many milliseconds")?;
    let end = Instant::now() + Duration::from_millis(left);
    let token = std::env::var(TOKEN).unwrap_or_default();
    hurry();
    let mut took = String::new();
    while Instant::now() < end {
        let began = Instant::now();
        match get(address, path, &token, PATIENCE) {
            Ok(200) => {
                let _ = writeln!(took, "{}", began.elapsed().as_millis());
            }
            _ => took.push_str("-\n"),
        }
        thread::sleep(PAUSE);
    }
    print!("{took}");
    Ok(())
}

/// The attack runs on the same core: this process goes before it, so that what is measured is the server
/// and not who comes to run here. Without the right to it the figures are worse.
fn hurry() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(-20);
}
