//! A text with every fault mended that says how: a mend is kept only if the fault is gone with it and
//! no new one has come.

use touchpoint_language::diagnostic::{Diagnostic, Mend, applied, count_alike, is_gone};
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
        let tried = fault.mend.as_ref().and_then(|mend| {
            trials += 1;
            let text = mend.applied(&mended.text)?;
            let left = tell(&text);
            is_gone(fault, &mended.left, &left).then(|| (mend.title.clone(), text, left))
        });
        match tried {
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
    /// The mends of all faults at once, where that leaves no fault that was not there.
    fn all_at_once(&mut self, tell: &dyn Fn(&str) -> Vec<Diagnostic>) {
        let mends = self.left.iter().filter_map(|fault| fault.mend.as_ref());
        let mut all: Vec<&Mend> = mends.collect();
        let place = |mend: &Mend| mend.edits.first().map_or(0, |edit| edit.span.start);
        all.sort_by_key(|mend| place(mend));
        all.dedup_by(|later, earlier| {
            let ends = earlier.edits.last().map_or(0, |edit| edit.span.end);
            place(later) < ends || later == earlier
        });
        if all.len() < 2 {
            return;
        }
        let edits = all.iter().flat_map(|mend| &mend.edits);
        let Some(text) = applied(&self.text, edits) else {
            return;
        };
        let left = tell(&text);
        let as_many_less = left.len().saturating_add(all.len()) <= self.left.len();
        if as_many_less && left.iter().all(|fault| count_alike(&self.left, fault) > 0) {
            self.done.extend(all.iter().map(|mend| mend.title.clone()));
            (self.text, self.left) = (text, left);
        }
    }
}
