//! Keys without a colon, and with one too many.

use super::around::Around;
use super::slip::{Repair, only, told, without};
use super::traps;
use crate::diagnostic::{Code, Help, quoted};

/// `id { from: $.id }`: the colon behind the key is missing.
pub(super) fn no_colon(around: Around<'_>) -> Option<Repair> {
    let number = around.number();
    let line = around.line(number)?;
    let body = line.text.trim_start();
    let end = body.find(' ')?;
    let (key, rest) = body.split_at_checked(end)?;
    let is_key = key
        .chars()
        .all(|c| c.is_alphanumeric() || "_.-".contains(c))
        && key != "-";
    if !is_key || !rest.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let start = line.start.saturating_add(line.indent());
    let what = format!("no `:` stands behind `{key}`");
    let help = Help::from(format!("write `{key}: …`")).text(&format!("{key}:"));
    let span = start..start.saturating_add(key.len());
    let fault = told(around.source, Code::UnreadableYaml, span, what, help);
    Some(without(fault, [line]))
}

/// `label: Acme: CRM`
pub(super) fn second_colon(around: Around<'_>) -> Option<Repair> {
    if !around.stop.info.contains("mapping values are not allowed") {
        return None;
    }
    let line = around.line(around.number())?;
    let above = around.before(around.number()).next();
    // told as what only looks like a colon
    if above.is_some_and(|above| above.text.contains('\u{ff1a}')) {
        return None;
    }
    let (key, value) = line.text.split_once(": ")?;
    let plain = value.trim();
    let value_start = line.start.saturating_add(key.len()).saturating_add(2);
    let starts_plain = !plain.starts_with(['|', '>', '{', '[', '"', '\'', '&', '*', '#', '@', '`']);
    if !plain.contains(": ") && !plain.ends_with(':')
        || !starts_plain
        || around.stop.span.start < value_start
        || plain.contains(" #")
    {
        return None;
    }
    let start = value_start.saturating_add(value.len().saturating_sub(value.trim_start().len()));
    let span = start..start.saturating_add(plain.len());
    let what = "a second `: ` stands on this line";
    let help = Help::quote_marked(&quoted(plain));
    let fault = told(
        around.source,
        Code::UnreadableYaml,
        span.clone(),
        what,
        help,
    );
    Some(only(fault, vec![(span, traps::masked(plain))]))
}
