//! The one place that writes: data to standard output, everything about it to standard error.

mod diff;
mod explanation;
mod failure;
mod findings;
mod marks;
mod notes;
mod pages;
mod pretty;
mod progress;
mod rows;
mod screen;
mod table;

pub(crate) use diff::{Counts, accepted, counts, differing};
pub(crate) use explanation::explanation;
pub(crate) use failure::{failed, told};
pub(crate) use findings::{Form, diagnostics, summary};
pub(crate) use marks::marks;
pub(crate) use notes::{ignored, warnings};
pub(crate) use pages::Printer;
pub(crate) use pretty::pretty;
pub(crate) use rows::{Shape, rows};
pub(crate) use screen::{Paint, Screen};
