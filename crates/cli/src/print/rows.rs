//! Things that are kept, as a table for people or as JSON for programs.

use super::{Screen, pretty, table};
use clap::ValueEnum;
use serde_json::Value;
use std::io;

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
    rows: &[Value],
) -> io::Result<()> {
    let text = match shape {
        Shape::Json => pretty(&Value::Array(rows.to_vec())),
        Shape::Table => {
            let head = columns.iter().map(|name| (*name).to_owned()).collect();
            let cell = |row: &Value, name: &str| match row.get(name) {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            };
            let line = |row| columns.iter().map(|name| cell(row, name)).collect();
            table::render(head, rows.iter().map(line).collect(), screen.colour())
        }
    };
    screen.text(&text)?;
    screen.text("\n")
}
