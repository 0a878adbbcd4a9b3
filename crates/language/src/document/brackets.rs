//! Brackets that are read as YAML's own, or that are never closed; commas and aliases beside them.

use super::around::Around;
use super::slip::{Repair, blank, only, told, without};
use super::traps;
use crate::diagnostic::{Code, Diagnostic, Help, Label, disguised, quoted};

/// A bracket that is still open when the next key of the surrounding map begins.
pub(super) fn open_bracket(around: Around<'_>) -> Option<Repair> {
    let start = around.stop.flow_start.or_else(|| left_open(around))?;
    let (number, _) = around.source.line_column(start);
    let line = around.line(number)?;
    let mut below = (number.saturating_add(1)..).map_while(|n| around.line(n));
    // The end of the text ends what is open as well as a key does.
    let next = below.find(|line| !line.is_blank());
    let body = line.text.trim_start();
    let is_key =
        next.is_none_or(|next| next.text.contains(": ") || next.text.trim_end().ends_with(':'));
    let first = line.start.saturating_add(line.indent());
    if start == first
        || next.is_some_and(|next| next.indent() > line.indent())
        || !is_key
        || body.starts_with(['{', '['])
        || next.is_some_and(|next| next.text.trim_start().starts_with(['}', ']', '"']))
        || balance(line.text).is_none_or(|open| open <= 0)
    {
        return None;
    }
    let sign = around.text.get(start..start.saturating_add(1))?;
    let what = format!("this `{sign}` is never closed");
    let close = if sign == "{" { '}' } else { ']' };
    let help = Help::from(format!("close it with `{close}`"));
    // Of several, it is not known where the one that is missing belongs.
    let one = line.text.matches(['{', '[']).count() == 1;
    let help = closed(line.text.get(start.checked_sub(line.start)?..)?)
        .filter(|_| one)
        .map_or_else(|| help.clone(), |closed| help.clone().line(&closed));
    let span = start..start.saturating_add(1);
    let fault = told(around.source, Code::UnreadableYaml, span, what, help);
    Some(without(fault, [line]))
}

/// The first bracket that the line above leaves open, where the parser has not come to it.
fn left_open(around: Around<'_>) -> Option<usize> {
    if !around.stop.info.contains("invalid indentation") {
        return None;
    }
    let line = around.before(around.number()).next()?;
    let (mut open, mut quote) = (Vec::new(), None);
    for (at, c) in line.text.char_indices() {
        match (quote, c) {
            (Some(end), c) if c == end => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '{' | '[') => open.push(at),
            (None, '}' | ']') => _ = open.pop(),
            _ => {}
        }
    }
    Some(line.start.saturating_add(*open.first()?))
}

/// What a line holds from its first open bracket on, without a comment, and with all brackets closed.
/// Nothing where one closes what another has opened.
fn closed(text: &str) -> Option<String> {
    let written = text.split(" #").next()?.trim_end();
    let (mut open, mut quote) = (Vec::new(), None);
    for c in written.chars() {
        match (quote, c) {
            (Some(end), c) if c == end => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '{') => open.push('}'),
            (None, '[') => open.push(']'),
            (None, '}' | ']') if open.pop() != Some(c) => return None,
            _ => {}
        }
    }
    let mut closed = written.to_owned();
    while let Some(end) = open.pop() {
        closed.push_str(if end == '}' { " }" } else { "]" });
    }
    Some(closed)
}

/// How many brackets of a line are left open; nothing where a quote is left open as well.
fn balance(line: &str) -> Option<i32> {
    let mut open = None;
    let mut balance = 0_i32;
    for c in line.chars() {
        match open {
            Some(quote) if c == quote => open = None,
            None if matches!(c, '"' | '\'') => open = Some(c),
            None if matches!(c, '{' | '[') => balance = balance.saturating_add(1),
            None if matches!(c, '}' | ']') => balance = balance.saturating_sub(1),
            Some(_) | None => {}
        }
    }
    open.is_none().then_some(balance)
}

/// A text with a bracket that YAML takes for its own, or with quotes that it does not know.
pub(super) fn bracket(around: Around<'_>) -> Option<Repair> {
    let (first, _) = around.source.line_column(around.stop.understood);
    let last = around.number().max(first);
    let flow = around.stop.flow_start;
    let span = (first..=last).find_map(|number| {
        let line = around.line(number)?;
        let in_flow = flow.is_some_and(|start| start < line.start);
        let found = traps::find(line.text.trim_end(), in_flow)?;
        Some(line.start + found.start..line.start + found.end)
    })?;
    let written = around.source.slice(&span).to_owned();
    let odd = disguised(&written).filter(|(_, plain)| plain.starts_with(['"', '\'']));
    let fault = if let Some((words, plain)) = odd {
        let label = Label::new(around.source, span.clone(), words);
        let title = format!("the quotes of `{written}` are none for YAML");
        let help = Help::write(&plain).text(&plain);
        Diagnostic::error(Code::LookAlike, title, label).with_help(help)
    } else {
        let label = Label::new(
            around.source,
            span.clone(),
            "YAML reads the bracket as its own",
        );
        let help = Help::quote_marked(&quoted(&written));
        let title = format!("`{written}` has a bracket and no quotes");
        Diagnostic::error(Code::UnquotedBracket, title, label).with_help(help)
    };
    let masked = traps::masked(&written);
    let faulty = if fault.code == Code::LookAlike {
        vec![span.clone()]
    } else {
        Vec::new()
    };
    Some(Repair {
        faulty,
        ..only(fault, vec![(span, masked)])
    })
}

/// Two commas with nothing between them.
pub(super) fn comma(around: Around<'_>) -> Option<Repair> {
    if !around.stop.info.contains("expected node content") {
        return None;
    }
    let stop = around.stop.span.start;
    let at = if around.text.get(stop..)?.starts_with(',') {
        stop
    } else {
        let before = around.text.get(..stop)?.trim_end();
        before
            .len()
            .checked_sub(1)
            .filter(|_| before.ends_with(','))?
    };
    let earlier = around.text.get(..at)?.trim_end();
    if !earlier.ends_with([',', '{', '[']) {
        return None;
    }
    let what = "no value stands before this comma";
    let help = Help::from("take one `,` away").nothing();
    let fault = told(around.source, Code::UnreadableYaml, at..at + 1, what, help);
    Some(only(fault, vec![blank(&(at..at + 1))]))
}

/// Something behind an alias, which stands for one whole value.
pub(super) fn behind_alias(around: Around<'_>) -> Option<Repair> {
    let line = around.line(around.number())?;
    let star = line
        .text
        .find(": *")
        .map(|at| at.saturating_add(2))
        .or_else(|| {
            let at = line.text.find("- *")?;
            Some(at.saturating_add(2))
        })?;
    let rest = line.text.get(star..)?;
    let name = rest.find(char::is_whitespace)?;
    let after = rest.get(name..)?.trim_start();
    if after.is_empty() || after.starts_with(['#', ',', '}', ']']) {
        return None;
    }
    let start = line.span().end.saturating_sub(after.len());
    let span = start..line.start.saturating_add(line.text.trim_end().len());
    let what = "nothing may follow an alias";
    let help = "an alias stands for one whole value: write the keys out where one of them differs";
    let fault = told(around.source, Code::UnreadableYaml, span, what, help);
    Some(only(fault, vec![blank(&(start..line.span().end))]))
}
