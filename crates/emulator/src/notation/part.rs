//! Compares a text with placeholders with one value of a call: what each placeholder holds there.

use super::{json_path, template};
use std::collections::BTreeMap;
use touchpoint_language::json::Json;

/// True if the value fits; `fixed` gives the text of placeholders that is known beforehand.
pub(crate) fn text(
    written: &str,
    actual: &Json,
    fixed: &dyn Fn(&str) -> Option<String>,
    holes: &mut BTreeMap<String, Vec<Json>>,
) -> bool {
    if template::is_fixed(written) {
        return actual.as_str() == Some(written);
    }
    let name = |placeholder: &str| {
        let name = placeholder.split('|').next().unwrap_or_default();
        name.trim().to_owned()
    };
    if let [one] = template::placeholders(written).as_slice()
        && written.trim_start().starts_with("{{")
        && written.trim_end().ends_with("}}")
    {
        let one = name(one);
        return if let Some(known) = fixed(&one) {
            json_path::text(actual) == Some(known)
        } else {
            holes.entry(one).or_default().push(actual.clone());
            true
        };
    }
    let Some(found) = json_path::text(actual).and_then(|text| template::texts(written, &text))
    else {
        return false;
    };
    found.into_iter().all(|(placeholder, value)| {
        let placeholder = name(&placeholder);
        if let Some(known) = fixed(&placeholder) {
            known == value
        } else {
            holes.entry(placeholder).or_default().push(value.into());
            true
        }
    })
}
