//! The lines around the place where the parser stopped, as the author wrote them or as they have been
//! mended so far.

use super::build::Stop;
use crate::source::{SourceFile, Span};
use std::sync::Arc;

/// Where the parser stopped, and what stands around.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) source: &'a Arc<SourceFile>,
    /// The text as it is parsed: mended, and byte for byte as long as the source.
    pub(super) text: &'a str,
    pub(super) stop: &'a Stop,
}

/// One line without its end.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    /// Its first byte.
    pub(super) start: usize,
    pub(super) text: &'a str,
}

impl<'a> Around<'a> {
    /// A line by its number, from 1.
    pub(super) fn line(&self, number: usize) -> Option<Line<'a>> {
        if number > self.source.line_count() {
            return None;
        }
        let span = self.source.lines(number, number);
        let text = self.text.get(span.clone())?;
        let text = text.trim_end_matches(['\n', '\r']);
        Some(Line {
            start: span.start,
            text,
        })
    }

    /// The number of the line at which the parser stopped.
    pub(super) fn number(&self) -> usize {
        self.source.line_column(self.stop.span.start).0
    }

    /// The lines from the last thing understood to the one behind the error.
    pub(super) fn near(&self) -> impl Iterator<Item = Line<'a>> + use<'a> {
        let (first, _) = self.source.line_column(self.stop.understood);
        let last = self.number().max(first);
        let around = *self;
        (first..=last.saturating_add(1)).filter_map(move |number| around.line(number))
    }

    /// All lines that are not blank and no comment, from the one before `number` back to the first.
    pub(super) fn before(&self, number: usize) -> impl Iterator<Item = Line<'a>> + use<'a> {
        let around = *self;
        let lines = (1..number).rev().filter_map(move |n| around.line(n));
        lines.filter(|line| !line.is_blank())
    }

    /// The line of this number, and those that belong to it where it opens something.
    pub(super) fn with_children(&self, number: usize) -> Vec<Line<'a>> {
        let opens = |line: Line<'_>| line.text.trim_end().ends_with(':');
        if self.line(number).is_some_and(opens) {
            return self.with_deeper(number);
        }
        self.line(number).into_iter().collect()
    }

    /// The line of this number, and those below that are indented deeper.
    pub(super) fn with_deeper(&self, number: usize) -> Vec<Line<'a>> {
        let Some(line) = self.line(number) else {
            return Vec::new();
        };
        let mut all = vec![line];
        for below in (number.saturating_add(1)..).map_while(|n| self.line(n)) {
            let at_end = below.start >= self.text.len();
            if at_end || !below.is_blank() && below.indent() <= line.indent() {
                break;
            }
            all.push(below);
        }
        all
    }
}

impl Line<'_> {
    /// How many bytes of white space it begins with.
    pub(super) fn indent(&self) -> usize {
        self.text.len().saturating_sub(self.text.trim_start().len())
    }

    /// True if the line is empty or holds only a comment.
    pub(super) fn is_blank(&self) -> bool {
        let text = self.text.trim();
        text.is_empty() || text.starts_with('#')
    }

    /// Its text without the white space around it.
    pub(super) fn body(&self) -> Span {
        let start = self.start.saturating_add(self.indent());
        start..start.saturating_add(self.text.trim().len())
    }

    pub(super) fn span(&self) -> Span {
        self.start..self.start.saturating_add(self.text.len())
    }
}
