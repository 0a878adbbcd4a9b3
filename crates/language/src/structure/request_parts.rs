//! A request that is written as its parts: `method` and `path`, where a mapping has `request: GET /path`.

use super::place::PlacedViolation;
use crate::diagnostic::{Edit, Help};
use crate::document::At;

const VERBS: [&str; 3] = ["method", "verb", "http_method"];
const PATHS: [&str; 4] = ["path", "endpoint", "uri", "url"];

/// True for a verb that is told with the path beside it.
pub(super) fn is_told_by_path(place: &PlacedViolation<'_>, key: &str) -> bool {
    VERBS.contains(&key) && beside(place, &PATHS).is_some_and(|(_, path)| path.starts_with('/'))
}

/// What to write instead of a path, and the key of the verb beside it.
pub(super) fn help<'p>(
    place: &'p PlacedViolation<'_>,
    key: &str,
    allowed: &[String],
) -> Option<(Help, Option<&'p str>)> {
    let wanted = allowed.iter().any(|word| word == "request");
    let here = place.value().get("request").is_some();
    let path = place.value().get(key)?.as_str()?;
    if !wanted || here || !PATHS.contains(&key) || !path.starts_with('/') {
        return None;
    }
    let verb = beside(place, &VERBS);
    let word = verb.map_or("GET", |(_, verb)| verb);
    let line = format!("request: {} {path}", word.to_uppercase());
    let help = Help::from(format!("write `{line}`"));
    let name = verb.map(|(name, _)| name);
    let mended = edits(place, key, name, &line);
    Some((mended.map_or(help.clone(), |edits| help.edits(edits)), name))
}

/// The first of these keys that holds a text here.
fn beside<'p>(
    place: &'p PlacedViolation<'_>,
    keys: &[&'static str],
) -> Option<(&'static str, &'p str)> {
    let mut keys = keys.iter();
    keys.find_map(|key| Some((*key, place.value().get(key)?.as_str()?)))
}

/// The path's entry becomes the request, and the line of the verb goes. Nothing where both stand on one line.
fn edits(
    place: &PlacedViolation<'_>,
    key: &str,
    verb: Option<&str>,
    line: &str,
) -> Option<Vec<Edit>> {
    let source = place.document.source_of(&place.pointer);
    let span = |key: &str| {
        let pointer = place.pointer.key(key);
        let start = place.document.locate(&pointer, At::Key).start;
        start..place.document.locate(&pointer, At::Value).end
    };
    let entry = span(key);
    if source.slice(&entry).contains('\n') {
        return None;
    }
    let mut edits = vec![Edit::new(entry.clone(), line)];
    if let Some(verb) = verb {
        let verb = span(verb);
        let (number, _) = source.line_column(verb.start);
        let whole = source.lines(number, number);
        let alone = source.slice(&whole).trim() == source.slice(&verb);
        if !alone || whole.contains(&entry.start) {
            return None;
        }
        edits.push(Edit::new(whole, ""));
        edits.sort_by_key(|edit| edit.span.start);
    }
    Some(edits)
}
