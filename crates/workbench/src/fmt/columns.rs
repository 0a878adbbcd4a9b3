//! A text and its formatted form → the formatted form with comments where their author put them.

use std::cmp::Ordering;

/// How far behind its value a comment is aligned.
const FURTHEST: usize = 100;

/// A formatted text whose comments stand where they stood in the text before: those behind values at
/// their columns, where there is room, for authors align them; those on lines of their own in the
/// block that they belong to.
pub(super) fn at_their_columns(before: &str, formatted: &str) -> String {
    let mut columns = before
        .lines()
        .filter_map(trailing)
        .map(|(written, comment)| {
            let gap = written.len().saturating_sub(written.trim_end().len());
            (written.chars().count(), gap, comment.trim_end())
        });
    let mut text = String::with_capacity(formatted.len());
    for line in formatted.lines() {
        match trailing(line) {
            Some((written, comment)) => {
                let written = written.trim_end();
                // Both texts have the same comments in the same order.
                let of = columns
                    .by_ref()
                    .find(|(_, _, other)| *other == comment.trim_end());
                let length = written.chars().count();
                let gap = match of {
                    // Far away from what is left of a line that was broken, nobody aligns anything.
                    Some((column, gap, _))
                        if gap > 1 && (length + 1..=length + FURTHEST).contains(&column) =>
                    {
                        column.saturating_sub(length)
                    }
                    _ => 1,
                };
                text.push_str(written);
                text.extend(std::iter::repeat_n(' ', gap));
                text.push_str(comment);
            }
            None => text.push_str(line),
        }
        text.push('\n');
    }
    in_their_blocks(before, &text)
}

/// A formatted text whose comments on lines of their own stand in the blocks that they stood in. The
/// formatter takes one that ends a block for one of the next.
fn in_their_blocks(before: &str, formatted: &str) -> String {
    let mut stood = comments(before).into_iter();
    let mut found: Vec<(usize, usize)> = Vec::new();
    for comment in comments(formatted) {
        let Some(before) = stood.find(|before| before.text == comment.text) else {
            break;
        };
        if let Some(column) = before.place.column_in(&comment)
            && column != comment.column
        {
            found.push((comment.line, column));
        }
    }
    let mut moves = found.into_iter().peekable();
    let mut text = String::with_capacity(formatted.len());
    for (number, line) in formatted.lines().enumerate() {
        match moves.next_if(|(at, _)| *at == number) {
            Some((_, column)) => {
                text.extend(std::iter::repeat_n(' ', column));
                text.push_str(line.trim_start());
            }
            None => text.push_str(line),
        }
        text.push('\n');
    }
    text
}

/// A comment on a line of its own.
struct Comment<'t> {
    line: usize,
    column: usize,
    text: &'t str,
    /// The columns of the blocks that are open above it, the outermost first.
    open: Vec<Level>,
    /// The column of what comes next.
    next: usize,
    place: Place,
}

/// Where a block begins: its column, and if it is an element of a list.
type Level = (usize, bool);

/// What a comment belongs to.
enum Place {
    /// What comes next.
    Next,
    /// A block that ends here, by its depth, and how much further in the comment stands.
    Block(usize, usize),
    /// It stands apart from all blocks.
    Apart,
}

impl Place {
    /// The column of such a comment, which stands elsewhere now.
    fn column_in(&self, comment: &Comment<'_>) -> Option<usize> {
        match self {
            Place::Next => Some(comment.next),
            Place::Block(depth, further) => {
                let (column, _) = comment.open.get(*depth)?;
                Some(column.saturating_add(*further))
            }
            Place::Apart => None,
        }
    }
}

/// The comments of a text that stand on lines of their own.
fn comments(text: &str) -> Vec<Comment<'_>> {
    let mut found: Vec<Comment<'_>> = Vec::new();
    let mut open: Vec<Level> = Vec::new();
    // The comments above the next line with something else, and the column of a block of text.
    let mut waiting = 0_usize;
    let mut block: Option<usize> = None;
    for (number, line) in text.lines().enumerate() {
        let written = line.trim_start();
        let column = line.len().saturating_sub(written.len());
        if written.is_empty() || block.is_some_and(|at| column > at) {
            continue;
        }
        block = None;
        if written.starts_with('#') {
            waiting = waiting.saturating_add(1);
            found.push(Comment {
                line: number,
                column,
                text: written.trim_end(),
                open: open.clone(),
                next: 0,
                place: Place::Apart,
            });
            continue;
        }
        settle(&mut found, waiting, column);
        waiting = 0;
        enter(&mut open, column, written);
        let said = trailing(line).map_or(line, |(said, _)| said).trim_end();
        let last = said.rsplit(' ').next().unwrap_or_default();
        if last.starts_with(['|', '>']) && last.len() <= 3 {
            block = open.last().map(|(column, _)| *column);
        }
    }
    settle(&mut found, waiting, 0);
    found
}

/// Says of the last comments what they belong to, now that what comes next is known.
fn settle(found: &mut [Comment<'_>], waiting: usize, next: usize) {
    let from = found.len().saturating_sub(waiting);
    for comment in found.iter_mut().skip(from) {
        comment.next = next;
        comment.place = match comment.column.cmp(&next) {
            Ordering::Less => Place::Apart,
            Ordering::Equal => Place::Next,
            Ordering::Greater => {
                let holds = |(column, _): &Level| *column <= comment.column;
                let depth = comment.open.iter().rposition(holds);
                depth.map_or(Place::Apart, |depth| {
                    let column = comment.open.get(depth).map_or(0, |(column, _)| *column);
                    Place::Block(depth, comment.column.saturating_sub(column))
                })
            }
        };
    }
}

/// Opens the blocks of a line, and closes those that it ends.
fn enter(open: &mut Vec<Level>, mut column: usize, mut written: &str) {
    loop {
        let is_element = written == "-" || written.starts_with("- ");
        open.retain(|(at, element)| *at < column || *at == column && is_element && !element);
        open.push((column, is_element));
        if !is_element {
            return;
        }
        let rest = written.get(1..).unwrap_or_default().trim_start();
        if rest.is_empty() {
            return;
        }
        column = column.saturating_add(written.len().saturating_sub(rest.len()));
        written = rest;
    }
}

/// What stands before a comment on a line, and the comment; `None` for a line without one, and for
/// a line that is one.
fn trailing(line: &str) -> Option<(&str, &str)> {
    let mut quote: Option<char> = None;
    let mut before = ' ';
    for (at, letter) in line.char_indices() {
        match (quote, letter) {
            (Some(open), close) if open == close && (open != '"' || before != '\\') => {
                quote = None;
            }
            // A quote opens a text only where a value may begin.
            (None, '"' | '\'') if " [{(,:".contains(before) => quote = Some(letter),
            (None, '#') if before == ' ' || before == '\t' => {
                let (written, comment) = line.split_at_checked(at)?;
                return (!written.trim().is_empty()).then_some((written, comment));
            }
            _ => {}
        }
        before = letter;
    }
    None
}
