//! A line that should be a key and is none: its colon is forgotten, or another sign stands for it.

use super::around::{Around, Line};
use super::slip::{Repair, told, without};
use crate::diagnostic::{Code, Help};

/// `label:Acme`, `label = Acme`, `label`: the parser stops at the line below.
pub(super) fn no_key(around: Around<'_>) -> Option<Repair> {
    if !around.stop.info.contains("simple key expect") {
        return None;
    }
    let number = around.number();
    let here = around.line(number).filter(|line| is_unkeyed(line));
    let line = match here {
        Some(line) => line,
        None => around.before(number).next().filter(is_unkeyed)?,
    };
    let body = line.text.trim();
    let (what, help) = match meant(body) {
        Some((sign, meant)) => {
            let help = Help::from(format!("write `{meant}`")).text(&meant);
            (format!("a key wants `: ` behind it, not `{sign}`"), help)
        }
        None => (
            "a key without `:`".to_owned(),
            "write `key: value`, and indent a text that goes on".into(),
        ),
    };
    let fault = told(around.source, Code::UnreadableYaml, line.body(), what, help);
    Some(without(fault, [line]))
}

fn is_unkeyed(line: &Line<'_>) -> bool {
    let body = line.text.trim();
    let keyed = body.contains(": ") || body.ends_with(':') || body.contains('\u{ff1a}');
    let other = body.starts_with(['-', '#', '{', '[', '}', ']', '"', '\'', '&', '*', '%']);
    !line.is_blank() && !keyed && !other && line.text.is_ascii()
}

/// What stands for `: `, and the line with it.
fn meant(body: &str) -> Option<(&'static str, String)> {
    let is_key = |key: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
        !key.is_empty() && key.chars().all(plain)
    };
    [" = ", "=", ":", " => ", " -> "]
        .into_iter()
        .find_map(|sign| {
            let (key, value) = body.split_once(sign)?;
            let (key, value) = (key.trim(), value.trim());
            let fits = is_key(key) && !value.is_empty() && !value.starts_with(['/', '=', '>']);
            fits.then(|| (sign.trim(), format!("{key}: {value}")))
        })
}

/// `- api_key` with keys below it: the item is a text, and a map was meant.
pub(super) fn item(around: Around<'_>) -> Option<Repair> {
    if !around.stop.info.contains("mapping values are not allowed") {
        return None;
    }
    let number = around.number();
    let below = around.line(number)?;
    let above = around.before(number).next()?;
    let text = above.text.trim().strip_prefix("- ")?.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    if text.is_empty() || !text.chars().all(plain) || below.indent() <= above.indent() {
        return None;
    }
    let end = above.body().end;
    let span = end.saturating_sub(text.len())..end;
    let what = format!("`{text}` is a text, and keys stand below it");
    let help = format!("an item that is a map begins with a key: `- kind: {text}`");
    let fault = told(around.source, Code::UnreadableYaml, span, what, help);
    let (first, _) = around.source.line_column(above.start);
    Some(without(fault, around.with_deeper(first)))
}
