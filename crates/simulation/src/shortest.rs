//! Reduces a failing seed to its shortest account, with fewer records, faults and filters.

use crate::asked::Question;
use crate::read::Outcome;
use crate::simulator::{READS_OF_A_WORLD, Simulator};
use std::fmt::Write;

impl Simulator {
    /// What a seed does, call by call. A failing one is reduced: it is read again with fewer
    /// records, faults and filters for as long as it still fails.
    pub fn shortest(&self, seed: u64) -> String {
        let slug = self.plan.integration();
        self.told(
            seed,
            &format!("cargo xtask simulate --slug {slug} --seed {seed}"),
        )
    }

    /// The same, under the command that repeats it.
    pub fn told(&self, seed: u64, command: &str) -> String {
        let world = self.world(seed);
        let Some((mut question, mut schedule)) = self.asked(&world, seed) else {
            return "no question".to_owned();
        };
        let mut best = self.read_with(&world, &question, seed, schedule.clone());
        let Some(violation) = best.violation.clone() else {
            return account(command, &question, &best);
        };
        let fails = |outcome: &Outcome| {
            outcome
                .violation
                .as_ref()
                .is_some_and(|v| v.promise == violation.promise)
        };
        let mut world = world;
        let lists = question
            .lists
            .iter()
            .map(|(case, _)| world.records(*case).len());
        let mut records = lists.max().unwrap_or(0) as u64;
        for _ in 0..8 {
            let smaller = self.world_of(seed / READS_OF_A_WORLD, records / 2);
            let outcome = self.read_with(&smaller, &question, seed, schedule.clone());
            if records == 0 || !fails(&outcome) {
                break;
            }
            (world, best, records) = (smaller, outcome, records / 2);
        }
        for call in schedule.clone().keys() {
            let mut fewer = schedule.clone();
            fewer.remove(call);
            let outcome = self.read_with(&world, &question, seed, fewer.clone());
            if fails(&outcome) {
                (schedule, best) = (fewer, outcome);
            }
        }
        // A refusal is about one filter: without it the question is a different one.
        let can_go = if question.refused {
            0..0
        } else {
            question.extra_from..question.query.filters.len()
        };
        for index in can_go.rev() {
            let mut fewer = question.clone();
            fewer.query.filters.remove(index);
            let outcome = self.read_with(&world, &fewer, seed, schedule.clone());
            if fails(&outcome) {
                (question, best) = (fewer, outcome);
            }
        }
        account(command, &question, &best)
    }
}

fn account(command: &str, question: &Question, outcome: &Outcome) -> String {
    let mut text = String::new();
    if let Some(violation) = &outcome.violation {
        let _ = writeln!(text, "{}: {}", violation.promise, violation.what);
    }
    let _ = writeln!(text, "{command}");
    for filter in &question.query.filters {
        let word = if filter.bare {
            String::new()
        } else {
            format!("[{}]", filter.operator.word())
        };
        let _ = writeln!(text, "  {}{word}={:?}", filter.parameter, filter.values);
    }
    let query = &question.query;
    let _ = writeln!(
        text,
        "  limit={:?} sort={:?} varies={}",
        query.limit, query.sort, question.varies
    );
    for exchange in &outcome.seen.exchanges {
        let fault = exchange
            .fault
            .map(|fault| format!("  !! {fault:?}"))
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "  > {}\n  < {}{fault}",
            exchange.request, exchange.answer
        );
    }
    for step in &outcome.steps {
        let _ = writeln!(text, "  = {step}");
    }
    text
}
