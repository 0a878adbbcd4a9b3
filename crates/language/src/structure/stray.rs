//! Maps that fit no branch, because the key that chooses the branch is itself at fault.

use serde_json::Value;

use super::route::{self, escaped, parent};
use super::shape;
use super::violation::{Breach, Violation};

/// A map that fits no branch, and the key to blame; both as steps of a JSON pointer.
pub(super) struct Stray {
    pub(super) map: String,
    pub(super) key: String,
}

/// The map whose choosing key (`kind`) is what a violation is about: no branch fits it, so nothing that depends on a
/// branch can be reported.
pub(super) fn stray(whole: &Value, json: &Value, violation: &Violation) -> Option<Stray> {
    let route = route::outermost(parent(&violation.route));
    let (map, key, route) = if let Breach::Missing(key) = &violation.breach {
        (violation.instance.as_str(), escaped(key), route)
    } else {
        let (map, key) = violation.instance.rsplit_once('/')?;
        let route = route.strip_suffix(&format!("/properties/{key}"))?;
        (map, key.to_owned(), route::outermost(route))
    };
    let schema = route::at(whole, route)?;
    let shape = shape::of(whole, schema, json.pointer(map)?);
    let chooses = shape.choosing.iter().any(|name| escaped(name) == key);
    chooses.then(|| Stray {
        map: map.to_owned(),
        key,
    })
}
