//! Reads a reply's body as a page: its JSON, and every record with the very text that came.

use indexmap::IndexMap;
use serde_json::value::RawValue;
use std::borrow::Cow;
use touchpoint_language::expr::Path;
use touchpoint_language::expr::path::{Step, follow};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::Route;

/// One page before any field is mapped.
pub(crate) struct Page {
    /// The whole body.
    pub(crate) body: Json,
    /// The records in the vendor's order, as values and as texts.
    pub(crate) records: Vec<(Json, String)>,
    /// How many things it holds, as the vendor's paging counts them.
    pub(crate) counted: u64,
    /// Nothing stands where its records should, or null.
    pub(crate) lacks_list: bool,
}

/// Reads a page, or says why the body is none, in the engine's words.
pub(crate) fn read(route: &Route, body: &[u8]) -> Result<Page, String> {
    let text = std::str::from_utf8(body).map_err(|e| format!("the reply is not JSON: {e}"))?;
    let json = Json::parse(text)
        .map_err(|error| format!("the reply is not JSON: {}", describe(&error, text)))?;
    let (records, lacks_list) = any_records(route, &json, text)?;
    let counted = match &route.counts {
        Some(path) => path.all(&json).len(),
        None => records.len(),
    };
    Ok(Page {
        counted: counted as u64,
        body: json,
        records,
        lacks_list,
    })
}

/// The value of a text that was read before.
pub(crate) fn value(text: &str) -> Json {
    Json::parse(text).unwrap_or_default()
}

fn describe(error: &serde_json::Error, text: &str) -> String {
    match text.trim_start().chars().next() {
        Some('<') => "it looks like HTML".to_owned(),
        None => "it is empty".to_owned(),
        _ => error.to_string(),
    }
}

/// Records, and true if nothing stands where they should, or null.
type Found = (Vec<(Json, String)>, bool);

/// The records at the first path at which a list stands; where there is none, those of a null, or none
/// where the route says that a page may be without its list.
fn any_records(route: &Route, json: &Json, text: &str) -> Result<Found, String> {
    let one = route.missing.is_some();
    let paths = [&route.records].into_iter().chain(&route.records_else);
    let has_list = |path: &&Path| match path.wildcard_tail() {
        Some((list, _)) => {
            let at = follow(json, list);
            at.is_some_and(|at| at.is_array() || path.text().contains(".*") && at.is_object())
        }
        None => !all(path, json, one).is_empty() || !one && holds_lists(path, json),
    };
    if let Some(path) = paths.clone().find(has_list) {
        return records(path, json, text, one).map(|found| (found, false));
    }
    let found = records(&route.records, json, text, one);
    let structure = json.is_object() || json.is_array();
    match found {
        Err(_) if route.records_may_lack && structure => Ok((Vec::new(), true)),
        found => found.map(|found| {
            let null = found.is_empty() && is_null(&route.records, json);
            (found, null)
        }),
    }
}

/// True if null stands for the list that the path goes through, or for a value that should hold it.
fn is_null(path: &Path, json: &Json) -> bool {
    let mut at = Some(json);
    for step in path.prefix() {
        if at.is_some_and(Json::is_null) {
            return true;
        }
        at = at.and_then(|at| follow(at, std::slice::from_ref(step)));
    }
    at.is_some_and(Json::is_null) || is_held(path, json) && !holds_lists(path, json)
}

/// True if each value that should hold the records of a query is a list, or null, and there is one.
fn is_held(path: &Path, json: &Json) -> bool {
    let Some(holders) = path.holders() else {
        return false;
    };
    let held = holders.all(json);
    !held.is_empty() && held.iter().all(|held| held.is_array() || held.is_null())
}

/// True if one of them is a list.
fn holds_lists(path: &Path, json: &Json) -> bool {
    let of = |holders: Path| holders.all(json).into_iter().any(Json::is_array);
    is_held(path, json) && path.holders().is_some_and(of)
}

/// What stands at a path; of one record, an object alone.
fn all<'j>(path: &Path, json: &'j Json, one: bool) -> Vec<&'j Json> {
    let mut values = path.all(json);
    values.retain(|value| !one || value.is_object());
    values
}

fn records(path: &Path, json: &Json, text: &str, one: bool) -> Result<Vec<(Json, String)>, String> {
    let values = all(path, json, one);
    if values.is_empty() && !has_place(path, json, one) || is_no_list(path, json) {
        return Err(format!(
            "the reply has nothing at `{path}`, where its records should be"
        ));
    }
    let raw = raw_records(path, text).filter(|raw| raw.len() == values.len());
    let pairs = values.into_iter().enumerate().map(|(index, value)| {
        let text = raw.as_ref().and_then(|raw| raw.get(index).cloned());
        (value.clone(), text.unwrap_or_else(|| value.to_string()))
    });
    Ok(pairs.collect())
}

/// True if an object stands where `[*]` walks a list: the members of an error are no records. Where
/// the records are the members of an object, the path says `.*`.
fn is_no_list(path: &Path, json: &Json) -> bool {
    let list = path.wildcard_tail().filter(|_| !path.text().contains(".*"));
    list.and_then(|(prefix, _)| follow(json, prefix))
        .is_some_and(Json::is_object)
}

/// True if the list that the path goes through is there, or is null. One record is never a list.
fn has_place(path: &Path, json: &Json, one: bool) -> bool {
    is_at_place(path, json, one) || !one && is_held(path, json)
}

fn is_at_place(path: &Path, json: &Json, one: bool) -> bool {
    let mut at = json;
    for step in path.prefix() {
        if at.is_null() {
            return true;
        }
        match follow(at, std::slice::from_ref(step)) {
            Some(next) => at = next,
            None => return false,
        }
    }
    at.is_array() && !one || at.is_null()
}

/// The texts of the records, for a path of the form `plain [*] plain`, or a plain one.
fn raw_records(path: &Path, text: &str) -> Option<Vec<String>> {
    let whole: &RawValue = serde_json::from_str(text).ok()?;
    if let Some(steps) = path.plain() {
        return Some(vec![walk(whole, steps)?.get().to_owned()]);
    }
    let (prefix, tail) = path.wildcard_tail()?;
    let list = walk(whole, prefix)?;
    let elements: Vec<&RawValue> = serde_json::from_str(list.get()).ok()?;
    let found = elements.into_iter().filter_map(|raw| walk(raw, tail));
    Some(found.map(|raw| raw.get().to_owned()).collect())
}

fn walk<'t>(mut at: &'t RawValue, steps: &[Step]) -> Option<&'t RawValue> {
    for step in steps {
        at = match step {
            Step::Name(name) => {
                let object: IndexMap<Cow<'t, str>, &'t RawValue> =
                    serde_json::from_str(at.get()).ok()?;
                object.get(name.as_str()).copied()?
            }
            Step::Index(index) => {
                let list: Vec<&'t RawValue> = serde_json::from_str(at.get()).ok()?;
                list.get(*index).copied()?
            }
        };
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// JSON as a value of ours.
    macro_rules! json {
        ($($json:tt)+) => { Json::from(serde_json::json!($($json)+)) };
    }

    #[test]
    fn the_members_of_an_error_are_no_records() {
        let read = |path: &str, body: Json| {
            let path = Path::parse(path).unwrap();
            records(&path, &body, &body.to_string(), false).map(|records| records.len())
        };
        assert_eq!(read("$[*]", json!([{ "id": 1 }])), Ok(1));
        assert_eq!(read("$[*]", json!(null)), Ok(0));
        assert!(read("$[*]", json!({ "message": "no" })).is_err());
        assert!(read("$.data[*]", json!({ "data": { "id": 1 } })).is_err());
        assert_eq!(
            read("$.data.*", json!({ "data": { "7": { "id": 7 } } })),
            Ok(1)
        );
    }

    #[test]
    fn one_record_is_an_object_at_its_path() {
        let read = |path: &str, text: &str| {
            let json = Json::parse(text).unwrap();
            let found = records(&Path::parse(path).unwrap(), &json, text, true);
            found.map(|found| found.into_iter().map(|(_, text)| text).collect::<Vec<_>>())
        };
        let entry = r#"{"entry": {"id":  7.0}}"#;
        assert_eq!(
            read("$.entry", entry),
            Ok(vec![r#"{"id":  7.0}"#.to_owned()])
        );
        assert_eq!(read("$", r#"{"id":7}"#), Ok(vec![r#"{"id":7}"#.to_owned()]));
        assert_eq!(read("$.entry", r#"{"entry":null}"#), Ok(vec![]));
        for other in ["[]", r#"{"entry":[]}"#, r#"{"entry":7}"#, r#"{"other":{}}"#] {
            assert!(read("$.entry", other).is_err(), "{other}");
        }
    }
}
