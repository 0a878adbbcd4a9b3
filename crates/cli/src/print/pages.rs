//! Prints pages as they come, in the wanted form. A table waits for all of them, because its
//! columns depend on which fields are filled.

use super::findings::{self, several};
use super::{Screen, table};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};
use std::time::Duration;
use touchpoint::Page;
use touchpoint_core::query::Ignored;
use touchpoint_core::response::{Row, Warning, folded};
use touchpoint_language::model::Model;

/// How records are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Format {
    /// A table of the fields that matter most
    Table,
    /// The reply as the HTTP API gives it; with `--all`, one reply per line
    Json,
    /// One record per line
    Ndjson,
}

/// Writes pages.
pub(crate) struct Printer<'s> {
    screen: &'s mut Screen,
    format: Format,
    all: bool,
    model: &'s Model,
    progress: Progress,
    rows: Vec<Row>,
    count: usize,
    warnings: Vec<Warning>,
}

impl<'s> Printer<'s> {
    /// A printer of one page, or of all.
    pub(crate) fn new(
        format: Format,
        all: bool,
        model: &'s Model,
        screen: &'s mut Screen,
    ) -> Printer<'s> {
        // Records that scroll by are progress enough.
        let quiet = format != Format::Table && io::stdout().is_terminal();
        Printer {
            progress: Progress::new(all && !quiet && io::stderr().is_terminal()),
            screen,
            format,
            all,
            model,
            rows: Vec::new(),
            count: 0,
            warnings: Vec::new(),
        }
    }

    /// Says what was left out of the query.
    pub(crate) fn ignored(&mut self, ignored: &[Ignored]) {
        findings::ignored(self.screen, ignored);
    }

    /// Writes a page.
    pub(crate) fn page(&mut self, page: &Page) -> io::Result<()> {
        if self.progress.pages() == 0 {
            self.progress
                .hidden(|| findings::ignored(self.screen, page.ignored()));
            if self.format == Format::Table {
                self.progress
                    .hidden(|| findings::filters(self.screen, page.filters()));
            }
        }
        let rows = page.response().result.all();
        let before = self.count;
        self.count += rows.len();
        self.progress.page(rows.len());
        let placed = page.warnings().iter().cloned().map(|w| w.after(before));
        self.warnings.extend(placed);
        // a long list has no more warnings of one kind than a page
        self.warnings = folded(std::mem::take(&mut self.warnings));
        match self.format {
            Format::Table => self.rows.extend(rows.iter().cloned()),
            Format::Json if self.all => self.line(&page.to_json())?,
            Format::Json => {
                self.screen.bytes(&page.to_json())?;
                self.screen.text("\n")?;
            }
            Format::Ndjson => {
                for row in &rows {
                    self.line(&serde_json::to_vec(row)?)?;
                }
            }
        }
        if self.format == Format::Table {
            return Ok(());
        }
        self.screen.flush()
    }

    /// Writes everything that is printed at the end. `more` is the command that goes on.
    pub(crate) fn finish(&mut self, more: Option<String>) -> io::Result<()> {
        self.progress.end();
        if self.format == Format::Table && !self.rows.is_empty() {
            let table = table::records(&self.rows, self.model, self.screen.colour());
            self.screen.text(&table)?;
            self.screen.text("\n")?;
        }
        self.screen.flush()?;
        if self.format == Format::Table {
            let pages = if self.progress.pages() > 1 {
                format!(" on {} pages", self.progress.pages())
            } else {
                String::new()
            };
            self.screen
                .note(&format!("{}{pages}", several(self.count, "record")));
        }
        if let (Some(more), true) = (more, self.format == Format::Table || self.all) {
            self.screen.note(&format!("there is more: {more}"));
        }
        findings::warnings(self.screen, &self.warnings);
        Ok(())
    }

    /// One value on one line. Line breaks in JSON stand between its parts, never inside a string,
    /// so they and the indentation can be removed.
    fn line(&mut self, json: &[u8]) -> io::Result<()> {
        let mut broken = false;
        let kept = json.iter().copied().filter(|byte| {
            broken = matches!(byte, b'\n' | b'\r') || broken && matches!(byte, b' ' | b'\t');
            !broken
        });
        let mut line: Vec<u8> = kept.collect();
        line.push(b'\n');
        self.screen.bytes(&line)
    }
}

/// The progress of a long read. It always counts, and is shown only on a terminal.
struct Progress {
    bar: ProgressBar,
    pages: usize,
    records: usize,
}

impl Progress {
    fn new(shown: bool) -> Progress {
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

    fn page(&mut self, records: usize) {
        self.pages += 1;
        self.records += records;
        let pages = several(self.pages, "page");
        let records = several(self.records, "record");
        self.bar.set_message(format!("{pages}, {records}"));
    }

    fn pages(&self) -> usize {
        self.pages
    }

    /// Does something while the progress is hidden.
    fn hidden(&self, act: impl FnOnce()) {
        self.bar.suspend(act);
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}
