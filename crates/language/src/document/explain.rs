//! Where the parser stops long after the mistake, the mistake itself is reported.

use super::around::Around;
use super::slip::told;
use crate::diagnostic::{Code, Diagnostic, Help, Label, disguised, look_alike};

/// The mistake that made the parser stop, where it is known.
pub(super) fn explain(around: Around<'_>) -> Option<Diagnostic> {
    disguised_colon(around)
        .or_else(|| element(around))
        .or_else(|| second_document(around))
        .or_else(|| list_and_keys(around))
        .or_else(|| further_left(around))
}

/// True for a file that holds an HTML page instead of YAML.
pub(super) fn is_markup(text: &str) -> bool {
    let start: String = text
        .trim_start_matches('\u{feff}')
        .trim_start()
        .chars()
        .take(9)
        .collect();
    let start = start.to_lowercase();
    ["<!doctype", "<html", "<?xml", "<!--"]
        .iter()
        .any(|mark| start.starts_with(mark))
}

/// A key whose `:` is a look-alike, or has a blank behind it that YAML does not take for one.
fn disguised_colon(around: Around<'_>) -> Option<Diagnostic> {
    let info = &around.stop.info;
    if !info.contains("simple key expect") && !info.contains("mapping values are not allowed") {
        return None;
    }
    let number = around.number();
    let lines = around.line(number).into_iter().chain(around.before(number));
    lines.take(3).find_map(|line| {
        let odd = |c: char| look_alike(c).is_some_and(|plain| plain == ":" || plain == " ");
        let (at, letter) = line.text.char_indices().find(|(_, c)| odd(*c))?;
        let before = line.text.get(..at)?;
        let is_blank = look_alike(letter) == Some(" ");
        // A look-alike blank counts only right behind a colon, a look-alike colon only where no colon
        // stands before it.
        if is_blank != before.ends_with(':') || !is_blank && before.contains(": ") {
            return None;
        }
        let start = line.span().start.saturating_add(at);
        let span = start..start.saturating_add(letter.len_utf8());
        let (words, _) = disguised(&letter.to_string())?;
        let help = if is_blank {
            Help::from("write a plain blank").text(" ")
        } else {
            Help::write(":").text(":")
        };
        Some(told(around.source, Code::LookAlike, span, &words, help))
    })
}

/// `@.id` where the path of an element begins with `$` as well.
fn element(around: Around<'_>) -> Option<Diagnostic> {
    let start = around.stop.span.start;
    let rest = around.text.get(start..)?;
    let rest = rest.strip_prefix("@.")?;
    let plain = |c: char| c.is_alphanumeric() || "._".contains(c);
    let end = rest.find(|c: char| !plain(c)).unwrap_or(rest.len());
    let names = rest.get(..end).filter(|names| !names.is_empty())?;
    let span = start..start.saturating_add(2).saturating_add(end);
    let what = "a path begins with `$`, for an element too";
    let help = Help::write(&format!("$.{names}"));
    Some(told(around.source, Code::UnreadableYaml, span, what, help))
}

fn second_document(around: Around<'_>) -> Option<Diagnostic> {
    if !around.stop.info.contains("<document start>") {
        return None;
    }
    let what = "a second document starts here";
    let help = "keep one document in a file";
    let span = around.line(around.number())?.body();
    Some(told(around.source, Code::UnreadableYaml, span, what, help))
}

/// A list that continues with a key, as when one line of a map begins with `- `.
fn list_and_keys(around: Around<'_>) -> Option<Diagnostic> {
    if !around
        .stop
        .info
        .contains("did not find expected '-' indicator")
    {
        return None;
    }
    let number = around.number();
    let here = around.line(number)?;
    let mut first = None;
    for line in around.before(number) {
        if line.indent() < here.indent() {
            break;
        }
        if line.indent() == here.indent() && line.text.trim_start().starts_with('-') {
            first = Some(line);
        }
    }
    let start = first?.body().start;
    let what = "a list goes on with a key";
    let help = "take the `- ` away where keys are meant, or begin every line of the list with it";
    let fault = told(
        around.source,
        Code::UnreadableYaml,
        start..start + 1,
        what,
        help,
    );
    let label = Label::new(around.source, here.body(), "and this line is a key");
    Some(fault.with_secondary(label))
}

/// A line that is indented less than those around it, so that what follows fits nowhere.
fn further_left(around: Around<'_>) -> Option<Diagnostic> {
    if !around.stop.info.contains("did not find expected key") {
        return None;
    }
    let number = around.number();
    let here = around.line(number)?;
    let mut before = around.before(number);
    let left = before.find(|line| line.indent() < here.indent())?;
    let same = before.find(|line| line.indent() <= here.indent())?;
    if same.indent() != here.indent() {
        return None;
    }
    let name = |text: &str| text.trim().split(':').next().unwrap_or_default().to_owned();
    let body = left.body();
    let span = body.start..body.start.saturating_add(name(left.text).len());
    let what = format!(
        "`{}` stands further left than `{}` before it",
        name(left.text),
        name(same.text)
    );
    let help = Help::start_in(here.indent().saturating_add(1));
    let fault = told(around.source, Code::UnreadableYaml, span, what, help);
    let label = Label::new(
        around.source,
        here.body(),
        "this line goes on with what stood above",
    );
    Some(fault.with_secondary(label))
}
