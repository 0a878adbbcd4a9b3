//! Records as a table: one line each, as wide as the terminal. The one file that knows the table
//! renderer.

use crate::columns::{Column, cells, columns};
use comfy_table::{Attribute, Cell, ContentArrangement, Table, presets};
use touchpoint_core::response::Row;
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

/// A table of texts.
pub(super) fn render(head: Vec<String>, lines: Vec<Vec<String>>, colour: bool) -> String {
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
        .filter(|c| !c.is_control())
        .collect();
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => text
            .split_at_checked(at)
            .map_or_else(String::new, |(start, _)| format!("{}…", start.trim_end())),
        None => text,
    }
}
