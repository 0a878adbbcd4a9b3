//! Writes a value that was evaluated: bare where its type is a number or a boolean, else as a string.

use super::evaluate::{Here, fault};
use super::observe::Observer;
use super::output::Output;
use super::program::Expr;
use super::typed::Typed;
use touchpoint_language::model::Scalar;
use touchpoint_language::transform::{ValueFault, bare};

/// Appends a value in the form of its type; a text that is none of its type is a fault.
pub(super) fn write<O: Observer>(
    expr: &Expr,
    value: Typed<'_>,
    here: &mut Here<'_, '_, O>,
    out: &mut Output,
) -> Option<()> {
    let scalar = &expr.reading.scalar;
    if !matches!(scalar, Scalar::Number | Scalar::Boolean) {
        value.write(out);
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
