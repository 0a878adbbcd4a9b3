//! Contenders take turns, and the times of all of them come out.

use std::time::Instant;

const ROUNDS: usize = 301;
/// The part of the rounds that are no slower than the time that counts: where other programs share
/// the machine, half of the rounds or more are interrupted.
pub(crate) const TAKEN: f64 = 0.1;
/// How long one contender runs in one round, about: short, so that few rounds are interrupted.
const SLICE_NS: f64 = 250_000.0;

pub(crate) type Contender<'s> = (&'static str, Box<dyn FnMut() + 's>);

/// Nanoseconds of one run, for each contender and round.
pub(crate) fn in_turns(contenders: &mut [Contender<'_>]) -> Vec<Vec<f64>> {
    let once = |run: &mut dyn FnMut(), times: usize| {
        let start = Instant::now();
        (0..times).for_each(|_| run());
        start.elapsed().as_nanos() as f64 / times as f64
    };
    let counts: Vec<usize> = contenders
        .iter_mut()
        .map(|(_, run)| {
            once(run, 3);
            (1..10_000)
                .find(|count| *count as f64 * once(run, 1) > SLICE_NS / 8.0)
                .unwrap_or(1)
                * 2
        })
        .collect();
    let mut times = vec![Vec::with_capacity(ROUNDS); contenders.len()];
    for _ in 0..ROUNDS {
        for ((_, run), (count, times)) in contenders.iter_mut().zip(counts.iter().zip(&mut times)) {
            times.push(once(run, *count));
        }
    }
    times
}

pub(crate) fn quantile(times: &[f64], part: f64) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * part).round() as usize]
}
