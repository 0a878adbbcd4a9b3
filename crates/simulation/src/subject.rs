//! A mapping with its text and its filter table, from which simulators are made: one for each core.

use crate::asked::Table;
use crate::mappings::small;
use crate::simulator::{READS_OF_A_WORLD, Simulator, Tally};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use touchpoint_core::plan::Plan;
use touchpoint_corpus::Case;
use touchpoint_emulator::{Shapes, shapes_of};

/// One integration, from which any number of simulators can be made.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The mapping, ready to run.
    pub plan: Arc<Plan>,
    /// Its text.
    pub text: String,
    /// What must become of each filter.
    pub table: Arc<Table>,
    /// Records that its vendor's are modelled on; without any, those of the built-in cases are.
    pub shapes: Option<Arc<Shapes>>,
}

impl Subject {
    /// A mapping without a table, whose vendor is modelled on these cases.
    ///
    /// # Errors
    /// With small numbers it is no mapping.
    pub fn of(plan: &Arc<Plan>, cases: &[Case]) -> Result<Subject, String> {
        let (plan, text) = small(plan)?;
        let shapes = Some(Arc::new(shapes_of(&plan, cases)));
        Ok(Subject {
            plan,
            text,
            table: Arc::default(),
            shapes,
        })
    }

    /// A simulator of its own.
    ///
    /// # Errors
    /// No engine can be built of the mapping.
    pub fn simulator(&self) -> Result<Simulator, String> {
        let simulator = Simulator::new(&self.plan, &self.text)?.with_table(&self.table);
        Ok(match &self.shapes {
            Some(shapes) => simulator.with_shapes(shapes),
            None => simulator,
        })
    }
}

/// Each mapping with its table.
///
/// # Errors
/// A mapping has none.
pub fn subjects(
    plans: Vec<(Arc<Plan>, String)>,
    tables: &BTreeMap<String, Arc<Table>>,
) -> Result<Vec<Subject>, String> {
    let subject = |(plan, text): (Arc<Plan>, String)| {
        let slug = plan.integration();
        let table = tables
            .get(slug)
            .ok_or_else(|| format!("there is no table for `{slug}`"))?
            .clone();
        Ok(Subject {
            plan,
            text,
            table,
            shapes: None,
        })
    };
    plans.into_iter().map(subject).collect()
}

/// Reads for the seeds of a range, in blocks of whole vendors, on every core.
///
/// # Errors
/// No engine can be built of the mapping, or a read stopped the program.
pub fn on_every_core(subject: &Subject, seeds: Range<u64>) -> Result<Tally, String> {
    const BLOCK: u64 = 64 * READS_OF_A_WORLD;
    let next = AtomicU64::new(seeds.start);
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let work = || -> Result<Tally, String> {
        let mut sum = Tally::default();
        loop {
            // A new engine for each block, as an engine keeps the tables of every account it has
            // met.
            let simulator = subject.simulator()?;
            for _ in 0..16 {
                let start = next.fetch_add(BLOCK, Ordering::Relaxed);
                if start >= seeds.end {
                    return Ok(sum);
                }
                sum.add(simulator.run(start..(start + BLOCK).min(seeds.end)));
                if sum.failed.is_some() {
                    next.store(seeds.end, Ordering::Relaxed);
                    return Ok(sum);
                }
            }
        }
    };
    let mut all = Tally::default();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            let tally = worker.join();
            all.add(tally.map_err(|_| "a read stopped the program".to_owned())??);
        }
        Ok::<(), String>(())
    })?;
    Ok(all)
}
