//! How far a long read is, on a terminal.

use super::findings::several;
use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// How far a long read is. Counts in any case; shows itself where it may.
pub(super) struct Progress {
    bar: ProgressBar,
    pages: usize,
    records: usize,
}

impl Progress {
    pub(super) fn new(shown: bool) -> Progress {
        let bar = if shown {
            ProgressBar::new_spinner()
        } else {
            ProgressBar::hidden()
        };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}  {elapsed}") {
            bar.set_style(style);
        }
        if shown {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Progress {
            bar,
            pages: 0,
            records: 0,
        }
    }

    pub(super) fn page(&mut self, records: usize) {
        self.pages += 1;
        self.records += records;
        let pages = several(self.pages, "page");
        let records = several(self.records, "record");
        self.bar.set_message(format!("{pages}, {records}"));
    }

    pub(super) fn pages(&self) -> usize {
        self.pages
    }

    /// Does something while nothing of it is on the screen.
    pub(super) fn hidden(&self, act: impl FnOnce()) {
        self.bar.suspend(act);
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
