//! Keys that stand in a wrong column: deeper than the keys around, or to the left of them.

use super::around::{Around, Line};
use super::slip::{Repair, told, without};
use crate::diagnostic::{Code, Help};
use crate::source::Span;

/// A key that is indented deeper than the one above, so that it seems to continue that key's value.
pub(super) fn deeper(around: Around<'_>) -> Option<Repair> {
    if !around.stop.info.contains("mapping values are not allowed") {
        return None;
    }
    let number = around.number();
    let line = around.line(number)?;
    let above = around.before(number).next()?;
    let above_text = above.text.trim_start();
    let (above_text, dash) = match above_text.strip_prefix("- ") {
        Some(text) => (text, 2),
        None => (above_text, 0),
    };
    let (indent, deep) = (above.indent().saturating_add(dash), line.indent());
    let (key, value) = above_text.split_once(": ")?;
    let goes_on = !value
        .trim_start()
        .starts_with(['|', '>', '{', '[', '"', '\'', '&', '*', '#']);
    if deep <= indent || !goes_on {
        return None;
    }
    if dash == 0
        && let Some(repair) = first_alone(around, number, above, line)
    {
        return Some(repair);
    }
    let what = format!(
        "`{}` is indented deeper than `{}`, whose text it seems to go on with",
        name(line),
        key.trim()
    );
    Some(in_column(
        around,
        line,
        what,
        indent,
        around.with_children(number),
    ))
}

/// The first key of a map stands further left than all that follow: it is the one to move.
fn first_alone(
    around: Around<'_>,
    number: usize,
    first: Line<'_>,
    second: Line<'_>,
) -> Option<Repair> {
    let opens = around
        .before(around.source.line_column(first.start).0)
        .next()
        .is_some_and(|line| line.indent() < first.indent() && line.text.trim_end().ends_with(':'));
    let block: Vec<Line<'_>> = (number..)
        .map_while(|number| around.line(number))
        .take_while(|line| line.is_blank() || line.indent() >= second.indent())
        .filter(|line| !line.is_blank())
        .collect();
    let beside = block.iter().filter(|line| line.indent() == second.indent());
    if !opens || beside.count() < 2 {
        return None;
    }
    let what = format!(
        "`{}` stands further left than the keys below it",
        name(first)
    );
    Some(in_column(
        around,
        first,
        what,
        second.indent(),
        std::iter::once(first).chain(block),
    ))
}

/// A key of an item that stands between the item's dash and its first key.
pub(super) fn in_item(around: Around<'_>) -> Option<Repair> {
    let info = &around.stop.info;
    if !info.contains("did not find expected '-' indicator") {
        return None;
    }
    let number = around.number();
    let line = around.line(number)?;
    let item = around
        .before(number)
        .find(|above| above.indent() < line.indent())?;
    let text = item.text.trim_start();
    let keys = text.strip_prefix('-')?.trim_start();
    let column = item.text.len().saturating_sub(keys.len());
    if !keys.contains(':') || line.indent() >= column || !line.text.contains(':') {
        return None;
    }
    let what = format!(
        "`{}` stands further left than the keys of its item",
        name(line)
    );
    Some(in_column(
        around,
        line,
        what,
        column,
        around.with_children(number),
    ))
}

/// A key that belongs into this column, and the lines that cannot be read before it stands there.
fn in_column<'a>(
    around: Around<'_>,
    line: Line<'_>,
    what: String,
    column: usize,
    lines: impl IntoIterator<Item = Line<'a>>,
) -> Repair {
    let help = Help::start_in(column.saturating_add(1));
    let fault = told(
        around.source,
        Code::UnreadableYaml,
        key_of(line),
        what,
        help,
    );
    without(fault, lines)
}

fn name(line: Line<'_>) -> &str {
    line.text.trim_start().split(':').next().unwrap_or_default()
}

fn key_of(line: Line<'_>) -> Span {
    let start = line.body().start;
    start..start.saturating_add(name(line).len())
}
