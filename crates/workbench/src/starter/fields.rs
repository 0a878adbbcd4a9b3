//! The members of sample records → the fields of a starter mapping, by names and by forms.

use super::survey::{Member, path, plain_name};
use super::times::{form_of, unit};
use super::unread::unread;
use super::written::{MarkedLines, block, flow};
use touchpoint_language::json::Json;
use touchpoint_language::model::{Kind, Model, Scalar};
use touchpoint_language::unified::OFTEN_SAID;

/// How many words are written into a map.
const MOST_WORDS: usize = 12;

/// What is guessed from.
pub(super) struct Facts<'f> {
    pub(super) model: &'f Model,
    pub(super) members: &'f [Member],
    /// The last word of the list's path: `tasks`.
    pub(super) list: &'f str,
}

/// Writes the fields, and the members that became none.
pub(super) fn write(facts: &Facts<'_>, depth: usize, lines: &mut MarkedLines) {
    let (mut used, mut read): (Vec<&[String]>, Vec<&Member>) = (Vec::new(), Vec::new());
    let mut missing = Vec::new();
    let says = facts.some_time_counts();
    for field in &facts.model.fields {
        let (dotted, wanted) = match &field.kind {
            Kind::Scalar(scalar) => (field.name.clone(), scalar.clone()),
            Kind::Object(members) | Kind::List(members) => {
                if members.iter().all(|member| member.name != "id") {
                    continue;
                }
                (format!("{}.id", field.name), Scalar::Text)
            }
            // A list of texts may be anything: it is asked for.
            Kind::Values(_) => {
                missing.push((field.name.as_str(), Scalar::Text));
                continue;
            }
        };
        let is_list = !matches!(field.kind, Kind::Scalar(_));
        let Some((member, name)) = facts.find(&dotted, &wanted, is_list, &used) else {
            missing.push((field.name.as_str(), wanted));
            continue;
        };
        let rests_on = rests_on(member, name);
        read.push(member);
        match (&field.kind, member.list) {
            (Kind::Scalar(scalar), _) => {
                used.push(&member.names);
                let of = (scalar, says);
                scalar_field(&field.name, of, member, &rests_on, depth, lines);
            }
            (Kind::Values(_), _) => {}
            (Kind::List(_), Some(at)) => {
                let (list, rest) = member.names.split_at(at);
                let each = Json::from(format!("{}[*]", path(list)));
                let id = flow(&path(rest));
                let text = format!("{}: [{{ each: {each}, id: {id} }}]", field.name);
                lines.guess(depth, &text, &rests_on);
            }
            (Kind::List(_), None) => {
                let id = flow(&path(&member.names));
                lines.guess(
                    depth,
                    &format!("{}: [{{ id: {id} }}]", field.name),
                    &rests_on,
                );
            }
            (Kind::Object(_), Some(at)) => {
                let (list, rest) = member.names.split_at(at);
                let rest = path(rest);
                let rest = rest.strip_prefix('$').unwrap_or_default();
                let id = Json::from(format!("{}[0]{rest}", path(list)));
                let text = format!("{}: {{ id: {id} }}", field.name);
                lines.guess(depth, &text, &format!("the first of them; {rests_on}"));
            }
            (Kind::Object(_), None) => {
                let id = flow(&path(&member.names));
                lines.guess(depth, &format!("{}: {{ id: {id} }}", field.name), &rests_on);
            }
        }
    }
    for (name, wanted) in &missing {
        missing_field(facts, name, wanted, depth, lines);
    }
    let names: Vec<&str> = missing
        .iter()
        .filter(|(name, wanted)| *name != "id" && !matches!(wanted, Scalar::Word(_)))
        .map(|(name, _)| *name)
        .collect();
    if !names.is_empty() {
        let question = format!("does a record tell any of {}?", names.join(", "));
        lines.ask(depth, &question);
    }
    let unread = unread(facts.members, &read);
    if !unread.is_empty() {
        let question = format!("does a field come from any of {}?", unread.join(", "));
        lines.ask(depth, &question);
    }
}

fn missing_field(
    facts: &Facts<'_>,
    name: &str,
    wanted: &Scalar,
    depth: usize,
    lines: &mut MarkedLines,
) {
    if name == "id" {
        lines.ask(depth, "where does a record have its id?");
        lines.guess(depth, "id: $.id", "no member of the samples is called so");
        return;
    }
    let Scalar::Word(words) = wanted else {
        return;
    };
    match ours(facts.list, words) {
        Some(word) if facts.model.parameter(name).is_some() => {
            let text = format!("{name}: {{ always: {word} }}");
            lines.guess(
                depth,
                &text,
                &format!("the list is called `{}`", facts.list),
            );
        }
        _ => lines.ask(
            depth,
            &format!("which records are {}, by `{name}`?", or(words)),
        ),
    }
}

/// Writes a field of one value; `says` where its form of time is written though it is the usual one.
fn scalar_field(
    name: &str,
    (scalar, says): (&Scalar, bool),
    member: &Member,
    rests_on: &str,
    depth: usize,
    lines: &mut MarkedLines,
) {
    let at = path(&member.names);
    match scalar {
        Scalar::Text | Scalar::Number | Scalar::Boolean => {
            lines.guess(depth, &format!("{name}: {}", block(&at)), rests_on);
        }
        Scalar::Instant => match form_of(&member.values) {
            None => {
                lines.guess(depth, &usual_time(name, &at, says), rests_on);
                let question = if member.values.is_empty() {
                    format!("in which form is the time of `{at}`? the samples have none")
                } else {
                    format!("the times of `{at}` have several forms: which, and when?")
                };
                lines.ask(depth, &question);
            }
            Some(form) if form.word == "rfc3339" && !form.is_local => {
                lines.guess(depth, &usual_time(name, &at, says), rests_on);
            }
            Some(form) => {
                let zone = if form.is_local { ", zone: UTC" } else { "" };
                let (at, word) = (flow(&at), flow(form.word));
                let text = format!("{name}: {{ from: {at}, time: {word}{zone} }}");
                lines.guess(depth, &text, rests_on);
                if form.is_local {
                    lines.ask(depth, &format!("in which zone are the times of {at}?"));
                }
            }
        },
        Scalar::Duration => {
            let unit = unit(member);
            let text = format!("{name}: {{ from: {}, unit: {} }}", flow(&at), flow(unit));
            lines.guess(
                depth,
                &text,
                &format!("{rests_on}, and its unit by its name or form"),
            );
        }
        Scalar::Word(words) => word_field(name, words, member, rests_on, depth, lines),
    }
}

/// A field with a time in the usual form. Beside times that count from 1970 the form is said.
fn usual_time(name: &str, at: &str, says: bool) -> String {
    if says {
        format!("{name}: {{ from: {}, time: rfc3339 }}", flow(at))
    } else {
        format!("{name}: {}", block(at))
    }
}

fn word_field(
    name: &str,
    words: &[String],
    member: &Member,
    rests_on: &str,
    depth: usize,
    lines: &mut MarkedLines,
) {
    let at = path(&member.names);
    let texts = member.values.iter().filter_map(Json::as_text);
    let (mut map, mut other) = (Vec::new(), Vec::new());
    for text in texts.take(MOST_WORDS) {
        match ours(text, words) {
            Some(word) if word == text => {}
            Some(word) => map.push(format!("{}: {word}", flow(text))),
            None => other.push(format!("`{text}`")),
        }
    }
    let text = if map.is_empty() {
        format!("{name}: {}", block(&at))
    } else {
        format!(
            "{name}: {{ from: {}, map: {{ {} }} }}",
            flow(&at),
            map.join(", ")
        )
    };
    lines.guess(depth, &text, rests_on);
    if !other.is_empty() {
        let other = other.join(", ");
        lines.ask(
            depth,
            &format!("is one of {other} {}? else it is kept", or(words)),
        );
    }
}

/// Our word for a vendor's, by what vendors often say.
fn ours<'w>(theirs: &str, words: &'w [String]) -> Option<&'w str> {
    let said = plain_name(theirs);
    let known = |ours: &str| {
        let often = OFTEN_SAID.iter().find(|(word, _)| *word == ours);
        ours == said || often.is_some_and(|(_, often)| often.contains(&said.as_str()))
    };
    words.iter().map(String::as_str).find(|word| known(word))
}

fn rests_on(member: &Member, name: &str) -> String {
    if member.values.is_empty() {
        return format!("its name, `{name}`; the samples have no value");
    }
    if member.seen == 0 {
        return format!("its name, `{name}`, in the schema");
    }
    let shown = member.values.iter().take(member.seen.min(2));
    let shown: Vec<String> = shown.map(short).collect();
    format!("its name; {}", shown.join(", "))
}

fn short(value: &Json) -> String {
    let text = value.to_string();
    let one_line = text.replace(['\n', '\r'], " ");
    if one_line.chars().count() <= 30 {
        return one_line;
    }
    let start: String = one_line.chars().take(30).collect();
    format!("{start}…")
}

fn or(words: &[String]) -> String {
    words.join(" or ")
}
