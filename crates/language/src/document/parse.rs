//! YAML text to tree: the one file that knows the YAML parser, apart from its error texts. Its
//! events come in, nodes with byte spans go out. A known mistake, or a line that cannot be read, is
//! reported and repaired, and parsing goes on, so that one mistake does not hide the rest of the
//! file.

use std::borrow::Cow;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as Marks};

use super::around::Around;
use super::build::{Builder, Stop};
use super::mend::mend;
use super::pairs::without_pairs;
use super::slip::{Repair, blank};
use super::{Document, complaint, explain, scalar};
use crate::diagnostic::{Code, Diagnostic, Label};
use crate::source::{SourceFile, Span};

const MAX_REPAIRS: usize = 32;
/// The most bytes that repairs read once more.
const MAX_READ_AGAIN: usize = 8 << 20;
/// Faults within this many lines below a line that was left out are not reported.
const NEAR: usize = 3;

/// How large a text may be.
#[derive(Clone, Copy)]
struct Limits {
    mebibytes: usize,
    /// The most nodes after aliases are put in.
    nodes: usize,
}

/// Reads a text. Never fails: what cannot be read is reported, and the tree holds the rest.
///
/// At most 1 MiB of text, 64 levels and 100,000 nodes after aliases are put in.
pub fn parse(source: Arc<SourceFile>) -> (Document, Vec<Diagnostic>) {
    let (mebibytes, nodes) = (1, 100_000);
    parse_within(source, Limits { mebibytes, nodes })
}

/// Reads a text that programs may have written, such as a list of accounts; JSON too, whose pairs of
/// escapes (`\ud83d\ude00`) become the characters that they mean.
///
/// At most 64 MiB of text, 64 levels and 5,000,000 nodes after aliases are put in.
pub fn parse_data(source: Arc<SourceFile>) -> (Document, Vec<Diagnostic>) {
    let source = match without_pairs(&source.text) {
        Some(text) => Arc::new(SourceFile::new(source.name.clone(), text)),
        None => source,
    };
    let (mebibytes, nodes) = (64, 5_000_000);
    parse_within(source, Limits { mebibytes, nodes })
}

fn parse_within(source: Arc<SourceFile>, limits: Limits) -> (Document, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let mut left = Left::default();
    let root = if source.text.len() > limits.mebibytes << 20 {
        let title = format!("the text has {} bytes", source.text.len());
        let label = Label::new(&source, 0..0, "");
        let most = limits.mebibytes;
        let help = match most {
            1 => "at most 1 MiB of a mapping is read: what is long is seldom needed, or is a table that the vendor has".to_owned(),
            _ => format!("at most {most} MiB is read: split the file"),
        };
        faults.push(Diagnostic::error(Code::TooLarge, title, label).with_help(help));
        None
    } else if explain::is_markup(&source.text) {
        let label = Label::new(&source, 0..0, "a page of HTML or XML");
        let help = "save the mapping itself: it begins with a comment or a key";
        let fault = Diagnostic::error(Code::UnreadableYaml, "this is no YAML", label);
        faults.push(fault.with_help(help));
        None
    } else {
        read(&source, limits, &mut faults, &mut left)
    };
    crate::diagnostic::sort(&mut faults);
    crate::diagnostic::bounded(&source, &mut faults);
    let mut document = Document {
        source,
        root,
        grafts: Vec::new(),
        torn: left.torn,
        lost: Vec::new(),
    };
    document.take_spans(&left.faulty);
    (document, faults)
}

/// What a text lost on its way to a tree.
#[derive(Default)]
struct Left {
    /// Lines were left out.
    torn: bool,
    /// Where something stands for a value that could not be read.
    faulty: Vec<Span>,
}

fn read(
    source: &Arc<SourceFile>,
    limits: Limits,
    faults: &mut Vec<Diagnostic>,
    left: &mut Left,
) -> Option<super::Node> {
    let mut text = Cow::Borrowed(source.text.as_str());
    // the last line that was left out
    let mut out: usize = 0;
    let most = (MAX_READ_AGAIN / source.text.len().max(1)).clamp(2, MAX_REPAIRS);
    for repairs in 0.. {
        let mut builder = Builder::new(source, limits.nodes);
        let Err(stop) = events(&text, &mut builder) else {
            faults.append(&mut builder.faults);
            left.torn |= builder.torn;
            return builder.root;
        };
        let around = Around {
            source,
            text: &text,
            stop: &stop,
        };
        let number = around.number();
        // a line that was left out may have held the anchor of an alias
        if left.torn && repairs < most && stop.info.contains("unknown anchor") {
            let start = stop.span.start;
            let end = name_end(&text, start.saturating_add(1));
            let masked = "_".repeat(end.saturating_sub(start));
            left.faulty.push(start..end);
            apply(text.to_mut(), vec![(start..end, masked)]);
            continue;
        }
        if let Some(mend) = mend(around).filter(|_| repairs < most) {
            let Repair {
                fault,
                edits,
                faulty,
                torn,
            } = mend;
            faults.push(fault);
            left.faulty.extend(faulty);
            left.torn |= torn;
            apply(text.to_mut(), edits);
            continue;
        }
        // a fault right below a line that was left out may only follow from it
        if out > 0 && number <= out.saturating_add(NEAR) {
            faults.append(&mut builder.faults);
            return None;
        }
        let lines = around.with_children(number);
        let edits = lines.iter().map(|line| blank(&line.span())).collect();
        let explained = explain::explain(around);
        let one_line = explained.is_none() && stop.is_of_its_line();
        faults.push(explained.unwrap_or_else(|| stop.into_diagnostic(source)));
        if !one_line || repairs >= most {
            faults.append(&mut builder.faults);
            return None;
        }
        apply(text.to_mut(), edits);
        left.torn = true;
        out = number;
    }
    None
}

fn apply(text: &mut String, edits: Vec<(Span, String)>) {
    for (span, instead) in edits {
        if text
            .get(span.clone())
            .is_some_and(|t| t.len() == instead.len())
        {
            text.replace_range(span, &instead);
        }
    }
}

fn events(text: &str, builder: &mut Builder<'_>) -> Result<(), Stop> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let places = ByteOffsets::new(text, body);
    let mut parser = Parser::new_from_str(body);
    let mut documents = 0;
    while let Some(event) = parser.next_event() {
        let (event, marks) = event.map_err(|error| {
            let at = places.byte(error.marker().index());
            let (code, what, help) = complaint::read(error.info());
            let mut stop = builder.stop(code, at..at, what, help);
            error.info().clone_into(&mut stop.info);
            stop
        })?;
        let span = places.span(marks);
        match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    let help = "keep one document in a file: take the `---` away";
                    let what = "a second document starts here";
                    return Err(builder.stop(Code::UnreadableYaml, span, what, help));
                }
            }
            Event::Alias(anchor) => {
                let end = name_end(text, span.start + 1);
                builder.alias(span.start..end, anchor)?;
            }
            Event::Scalar(value, style, anchor, tag) => {
                let span = node(text, span, anchor > 0, tag.is_some());
                untagged(builder, tag.is_some(), &span)?;
                scalar_event(text, builder, &value, style, anchor, span)?;
            }
            Event::SequenceStart(anchor, tag) => {
                let span = node(text, span, anchor > 0, tag.is_some());
                untagged(builder, tag.is_some(), &span)?;
                builder.open(false, span.start, anchor)?;
            }
            Event::MappingStart(anchor, tag) => {
                let span = node(text, span, anchor > 0, tag.is_some());
                untagged(builder, tag.is_some(), &span)?;
                builder.open(true, span.start, anchor)?;
            }
            // the end of a block has no bytes of its own, and is known only at the next token
            Event::SequenceEnd | Event::MappingEnd => {
                let bracket = text
                    .get(span.start..)
                    .is_some_and(|t| t.starts_with(['}', ']']));
                builder.close((bracket && !span.is_empty()).then_some(span.start + 1))?;
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
    }
    builder.finish();
    Ok(())
}

fn scalar_event(
    text: &str,
    builder: &mut Builder<'_>,
    value: &str,
    style: ScalarStyle,
    anchor: usize,
    span: Span,
) -> Result<(), Stop> {
    let written = text.get(span.clone()).unwrap_or_default();
    match style {
        ScalarStyle::Plain => {
            // a value that is not written
            if value.is_empty() {
                return builder.absent(span.start, anchor);
            }
            // a masked text stands for what the author wrote
            let meant = if written == value {
                builder.source.slice(&span).to_owned()
            } else {
                value.to_owned()
            };
            let json = scalar::plain(&meant);
            builder.scalar(span, meant, json, true, anchor)
        }
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
            let span = span.start..span.start + quoted_len(written);
            builder.scalar(span, value.to_owned(), value.into(), false, anchor)
        }
        ScalarStyle::Literal | ScalarStyle::Folded => {
            let span = span.start..span.start + written.trim_end().len();
            builder.scalar(span, value.to_owned(), value.into(), false, anchor)
        }
    }
}

fn untagged(builder: &Builder<'_>, tagged: bool, span: &Span) -> Result<(), Stop> {
    let help = "take the tag away: put quotes around what must be text";
    let stop = || {
        builder.stop(
            Code::UnreadableYaml,
            span.clone(),
            "tags are not read",
            help,
        )
    };
    if tagged { Err(stop()) } else { Ok(()) }
}

/// The parser's span of a node begins with its anchor and its tag; ours is the node alone.
fn node(text: &str, span: Span, mut anchored: bool, mut tagged: bool) -> Span {
    let mut start = span.start;
    loop {
        match text.get(start..).and_then(|rest| rest.chars().next()) {
            Some('&') if anchored => anchored = false,
            Some('!') if tagged => tagged = false,
            _ => return start..span.end.max(start),
        }
        let end = name_end(text, start + 1);
        start = end + blank_len(text.get(end..).unwrap_or_default());
    }
}

/// The length of the blanks and comments at the start of a text.
fn blank_len(text: &str) -> usize {
    let mut rest = text.trim_start();
    while rest.starts_with('#') {
        let (_, below) = rest.split_once('\n').unwrap_or_default();
        rest = below.trim_start();
    }
    text.len() - rest.len()
}

/// The parser's span of a quoted text reaches over the blanks and the comment behind it.
fn quoted_len(written: &str) -> usize {
    let mut rest = written.char_indices();
    let quote = rest.next().map(|(_, quote)| quote);
    while let Some((at, c)) = rest.next() {
        if c == '\\' && quote == Some('"') {
            rest.next();
        } else if Some(c) == quote {
            let doubled = written.get(at + 1..).is_some_and(|t| t.starts_with('\''));
            if quote == Some('"') || !doubled {
                return at + 1;
            }
            rest.next();
        }
    }
    written.len()
}

fn name_end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let ends = |c: char| c.is_whitespace() || ",[]{}".contains(c);
    start + rest.find(ends).unwrap_or(rest.len())
}

/// The parser counts characters, spans count bytes.
struct ByteOffsets {
    base: usize,
    len: usize,
    bytes: Option<Vec<usize>>,
}

impl ByteOffsets {
    fn new(text: &str, body: &str) -> Self {
        let bytes = || body.char_indices().map(|(at, _)| at).collect();
        Self {
            base: text.len() - body.len(),
            len: body.len(),
            bytes: (!body.is_ascii()).then(bytes),
        }
    }

    fn byte(&self, index: usize) -> usize {
        let byte = match &self.bytes {
            None => index.min(self.len),
            Some(bytes) => bytes.get(index).copied().unwrap_or(self.len),
        };
        self.base + byte
    }

    fn span(&self, marks: Marks) -> Span {
        let start = self.byte(marks.start.index());
        start..self.byte(marks.end.index()).max(start)
    }
}
