//! Tables: records and rows one line each, as wide as the terminal, and grids of marks. The one file that
//! knows the table renderer.

use super::{Paint, Screen, pretty};
use crate::columns::{Column, cells, columns};
use clap::ValueEnum;
use comfy_table::{Attribute, Cell, ContentArrangement, Table, presets};
use std::io;
use touchpoint_core::response::Row;
use touchpoint_language::json::Json;
use touchpoint_language::model::Model;

/// The width where there is no terminal to ask.
const WIDTH: u16 = 120;
/// The longest text of one cell, in characters; the terminal may be wider than a line reads well.
const LONGEST: usize = 48;

/// The records as a table.
pub(super) fn records(rows: &[Row], model: &Model, colour: bool) -> String {
    let columns = columns(rows, model);
    let head = columns.iter().map(|column| column.name().to_owned());
    let lines = rows.iter().map(|row| {
        let of_row = columns.iter().map(|column: &Column| cells(row, column));
        of_row.collect::<Vec<_>>()
    });
    render(head.collect(), lines.collect(), colour)
}

/// How things are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Shape {
    /// A table
    Table,
    /// For programs
    Json,
}

/// Objects of scalars, with these members as columns.
pub(crate) fn rows(
    screen: &mut Screen,
    shape: Shape,
    columns: &[&str],
    rows: &[Json],
) -> io::Result<()> {
    let text = match shape {
        Shape::Json => pretty(&Json::Array(rows.to_vec())),
        Shape::Table => {
            let head = columns.iter().map(|name| (*name).to_owned()).collect();
            let cell = |row: &Json, name: &str| match row.get(name) {
                None | Some(Json::Null) => String::new(),
                Some(Json::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            };
            let line = |row| columns.iter().map(|name| cell(row, name)).collect();
            render(head, rows.iter().map(line).collect(), screen.colour())
        }
    };
    screen.text(&text)?;
    screen.text("\n")
}

/// Writes a grid of marks with names down the side. Below the title, each slug stands on a line of
/// its own above its column, so that the grid fits a terminal.
pub(crate) fn marks(
    screen: &mut Screen,
    title: &str,
    slugs: &[&str],
    rows: &[(String, Vec<&'static str>)],
) -> io::Result<()> {
    let title = Paint::Bold.on(screen.colour(), title);
    let widest = rows
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or_default();
    screen.text(&format!("{title}\n"))?;
    // Each slug is joined to its column by bars.
    for (index, slug) in slugs.iter().enumerate() {
        let bars = "│ ".repeat(index);
        screen.text(&format!("{:widest$}  {bars}{slug}\n", ""))?;
    }
    for (name, marks) in rows {
        let marks: Vec<String> = marks.iter().map(|mark| format!("{mark:1}")).collect();
        let line = format!("{name:widest$}  {}", marks.join(" "));
        screen.text(&format!("{}\n", line.trim_end()))?;
    }
    screen.text("\n")
}

/// A table of texts.
fn render(head: Vec<String>, lines: Vec<Vec<String>>, colour: bool) -> String {
    let mut table = Table::new();
    table
        .load_preset(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic);
    if !table.is_tty() {
        table.set_width(WIDTH);
    }
    if colour {
        table.enforce_styling();
    }
    table.set_header(head.into_iter().map(|name| {
        let cell = Cell::new(name);
        if colour {
            cell.add_attribute(Attribute::Bold)
        } else {
            cell
        }
    }));
    for line in lines {
        let mut row =
            comfy_table::Row::from(line.iter().map(|text| one_line(text)).collect::<Vec<_>>());
        row.max_height(1);
        table.add_row(row);
    }
    let text = table.to_string();
    let trimmed = text.lines().map(str::trim_end);
    trimmed.collect::<Vec<_>>().join("\n")
}

/// A text on one line, without control characters, cut where it is long.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text: String = words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control() && !turns(*c))
        .collect();
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => text
            .split_at_checked(at)
            .map_or_else(String::new, |(start, _)| format!("{}…", start.trim_end())),
        None => text,
    }
}

/// True for a character that changes the direction of the text after it: a vendor's text must not
/// rearrange a table.
fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
