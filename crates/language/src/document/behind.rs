//! Something behind a value that its quote or its bracket has ended: `"Acme" Corp`, `"$.title",`, `[a, b] c`.

use super::around::Around;
use super::slip::{Repair, blank, only, told};
use crate::diagnostic::{Code, Help};

/// What stands behind the end of a value on its line.
pub(super) fn behind(around: Around<'_>) -> Option<Repair> {
    let info = &around.stop.info;
    let ends = if info.contains("invalid trailing content after") {
        ['"', '\'']
    } else if info.contains("did not find expected key") {
        [']', '}']
    } else {
        return None;
    };
    let line = around.line(around.number())?;
    let stop = around.stop.span.start.checked_sub(line.start)?;
    let (before, rest) = line.text.split_at_checked(stop)?;
    let end = before.trim_end().chars().next_back();
    let end = end.filter(|end| ends.contains(end))?;
    let rest = rest.split(" #").next()?;
    let rest = match around.stop.flow_start {
        Some(_) => rest.split([',', '}', ']']).next()?,
        None => rest,
    };
    let rest = rest.trim_end();
    if rest.is_empty() {
        return None;
    }
    let start = around.stop.span.start;
    let span = start..start.saturating_add(rest.len());
    let (what, help) = if rest == "," {
        let help = Help::from("take the `,` away").nothing();
        ("a line of a map ends without a comma".to_owned(), help)
    } else {
        let ended = match end {
            ']' | '}' => format!("the `{end}` that ends the value"),
            _ => "the quote that ends the text".to_owned(),
        };
        let help = "take it away, or put quotes around the whole text";
        (format!("`{rest}` stands behind {ended}"), help.into())
    };
    let fault = told(
        around.source,
        Code::UnreadableYaml,
        span.clone(),
        what,
        help,
    );
    Some(only(fault, vec![blank(&span)]))
}
