//! Puts nodes together: keys and values, anchors and aliases, and the budget that keeps a small
//! text from becoming a huge tree. It knows no YAML syntax.

use std::collections::HashMap;
use std::sync::Arc;

use crate::json::Json;

use super::node::{Entry, Kind, Node};
use crate::diagnostic::{Code, Diagnostic, Label, MOST_FAULTS};
use crate::source::{SourceFile, Span};

const MAX_DEPTH: usize = 64;
/// The most bytes of text that aliases may copy.
const MAX_COPIED: usize = 8 << 20;

/// Why parsing cannot go on.
pub(super) struct Stop {
    /// Where.
    pub(super) span: Span,
    /// The place of the last thing that was understood.
    pub(super) understood: usize,
    /// Where the outermost open `{` or `[` stands, as far as it is known.
    pub(super) flow_start: Option<usize>,
    /// What the parser says of it; empty where it is ours.
    pub(super) info: String,
    code: Code,
    what: String,
    help: &'static str,
}

impl Stop {
    /// True if it concerns its own line alone, so that the line can be left out.
    pub(super) fn is_of_its_line(&self) -> bool {
        let complaints = [
            "unexpected character",
            "unknown anchor",
            "anchor or alias",
            "invalid trailing content",
            "unprintable",
        ];
        complaints.iter().any(|part| self.info.contains(part))
    }

    pub(super) fn into_diagnostic(self, source: &Arc<SourceFile>) -> Diagnostic {
        let (title, label) = match self.code {
            Code::TooLarge => ("the text becomes too large".to_owned(), self.what),
            _ if self.what == self.info => {
                (format!("unreadable YAML: {}", self.what), String::new())
            }
            _ => (self.what, String::new()),
        };
        let label = Label::new(source, self.span, label);
        Diagnostic::error(self.code, title, label).with_help(self.help)
    }
}

/// What a finished node costs when it is copied.
#[derive(Clone, Copy, Default)]
struct Weight {
    nodes: usize,
    bytes: usize,
    height: usize,
}

struct Open {
    start: usize,
    anchor: usize,
    weight: Weight,
    inside: Inside,
}

enum Inside {
    List(Vec<Node>),
    Map {
        entries: Vec<Entry>,
        seen: HashMap<String, Span>,
        key: Option<PendingKey>,
    },
}

struct PendingKey {
    text: String,
    span: Span,
    /// The key was refused: its value is read and dropped.
    refused: bool,
}

pub(super) struct Builder<'a> {
    pub(super) source: &'a Arc<SourceFile>,
    pub(super) faults: Vec<Diagnostic>,
    pub(super) root: Option<Node>,
    /// Keys that cannot be told apart were left out of a map.
    pub(super) torn: bool,
    stack: Vec<Open>,
    anchors: HashMap<usize, (Node, Weight)>,
    most_nodes: usize,
    nodes: usize,
    copied: usize,
    understood: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(source: &'a Arc<SourceFile>, most_nodes: usize) -> Self {
        Self {
            source,
            faults: Vec::new(),
            root: None,
            torn: false,
            stack: Vec::new(),
            anchors: HashMap::new(),
            most_nodes,
            nodes: 0,
            copied: 0,
            understood: 0,
        }
    }

    pub(super) fn stop(&self, code: Code, span: Span, what: &str, help: &'static str) -> Stop {
        let opens = self.stack.iter().map(|open| open.start);
        let is_bracket = |at: &usize| {
            let rest = self.source.text.get(*at..);
            rest.is_some_and(|rest| rest.starts_with(['{', '[']))
        };
        Stop {
            span,
            understood: self.understood,
            flow_start: opens.filter(is_bracket).min(),
            info: String::new(),
            code,
            what: what.to_owned(),
            help,
        }
    }

    /// A list or a map starts.
    pub(super) fn open(&mut self, map: bool, start: usize, anchor: usize) -> Result<(), Stop> {
        self.refuse_as_key(start)?;
        self.spend(1, start..start)?;
        self.check_depth(1, start)?;
        self.understood = start;
        let inside = if map {
            Inside::Map {
                entries: Vec::new(),
                seen: HashMap::new(),
                key: None,
            }
        } else {
            Inside::List(Vec::new())
        };
        let weight = Weight {
            nodes: 1,
            bytes: 0,
            height: 1,
        };
        self.stack.push(Open {
            start,
            anchor,
            weight,
            inside,
        });
        Ok(())
    }

    /// The innermost list or map ends, behind its bracket if it has one.
    pub(super) fn close(&mut self, bracket: Option<usize>) -> Result<(), Stop> {
        let Some(open) = self.stack.pop() else {
            return Ok(());
        };
        let (kind, last) = match open.inside {
            Inside::List(items) => {
                let last = items.last().map_or(open.start, |node| node.span.end);
                (Kind::List(items), last)
            }
            Inside::Map { entries, .. } => {
                let end = |entry: &Entry| entry.node.span.end.max(entry.key_span.end);
                let last = entries.last().map_or(open.start, end);
                (Kind::Map(entries.into()), last)
            }
        };
        let end = bracket.unwrap_or(last).max(open.start);
        let span = open.start..end;
        self.place(Node { span, kind }, open.weight, open.anchor)
    }

    /// One value, or a key where a key is due.
    pub(super) fn scalar(
        &mut self,
        span: Span,
        text: String,
        value: Json,
        plain: bool,
        anchor: usize,
    ) -> Result<(), Stop> {
        self.understood = span.start;
        if self.key_is_due() {
            // reported where mistakes of a line are looked for
            if plain
                && (text.starts_with("//")
                    || text.starts_with(char::is_whitespace)
                    || text.contains(" {")
                    || text.contains(" ["))
            {
                let what = "a key without quotes cannot hold this";
                return Err(self.stop(Code::UnreadableYaml, span, what, "put quotes around it"));
            }
            self.key(text, span, plain);
            return Ok(());
        }
        self.spend(1, span.clone())?;
        let weight = Weight {
            nodes: 1,
            bytes: text.len(),
            height: 0,
        };
        let kind = Kind::Scalar { value };
        self.place(Node { span, kind }, weight, anchor)
    }

    /// A value that is not written: `key:`. It stands right behind its key.
    pub(super) fn absent(&mut self, at: usize, anchor: usize) -> Result<(), Stop> {
        let at = match self.stack.last().map(|open| &open.inside) {
            Some(Inside::Map { key: Some(key), .. }) => key.span.end,
            _ => at,
        };
        self.scalar(at..at, String::new(), Json::Null, true, anchor)
    }

    /// A copy of the anchored value.
    pub(super) fn alias(&mut self, span: Span, anchor: usize) -> Result<(), Stop> {
        self.refuse_as_key(span.start)?;
        let Some(weight) = self.anchors.get(&anchor).map(|(_, weight)| *weight) else {
            let what = "this alias lies inside what it stands for";
            let help = "write the part out instead of the alias";
            return Err(self.stop(Code::UnreadableYaml, span, what, help));
        };
        self.spend(weight.nodes, span.clone())?;
        self.check_depth(weight.height, span.start)?;
        self.copied = self.copied.saturating_add(weight.bytes);
        if self.copied > MAX_COPIED {
            let what = "aliases copy more than 8 MiB of text";
            return Err(self.stop(Code::TooLarge, span, what, "use fewer aliases"));
        }
        self.understood = span.start;
        let Some((node, _)) = self.anchors.get(&anchor) else {
            return Ok(());
        };
        self.place(node.clone(), weight, 0)
    }

    /// The text is at its end; an empty one is null.
    pub(super) fn finish(&mut self) {
        let value = Json::Null;
        let null = || Node {
            span: 0..0,
            kind: Kind::Scalar { value },
        };
        self.root.get_or_insert_with(null);
    }

    fn key_is_due(&self) -> bool {
        let inside = self.stack.last().map(|open| &open.inside);
        matches!(inside, Some(Inside::Map { key: None, .. }))
    }

    fn refuse_as_key(&self, start: usize) -> Result<(), Stop> {
        if !self.key_is_due() {
            return Ok(());
        }
        let what = "a key must be text";
        let help = "put quotes around a text that starts with `{`, `[` or `*`";
        Err(self.stop(Code::UnreadableYaml, start..start, what, help))
    }

    fn key(&mut self, text: String, span: Span, plain: bool) {
        let Some(open) = self.stack.last_mut() else {
            return;
        };
        let Inside::Map { seen, key, .. } = &mut open.inside else {
            return;
        };
        let mut fault = None;
        if plain && text == "<<" {
            let label = Label::new(self.source, span.clone(), "");
            let help = "write the merged keys out; an alias may stand for one whole value";
            let title = "merge keys (`<<`) are not read";
            self.torn = true;
            fault = Some(Diagnostic::error(Code::UnreadableYaml, title, label).with_help(help));
        } else if let Some(first) = seen.get(&text) {
            let label = Label::new(self.source, span.clone(), "here again");
            let title = format!("the key `{text}` stands twice in one map");
            let first = Label::new(self.source, first.clone(), "first here");
            self.torn = true;
            let fault_here = Diagnostic::error(Code::DuplicateKey, title, label);
            let help = "take one of the two away; the first one is read";
            fault = Some(fault_here.with_secondary(first).with_help(help));
        } else {
            seen.insert(text.clone(), span.clone());
        }
        let refused = fault.is_some();
        *key = Some(PendingKey {
            text,
            span,
            refused,
        });
        // One beyond the most is enough to know that there are more.
        if self.faults.len() <= MOST_FAULTS {
            self.faults.extend(fault);
        }
    }

    fn place(&mut self, node: Node, weight: Weight, anchor: usize) -> Result<(), Stop> {
        if anchor > 0 {
            // keeping the anchored node is a copy as well
            self.copied = self.copied.saturating_add(weight.bytes);
            self.spend(weight.nodes, node.span.clone())?;
            self.anchors.insert(anchor, (node.clone(), weight));
        }
        let Some(open) = self.stack.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        open.weight.nodes += weight.nodes;
        open.weight.bytes += weight.bytes;
        open.weight.height = open.weight.height.max(weight.height + 1);
        match &mut open.inside {
            Inside::List(items) => items.push(node),
            Inside::Map { entries, key, .. } => {
                if let Some(key) = key.take().filter(|key| !key.refused) {
                    entries.push(Entry {
                        key: key.text,
                        key_span: key.span,
                        node,
                    });
                }
            }
        }
        Ok(())
    }

    fn spend(&mut self, nodes: usize, span: Span) -> Result<(), Stop> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes <= self.most_nodes {
            return Ok(());
        }
        let what = "more than 100,000 values, aliases counted in full";
        Err(self.stop(
            Code::TooLarge,
            span,
            what,
            "use fewer aliases, or split the file",
        ))
    }

    fn check_depth(&self, height: usize, start: usize) -> Result<(), Stop> {
        if self.stack.len() + height <= MAX_DEPTH {
            return Ok(());
        }
        let what = "nested more than 64 levels deep";
        Err(self.stop(Code::TooLarge, start..start, what, "nest less deep"))
    }
}
