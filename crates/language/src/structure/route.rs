//! The way through a schema to one of its parts, as the steps of a JSON pointer, `$ref` included:
//! `/properties/list/$ref/required`.

use serde_json::{Map, Value};

/// The schema object that holds the keyword at the end of a route.
pub(super) fn holder<'a>(whole: &'a Value, route: &str) -> Option<&'a Value> {
    let (holder, _) = route.rsplit_once('/')?;
    at(whole, holder)
}

/// The schema at a route that steps through `$ref`.
pub(super) fn at<'a>(whole: &'a Value, route: &str) -> Option<&'a Value> {
    let mut schema = whole;
    for step in route.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        schema = match (schema, step.as_str()) {
            (Value::Object(object), "$ref") => referred(whole, object)?,
            (Value::Object(object), key) => object.get(key)?,
            (Value::Array(items), index) => items.get(index.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(schema)
}

/// The path of the outermost schema that judges the same value: the way back over `$ref`, `allOf`
/// and their like.
pub(super) fn outermost(route: &str) -> &str {
    let mut outer = route;
    loop {
        let Some((rest, last)) = outer.rsplit_once('/') else {
            return outer;
        };
        outer = match last {
            "$ref" | "if" | "then" | "else" if !is_name(rest) => rest,
            _ => match rest.rsplit_once('/') {
                Some((above, "allOf" | "anyOf" | "oneOf")) if !is_name(above) => above,
                _ => return outer,
            },
        };
    }
}

/// True if the next step of a route is a name of the author's, such as a property called `if`.
fn is_name(route: &str) -> bool {
    let last = route.rsplit('/').next();
    matches!(last, Some("properties" | "$defs" | "patternProperties"))
}

pub(super) fn referred<'a>(whole: &'a Value, object: &Map<String, Value>) -> Option<&'a Value> {
    let target = object.get("$ref")?.as_str()?;
    whole.pointer(target.strip_prefix('#')?)
}

pub(super) fn parent(route: &str) -> &str {
    route.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// A key as a step of a JSON pointer.
pub(super) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
