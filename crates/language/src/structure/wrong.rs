//! What a map lacks, and values that are wrong in themselves: the words, the place, the help, and what
//! to take away.

use serde_json::Value;

use super::disguise::seen_as;
use super::example::{constant, example, literal, path_or_word};
use super::finding::Finding;
use super::form::{WrongValue, form};
use super::place::PlacedViolation;
use super::route::{self, parent};
use super::stray::stray;
use super::turned::{paired, turned};
use super::violation::Breach;
use super::{shape, words};
use crate::diagnostic::{Code, Diagnostic, Help, Label, help_for, quoted};
use crate::document::{At, Node, Pointer};

/// A key that the map needs.
pub(super) fn missing(place: &PlacedViolation<'_>, key: &str) -> Finding {
    let title = format!("missing key `{key}`");
    let text = match place.name() {
        Some(name) => format!("{name} needs it"),
        None => String::new(),
    };
    let schema = route::holder(&place.judge.schema, &place.violation.route);
    let property = schema.and_then(|schema| schema.get("properties")?.get(key));
    let words = || {
        let words = shape::words(&place.judge.schema, property?)?;
        let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
        Some(format!("write `{key}` with one of {}", words.join(", ")))
    };
    let described = || shape::described(property).map(|words| format!("`{key}`: {words}"));
    let example = || {
        let example = property?.get("x-example")?.as_str()?;
        let example = example.replace("… ", "10 ").replace('…', "name");
        let what = shape::described(property).map(|words| format!(": {}", uncapital(&words)));
        Some(format!(
            "add `{key}: {example}`{}",
            what.unwrap_or_default()
        ))
    };
    let help = words().or_else(example).or_else(described);
    let help = help.unwrap_or_else(|| format!("write `{key}: …` here"));
    let mut finding = place.about_map(Code::MissingKey, title, text, Some(help.into()));
    finding.diagnostic.secondary.extend(strangers(place));
    finding
}

/// A sentence as it goes on behind a colon.
fn uncapital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string());
    let acronym = letters.clone().next().is_some_and(char::is_uppercase);
    match first.filter(|_| !acronym) {
        Some(first) => first + letters.as_str(),
        None => words.to_owned(),
    }
}

/// The keys that no branch knows, in a map that fits no branch.
fn strangers(place: &PlacedViolation<'_>) -> Vec<Label> {
    let whole = &place.judge.schema;
    let route = route::outermost(parent(&place.violation.route));
    let Some(schema) = route::at(whole, route) else {
        return Vec::new();
    };
    let shape = shape::of(whole, schema, place.value());
    if shape.choosing.is_empty() {
        return Vec::new();
    }
    let entries = place.document.get(&place.pointer).map(Node::entries);
    let strange = entries
        .into_iter()
        .flatten()
        .filter(|entry| !shape.every.contains(&entry.key));
    strange
        .map(|entry| {
            let pointer = place.pointer.key(entry.key.as_str());
            place
                .document
                .label(&pointer, At::Key, "means nothing here")
        })
        .collect()
}

/// A map that must have exactly one of several keys, and has none or too many.
pub(super) fn alternatives(place: &PlacedViolation<'_>) -> Finding {
    let value = place.value();
    let alternatives = route::at(&place.judge.schema, &place.violation.route);
    let Some(keys) = alternatives.and_then(shape::required_keys) else {
        let name = place.name().unwrap_or_else(|| "the file".into());
        let title = format!(
            "{name} fits none of its forms, here is {}",
            words::describe(value)
        );
        let help = shape::described(route::holder(&place.judge.schema, &place.violation.route));
        let help = literal(place, value).or_else(|| help.map(Help::from));
        let mut finding = place.about_map(Code::WrongForm, title, String::new(), help);
        finding.nothing(place, alternatives);
        return finding;
    };
    let names: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
    let exactly = if place.violation.route.ends_with("/oneOf") {
        "exactly"
    } else {
        "at least"
    };
    let title = format!("needs {exactly} one of {}", words::joined(&names, "or"));
    let here: Vec<_> = keys.iter().filter(|key| value.get(key).is_some()).collect();
    let help = Some(format!("keep one of {}", names.join(", ")).into());
    // What is looked up has a value of its own.
    if here.is_empty() && value.get("lookup").is_some() && keys.iter().any(|key| key == "from") {
        let help = "write `from: $.name`: there, `$` is the entry found".into();
        return place.about_map(Code::OneOf, title, "none is here".into(), Some(help));
    }
    let Some((last, first)) = here.split_last() else {
        let help = Some(format!("write one of {} here", names.join(", ")).into());
        return place.about_map(Code::OneOf, title, "none is here".into(), help);
    };
    let mut finding = place.about_map(Code::OneOf, title, String::new(), help);
    let label = |key: &String, text: &str| {
        let pointer = place.pointer.key(key.as_str());
        place.document.label(&pointer, At::Key, text)
    };
    finding.diagnostic.primary = label(last, "one too many");
    finding.diagnostic.secondary = first
        .iter()
        .map(|key| label(key, "is here already"))
        .collect();
    finding
}

impl Finding {
    /// `null` where a word of ours means nothing.
    fn nothing(&mut self, place: &PlacedViolation<'_>, alternatives: Option<&Value>) {
        let known = alternatives.is_some_and(|all| all.to_string().contains("\"nothing\""));
        let node = place.document.get(&place.pointer);
        let written = node.is_some_and(|node| !node.span.is_empty());
        if known && written && place.value().is_null() {
            let label = place.document.label(&place.pointer, At::Value, "");
            let told = Diagnostic::error(Code::WrongForm, self.diagnostic.title.clone(), label);
            self.diagnostic = told.with_help(Help::write("nothing"));
        }
    }
}

/// A value of a wrong type, word, form or size.
pub(super) fn value(place: &PlacedViolation<'_>) -> Finding {
    let value = place.value();
    let words = matches!(place.violation.breach, Breach::Words(_));
    let name = place.item().filter(|_| words).or_else(|| place.name());
    let name = name.unwrap_or_else(|| "the file".into());
    let limit = matches!(place.violation.breach, Breach::Limit(_));
    let about = place.about().filter(|_| limit);
    if let Some(diagnostic) = nothing_left(place, value, &name) {
        return Finding {
            diagnostic,
            about,
            lacks: true,
            meant: None,
            prune: vec![prune(place)],
        };
    }
    let (code, title, help, at) = unknown_resource(place, value).unwrap_or_else(|| {
        let digits = place.digits();
        form(
            &place.judge.formats,
            &place.violation.breach,
            &name,
            value,
            digits,
        )
    });
    let forbidden = code == Code::UnknownKey;
    let label = match at {
        Some(at) => place.document.label_in(&place.pointer, at, ""),
        None if forbidden => place.document.label(&place.pointer, At::Key, ""),
        None => place.document.label(&place.pointer, place.half(), ""),
    };
    let schema = route::holder(&place.judge.schema, &place.violation.route);
    let seen = seen_as(place, value);
    let label = match &seen {
        Some((words, _)) => place.document.label(&place.pointer, At::Value, words),
        None => label,
    };
    let diagnostic = Diagnostic::error(code, title, label);
    let help = seen
        .map(|(_, help)| help)
        .or_else(|| constant(place, value))
        .or_else(|| path_or_word(place, value))
        .or(help)
        .or_else(|| paired(place, value))
        .or_else(|| example(place, value))
        .or_else(|| turned(place, value))
        .or_else(|| literal(place, value))
        .or_else(|| shape::described(schema).map(Help::from));
    Finding {
        diagnostic: diagnostic.with_help_if(help),
        about,
        lacks: value.is_null(),
        meant: None,
        prune: vec![prune(place)],
    }
}

/// A value that is empty by accident: an empty file, or a text that is cut off by its own `#`.
fn nothing_left(place: &PlacedViolation<'_>, value: &Value, name: &str) -> Option<Diagnostic> {
    let node = place.document.get(&place.pointer)?;
    if !value.is_null() || !node.span.is_empty() {
        return None;
    }
    let source = place.document.source_of(&place.pointer);
    if place.pointer.steps().is_empty() {
        let label = Label::new(source, 0..0, "nothing but comments stands here");
        let first = place
            .judge
            .schema
            .get("required")
            .and_then(|all| all.get(0)?.as_str());
        let help = format!("begin with `{}: 1`", first.unwrap_or("mapping"));
        return Some(
            Diagnostic::error(Code::WrongType, "the file is empty", label).with_help(help),
        );
    }
    let key = place.document.locate(&place.pointer, At::Key);
    let line = source.text.get(key.end..)?.lines().next()?;
    let comment = line.strip_prefix(':')?;
    let start = key.end.saturating_add(line.find('#')?);
    let cut = comment.trim_start();
    if !cut.starts_with('#') || cut.starts_with("# ") || cut.len() < 2 {
        return None;
    }
    let end = start.saturating_add(cut.trim_end().len());
    let title = format!("{name} has no value: `#` starts a comment");
    let label = Label::new(source, start..end, "YAML does not read this");
    let help = Help::quote_marked(&quoted(cut.trim_end()));
    Some(Diagnostic::error(Code::WrongType, title, label).with_help(help))
}

/// A resource without a model.
fn unknown_resource(place: &PlacedViolation<'_>, value: &Value) -> Option<WrongValue> {
    let schema = route::holder(&place.judge.schema, &place.violation.route)?;
    let named = schema.get("x-names").and_then(Value::as_str) == Some("resource");
    let (Breach::Words(options), Some(resource)) = (&place.violation.breach, value.as_str()) else {
        return None;
    };
    let known: Vec<_> = options.iter().map(words::written).collect();
    let title = format!("no unified model is called `{resource}`");
    let help = help_for(resource, &known);
    named.then_some((Code::UnknownResource, title, help, None))
}

/// What is taken away with a wrong value: its entry, or the whole map where the value chooses a
/// branch.
fn prune(place: &PlacedViolation<'_>) -> Pointer {
    let stray = stray(&place.judge.schema, place.json, place.violation);
    let map = stray.and_then(|_| place.pointer.parent());
    map.unwrap_or_else(|| place.pointer.clone())
}
