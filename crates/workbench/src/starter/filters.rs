//! The parameters that a list takes → the filters that a caller may ask for.

use super::paging::is_of_paging;
use super::parameters::Parameter;
use super::survey::plain_name;
use super::written::{MarkedLines, flow};
use touchpoint_language::model::{Model, Scalar};
use touchpoint_language::unified::{OFTEN_NAMED, OFTEN_SAID};

/// Endings of names that mean a bound of a time, and which.
const BOUNDS: [(&str, &str); 14] = [
    ("since", "gte"),
    ("after", "gte"),
    ("from", "gte"),
    ("gte", "gte"),
    ("min", "gte"),
    ("start", "gte"),
    ("gt", "gt"),
    ("until", "lte"),
    ("before", "lte"),
    ("to", "lte"),
    ("lte", "lte"),
    ("max", "lte"),
    ("end", "lte"),
    ("lt", "lt"),
];

/// Writes the filters, the rules, and the parameters that are none; gives what a query must have to keep
/// the rules: filter → value.
pub(super) fn write(
    model: &Model,
    parameters: &[Parameter],
    depth: usize,
    lines: &mut MarkedLines,
) -> Vec<(String, String)> {
    let mut required: Vec<(&Parameter, String)> = Vec::new();
    let (mut known, mut other): (Vec<(String, Vec<String>)>, Vec<&str>) = (Vec::new(), Vec::new());
    for parameter in parameters.iter().filter(|one| !is_of_paging(one)) {
        let Some((filter, how)) = filter(model, parameter) else {
            other.push(&parameter.name);
            continue;
        };
        match known.iter_mut().find(|(name, _)| *name == filter) {
            Some((_, all)) if is_bound(&how) && all.iter().all(|one| is_bound(one)) => {
                all.push(how);
            }
            // Another one is asked for by the same filter already.
            Some(_) => other.push(&parameter.name),
            None => {
                if parameter.required && !is_bound(&how) {
                    required.push((parameter, filter.clone()));
                }
                known.push((filter, vec![how]));
            }
        }
    }
    if !known.is_empty() {
        lines.sure(depth, "parameters:");
    }
    for (filter, how) in &known {
        let text = format!("{filter}: {{ {} }}", how.join(", "));
        lines.guess(depth + 1, &text, "the parameter's name");
    }
    if known.is_empty() {
        lines.ask(
            depth,
            "what does the vendor filter by? until then, records are checked one by one",
        );
    }
    if !other.is_empty() {
        let question = format!("is one of these a filter of ours: {}?", other.join(", "));
        lines.ask(depth, &question);
    }
    if !required.is_empty() {
        lines.sure(depth, "rules:");
    }
    for (parameter, filter) in &required {
        let why = format!("the vendor requires `{}`", parameter.name);
        lines.guess(depth + 1, &format!("- required: {filter}"), &why);
    }
    let is_ruled = |one: &Parameter| required.iter().any(|(other, _)| other.name == one.name);
    for open in parameters
        .iter()
        .filter(|one| one.required && !is_ruled(one))
    {
        let question = format!(
            "the vendor requires `{}`: by a rule, or in `send`?",
            open.name
        );
        lines.ask(depth, &question);
    }
    let given = required.iter();
    given
        .map(|(parameter, filter)| (filter.clone(), example(model, parameter, filter)))
        .collect()
}

/// True if a way of sending is a bound of a time: `gte: { send_as: since }`.
fn is_bound(how: &str) -> bool {
    !how.starts_with("send_as")
}

/// A value that a filter takes.
fn example(model: &Model, parameter: &Parameter, filter: &str) -> String {
    let scalar = model.filterable(filter).unwrap_or(&Scalar::Text);
    if let Scalar::Word(words) = scalar {
        let sent = words.iter().find(|ours| theirs(parameter, ours).is_some());
        let sent = sent.or(words.first());
        return sent.cloned().unwrap_or_default();
    }
    let digits = parameter.kind == "integer";
    let shown = parameter.example.clone().filter(|_| !digits);
    shown.unwrap_or_else(|| {
        if digits {
            "1".to_owned()
        } else {
            scalar.examples()[0].to_string()
        }
    })
}

/// The vendor's word for one of ours, among those that a parameter takes.
fn theirs<'p>(parameter: &'p Parameter, ours: &str) -> Option<&'p String> {
    let often = OFTEN_SAID.iter().find(|(word, _)| *word == ours);
    let often = often.map_or(&[][..], |(_, often)| often);
    parameter.words.iter().find(|word| {
        let said = plain_name(word);
        said == *ours || often.contains(&said.as_str())
    })
}

/// The filter of a parameter, and how it is sent.
fn filter(model: &Model, parameter: &Parameter) -> Option<(String, String)> {
    let name = plain_name(&parameter.name);
    let send_as = format!("send_as: {}", parameter.place());
    let names = OFTEN_NAMED
        .iter()
        .filter(|(field, _)| model.filterable(field).is_some());
    for (field, often) in names {
        let scalar = model.filterable(field)?;
        for (place, often) in often.iter().enumerate() {
            let called = plain_name(often);
            if *scalar == Scalar::Instant {
                let Some(ending) = name.strip_prefix(called.as_str()) else {
                    continue;
                };
                let Some((_, bound)) = BOUNDS.iter().find(|(end, _)| *end == ending) else {
                    continue;
                };
                let form = match parameter.kind.as_str() {
                    "integer" => ", time: unix_s",
                    _ if parameter.format == "date" => ", time: date",
                    _ => ", time: rfc3339",
                };
                return Some((
                    (*field).to_owned(),
                    format!("{bound}: {{ {send_as}{form} }}"),
                ));
            }
            // The less telling names of texts are often names of something else.
            if name != called
                || place > 6 && *scalar == Scalar::Text && field.rsplit('.').next() != Some("id")
            {
                continue;
            }
            return Some((
                (*field).to_owned(),
                format!("{send_as}{}", sent(parameter, scalar)),
            ));
        }
    }
    None
}

/// How the values of a parameter are sent.
fn sent(parameter: &Parameter, scalar: &Scalar) -> String {
    let Scalar::Word(words) = scalar else {
        return match parameter.kind.as_str() {
            "integer" => ", type: integer, pattern: \"[0-9]+\"".to_owned(),
            "boolean" => ", type: boolean".to_owned(),
            _ => String::new(),
        };
    };
    let mut map = Vec::new();
    for ours in words {
        if let Some(theirs) = theirs(parameter, ours) {
            map.push(format!("{ours}: {}", flow(theirs)));
        }
    }
    if map.is_empty() {
        ", raw: true".to_owned()
    } else {
        format!(", map: {{ {} }}", map.join(", "))
    }
}
