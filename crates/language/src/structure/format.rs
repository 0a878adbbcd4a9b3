//! One of our own `format`s in a schema: its name, and the code that checks a text.

use crate::diagnostic::{Code, Help};
use crate::expr::ExprFault;
use std::ops::Range;

/// A form of text that a schema names (`"format": "path"`) and code checks.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Its name in the schema.
    pub name: &'static str,
    /// What checks it.
    pub check: fn(&str) -> Result<(), FormatFault>,
    /// The code of its faults.
    pub code: Code,
}

/// Why a text does not have its form.
#[derive(Clone, Debug)]
pub struct FormatFault {
    /// The faulty bytes of the text; `None` blames all of it.
    pub at: Option<Range<usize>>,
    /// What is wrong, as a diagnostic's title.
    pub message: String,
    /// The next step.
    pub help: Option<Help>,
}

impl From<ExprFault> for FormatFault {
    fn from(fault: ExprFault) -> FormatFault {
        FormatFault {
            at: fault.at,
            message: fault.message,
            help: fault.help,
        }
    }
}
