//! A text with every fault mended that says by itself how: what its help names is written, and kept
//! only if the fault is gone then and no new one has come.

use touchpoint_language::diagnostic::{Diagnostic, Mend, mends};
use touchpoint_language::source::SourceFile;

/// How many faults are tried one by one; a text with more is mended as a whole first.
const MOST_TRIALS: usize = 200;

/// A mended text.
#[derive(Debug)]
pub struct Mended {
    /// The text.
    pub text: String,
    /// What was done, in the order in which it was done.
    pub done: Vec<String>,
    /// The faults that are left.
    pub left: Vec<Diagnostic>,
}

/// Mends a text. `read` tells all that is wrong with a text of this name.
pub fn mend(source: &SourceFile, read: &dyn Fn(SourceFile) -> Vec<Diagnostic>) -> Mended {
    let tell = |text: &str| {
        let mut told = read(SourceFile::new(source.name.clone(), text));
        told.retain(|one| one.primary.source.name == source.name);
        told
    };
    let mut mended = Mended {
        text: source.text.clone(),
        done: Vec::new(),
        left: tell(&source.text),
    };
    mended.all_at_once(&tell);
    let (mut trials, mut place) = (0, 0);
    while trials < MOST_TRIALS {
        let Some(fault) = mended.left.get(place) else {
            break;
        };
        let changed = mends(fault).into_iter().find_map(|mend| {
            trials += 1;
            let text = with(&mended.text, &[&mend])?;
            let left = tell(&text);
            let gone =
                left.len() < mended.left.len() && count(&left, fault) < count(&mended.left, fault);
            gone.then_some((mend.title, text, left))
        });
        match changed {
            // What stands before was tried already; what was mended may have hidden another.
            Some((title, text, left)) => {
                mended.done.push(title);
                (mended.text, mended.left) = (text, left);
            }
            None => place += 1,
        }
    }
    mended
}

impl Mended {
    /// The first change of every fault at once, where that leaves no fault that was not there.
    fn all_at_once(&mut self, tell: &dyn Fn(&str) -> Vec<Diagnostic>) {
        let mut all: Vec<Mend> = self
            .left
            .iter()
            .filter_map(|fault| mends(fault).into_iter().next())
            .collect();
        all.sort_by_key(|mend| (mend.span.start, mend.span.end));
        all.dedup_by(|later, earlier| later.span.start < earlier.span.end || later == earlier);
        if all.len() < 2 {
            return;
        }
        let refs: Vec<&Mend> = all.iter().collect();
        let Some(text) = with(&self.text, &refs) else {
            return;
        };
        let left = tell(&text);
        let as_many_less = left.len().saturating_add(all.len()) <= self.left.len();
        if as_many_less && left.iter().all(|fault| count(&self.left, fault) > 0) {
            self.done.extend(all.into_iter().map(|mend| mend.title));
            (self.text, self.left) = (text, left);
        }
    }
}

fn count(all: &[Diagnostic], fault: &Diagnostic) -> usize {
    let alike = |one: &&Diagnostic| one.code == fault.code && one.title == fault.title;
    all.iter().filter(alike).count()
}

/// A text with changes in the order of their places.
fn with(text: &str, changes: &[&Mend]) -> Option<String> {
    let (mut changed, mut at) = (String::with_capacity(text.len()), 0);
    for mend in changes {
        changed.push_str(text.get(at..mend.span.start)?);
        changed.push_str(&mend.text);
        at = mend.span.end;
    }
    changed.push_str(text.get(at..)?);
    Some(changed)
}
