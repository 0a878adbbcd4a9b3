//! A call's JSON body, held against what the mapping says is sent: what stands in its holes, the names
//! that are asked for. What does not belong there is refused.

use super::holes;
use super::spot;
use serde_json::Value;
use touchpoint_language::mapping::Body;

/// What a body says.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// What stands in the holes, by what the mapping writes there: `query.contact.id`.
    pub(super) holes: Vec<(String, Value)>,
    /// A place in the record, and the members that are asked for there.
    pub(super) only: Vec<(String, Vec<String>)>,
}

/// Reads the members of a body that the mapping writes out; there may be others.
///
/// # Errors
/// What is missing, or is not as it is written.
pub(super) fn said(body: &Body, actual: &Value) -> Result<Said, String> {
    let mut said = Said::default();
    let Body::Object(members) = body else {
        return Ok(said);
    };
    for (name, member) in members {
        match actual.get(name) {
            None if may_lack(member) => {}
            None => return Err(format!("`{name}` is missing")),
            Some(value) if read(member, value, false, &mut said) => {}
            Some(value) => return Err(format!("`{name}` is not understood: {value}")),
        }
    }
    Ok(said)
}

/// Reads one part; an element of a list has all that is written of it.
fn read(body: &Body, actual: &Value, whole: bool, said: &mut Said) -> bool {
    match body {
        Body::Fixed(value) => value == actual,
        Body::Text(template, _) => text(template.text(), actual, said),
        Body::Names(names) => {
            let given = match (&names.join, actual) {
                (Some(join), Value::String(text)) => text.split(join).map(str::to_owned).collect(),
                (None, Value::Array(items)) => items.iter().filter_map(spot::text).collect(),
                _ => return false,
            };
            said.only.push((names.under.text().to_owned(), given));
            true
        }
        Body::List(items) => actual.as_array().is_some_and(|all| list(items, all, said)),
        Body::Object(members) => {
            let Some(object) = actual.as_object() else {
                return false;
            };
            let known = |name: &String| members.iter().any(|(own, _)| own == name);
            object.keys().all(known)
                && members.iter().all(|(name, member)| match object.get(name) {
                    Some(value) => read(member, value, whole, said),
                    None => !whole && may_lack(member),
                })
        }
    }
}

fn text(written: &str, actual: &Value, said: &mut Said) -> bool {
    if holes::is_fixed(written) {
        return actual.as_str() == Some(written);
    }
    if let (Value::Array(all), [name]) = (actual, holes::names(written).as_slice()) {
        let each = all.iter().map(|value| ((*name).to_owned(), value.clone()));
        said.holes.extend(each);
        return true;
    }
    let held = spot::text(actual).and_then(|actual| holes::held(written, &actual));
    let found = held.iter().flatten();
    said.holes
        .extend(found.map(|(name, value)| (name.clone(), Value::from(value.as_str()))));
    held.is_some()
}

/// The elements in the order in which they are written; one that is written for each key comes often.
fn list(items: &[Body], all: &[Value], said: &mut Said) -> bool {
    let mut left = items.iter().peekable();
    for element in all {
        loop {
            let Some(item) = left.peek() else {
                return false;
            };
            let mut own = Said::default();
            if read(item, element, true, &mut own) {
                said.holes.extend(own.holes);
                said.only.extend(own.only);
                if !is_per_key(item) {
                    left.next();
                }
                break;
            }
            if !may_lack(item) && !is_per_key(item) {
                return false;
            }
            left.next();
        }
    }
    // A list that would be empty is not sent.
    left.all(may_lack) && (items.is_empty() || !all.is_empty())
}

fn any_text(body: &Body, test: &dyn Fn(&str) -> bool) -> bool {
    match body {
        Body::Text(template, _) => test(template.text()),
        Body::List(items) => items.iter().any(|item| any_text(item, test)),
        Body::Object(members) => members.iter().any(|(_, member)| any_text(member, test)),
        Body::Fixed(_) | Body::Names(_) => false,
    }
}

/// Whether something in it may be absent, and it then is.
fn may_lack(body: &Body) -> bool {
    match body {
        Body::List(items) => !items.is_empty() && items.iter().all(may_lack),
        body => any_text(body, &|text| !holes::is_fixed(text)),
    }
}

fn is_per_key(body: &Body) -> bool {
    any_text(body, &|text| holes::names(text).contains(&"lookup.key"))
}
