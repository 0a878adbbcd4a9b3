//! The values that `$` may be at a place, in the recorded replies: the reply, a record, an element of
//! one of its lists, an entry of a lookup.

use crate::samples::Samples;
use crate::scope::{answering, nearest, replies};
use touchpoint_language::document::{Document, Kind, Node, Pointer, Step};
use touchpoint_language::expr::Path;
use touchpoint_language::expr::path::Root;
use touchpoint_language::json::Json;

/// How many values of a kind are looked at.
const MOST: usize = 300;

/// The keys of a lookup whose paths start at the reply.
const OF_REPLY: [&str; 3] = ["entries", "in_reply", "while"];

/// Where a place's paths start.
#[derive(Debug, Default)]
pub(crate) struct Bases<'s> {
    /// What `$` is.
    pub(crate) here: Vec<&'s Json>,
    /// What `record.$` starts at.
    pub(crate) records: Vec<&'s Json>,
}

impl<'s> Bases<'s> {
    /// The values of a place.
    pub(crate) fn at(document: &Document, place: &Pointer, samples: &'s Samples) -> Bases<'s> {
        let key = |index: usize| place.steps().get(index).and_then(Step::as_key);
        let here = |here| Bases {
            here,
            records: Vec::new(),
        };
        match key(0) {
            Some("lookups") => here(of_lookup(
                document,
                place,
                key(1).unwrap_or_default(),
                samples,
            )),
            Some("list") => of_list(document, place, samples),
            _ => here(
                samples
                    .replies
                    .iter()
                    .map(|sample| &sample.body)
                    .take(MOST)
                    .collect(),
            ),
        }
    }

    /// What a path finds, in all of the values; nothing for a text that is no path.
    pub(crate) fn find(&self, path: &str) -> Vec<&'s Json> {
        let Ok(path) = Path::parse(path) else {
            return Vec::new();
        };
        let from = match path.root() {
            Root::Here => &self.here,
            Root::Record => &self.records,
        };
        all(from, &path)
    }
}

fn all<'s>(from: &[&'s Json], path: &Path) -> Vec<&'s Json> {
    let found = from.iter().flat_map(|value| path.all(*value));
    found.take(MOST).collect()
}

/// The values at one of several paths, the first that finds any in each.
fn first_of<'s>(from: &[&'s Json], paths: &[Path]) -> Vec<&'s Json> {
    let of_one = |value: &&'s Json| {
        let mut found = paths.iter().map(|path| path.all(*value));
        found.find(|found| !found.is_empty()).unwrap_or_default()
    };
    from.iter().flat_map(of_one).take(MOST).collect()
}

/// The paths that a node names: a text, a list of texts, or those below `first_of`.
fn paths(node: Option<&Node>) -> Vec<Path> {
    let Some(node) = node else { return Vec::new() };
    match &node.kind {
        Kind::Scalar { .. } => node
            .as_text()
            .and_then(|text| Path::parse(text).ok())
            .into_iter()
            .collect(),
        Kind::List(items) => items.iter().flat_map(|item| paths(Some(item))).collect(),
        Kind::Map(entries) => {
            let known = ["from", "first_of", "one", "path", "each"];
            let entry = entries
                .iter()
                .find(|entry| known.contains(&entry.key.as_str()));
            paths(entry.map(|entry| &entry.node))
        }
    }
}

fn of_list<'s>(document: &Document, place: &Pointer, samples: &'s Samples) -> Bases<'s> {
    let bodies: Vec<&Json> = replies(document, place, samples)
        .into_iter()
        .map(|sample| &sample.body)
        .take(MOST)
        .collect();
    let records = first_of(&bodies, &paths(nearest(document, place, "records")));
    let steps = place.steps();
    let field = steps
        .iter()
        .position(|step| step.as_key() == Some("fields"));
    let Some(field) = field else {
        let of_records = ["skip", "clauses", "body"];
        let is_of_record = steps
            .iter()
            .any(|step| step.as_key().is_some_and(|key| of_records.contains(&key)));
        let here = if is_of_record {
            records.clone()
        } else {
            bodies
        };
        return Bases { here, records };
    };
    let mut here = records.clone();
    // Each map around the place may lead to elements or entries.
    for depth in field + 2..=steps.len() {
        let mut above = Pointer::new();
        for step in steps.iter().take(depth) {
            above = above.then(step.clone());
        }
        let next = steps.get(depth).and_then(Step::as_key);
        let Some(node) = document
            .get(&above)
            .filter(|node| !node.entries().is_empty())
        else {
            continue;
        };
        here = below(document, node, next, here, samples);
    }
    Bases { here, records }
}

/// What `$` is below a source of a list or a field: `next` is the key that the place goes on with.
fn below<'s>(
    document: &Document,
    source: &Node,
    next: Option<&str>,
    mut here: Vec<&'s Json>,
    samples: &'s Samples,
) -> Vec<&'s Json> {
    let entry = |key: &str| {
        source
            .entries()
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.node)
    };
    if next.is_some_and(|key| ["each", "more", "when"].contains(&key)) {
        return here;
    }
    if let Some(each) = entry("each") {
        here = first_of(&here, &paths(Some(each)));
    }
    let Some(name) = entry("lookup").and_then(Node::as_text) else {
        return here;
    };
    if next.is_some_and(|key| ["by", "where"].contains(&key)) {
        return here;
    }
    here = entries_of(document, name, samples);
    match entry("then_each") {
        Some(each) if next != Some("then_each") => first_of(&here, &paths(Some(each))),
        _ => here,
    }
}

fn of_lookup<'s>(
    document: &Document,
    place: &Pointer,
    name: &str,
    samples: &'s Samples,
) -> Vec<&'s Json> {
    let key = place.steps().get(2).and_then(Step::as_key);
    if key.is_some_and(|key| OF_REPLY.contains(&key)) {
        replies_of(document, name, samples)
    } else {
        entries_of(document, name, samples)
    }
}

fn entries_of<'s>(document: &Document, name: &str, samples: &'s Samples) -> Vec<&'s Json> {
    let lookup = Pointer::new().key("lookups").key(name);
    let entries = document
        .get(&lookup.key("entries"))
        .or_else(|| document.get(&lookup.key("in_reply")));
    first_of(&replies_of(document, name, samples), &paths(entries))
}

/// The replies that a lookup reads: those to its own request, or those of the list.
fn replies_of<'s>(document: &Document, name: &str, samples: &'s Samples) -> Vec<&'s Json> {
    let lookup = Pointer::new().key("lookups").key(name);
    let request = ["once", "batch", "each"]
        .iter()
        .find_map(|key| document.get(&lookup.key(*key)).and_then(Node::as_text));
    let replies = match request {
        Some(request) => answering(request, samples),
        None => samples.replies.iter().collect(),
    };
    replies
        .into_iter()
        .map(|sample| &sample.body)
        .take(MOST)
        .collect()
}
