//! A field's member that is written as one name: `owner.id: $.owner_id`, where a mapping has
//! `owner: { id: $.owner_id }`.

use serde_json::json;

use super::place::PlacedViolation;
use super::{plain, route};
use crate::diagnostic::{Edit, Help, flow_item};
use crate::document::{At, Kind};
use crate::unified::often_named;

/// What to write instead. It mends the text where our own name was written with a dot.
pub(super) fn help(place: &PlacedViolation<'_>, key: &str, allowed: &[String]) -> Option<Help> {
    let known = |name: &str| allowed.iter().any(|word| word == name);
    let own = key.split_once('.').filter(|(field, _)| known(field));
    let often = || often_named(key)?.split_once('.');
    let (field, member) = own.or_else(often).filter(|(field, _)| known(field))?;
    let node = place.document.get(&place.pointer.key(key))?;
    let Kind::Scalar { value } = &node.kind else {
        return None;
    };
    let value = value.as_text()?;
    let whole = &place.judge.schema;
    let schema = route::holder(whole, &place.violation.route)?;
    let schema = schema.get("properties")?.get(field)?;
    if !plain::accepts(whole, schema, &json!({ member: value })) {
        return None;
    }
    let inner = format!("{{ {member}: {} }}", flow_item(value));
    let entry = format!("{field}: {inner}");
    if own.is_none() {
        return Some(format!("our name for it is `{field}`: `{entry}`").into());
    }
    if place.value().get(field).is_some() {
        return Some(format!("write `{member}: {}` below `{field}`", flow_item(value)).into());
    }
    let span = place.document.locate(&place.pointer.key(key), At::Key);
    let help = Help::from(format!("write `{entry}`"));
    let edits = vec![Edit::new(span, field), Edit::new(node.span.clone(), inner)];
    Some(help.edits(edits))
}
