//! What gets pasted into a file: conflict marks of a merge, Markdown fences, other dashes, tabs,
//! comments of other formats.

use super::around::{Around, Line};
use super::slip::{Repair, blank, lines, only, told, without};
use crate::diagnostic::{Code, Edit, Help, Label};
use crate::source::Span;

/// The conflict marks that version control leaves: the first side is read.
pub(super) fn conflict(around: Around<'_>) -> Option<Repair> {
    let first = lines(around).find(|line| line.text.starts_with("<<<<<<< "))?;
    let mut edits = vec![blank(&first.span())];
    let mut second_side = false;
    let mut fault = told(
        around.source,
        Code::UnreadableYaml,
        first.span(),
        "a merge conflict stands in the text",
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
pub(super) fn fence(around: Around<'_>) -> Option<Repair> {
    let mut fences = lines(around).filter(|line| line.text.trim_start().starts_with("```"));
    let first = fences.next()?;
    let fences: Vec<Line<'_>> = std::iter::once(first).chain(fences).collect();
    let whole = |line: &Line<'_>| {
        let (number, _) = around.source.line_column(line.start);
        Edit::new(around.source.lines(number, number), "")
    };
    let help = Help::from("take the line away").edits(fences.iter().map(whole).collect());
    let edits = fences.iter().map(|line| blank(&line.span()));
    let fault = told(
        around.source,
        Code::UnreadableYaml,
        first.body(),
        "a Markdown fence, which is no YAML",
        help,
    );
    Some(only(fault, edits.collect()))
}

/// Characters that people and editors write in place of a list's dash.
const BULLETS: &str = "\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2212}\u{2022}\u{b7}*";

/// A character that looks like the dash of a list.
pub(super) fn bullet(around: Around<'_>) -> Option<Repair> {
    let sign = |line: &Line<'_>| {
        let body = line.text.trim_start();
        let sign = body.chars().next().filter(|c| BULLETS.contains(*c))?;
        body.strip_prefix(sign)?.starts_with(' ').then_some(sign)
    };
    let (first, found) = around.near().find_map(|line| Some((line, sign(&line)?)))?;
    let start = first.body().start;
    let span = start..start.saturating_add(found.len_utf8());
    let what = format!("`{found}` (U+{:04X}) is no `-`", u32::from(found));
    // the same character is seldom used only once
    let all: Vec<_> = lines(around)
        .filter(|line| sign(line) == Some(found))
        .collect();
    let dash = |line: &Line<'_>| {
        let start = line.body().start;
        Edit::new(start..start.saturating_add(found.len_utf8()), "-")
    };
    let help = Help::from("write `-`").edits(all.iter().map(dash).collect());
    let fault = told(around.source, Code::LookAlike, span, what, help);
    let all = all.into_iter();
    let items = all.flat_map(|line| around.with_deeper(around.source.line_column(line.start).0));
    Some(without(fault, items))
}

/// A tab, or a blank that YAML does not take for one, in a line's indentation.
pub(super) fn tab(around: Around<'_>) -> Option<Repair> {
    let odd = |line: Line<'_>| {
        let white = line.text.get(..line.indent())?;
        let odd = white.chars().find(|c| *c != ' ')?;
        (!line.is_blank()).then_some((line_start(line), odd))
    };
    // a line with such a blank seems to continue the text above, and the parser stops later
    let (start, odd) = around.near().find_map(odd).or_else(|| {
        let until = around.stop.span.start;
        let mut earlier = lines(around).take_while(|line| line.start <= until);
        earlier.find_map(|line| odd(line).filter(|(_, odd)| *odd != '\t'))
    })?;
    let line = around.line(around.source.line_column(start).0)?;
    let white = line.start..line.start.saturating_add(line.indent());
    let what = if odd == '\t' {
        "a tab indents this line".to_owned()
    } else {
        format!(
            "U+{:04X} indents this line, and is no blank for YAML",
            u32::from(odd)
        )
    };
    let (number, _) = around.source.line_column(line.start);
    let left_out = around.with_children(number);
    let help = Help::from("indent with spaces").edits(left_out.iter().filter_map(spaces).collect());
    let fault = told(around.source, Code::UnreadableYaml, white, what, help);
    Some(without(fault, left_out))
}

/// Two spaces for a tab that a line begins with, one for another blank.
fn spaces(line: &Line<'_>) -> Option<Edit> {
    let white = line.text.get(..line.indent())?;
    let plain = white.chars().map(|c| if c == '\t' { "  " } else { " " });
    let plain: String = plain.collect();
    let span = line.start..line.start.saturating_add(white.len());
    (plain != white).then(|| Edit::new(span, plain))
}

fn line_start(line: Line<'_>) -> usize {
    line.start
}

/// `// words`, a comment in other formats.
pub(super) fn comment(around: Around<'_>) -> Option<Repair> {
    around.near().find_map(|line| {
        let at = comment_start(line.text)?;
        let start = line.start.saturating_add(at);
        let rest = start..line.span().end;
        let sign = start..start.saturating_add(2);
        let what = "`//` starts no comment in YAML";
        // the same mistake is seldom made only once
        let all = lines(around).filter_map(|other| {
            let at = other.start.saturating_add(comment_start(other.text)?);
            Some(at..other.span().end)
        });
        let all: Vec<Span> = all.collect();
        let signs = all
            .iter()
            .map(|rest| Edit::new(rest.start..rest.start.saturating_add(2), "#"));
        let help = Help::from("write `#`").edits(signs.collect());
        let fault = told(around.source, Code::UnreadableYaml, sign, what, help);
        let mut edits: Vec<_> = all.iter().map(blank).collect();
        edits.push(blank(&rest));
        Some(only(fault, edits))
    })
}

/// Where `//` begins a comment: outside of quotes, after white space or a comma.
fn comment_start(line: &str) -> Option<usize> {
    let mut open = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match open {
            Some(quote) if c == quote => open = None,
            None if c == '#' && before == ' ' => return None,
            None if matches!(c, '"' | '\'') && !before.is_alphanumeric() => open = Some(c),
            None if c == '/'
                && line.get(at..).is_some_and(|rest| rest.starts_with("//"))
                && (before.is_whitespace() || before == ',') =>
            {
                return Some(at);
            }
            Some(_) | None => {}
        }
        before = c;
    }
    None
}
