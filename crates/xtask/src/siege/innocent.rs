//! What an innocent workspace and a load balancer see while others attack.

use super::wire::get;
use super::world::World;
use std::thread;
use std::time::{Duration, Instant};

/// After this time a caller gives up.
const PATIENCE: Duration = Duration::from_secs(5);
/// The pause between two requests of one caller.
const PAUSE: Duration = Duration::from_millis(20);

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) peak_mib: u64,
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
    let (took, health, peak_mib) = thread::scope(|scope| {
        let callers: Vec<_> = (0..2)
            .map(|_| scope.spawn(|| ask(world, &list, end)))
            .collect();
        let health = scope.spawn(|| ask(world, "/healthz", end));
        let mut peak = 0;
        while Instant::now() < end {
            peak = peak.max(world.memory_mib());
            thread::sleep(Duration::from_millis(20));
        }
        let took: Vec<_> = callers
            .into_iter()
            .flat_map(|caller| caller.join().unwrap_or_default())
            .collect();
        (took, health.join().unwrap_or_default(), peak)
    });
    let mut good: Vec<u128> = took.iter().copied().flatten().collect();
    good.sort_unstable();
    let p99 = good.len() * 99 / 100;
    Seen {
        peak_mib,
        worst_health_ms: health
            .iter()
            .map(|took| took.unwrap_or(PATIENCE.as_millis()))
            .max()
            .unwrap_or(PATIENCE.as_millis()),
        p99_ms: good.get(p99).copied().unwrap_or(PATIENCE.as_millis()),
        answered: good.len(),
        lost: took.len() - good.len(),
    }
}

/// How long each reply took, in milliseconds; `None` for a bad one.
fn ask(world: &World, path: &str, end: Instant) -> Vec<Option<u128>> {
    let mut took = Vec::new();
    while Instant::now() < end {
        let began = Instant::now();
        let status = get(&world.address, path, &world.innocent, PATIENCE);
        let good = matches!(status, Ok(200));
        took.push(good.then(|| began.elapsed().as_millis()));
        thread::sleep(PAUSE);
    }
    took
}
