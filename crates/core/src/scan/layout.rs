//! The fields of a program → the pieces that a row is written from: what is the same in every row, in
//! as few copies as can be, and between them the fields that differ.

use super::output::Literal;
use super::program::{Field, FieldKind};
use super::quick::Short;

/// How a whole row is written, from its brace on. What closes it comes after.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// Each with the field that comes after it, by its place in the program.
    pub(super) pieces: Vec<(Literal, usize)>,
    pub(super) end: Literal,
}

impl Layout {
    pub(super) fn new(fields: &[Field]) -> Layout {
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
}

impl Default for Layout {
    fn default() -> Layout {
        Layout::new(&[])
    }
}
