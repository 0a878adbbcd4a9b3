//! The pushed filters → the caller's values, as templates and fields read them.

use crate::plan::push::Push;
use touchpoint_language::json::{Json, Object};
use touchpoint_language::mapping::Route;

/// The caller's values by declared parameter, as templates and fields read them.
pub fn pushed_values(pushes: &[Push]) -> Object {
    let mut values = Object::new();
    for push in pushes {
        let value = match push.values.as_slice() {
            [one] => one.clone(),
            several => Json::Array(several.to_vec()),
        };
        values.entry(push.parameter.clone()).or_insert(value);
    }
    values
}

/// The caller's values as the templates of a route read them: by operator where the templates do
/// so.
pub(super) fn read_values(route: &Route, pushes: &[Push]) -> Object {
    let mut values = pushed_values(pushes);
    for push in pushes.iter().filter(|p| route.reads_apart(&p.parameter)) {
        values.shift_remove(&push.parameter);
        let own = pushed_values(std::slice::from_ref(push));
        for value in own.into_values() {
            let name = format!("{}.{}", push.parameter, push.operator.word());
            values.entry(name).or_insert(value);
        }
    }
    values
}
