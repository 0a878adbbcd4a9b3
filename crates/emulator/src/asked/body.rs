//! The JSON body of a call, compared with what the mapping sends: the value of each placeholder,
//! and the names that are asked for. Anything else is refused.

use crate::notation::{json_path, template};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::Body;

/// What a body asks.
#[derive(Debug, Default)]
pub(crate) struct BodyRead {
    /// What the mapping writes in a placeholder, `query.contact.id`, and its value.
    pub(crate) placeholders: Vec<(String, Json)>,
    /// The text of a path in the record, and the members that are asked for there.
    pub(crate) only: Vec<(String, Vec<String>)>,
}

/// Reads the members of a body that the mapping writes out; there may be others.
///
/// # Errors
/// A member is missing, or is not as the mapping writes it.
pub(crate) fn read_body(
    body: &Body,
    actual: &Json,
    added: &[Vec<String>],
) -> Result<BodyRead, String> {
    let mut found = BodyRead::default();
    let Body::Object(members) = body else {
        return Ok(found);
    };
    for (name, member) in members {
        match actual.get(name) {
            None if may_lack(member) => {}
            None => return Err(format!("`{name}` is missing")),
            Some(value) if read(member, value, false, &mut found, &below(added, name)) => {}
            Some(value) => return Err(format!("`{name}` is not understood: {value}")),
        }
    }
    Ok(found)
}

/// Reads one part; false where it does not fit. An element of a list is always whole.
fn read(
    body: &Body,
    actual: &Json,
    whole: bool,
    found: &mut BodyRead,
    added: &[Vec<String>],
) -> bool {
    match body {
        Body::Fixed(value) => value == actual,
        Body::Text(template, _) => text(template.text(), actual, found),
        Body::Names(names) => {
            let given = match (&names.join, actual) {
                (Some(join), Json::String(text)) => text.split(join).map(str::to_owned).collect(),
                (None, Json::Array(items)) => items.iter().filter_map(json_path::text).collect(),
                _ => return false,
            };
            found.only.push((names.under.text().to_owned(), given));
            true
        }
        Body::List(items) => actual.as_array().is_some_and(|all| list(items, all, found)),
        Body::Object(members) => {
            let Some(object) = actual.as_object() else {
                return false;
            };
            let known = |name: &String| {
                members.iter().any(|(own, _)| own == name)
                    || added.iter().any(|path| path.first() == Some(name))
            };
            object.keys().all(known)
                && members.iter().all(|(name, member)| match object.get(name) {
                    Some(value) => read(member, value, whole, found, &below(added, name)),
                    None => !whole && may_lack(member),
                })
        }
    }
}

fn text(written: &str, actual: &Json, found: &mut BodyRead) -> bool {
    if template::is_fixed(written) {
        return actual.as_str() == Some(written);
    }
    if let (Json::Array(_), ["clauses"]) = (actual, template::placeholders(written).as_slice()) {
        found
            .placeholders
            .push(("clauses".to_owned(), actual.clone()));
        return true;
    }
    if let (Json::Array(all), [name]) = (actual, template::placeholders(written).as_slice()) {
        let each = all.iter().map(|value| ((*name).to_owned(), value.clone()));
        found.placeholders.extend(each);
        return true;
    }
    let values = json_path::text(actual).and_then(|actual| template::texts(written, &actual));
    let each = values.iter().flatten();
    let each = each.map(|(name, value)| (name.clone(), Json::from(value.as_str())));
    found.placeholders.extend(each);
    values.is_some()
}

/// Reads the elements in the order in which they are written; one that is written for each key may come
/// several times.
fn list(items: &[Body], all: &[Json], found: &mut BodyRead) -> bool {
    let mut left = items.iter().peekable();
    for element in all {
        loop {
            let Some(item) = left.peek() else {
                return false;
            };
            let mut own = BodyRead::default();
            if read(item, element, true, &mut own, &[]) {
                found.placeholders.extend(own.placeholders);
                found.only.extend(own.only);
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

/// The added members below a member.
fn below(added: &[Vec<String>], name: &str) -> Vec<Vec<String>> {
    let own = added.iter().filter_map(|path| path.split_first());
    let own = own.filter(|(first, rest)| *first == name && !rest.is_empty());
    own.map(|(_, rest)| rest.to_vec()).collect()
}

fn any_text(body: &Body, test: &dyn Fn(&str) -> bool) -> bool {
    match body {
        Body::Text(template, _) => test(template.text()),
        Body::List(items) => items.iter().any(|item| any_text(item, test)),
        Body::Object(members) => members.iter().any(|(_, member)| any_text(member, test)),
        Body::Fixed(_) | Body::Names(_) => false,
    }
}

/// True if the part is left out where the values of its placeholders are absent.
fn may_lack(body: &Body) -> bool {
    match body {
        Body::List(items) => !items.is_empty() && items.iter().all(may_lack),
        body => any_text(body, &|text| !template::is_fixed(text)),
    }
}

fn is_per_key(body: &Body) -> bool {
    any_text(body, &|text| {
        template::placeholders(text).contains(&"lookup.key")
    })
}
