//! The fields of a program → the pieces that a row is written from: as few constant pieces as
//! possible, and between them the fields that differ.

use super::output::Literal;
use super::program::{FieldKind, Layout, RowField};
use super::short::Short;

/// The pieces of a row of these fields.
pub(super) fn layout(fields: &[RowField]) -> Layout {
    let mut pieces = Vec::new();
    let mut text = String::from("{");
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        text.push_str(field.key.text());
        match &field.kind {
            FieldKind::Empty(empty) => text.push_str(empty),
            FieldKind::Scalar(expr) if let Short::Always(always) = &expr.short => {
                text.push_str(always.text());
            }
            _ => pieces.push((Literal::new(std::mem::take(&mut text)), place)),
        }
    }
    Layout {
        pieces,
        end: Literal::new(text),
    }
}
