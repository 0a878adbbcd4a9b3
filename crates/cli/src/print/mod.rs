//! The one place that writes: data to standard output, everything about it to standard error.

mod changes;
mod diff;
mod explanation;
mod failure;
mod findings;
mod junit;
mod pages;
mod pretty;
mod proof;
mod screen;
mod table;
mod text_or_json;
mod why;

pub(crate) use changes::changes;
pub(crate) use diff::{CaseOutcome, accepted, counts, differing};
pub(crate) use explanation::explanation;
pub(crate) use failure::{failed, told};
pub(crate) use findings::{Checked, Form, diagnostics, ignored, met, summary, warnings};
pub(crate) use junit::junit;
pub(crate) use pages::{Format, Printer};
pub(crate) use pretty::pretty;
pub(crate) use proof::{coverage, evidence};
pub(crate) use screen::{Colour, Paint, Screen};
pub(crate) use table::{Shape, marks, rows};
pub(crate) use text_or_json::TextOrJson;
pub(crate) use why::{why, why_filter};
