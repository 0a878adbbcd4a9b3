//! The list that a place belongs to: its route, its case, `shared`. What is not said there is looked
//! up further out, as the language lays them over each other.

use crate::samples::{Sample, Samples};
use touchpoint_language::document::{Document, Kind, Node, Pointer, Step};

/// The containers around a place, from the nearest outwards: route, case, `shared`, `list`.
pub(crate) fn containers(document: &Document, place: &Pointer) -> Vec<Pointer> {
    let keys: Vec<Option<&str>> = place.steps().iter().map(Step::as_key).collect();
    let list = Pointer::new().key("list");
    if keys.first() != Some(&Some("list")) {
        return Vec::new();
    }
    let (case, after) = match keys.as_slice() {
        [_, Some("cases"), Some(name), ..] => (Some(list.key("cases").key(*name)), 3),
        [_, Some("shared"), ..] => (Some(list.key("shared")), 2),
        _ => (None, 1),
    };
    let holder = case.clone().unwrap_or_else(|| list.clone());
    let mut found = Vec::new();
    if let (Some(Some("routes")), Some(Step::Index(index))) =
        (keys.get(after), place.steps().get(after + 1))
    {
        found.push(holder.key("routes").index(*index));
    }
    found.push(holder.clone());
    for outer in [list.key("shared"), list] {
        if !found.contains(&outer) && document.get(&outer).is_some() {
            found.push(outer);
        }
    }
    found
}

/// The nearest value of a key around a place.
pub(crate) fn nearest<'d>(document: &'d Document, place: &Pointer, key: &str) -> Option<&'d Node> {
    let mut containers = containers(document, place).into_iter();
    containers.find_map(|container| document.get(&container.key(key)))
}

/// The replies that the list of a place may get: those to its requests, and among them those to
/// callers that its case is for. Where none is left, all.
pub(crate) fn replies<'s>(
    document: &Document,
    place: &Pointer,
    samples: &'s Samples,
) -> Vec<&'s Sample> {
    let served: Vec<&Sample> = samples
        .replies
        .iter()
        .filter(|sample| !sample.refused)
        .collect();
    let containers = containers(document, place);
    let requests = containers
        .iter()
        .map(|container| requests_in(document, container))
        .find(|requests| !requests.is_empty());
    let fitting = narrowed(&served, |sample| {
        requests
            .iter()
            .flatten()
            .any(|request| answers(request, sample))
    });
    let when = containers
        .iter()
        .find_map(|container| document.get(&container.key("when")));
    let pairs: Vec<String> = when
        .map(Node::entries)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(format!("{}={}", entry.key, entry.node.as_text()?)))
        .collect();
    narrowed(&fitting, |sample| {
        !pairs.is_empty()
            && pairs
                .iter()
                .all(|pair| sample.query.split('&').any(|asked| asked == pair))
    })
}

/// The replies to one request.
pub(crate) fn answering<'s>(request: &str, samples: &'s Samples) -> Vec<&'s Sample> {
    let answers = |sample: &&Sample| answers(request, sample);
    samples.replies.iter().filter(answers).collect()
}

fn narrowed<'s>(all: &[&'s Sample], keep: impl Fn(&Sample) -> bool) -> Vec<&'s Sample> {
    let kept: Vec<&Sample> = all.iter().copied().filter(|sample| keep(sample)).collect();
    if kept.is_empty() { all.to_vec() } else { kept }
}

/// The request lines of a container and its routes.
fn requests_in(document: &Document, container: &Pointer) -> Vec<String> {
    let own = document
        .get(&container.key("request"))
        .and_then(Node::as_text);
    if let Some(own) = own {
        return vec![own.to_owned()];
    }
    let routes = document
        .get(&container.key("routes"))
        .map(|node| &node.kind);
    let Some(Kind::List(routes)) = routes else {
        return Vec::new();
    };
    let requests = routes.iter().flat_map(Node::entries);
    requests
        .filter(|entry| entry.key == "request")
        .filter_map(|entry| entry.node.as_text().map(str::to_owned))
        .collect()
}

/// True if a sample may be the answer to a request line: the verb is the same, and the address ends
/// with its segments, of which one with a hole may be any. A sample without a request fits all.
fn answers(request: &str, sample: &Sample) -> bool {
    let Some(called) = &sample.request else {
        return true;
    };
    let line = |text: &str| -> Option<(String, Vec<String>)> {
        let (verb, path) = text.trim().split_once(' ')?;
        let path = without_holes(path);
        let path = path.split('?').next().unwrap_or_default();
        let parts = path.split('/').filter(|part| !part.is_empty());
        Some((verb.to_owned(), parts.map(str::to_owned).collect()))
    };
    let (Some((verb, wanted)), Some((called_verb, called))) = (line(request), line(called)) else {
        return false;
    };
    let same = |wanted: &String, called: &String| wanted == called || wanted.contains(HOLE);
    verb == called_verb
        && wanted.len() <= called.len()
        && wanted
            .iter()
            .rev()
            .zip(called.iter().rev())
            .all(|(wanted, called)| same(wanted, called))
}

const HOLE: char = '\u{0}';

/// A path in which each hole is one character.
fn without_holes(path: &str) -> String {
    let mut parts = path.split("{{");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push(HOLE);
        plain.push_str(part.split_once("}}").map_or("", |(_, rest)| rest));
    }
    plain
}
