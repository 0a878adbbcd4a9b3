//! Slips of one line that the parser stumbles over: each is told for what it is, and mended so that
//! the parser reads on and one slip does not hide the rest of the file. A mended text has as many
//! bytes as the author's, so that every place stays.

use super::around::{Around, Line};
use super::{quotes, traps};
use crate::diagnostic::{Code, Diagnostic, Label, disguised};
use crate::source::{SourceFile, Span};
use std::sync::Arc;

/// A slip, and how the parser gets over it.
pub(super) struct Mend {
    /// What is told.
    pub(super) fault: Diagnostic,
    /// What is parsed instead, byte for byte as long.
    pub(super) edits: Vec<(Span, String)>,
    /// What stands there for a value that could not be read.
    pub(super) faulty: Vec<Span>,
    /// Whether lines were left out.
    pub(super) torn: bool,
}

/// The slip at which the parser stopped, where it is one that is known.
pub(super) fn mend(around: Around<'_>) -> Option<Mend> {
    let slips: [fn(Around<'_>) -> Option<Mend>; 10] = [
        conflict,
        fence,
        bullet,
        tab,
        comment,
        bracket,
        comma,
        behind_alias,
        quotes::mend,
        deeper,
    ];
    slips
        .iter()
        .find_map(|slip| slip(around))
        .or_else(|| second_colon(around))
}

pub(super) fn told(
    source: &Arc<SourceFile>,
    code: Code,
    span: Span,
    what: impl Into<String>,
    help: impl Into<String>,
) -> Diagnostic {
    let label = Label::new(source, span, what);
    Diagnostic::error(code, "unreadable YAML", label).with_help(help)
}

pub(super) fn blank(span: &Span) -> (Span, String) {
    (span.clone(), " ".repeat(span.len()))
}

fn only(fault: Diagnostic, edits: Vec<(Span, String)>) -> Mend {
    Mend {
        fault,
        edits,
        faulty: Vec::new(),
        torn: false,
    }
}

/// Every line of the text, with its number.
fn lines(around: Around<'_>) -> impl Iterator<Item = Line<'_>> {
    let (last, _) = around.source.line_column(around.text.len());
    (1..=last).filter_map(move |number| around.line(number))
}

/// The marks that a version control leaves where two changes meet: the first side is read.
fn conflict(around: Around<'_>) -> Option<Mend> {
    let first = lines(around).find(|line| line.text.starts_with("<<<<<<< "))?;
    let mut edits = vec![blank(&first.span())];
    let mut second_side = false;
    let mut fault = told(
        around.source,
        Code::UnreadableYaml,
        first.span(),
        "a merge conflict begins here",
        "keep one side, and take the marks away",
    );
    for line in lines(around).filter(|line| line.start > first.start) {
        let ends = line.text.starts_with(">>>>>>> ");
        if line.text.starts_with("=======") || line.text.starts_with("||||||| ") {
            second_side = true;
        }
        if second_side || ends {
            edits.push(blank(&line.span()));
        }
        if ends {
            fault = fault.with_secondary(Label::new(around.source, line.span(), "and ends here"));
            break;
        }
    }
    Some(only(fault, edits))
}

/// The fences of a Markdown block.
fn fence(around: Around<'_>) -> Option<Mend> {
    let mut fences = lines(around).filter(|line| line.text.trim_start().starts_with("```"));
    let first = fences.next()?;
    let edits = std::iter::once(first)
        .chain(fences)
        .map(|line| blank(&line.span()));
    let fault = told(
        around.source,
        Code::UnreadableYaml,
        first.body(),
        "a Markdown fence, which is no YAML",
        "take the line away",
    );
    Some(only(fault, edits.collect()))
}

/// Signs that people and editors write for the dash of a list.
const BULLETS: &str = "\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2212}\u{2022}\u{b7}*";

/// A sign that looks like the dash of a list.
fn bullet(around: Around<'_>) -> Option<Mend> {
    let sign = |line: &Line<'_>| {
        let body = line.text.trim_start();
        let sign = body.chars().next().filter(|c| BULLETS.contains(*c))?;
        body.strip_prefix(sign)?.starts_with(' ').then_some(sign)
    };
    let (first, found) = around.near().find_map(|line| Some((line, sign(&line)?)))?;
    let start = first.body().start;
    let span = start..start.saturating_add(found.len_utf8());
    let what = format!("`{found}` (U+{:04X}) is no `-`", u32::from(found));
    let fault = told(around.source, Code::LookAlike, span, what, "write `-`");
    // the same sign seldom stands once
    let all = lines(around).filter(|line| sign(line) == Some(found));
    let items = all.flat_map(|line| around.with_deeper(around.source.line_column(line.start).0));
    Some(Mend {
        fault,
        edits: items.map(|line| blank(&line.span())).collect(),
        faulty: Vec::new(),
        torn: true,
    })
}

/// A tab among the white space with which a line begins.
fn tab(around: Around<'_>) -> Option<Mend> {
    let line = around.near().find(|line| {
        let white = line.text.get(..line.indent()).unwrap_or_default();
        white.contains('\t') && !line.is_blank()
    })?;
    let white = line.start..line.start.saturating_add(line.indent());
    let what = "a tab indents this line";
    let fault = told(
        around.source,
        Code::UnreadableYaml,
        white,
        what,
        "indent with spaces",
    );
    let (number, _) = around.source.line_column(line.start);
    let lines = around.with_children(number);
    Some(Mend {
        fault,
        edits: lines.iter().map(|line| blank(&line.span())).collect(),
        faulty: Vec::new(),
        torn: true,
    })
}

/// `// words`, which other formats have for a comment.
fn comment(around: Around<'_>) -> Option<Mend> {
    around.near().find_map(|line| {
        let at = comment_start(line.text)?;
        let start = line.start.saturating_add(at);
        let rest = start..line.span().end;
        let sign = start..start.saturating_add(2);
        let what = "starts no comment in YAML";
        let fault = told(around.source, Code::UnreadableYaml, sign, what, "write `#`");
        // the same slip is seldom made once
        let all = lines(around).filter_map(|other| {
            let at = comment_start(other.text)?;
            Some(blank(&(other.start.saturating_add(at)..other.span().end)))
        });
        let mut edits: Vec<_> = all.collect();
        edits.push(blank(&rest));
        Some(only(fault, edits))
    })
}

/// Where `//` begins a comment: outside of quotes, behind white space or a comma.
fn comment_start(line: &str) -> Option<usize> {
    let mut open = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match open {
            Some(quote) if c == quote => open = None,
            Some(_) => {}
            None if c == '#' && before == ' ' => return None,
            None if matches!(c, '"' | '\'') && !before.is_alphanumeric() => open = Some(c),
            None if c == '/'
                && line.get(at..).is_some_and(|rest| rest.starts_with("//"))
                && (before.is_whitespace() || before == ',') =>
            {
                return Some(at);
            }
            None => {}
        }
        before = c;
    }
    None
}

/// A text with a bracket that YAML takes for its own, or with quotes that it does not know.
fn bracket(around: Around<'_>) -> Option<Mend> {
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
    let fault = match disguised(&written).filter(|(_, plain)| plain.starts_with(['"', '\''])) {
        Some((words, plain)) => {
            let label = Label::new(around.source, span.clone(), words);
            let title = "these quotes are none for YAML";
            let help = format!("write `{plain}`");
            Diagnostic::error(Code::LookAlike, title, label).with_help(help)
        }
        None => {
            let label = Label::new(
                around.source,
                span.clone(),
                "YAML reads the bracket as its own",
            );
            let help = format!("put quotes around it: {}", traps::quoted(&written));
            Diagnostic::error(Code::UnquotedBracket, "unquoted bracket", label).with_help(help)
        }
    };
    let masked = traps::masked(&written);
    let faulty = if fault.code == Code::LookAlike {
        vec![span.clone()]
    } else {
        Vec::new()
    };
    Some(Mend {
        faulty,
        ..only(fault, vec![(span, masked)])
    })
}

/// Two commas with nothing between them.
fn comma(around: Around<'_>) -> Option<Mend> {
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
    let help = "take one `,` away";
    let fault = told(around.source, Code::UnreadableYaml, at..at + 1, what, help);
    Some(only(fault, vec![blank(&(at..at + 1))]))
}

/// Something behind an alias, which stands for one whole value.
fn behind_alias(around: Around<'_>) -> Option<Mend> {
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

/// A key that stands deeper than the one above it, whose value it then seems to go on with.
fn deeper(around: Around<'_>) -> Option<Mend> {
    if !around.stop.info.contains("mapping values are not allowed") {
        return None;
    }
    let number = around.number();
    let line = around.line(number)?;
    let above = around.before(number).next()?;
    let (indent, deep) = (above.indent(), line.indent());
    let above_text = above.text.trim_start();
    let above_text = above_text.strip_prefix("- ").unwrap_or(above_text);
    let indent = indent.saturating_add(
        above
            .text
            .trim_start()
            .len()
            .saturating_sub(above_text.len()),
    );
    let (key, value) = above_text.split_once(": ")?;
    let goes_on = !value
        .trim_start()
        .starts_with(['|', '>', '{', '[', '"', '\'', '&', '*', '#']);
    if deep <= indent || !goes_on {
        return None;
    }
    let body = line.body();
    let name = line.text.trim_start().split(':').next().unwrap_or_default();
    let span = body.start..body.start.saturating_add(name.len());
    let what = format!(
        "indented deeper than `{}`, whose text it seems to go on with",
        key.trim()
    );
    let help = format!("start it in column {}", indent.saturating_add(1));
    let fault = told(around.source, Code::UnreadableYaml, span, what, help);
    let lines = around.with_children(number);
    Some(Mend {
        fault,
        edits: lines.iter().map(|line| blank(&line.span())).collect(),
        faulty: Vec::new(),
        torn: true,
    })
}

/// `label: Acme: CRM`
fn second_colon(around: Around<'_>) -> Option<Mend> {
    if !around.stop.info.contains("mapping values are not allowed") {
        return None;
    }
    let line = around.line(around.number())?;
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
    let help = format!("put quotes around it: {}", traps::quoted(plain));
    let fault = told(
        around.source,
        Code::UnreadableYaml,
        span.clone(),
        what,
        help,
    );
    Some(only(fault, vec![(span, traps::masked(plain))]))
}
