//! Writes a value that was evaluated, in the form of its type.

use super::evaluate::{Here, Typed, fault};
use super::output::Output;
use super::program::Expr;
use touchpoint_language::model::Scalar;
use touchpoint_language::transform::{ValueFault, bare};

/// Appends a value in the form of its type; a text that is none of its type is a fault.
pub(super) fn typed(
    expr: &Expr,
    value: Typed<'_>,
    here: &mut Here<'_, '_>,
    out: &mut Output,
) -> Option<()> {
    let scalar = &expr.reading.scalar;
    if !matches!(scalar, Scalar::Number | Scalar::Boolean) {
        write(value, out);
        return Some(());
    }
    match bare(scalar, &value.text())? {
        Ok(json) => {
            out.text(&json.to_string());
            Some(())
        }
        Err(ValueFault { code, message }) => {
            here.scratch.faults.push(fault(code, message, &expr.place));
            None
        }
    }
}

/// Appends a value as a JSON string.
#[inline]
fn write(value: Typed<'_>, out: &mut Output) {
    match value {
        // It already has its quotes.
        Typed::Json(json) => return out.text(json),
        Typed::Text(text) => {
            out.byte(b'"');
            out.escaped(&text);
        }
        Typed::Moment(moment) => {
            out.byte(b'"');
            moment.write(out);
        }
        Typed::Milliseconds(ms) => {
            out.byte(b'"');
            out.number(ms / 1000);
        }
    }
    out.byte(b'"');
}
