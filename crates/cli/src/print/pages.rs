//! Pages as they come, in the form that was asked for. A table waits for all of them, because its
//! columns depend on what is filled.

use super::findings::several;
use super::progress::Progress;
use super::{Screen, notes, table};
use crate::command::Format;
use std::io::{self, IsTerminal};
use touchpoint::Page;
use touchpoint_core::query::Ignored;
use touchpoint_core::response::{Row, Warning};
use touchpoint_language::model::Model;

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
        notes::ignored(self.screen, ignored);
    }

    /// Writes a page.
    pub(crate) fn page(&mut self, page: &Page) -> io::Result<()> {
        if self.progress.pages() == 0 {
            self.progress
                .hidden(|| notes::ignored(self.screen, page.ignored()));
            if self.format == Format::Table {
                self.progress
                    .hidden(|| notes::filters(self.screen, page.filters()));
            }
        }
        let rows = page.response().result.all();
        let before = self.count;
        self.count += rows.len();
        self.progress.page(rows.len());
        let placed = page.warnings().iter().cloned().map(|warning| Warning {
            record: warning.record.map(|record| record + before),
            ..warning
        });
        self.warnings.extend(placed);
        match self.format {
            Format::Table => self.rows.extend(rows.iter().cloned()),
            Format::Json if self.all => self.line(&page.to_json())?,
            Format::Json => {
                self.screen.bytes(&page.to_json())?;
                self.screen.text("\n")?;
            }
            Format::Ndjson => {
                for row in rows.iter() {
                    self.line(&serde_json::to_vec(row)?)?;
                }
            }
        }
        if self.format == Format::Table {
            return Ok(());
        }
        self.screen.flush()
    }

    /// Writes what waits for the end. `more` is the command that goes on.
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
        notes::warnings(self.screen, &self.warnings);
        Ok(())
    }

    /// One value on one line. A break in JSON text stands between its parts, never inside a text,
    /// so it and the indentation after it can go.
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
