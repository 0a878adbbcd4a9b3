//! Nothing stands at a path: how far it leads, what stands there, and the nearest name.

use serde::Serialize;
use touchpoint_core::slices::{elements, follow, members};
use touchpoint_language::diagnostic::nearest;
use touchpoint_language::expr::Path;
use touchpoint_language::expr::path::Step;

/// How many names are listed.
const MOST_NAMES: usize = 12;
/// How deep a name is looked for elsewhere.
const DEEPEST: usize = 6;

/// What is there instead of a value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Absent {
    /// The path that leads nowhere.
    pub looked_for: String,
    /// The longest start of it that leads somewhere.
    pub leads_to: String,
    /// What stands there, in words.
    pub stands: String,
    /// The path that was probably meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<String>,
}

/// Says what is there instead of a path's value, in the text that the path starts at.
pub(super) fn absent(path: &Path, text: &str) -> Absent {
    let steps = path.prefix();
    let mut reached = 0;
    let mut at = text;
    for step in steps {
        match follow(at, std::slice::from_ref(step)) {
            Some(next) => (at, reached) = (next, reached + 1),
            None => break,
        }
    }
    let start = path.text().split('$').next().unwrap_or_default();
    let (led, rest) = steps.split_at(reached);
    Absent {
        looked_for: path.text().to_owned(),
        leads_to: format!("{start}{}", written(led)),
        stands: stands(at),
        nearest: meant(text, at, led, rest).map(|path| format!("{start}{path}")),
    }
}

/// The path that was probably meant: a like name here, or the same name elsewhere.
fn meant(text: &str, at: &str, led: &[Step], rest: &[Step]) -> Option<String> {
    let (missing, further) = rest.split_first()?;
    let Step::Name(name) = missing else {
        return None;
    };
    let known = members(at);
    let names: Vec<&str> = known.keys().map(AsRef::as_ref).collect();
    if let Some(near) = nearest(name, &names) {
        let member = known.get(near).copied().unwrap_or_default();
        let further = if follow(member, further).is_some() {
            further
        } else {
            &[]
        };
        let near = Step::Name(near.to_owned());
        return Some(written(&[led, &[near], further].concat()));
    }
    let last = rest.iter().rev().find_map(|step| match step {
        Step::Name(name) => Some(name.as_str()),
        Step::Index(_) => None,
    })?;
    elsewhere(text, last, &mut Vec::new()).map(|steps| written(&steps))
}

/// Where a member of this name stands in a text, the shallowest first found.
fn elsewhere(text: &str, name: &str, above: &mut Vec<Step>) -> Option<Vec<Step>> {
    if above.len() >= DEEPEST {
        return None;
    }
    let known = members(text);
    if known.get(name).is_some_and(|value| *value != "null") {
        above.push(Step::Name(name.to_owned()));
        return Some(above.clone());
    }
    for (member, value) in known {
        above.push(Step::Name(member.into_owned()));
        if let Some(found) = elsewhere(value, name, above) {
            return Some(found);
        }
        above.pop();
    }
    None
}

/// `$.a['b c'][0]`.
fn written(steps: &[Step]) -> String {
    let mut path = "$".to_owned();
    for step in steps {
        match step {
            Step::Index(index) => path = format!("{path}[{index}]"),
            Step::Name(name) if is_plain(name) => path = format!("{path}.{name}"),
            Step::Name(name) => {
                let quoted = name.replace('\\', "\\\\").replace('\'', "\\'");
                path = format!("{path}['{quoted}']");
            }
        }
    }
    path
}

fn is_plain(name: &str) -> bool {
    let mut letters = name.chars();
    let first = letters
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    first && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A value in words: its kind, and what it holds.
pub(super) fn stands(raw: &str) -> String {
    if raw.starts_with('{') {
        let names: Vec<String> = members(raw).into_keys().map(Into::into).collect();
        let listed: Vec<&str> = names.iter().take(MOST_NAMES).map(String::as_str).collect();
        return match names.len() {
            0 => "an object without members".to_owned(),
            more if more > MOST_NAMES => {
                format!(
                    "an object with {} and {} more",
                    listed.join(", "),
                    more - MOST_NAMES
                )
            }
            _ => format!("an object with {}", listed.join(", ")),
        };
    }
    let mut count = 0;
    if elements(raw, &mut |_| count += 1) {
        return match count {
            0 => "an empty list".to_owned(),
            1 => "a list of one".to_owned(),
            _ => format!("a list of {count}"),
        };
    }
    match raw {
        "null" => "null".to_owned(),
        "\"\"" => "an empty text".to_owned(),
        _ if raw.starts_with('"') => format!("the text {}", short(raw)),
        _ => short(raw),
    }
}

/// The start of a long text.
pub(super) fn short(text: &str) -> String {
    const MOST: usize = 120;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let start: String = text.chars().take(MOST).collect();
    format!("{start}…")
}

#[cfg(test)]
mod tests {
    use super::{Absent, absent};
    use touchpoint_language::expr::Path;

    #[test]
    fn the_nearest_path_is_named() {
        let record = r#"{"id": {"task_id": "7"}, "at": null, "attributes": {"due": {"day": 3}}, "tags": []}"#;
        let of = |path: &str| absent(&Path::parse(path).unwrap(), record);
        assert_eq!(
            of("$.id.taskid"),
            Absent {
                looked_for: "$.id.taskid".to_owned(),
                leads_to: "$.id".to_owned(),
                stands: "an object with task_id".to_owned(),
                nearest: Some("$.id.task_id".to_owned()),
            }
        );
        assert_eq!(
            of("$.due.day").nearest.as_deref(),
            Some("$.attributes.due.day")
        );
        assert_eq!(
            of("$.attribute.due.day").nearest.as_deref(),
            Some("$.attributes.due.day")
        );
        assert_eq!(of("$.at.day").stands, "null");
        assert_eq!(of("$.tags[0].x").stands, "an empty list");
        assert_eq!(of("$.zzz").nearest, None);
    }
}
