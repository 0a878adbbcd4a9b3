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
    // What is known stands in the text before it is held against the value: of two placeholders side by side
    // nothing else tells where the one ends.
    let written = template::filled(written, |placeholder| fixed(&name(placeholder)));
    if template::is_fixed(&written) {
        return json_path::text(actual) == Some(written);
    }
    if let [one] = template::placeholders(&written).as_slice()
        && written.trim_start().starts_with("{{")
        && written.trim_end().ends_with("}}")
    {
        holes.entry(name(one)).or_default().push(actual.clone());
        return true;
    }
    let texts = json_path::text(actual).and_then(|text| template::texts(&written, &text));
    let Some(found) = texts else {
        return false;
    };
    for (placeholder, value) in found {
        let held = holes.entry(name(&placeholder)).or_default();
        held.push(value.into());
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_text_ends_where_it_is_known_to() {
        let fits = |sign: &str, actual: &str| {
            let fixed = |name: &str| match name {
                "sign" => Some(sign.to_owned()),
                "column" => Some("made".to_owned()),
                _ => None,
            };
            let written = "{{ sign }}{{ column }}";
            text(written, &actual.into(), &fixed, &mut BTreeMap::new())
        };
        assert!(fits("", "made") && fits("-", "-made"));
        assert!(!fits("", "-made") && !fits("-", "made"));
    }

    #[test]
    fn what_is_not_known_is_held() {
        let mut holes = BTreeMap::new();
        let fixed = |name: &str| (name == "column").then(|| "made".to_owned());
        assert!(text(
            "{{ column }}:{{ value | string }}",
            &"made:7".into(),
            &fixed,
            &mut holes
        ));
        assert_eq!(holes.get("value"), Some(&vec!["7".into()]));
    }
}
