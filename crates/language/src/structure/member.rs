//! A path where the members of an object are wanted: `owner: $.owner_id` becomes `owner: { id: $.owner_id }`.

use serde_json::Value;

use super::place::PlacedViolation;
use super::violation::Breach;
use crate::diagnostic::{Help, flow_item};

/// What to write instead of a path. It mends the text where the path can mean nothing else.
pub(super) fn member_of_path(place: &PlacedViolation<'_>, value: &Value) -> Option<Help> {
    let Breach::Type(types) = &place.violation.breach else {
        return None;
    };
    let member = place.annotation("x-member")?;
    let path = value.as_str().filter(|path| is_path(path))?;
    let is_list = types.contains(&"array");
    let whole = |path: &str| format!("{{ {member}: {} }}", flow_item(path));
    let each = |list: &str, rest: &str| {
        let (list, rest) = (flow_item(list), flow_item(&format!("${rest}")));
        format!("{{ each: {list}, {member}: {rest} }}")
    };
    let write = |yaml: &str| Help::from(format!("write `{}`", place.keyed(yaml)));
    if let Some(at) = path.rfind("[*]") {
        let (list, rest) = path.split_at_checked(at.saturating_add(3))?;
        if is_list {
            let yaml = each(list, rest);
            return Some(write(&yaml).text(&yaml));
        }
        let first = whole(&path.replace("[*]", "[0]"));
        return Some(write(&first).and(" for the first; here is one value and no list"));
    }
    let yaml = whole(path);
    let last = path.rsplit(['.', '[']).next().unwrap_or_default();
    let last = last.trim_end_matches([']', '\'', '"']).to_lowercase();
    if member == "id" && !last.ends_with("id") || is_list && last.ends_with('s') {
        let other = if is_list {
            place.keyed(&each(&format!("{path}[*]"), &format!(".{member}")))
        } else {
            place.keyed(&whole(&format!("{path}.{member}")))
        };
        let of = if is_list { "a list" } else { "a map" };
        return Some(write(&yaml).and(&format!(", or `{other}` where the path leads to {of}")));
    }
    Some(write(&yaml).text(&yaml))
}

/// True for a path without a filter, as far as it is seen from outside.
fn is_path(text: &str) -> bool {
    text.starts_with("$.") && !text.contains(['?', ' ', ','])
}
