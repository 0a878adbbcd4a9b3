//! Turns a seed into a vendor, a question and a schedule of faults, and judges the read.

use crate::asked::{CELLS, Cell, Question, Table, question};
use crate::read::{Line, Outcome, Reading, as_asked, as_placed, poll, read};
use crate::violation::Violation;
use std::ops::Range;
use std::sync::Arc;
use touchpoint::Touchpoint;
use touchpoint_core::plan::Plan;
use touchpoint_emulator::{Dice, PlayedVendor, Schedule, Shapes, recorded_shapes, schedule};
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Subject, Want, of_account};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::Mapping;
use touchpoint_language::source::SourceFile;

/// How many reads share a vendor.
pub(crate) const READS_OF_A_WORLD: u64 = 32;

/// One integration, ready to be simulated.
pub struct Simulator {
    pub(crate) plan: Arc<Plan>,
    pub(crate) shapes: Arc<Shapes>,
    engine: Touchpoint,
    line: Arc<Line>,
    table: Arc<Table>,
    strict: bool,
    overlay: Option<Arc<SourceFile>>,
}

/// The result of many reads.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// The reads.
    pub reads: u64,
    /// The pages that callers got.
    pub pages: u64,
    /// The records that callers got.
    pub records: u64,
    /// The calls that the vendor had.
    pub calls: u64,
    /// How many calls went wrong on purpose.
    pub faults: u64,
    /// The first read that failed, and how.
    pub failed: Option<(u64, Violation)>,
}

impl Tally {
    /// Adds another tally; of two failures the first is kept.
    pub fn add(&mut self, other: Tally) {
        self.reads += other.reads;
        self.pages += other.pages;
        self.records += other.records;
        self.calls += other.calls;
        self.faults += other.faults;
        self.failed = self.failed.take().or(other.failed);
    }
}

/// The variables that the account of a vendor brings: some of the words that conditions look for.
fn account_words(mapping: &Mapping, seed: u64) -> Vec<(String, String)> {
    let mut dice = Dice::new(seed, "account");
    let routes = mapping.cases.iter().flat_map(|case| &case.routes);
    let whens = mapping.cases.iter().filter_map(|case| case.when.as_ref());
    let whens = whens.chain(routes.filter_map(|route| route.when.as_ref()));
    let whens = whens.chain(mapping.merge.iter().map(|merge| &merge.when));
    let clauses = whens.flat_map(Condition::every_clause);
    let mut found = Vec::new();
    for clause in clauses {
        if let (Subject::Parameter(name), Want::AnyOf(words)) = (&clause.subject, &clause.want)
            && let Some(variable) = of_account(name)
            && dice.one_in(3)
            && let Some(word) = dice.pick(words).and_then(Json::as_text)
        {
            found.push((variable.to_owned(), word.to_owned()));
        }
    }
    found
}

impl Simulator {
    /// A simulator of one integration.
    ///
    /// # Errors
    /// No engine can be built of the mapping.
    pub fn new(plan: &Arc<Plan>, text: &str) -> Result<Simulator, String> {
        let line = Arc::new(Line::default());
        let builder = Touchpoint::builder().mapping_text(plan.integration(), text);
        let builder = builder.transport(line.clone()).cursor_key(b"simulated");
        let engine = poll::now(builder.build())?.map_err(|fault| fault.to_string())?;
        Ok(Simulator {
            plan: plan.clone(),
            shapes: Arc::new(recorded_shapes(plan)),
            engine,
            line,
            table: Arc::default(),
            strict: false,
            overlay: None,
        })
    }

    /// The same simulator, with the seeds from [`CELLS`] on standing for the cells of this table.
    #[must_use]
    pub fn with_table(self, table: &Arc<Table>) -> Simulator {
        Simulator {
            table: table.clone(),
            ..self
        }
    }

    /// The same simulator, whose vendors' records are modelled on these.
    #[must_use]
    pub fn with_shapes(self, shapes: &Arc<Shapes>) -> Simulator {
        Simulator {
            shapes: shapes.clone(),
            ..self
        }
    }

    /// The same, which asks each filter with another value too: the calls must tell what became of it.
    #[must_use]
    pub fn strictly(self) -> Simulator {
        Simulator {
            strict: true,
            ..self
        }
    }

    /// The same, of a plan over which an account lays this.
    #[must_use]
    pub fn with_overlay(self, overlay: Option<Arc<SourceFile>>) -> Simulator {
        Simulator { overlay, ..self }
    }

    /// The seeds that stand for every cell of the table, this many times each.
    pub fn cells(&self, times: u64) -> Range<u64> {
        CELLS..CELLS + times * self.table.cells.len() as u64
    }

    /// The question of a seed, and its schedule of faults.
    pub(crate) fn asked(&self, world: &PlayedVendor, seed: u64) -> Option<(Question, Schedule)> {
        match self.table.at(seed) {
            None => Some((question(world, seed)?, schedule(seed))),
            Some((cell, round)) => {
                let question = self.table.question(world, cell, seed)?;
                // In the first round nothing goes wrong, so that each cell is surely read.
                let schedule = if round == 0 {
                    Schedule::new()
                } else {
                    schedule(seed)
                };
                Some((question, schedule))
            }
        }
    }

    /// The question of a cell that nothing goes wrong with.
    pub(crate) fn question_of(&self, world: &PlayedVendor, cell: &Cell) -> Option<Question> {
        self.table.question(world, cell, 0)
    }

    /// The vendor of a seed. Where its pages are large, some vendors are large too.
    pub fn world(&self, seed: u64) -> Arc<PlayedVendor> {
        let seed = seed / READS_OF_A_WORLD;
        let mut dice = Dice::new(seed, "size");
        let routes = self.plan.mapping.cases.iter().flat_map(|case| &case.routes);
        let least = routes
            .clone()
            .map(|route| route.paging.size.min)
            .max()
            .unwrap_or(1);
        // Some vendors have more records than their cap lets anyone read.
        let deepest = routes
            .clone()
            .filter_map(|route| route.paging.cap)
            .min()
            .unwrap_or(u64::MAX);
        let records = match dice.below(12) {
            _ if seed >= CELLS / READS_OF_A_WORLD => 12 + dice.below(16),
            _ if deepest < u64::MAX && seed % 16 == 7 => deepest + dice.below(2 * deepest),
            0 => dice.below(3),
            1 => least + least / 2 + dice.below(90),
            _ => dice.below(45),
        };
        self.world_of(seed, records)
    }

    /// The vendor of a seed with this many records.
    pub(crate) fn world_of(&self, seed: u64, records: u64) -> Arc<PlayedVendor> {
        let vendor = PlayedVendor::new(self.plan.clone(), &self.shapes, seed, records);
        // The table is of accounts that say nothing of their own.
        let own = if seed < CELLS / READS_OF_A_WORLD {
            account_words(&self.plan.mapping, seed)
        } else {
            Vec::new()
        };
        Arc::new(vendor.for_account(own))
    }

    /// One read.
    pub fn read(&self, world: &Arc<PlayedVendor>, seed: u64) -> Option<Outcome> {
        let (question, schedule) = self.asked(world, seed)?;
        let mut outcome = self.read_with(world, &question, seed, schedule.clone());
        if outcome.violation.is_none() {
            outcome.violation = as_asked(world, &question, &outcome.seen).err();
        }
        if outcome.violation.is_none() && self.strict {
            outcome.violation = as_placed(world, &question, seed).err();
        }
        if outcome.violation.is_none() && seed.is_multiple_of(64) {
            let again = self.read_with(world, &question, seed, schedule);
            if again.seen.exchanges != outcome.seen.exchanges {
                let what = "two reads of one seed differ";
                return Some(Outcome {
                    violation: Some(Violation::new("the same trace", what)),
                    ..again
                });
            }
        }
        Some(outcome)
    }

    /// One read of a question, with what goes wrong.
    pub(crate) fn read_with(
        &self,
        world: &Arc<PlayedVendor>,
        question: &Question,
        seed: u64,
        schedule: Schedule,
    ) -> Outcome {
        let streams = seed % 8 == 5 && !question.varies && question.cell.is_none();
        let engine = streams.then_some((&self.engine, &*self.line));
        read(&Reading {
            world,
            shapes: &self.shapes,
            question,
            seed,
            schedule,
            engine,
            overlay: self.overlay.as_ref(),
        })
    }

    /// Reads for the seeds of a range, until one fails.
    pub fn run(&self, seeds: Range<u64>) -> Tally {
        let mut tally = Tally::default();
        let mut world = self.world(seeds.start);
        if let Some(what) = world.unplayed().first() {
            let what = format!("the emulator cannot play `{what}`");
            tally.failed = Some((seeds.start, Violation::new("the emulator", what)));
            return tally;
        }
        for seed in seeds {
            if seed.is_multiple_of(READS_OF_A_WORLD) {
                world = self.world(seed);
            }
            let Some(outcome) = self.read(&world, seed) else {
                if seed >= CELLS {
                    let what = "a cell that nobody can ask for";
                    tally.failed = Some((seed, Violation::new("the table", what)));
                    return tally;
                }
                continue;
            };
            tally.reads += 1;
            tally.pages += outcome.pages;
            tally.records += outcome.records;
            tally.calls += outcome.seen.exchanges.len() as u64;
            tally.faults += outcome
                .seen
                .exchanges
                .iter()
                .filter(|e| e.fault.is_some())
                .count() as u64;
            if let Some(violation) = outcome.violation {
                tally.failed = Some((seed, violation));
                return tally;
            }
        }
        tally
    }
}
