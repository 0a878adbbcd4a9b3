//! Replies → the values in them that a mapping reads and cannot make: the engine maps each record once
//! more, with somebody looking on.

use touchpoint_core::plan::Chosen;
use touchpoint_core::record::{FieldFault, RecordFacts, Tables, Words};
use touchpoint_core::scan::{Observer, Step};
use touchpoint_language::document::Pointer;

/// Values of one expression that are lost.
#[derive(Clone, Debug)]
pub(super) struct Lost {
    /// The expression in the mapping.
    pub(super) pointer: Pointer,
    /// The end of the path in the reply, where it is one place: `.due`.
    pub(super) member: Option<String>,
    /// How many.
    pub(super) count: usize,
    /// Why the first is.
    pub(super) why: String,
}

/// The values of these replies that the lists which answer them cannot make.
pub(super) fn lost<'r>(
    lists: &[Chosen<'_>],
    replies: impl Iterator<Item = &'r [u8]> + Clone,
) -> Vec<Lost> {
    let (words, tables) = (Words::default(), Tables::default());
    let facts = RecordFacts {
        query: &words,
        tables: &tables,
    };
    let mut all: Vec<Lost> = Vec::new();
    for list in lists {
        let mut looker = Looker::default();
        for body in replies.clone() {
            let Ok(page) = list.reader.scan(body) else {
                continue;
            };
            for record in 0..page.len() {
                looker = list.reader.observe(&page, record, &facts, looker);
            }
        }
        // Lists share what they read: each value counts once.
        for one in looker.lost {
            match all.iter_mut().find(|known| known.pointer == one.pointer) {
                Some(known) => known.count = known.count.max(one.count),
                None => all.push(one),
            }
        }
    }
    all
}

/// Notes faults of expressions that come to nothing.
#[derive(Default)]
struct Looker {
    depth: usize,
    faults: Vec<Lost>,
    lost: Vec<Lost>,
}

impl Looker {
    fn note(&mut self, fault: &FieldFault) {
        if fault.code == FieldFault::LIST_CUT {
            return;
        }
        let last = fault.remote.as_ref().and_then(|at| at.rsplit('/').next());
        self.faults.push(Lost {
            pointer: fault.pointer.clone(),
            member: last.map(|name| format!(".{name}")),
            count: 1,
            why: fault.message.clone(),
        });
    }

    /// What the faults of an expression come to: nothing, where another part gave a value.
    fn ends(&mut self, has_value: bool) {
        for fault in self.faults.drain(..).filter(|_| !has_value) {
            let known = self.lost.iter_mut();
            match known.into_iter().find(|one| one.pointer == fault.pointer) {
                Some(known) => known.count += 1,
                None => self.lost.push(fault),
            }
        }
    }
}

impl Observer for Looker {
    fn see(&mut self, step: Step<'_>) {
        match step {
            Step::Begins(_) => self.depth += 1,
            Step::Fault(fault) => self.note(fault),
            Step::Ends(value) => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.ends(value.is_some());
                }
            }
            _ => {}
        }
    }
}
