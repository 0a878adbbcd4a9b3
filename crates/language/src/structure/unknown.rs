//! Unknown keys, and keys that are not allowed as names: what their author probably meant.

use serde_json::Value;

use super::finding::Finding;
use super::form::form;
use super::moved::moved;
use super::place::PlacedViolation;
use super::route::{self, parent};
use super::stray::Stray;
use super::violation::Breach;
use super::{
    by_operator, dotted, elsewhere, foreign, no_colon, no_parameter, request_parts, shape, words,
};
use crate::diagnostic::{
    Code, Diagnostic, Edit, Help, Label, MOST_FAULTS, disguised, help_for, nearest,
};
use crate::document::{At, Entry, Kind};
use crate::json::Json;
use crate::model::CUSTOM;
use crate::unified::often_meant;

/// For how many unknown keys we look up where else they would be known, which takes a while for each.
const LOOKED_UP: usize = 25;

/// Every unknown key of a map.
pub(super) fn keys(
    place: &PlacedViolation<'_>,
    keys: &[String],
    stray: Option<&Stray>,
    found: &mut Vec<Finding>,
) {
    let route = &place.violation.route;
    let value = place.value();
    let whole = &place.judge.schema;
    let schema = if route.ends_with("/unevaluatedProperties") {
        route::at(whole, route::outermost(parent(route)))
    } else {
        route::holder(whole, route)
    };
    let shape = schema.map(|schema| shape::of(whole, schema, value));
    let shape = shape.unwrap_or_default();
    for key in keys {
        if found.len() >= MOST_FAULTS {
            return;
        }
        if request_parts::is_told_by_path(place, key) {
            continue;
        }
        // a branch that fails for another reason makes all its keys look unknown
        let allowed = if stray.is_some() {
            &shape.every
        } else {
            &shape.names
        };
        if place.all || !allowed.contains(key) {
            let names = match names_of(route::holder(whole, route)) {
                Code::UnknownKey => names_of(schema),
                names => names,
            };
            let looks_elsewhere = found.len() < LOOKED_UP;
            found.push(unknown_key(place, key, allowed, names, looks_elsewhere));
        }
    }
}

fn unknown_key(
    place: &PlacedViolation<'_>,
    key: &str,
    allowed: &[String],
    names: Code,
    looks_elsewhere: bool,
) -> Finding {
    if let Some(finding) =
        cut_number(place, key).or_else(|| no_colon::no_colon(place, key, allowed))
    {
        return finding;
    }
    let (title, text) = match names {
        Code::UnknownField => (
            format!("no unified field is called `{key}`"),
            "not in the unified model",
        ),
        Code::UnknownParameter => {
            let text = "not among the model's parameters";
            (format!("no unified parameter is called `{key}`"), text)
        }
        _ => (format!("unknown key `{key}`"), "means nothing here"),
    };
    let pointer = place.pointer.key(key);
    let mut label = place.document.label(&pointer, At::Key, text);
    if let Some((words, _)) = disguised(key) {
        label.text = words;
    }
    let parts = request_parts::help(place, key, allowed);
    let verb = parts.as_ref().and_then(|(_, verb)| *verb);
    let verb = verb.map(|verb| place.pointer.key(verb));
    let (help, meant) = match parts {
        Some((help, _)) => (help, Some("request")),
        None => next_step(place, key, allowed, (names, looks_elsewhere)),
    };
    Finding {
        diagnostic: Diagnostic::error(names, title, label).with_help(help),
        about: place.about(),
        lacks: false,
        meant: meant.map(|meant| place.pointer.key(meant)),
        prune: std::iter::once(pointer).chain(verb).collect(),
    }
}

/// What to write instead of an unknown key, and the key of ours that it is another name for.
fn next_step(
    place: &PlacedViolation<'_>,
    key: &str,
    allowed: &[String],
    (names, looks_elsewhere): (Code, bool),
) -> (Help, Option<&'static str>) {
    let here = |name: &str| place.value().get(name).is_some();
    // A second key of the name would be one too many.
    let instead = |help: Help, name: &str| {
        if here(name) { help.words_alone() } else { help }
    };
    if let Some((_, plain)) = disguised(key)
        && let Some(meant) = nearest(&plain, allowed)
    {
        return (instead(Help::write(meant), meant), None);
    }
    if names == Code::UnknownParameter
        && let Some(help) = by_operator::help(place, key, allowed)
    {
        return (help, None);
    }
    if names == Code::UnknownField
        && let Some(help) = dotted::help(place, key, allowed)
    {
        return (help, None);
    }
    let near = nearest(key, allowed);
    let meant = near.map(|near| instead(Help::meant(near), near));
    if let Some(meant) = &meant
        && (near.is_some_and(|near| near.eq_ignore_ascii_case(key)) || key.len() > 3)
    {
        return (meant.clone(), None);
    }
    if names == Code::UnknownField && meant.is_none() && allowed.iter().any(|word| word == CUSTOM) {
        let help = format!("a field of the account's own stands below `{CUSTOM}`");
        return (help.into(), None);
    }
    if key.contains('/') && allowed.iter().any(|word| word == "records") {
        let help = format!("lists of several models stand below `lists`: `lists: {{ {key}: … }}`");
        return (help.into(), None);
    }
    let of_model = matches!(names, Code::UnknownField | Code::UnknownParameter);
    if let Some(often) = often_meant(key, allowed).filter(|_| of_model) {
        return (often.into(), None);
    }
    let beside = no_parameter::no_parameter(key).filter(|_| names == Code::UnknownParameter);
    if let Some(beside) = beside.filter(|_| allowed.len() > 3) {
        return (beside.into(), None);
    }
    let of_map = ["else", "default", "fallback"].contains(&key.to_lowercase().as_str());
    if of_map && here("map") && allowed.iter().any(|word| word == "otherwise") {
        let help = "write `otherwise: nothing` for words that `map` does not name; for a word of ours, `first_of: [{ from: …, map: …, otherwise: nothing }, { always: … }]`";
        return (help.into(), None);
    }
    if let Some((help, ours)) = foreign::help(key, place.value().get(key), allowed) {
        if let Some(ours) = ours.filter(|one| here(one.key)) {
            let help = format!("take it away: `{}` stands beside it", ours.key);
            return (help.into(), Some(ours.key));
        }
        let fits = ours.filter(|one| one.fits);
        let help = match fits {
            Some(ours) if ours.is_version() => Help::from(help).value(ours.key),
            // The value that stands there stays.
            Some(ours) => Help::write(ours.key),
            None => help.into(),
        };
        return (help, ours.map(|ours| ours.key));
    }
    let belongs = || {
        let whole = &place.judge.schema;
        looks_elsewhere.then(|| elsewhere::belongs(whole, place.json, &place.pointer, key))?
    };
    let listed = || help_for(key, &place.judge.in_order(allowed));
    let help = meant
        .or_else(|| {
            let (words, home) = belongs()?;
            let edits = home.map(|home| moved(place, key, &home));
            Some(Help::from(words).edits(edits.unwrap_or_default()))
        })
        .or_else(listed)
        .unwrap_or_else(|| "take it away".into());
    (help, None)
}

/// `{ max: 2,000 }`: between braces the comma ends the number, and the digits after it become a
/// key.
fn cut_number(place: &PlacedViolation<'_>, key: &str) -> Option<Finding> {
    let thousands = key.len() == 3 && key.bytes().all(|byte| byte.is_ascii_digit());
    let entries = place.document.get(&place.pointer)?.entries();
    let at = entries.iter().position(|entry| entry.key == key)?;
    let before: &Entry = entries.get(at.checked_sub(1)?)?;
    let Kind::Scalar {
        value: Json::Number(number),
    } = &before.node.kind
    else {
        return None;
    };
    let entry = entries.get(at)?;
    if !thousands || !entry.node.span.is_empty() {
        return None;
    }
    let source = place.document.source_of(&place.pointer);
    let span = before.node.span.start..entry.key_span.end;
    let label = Label::new(source, span, "between braces the comma ends the number");
    let title = format!("`{}` is cut at its comma", before.key);
    let help = Help::from(format!("write `{}: {number}{key}`", before.key));
    let help = help.text(&format!("{number}{key}"));
    Some(Finding {
        diagnostic: Diagnostic::error(Code::WrongForm, title, label).with_help(help),
        about: None,
        lacks: false,
        meant: None,
        prune: vec![
            place.pointer.key(key),
            place.pointer.key(before.key.as_str()),
        ],
    })
}

/// A key that is not one of the allowed names.
pub(super) fn wrong_name(place: &PlacedViolation<'_>, key: &str, breach: &Breach) -> Finding {
    let whole = &place.judge.schema;
    let route = parent(&place.violation.route);
    let names = route::at(whole, route);
    let mut code = names_of(names);
    if code == Code::UnknownKey {
        let owner = route.rsplit_once("/propertyNames").map(|(owner, _)| owner);
        code = names_of(owner.and_then(|owner| route::at(whole, owner)));
    }
    if let Breach::Words(options) = breach {
        let allowed: Vec<_> = options.iter().map(words::written).collect();
        return unknown_key(place, key, &allowed, code, true);
    }
    let pointer = place.pointer.key(key);
    let name = format!("the key `{key}`");
    let (code, title, help, at) = condition_key(place, breach, key)
        .unwrap_or_else(|| form(&place.judge.formats, breach, &name, &key.into(), None));
    let label = match at {
        Some(at) => place.document.label_in_key(&pointer, at, ""),
        None => place.document.label(&pointer, At::Key, ""),
    };
    let diagnostic = Diagnostic::error(code, title, label);
    Finding {
        diagnostic: diagnostic
            .with_help_if(help.or_else(|| shape::described(names).map(Help::from))),
        about: None,
        lacks: false,
        meant: None,
        prune: vec![pointer],
    }
}

/// The fault of a condition's key that is neither a path nor one of its words.
fn condition_key(
    place: &PlacedViolation<'_>,
    breach: &Breach,
    key: &str,
) -> Option<super::form::WrongValue> {
    let Breach::Pattern(pattern) = breach else {
        return None;
    };
    let path = pattern.contains("\\$");
    let reply = pattern.contains("status");
    if !path {
        return None;
    }
    let title = if reply {
        format!("`{key}` is neither `status` nor `header.…` nor a path")
    } else {
        format!("`{key}` is no path")
    };
    if let Some(help) = several_values(place, key) {
        return Some((Code::WrongForm, title, Some(help), None));
    }
    let help = foreign::help_in_condition(key).map_or_else(
        || {
            Help::write(&format!("$.{}", key.trim_start_matches('.')))
                .after("a path begins with `$`: ")
        },
        Help::from,
    );
    Some((Code::WrongForm, title, Some(help), None))
}

/// `{ status: 423, 424 }`: between braces the comma ends the value, and the next one becomes a key.
fn several_values(place: &PlacedViolation<'_>, key: &str) -> Option<Help> {
    let entries = place.document.get(&place.pointer)?.entries();
    let at = entries.iter().position(|entry| entry.key == key)?;
    let entry = entries.get(at).filter(|entry| entry.node.span.is_empty())?;
    let before = entries.get(at.checked_sub(1)?)?;
    let source = place.document.source_of(&place.pointer);
    let first = source.slice(&before.node.span);
    let plain = |text: &str| !text.is_empty() && !text.contains(['[', '{', '$', '.']);
    if !plain(first) || !plain(key) {
        return None;
    }
    let list = format!("[{first}, {key}]");
    let help = Help::from(format!("write `{}: {list}`", before.key));
    let span = before.node.span.start..entry.key_span.end;
    Some(help.edits(vec![Edit::new(span, list)]))
}

/// What the keys of a closed object are, by its annotation.
fn names_of(schema: Option<&Value>) -> Code {
    match schema.and_then(|schema| schema.get("x-names")?.as_str()) {
        Some("field") => Code::UnknownField,
        Some("parameter") => Code::UnknownParameter,
        _ => Code::UnknownKey,
    }
}
