//! How a value is written, for an author who wrote another kind of value: a small literal from the schema,
//! with the author's own text in it where there is only one way to read it.

use serde_json::Value;

use super::member::member_of_path;
use super::place::PlacedViolation;
use super::violation::Breach;
use super::{route, shape};
use crate::diagnostic::{Edit, Help, flow_item};
use crate::document::{At, Step};

/// The whole step for keys whose value is not shown by a literal.
const STEPS: &[(&str, &str)] = &[
    (
        "lookup",
        "declare the table under `lookups`, and write its name here",
    ),
    (
        "send_as",
        "write one name; what goes to two places is said by `send: { one: \"{{ value }}\", other: \"{{ value }}\" }`",
    ),
    (
        "always",
        "write the word, for example `always: call`; a field without a value is left out",
    ),
];

/// An example of a value of the wanted type, with the author's own text in it where there is one.
pub(super) fn example(place: &PlacedViolation<'_>, value: &Value) -> Option<Help> {
    let Breach::Type(_) = place.violation.breach else {
        return None;
    };
    if let Some(first) = first_of(place, value) {
        return Some(first);
    }
    if let Some(member) = member_of_path(place, value) {
        return Some(member);
    }
    let form = place.annotation("x-example")?;
    // A list or a pair of the author's own is told with its own words.
    if form == "[…]" {
        return None;
    }
    let given = value
        .as_str()
        .map(str::to_owned)
        .or_else(|| value.is_number().then(|| value.to_string()));
    let given = given.filter(|given| fits_into(given, form));
    Some(match given {
        Some(given) => {
            let form = match (form, given.starts_with('$')) {
                ("{ header: … }", true) => "{ path: … }",
                (form, _) => form,
            };
            let yaml = form.replace('…', &flow_item(&given));
            Help::from(format!("write `{}`", place.keyed(&yaml))).text(&yaml)
        }
        None => shown(place, &form.replace("… ", "10 ")),
    })
}

/// True if an author's own text can stand in an example. A number says nothing of its unit, and a text
/// with signs of its own says more than one value.
fn fits_into(given: &str, form: &str) -> bool {
    let of_unit = form.starts_with("… ");
    let several = [',', '{', '}', '=', '&', ';', ' '];
    form.contains('…') && !of_unit && !given.is_empty() && !given.contains(several)
}

/// A list of paths where one value is wanted: the first that has a value.
fn first_of(place: &PlacedViolation<'_>, value: &Value) -> Option<Help> {
    let paths: Option<Vec<&str>> = value.as_array()?.iter().map(Value::as_str).collect();
    let paths = paths.filter(|paths| paths.len() > 1)?;
    if !paths.iter().all(|path| path.starts_with('$')) {
        return None;
    }
    let schema = route::holder(&place.judge.schema, &place.violation.route)?;
    let wrapped = serde_json::json!({ "first_of": value });
    if !super::plain::accepts(&place.judge.schema, schema, &wrapped) {
        return None;
    }
    let paths: Vec<String> = paths.iter().map(|path| flow_item(path)).collect();
    let yaml = format!("{{ first_of: [{}] }}", paths.join(", "));
    let help = Help::from(format!("write `{}`", place.keyed(&yaml)));
    let span = place.document.locate(&place.pointer, At::Value);
    let one_line = !place
        .document
        .source_of(&place.pointer)
        .slice(&span)
        .contains('\n');
    Some(if one_line {
        help.edits(vec![Edit::new(span, yaml)])
    } else {
        help
    })
}

/// A word of the unified field where a path is wanted: every record has it.
pub(super) fn constant(place: &PlacedViolation<'_>, value: &Value) -> Option<Help> {
    let Breach::Format(_) = place.violation.breach else {
        return None;
    };
    let word = value.as_str()?.to_lowercase();
    let words = found(place, "x-words")?.as_array()?;
    let ours = words.iter().filter_map(Value::as_str);
    let ours = ours.into_iter().find(|ours| *ours == word)?;
    let yaml = format!("{{ always: {ours} }}");
    Some(Help::from(format!("a word that every record has: write `{yaml}`")).text(&yaml))
}

/// A bare word where a field's path is wanted: it may be the name of the vendor's field, or a value that every
/// record has. Nothing where the field's own name is repeated, which can only be a path.
pub(super) fn path_or_word(place: &PlacedViolation<'_>, value: &Value) -> Option<Help> {
    let Breach::Format(_) = place.violation.breach else {
        return None;
    };
    let word = value.as_str()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let name = place.pointer.steps().last().and_then(Step::as_key);
    let is_name = name.is_some_and(|name| name.eq_ignore_ascii_case(word));
    let bare = word.starts_with(|c: char| c.is_ascii_alphabetic()) && word.chars().all(plain);
    if !bare || is_name {
        return None;
    }
    let route = route::outermost(route::parent(&place.violation.route));
    let field = route::at(&place.judge.schema, route)?;
    let constant = serde_json::json!({ "always": word });
    if !super::plain::accepts(&place.judge.schema, field, &constant) {
        return None;
    }
    let path = if word.contains('-') {
        format!("$['{word}']")
    } else {
        format!("$.{word}")
    };
    Some(
        format!(
            "write `{path}` for a path, `{{ always: {word} }}` for a value that every record has"
        )
        .into(),
    )
}

/// What may stand at a place, where nothing else is known: an example from the schema, or a number within
/// its bounds.
pub(super) fn literal(place: &PlacedViolation<'_>, value: &Value) -> Option<Help> {
    let last = place.pointer.steps().last().and_then(Step::as_key);
    let step = STEPS.iter().find(|(key, _)| Some(*key) == last);
    if let Some((_, step)) = step
        && matches!(place.violation.breach, Breach::Type(_))
    {
        return Some((*step).into());
    }
    let schema = route::holder(&place.judge.schema, &place.violation.route)?;
    let number = || {
        let whole = schema.get("type").and_then(Value::as_str) == Some("integer");
        let digits: String = value
            .as_str()
            .unwrap_or_default()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        let least = schema.get("minimum").and_then(Value::as_i64).unwrap_or(1);
        let small = if digits.is_empty() || digits.len() > 9 {
            least.max(1).to_string()
        } else {
            digits
        };
        whole.then_some(small)
    };
    let listed = || {
        let examples = [schema.get("examples"), found(place, "examples")];
        let example = examples.into_iter().flatten().find_map(|all| all.get(0))?;
        Some(flow(example))
    };
    let word = || {
        let only = schema.get("const").map(flow);
        only.or_else(|| Some(flow(schema.get("enum")?.get(0)?)))
    };
    let example = place.annotation("x-example").map(str::to_owned);
    let example = example.or_else(listed).or_else(word).or_else(number)?;
    let example = match last {
        Some("first_of" | "by" | "key") => example.replace("[…]", "[$.path]"),
        _ => example.replace("[…]", "[one, other]"),
    };
    let help = shown(place, &example.replace("… ", "10 "));
    Some(match shape::described(Some(schema)) {
        Some(words) => help.after(&format!("{words}; ")),
        None => help,
    })
}

/// An annotation of any kind of the schema that refused the value, or of one that refers to it.
fn found<'p>(place: &'p PlacedViolation<'_>, name: &str) -> Option<&'p Value> {
    let route = route::parent(&place.violation.route);
    let outer = route::at(&place.judge.schema, route::outermost(route))?;
    outer.get(name).or_else(|| {
        let target = route::referred(&place.judge.schema, outer.as_object()?)?;
        target.get(name)
    })
}

fn shown(place: &PlacedViolation<'_>, yaml: &str) -> Help {
    format!("for example `{}`", place.keyed(yaml)).into()
}

/// A value as YAML on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => flow_item(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let pairs = map
                .iter()
                .map(|(key, value)| format!("{}: {}", flow_item(key), flow(value)));
            format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}
