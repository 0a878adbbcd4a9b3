//! Slots for one element: on the stack where they are few, which is nearly always.

use super::trie::{ExpectedMembers, Trie};
use crate::slices::scanner::Scanner;

/// Runs with this many slots, on the stack where they are few.
pub(super) fn with_slots<'b>(width: usize, run: impl FnOnce(&mut [&'b str])) {
    let mut few = [""; 8];
    match few.get_mut(..width) {
        Some(few) => run(few),
        None => run(&mut vec![""; width]),
    }
}

/// Runs with the slots of a text that has been scanned before.
pub(super) fn filled(trie: &Trie, raw: &str, run: impl FnOnce(&[&str])) {
    with_slots(trie.width(), |slots| {
        let mut scanner = Scanner::again(raw);
        // There is nothing to refuse.
        let _ = trie.walk(&mut scanner, slots, &mut (), &mut ExpectedMembers::none());
        run(slots);
    });
}
