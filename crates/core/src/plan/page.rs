//! A reply's body → a page: its JSON, and every record with the very bytes the remote sent.

use indexmap::IndexMap;
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use touchpoint_language::expr::Path;
use touchpoint_language::expr::path::{Step, follow};
use touchpoint_language::mapping::Route;

/// One page of the remote's answer, before any field is mapped.
///
/// ```text
/// body   {"data":[{"id":7}],"next":"abc"}
/// page   records: [{"id":7}]    counted: 1
/// ```
#[derive(Clone, Debug)]
pub struct Page {
    /// The whole body.
    pub body: Value,
    /// The records in the remote's order: as JSON, and as the bytes that came.
    pub records: Vec<(Value, Box<RawValue>)>,
    /// How many things the page holds, as the remote's paging counts them.
    pub counted: u64,
}

/// Why a body is no page.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PageFault {
    /// It is not JSON.
    #[error("the reply is not JSON: {0}")]
    NotJson(String),
    /// Nothing stands where the records should.
    #[error("the reply has nothing at `{0}`, where its records should be")]
    NoRecords(String),
}

/// Reads a page. An empty list and null are pages without records.
///
/// # Errors
/// [`PageFault`] when the body cannot be one; the vendor, or the mapping's author, acts.
pub fn read_page(route: &Route, body: &[u8]) -> Result<Page, PageFault> {
    let text = std::str::from_utf8(body).map_err(|e| PageFault::NotJson(e.to_string()))?;
    let json: Value =
        serde_json::from_str(text).map_err(|e| PageFault::NotJson(describe(&e, text)))?;
    let records = records(&route.records, &json, text)?;
    let counted = match &route.counts {
        Some(path) => path.all(&json).len(),
        None => records.len(),
    };
    Ok(Page {
        counted: counted as u64,
        body: json,
        records,
    })
}

/// What serde says, and what the body begins with when it is something else altogether.
fn describe(error: &serde_json::Error, text: &str) -> String {
    let start = text.trim_start();
    if start.starts_with('<') {
        return "it looks like HTML".to_owned();
    }
    if start.is_empty() {
        return "it is empty".to_owned();
    }
    error.to_string()
}

fn records(
    path: &Path,
    json: &Value,
    text: &str,
) -> Result<Vec<(Value, Box<RawValue>)>, PageFault> {
    let values = path.all(json);
    if values.is_empty() && !has_place(path, json) || is_no_list(path, json) {
        return Err(PageFault::NoRecords(path.to_string()));
    }
    let raw = raw_records(path, text).filter(|raw| raw.len() == values.len());
    let pairs = values.into_iter().enumerate().map(|(index, value)| {
        let bytes = raw.as_ref().and_then(|raw| raw.get(index).cloned());
        let bytes = match bytes {
            Some(bytes) => bytes,
            // A path that cannot be walked over text: the value is written anew, numbers exact.
            None => serde_json::value::to_raw_value(value).unwrap_or_default(),
        };
        (value.clone(), bytes)
    });
    Ok(pairs.collect())
}

/// Whether an object stands where `[*]` walks a list: the members of an error are no records. Where
/// the records are the members of an object, the path says `.*`.
fn is_no_list(path: &Path, json: &Value) -> bool {
    let list = path.wildcard_tail().filter(|_| !path.text().contains(".*"));
    list.and_then(|(prefix, _)| follow(json, prefix))
        .is_some_and(Value::is_object)
}

/// Whether the list that the path goes through is there at all, or is null.
fn has_place(path: &Path, json: &Value) -> bool {
    let mut at = json;
    for step in path.prefix() {
        if at.is_null() {
            return true;
        }
        let next = match step {
            Step::Name(name) => at.as_object().and_then(|object| object.get(name)),
            Step::Index(index) => at.as_array().and_then(|list| list.get(*index)),
        };
        match next {
            Some(next) => at = next,
            None => return false,
        }
    }
    at.is_array() || at.is_null()
}

/// The bytes of each record, for a path of the form `plain [*] plain`.
fn raw_records(path: &Path, text: &str) -> Option<Vec<Box<RawValue>>> {
    let (prefix, tail) = path.wildcard_tail()?;
    let whole: &RawValue = serde_json::from_str(text).ok()?;
    let list = walk(whole, prefix)?;
    let elements: Vec<&RawValue> = serde_json::from_str(list.get()).ok()?;
    let found = elements
        .into_iter()
        .filter_map(|element| walk(element, tail));
    Some(found.map(RawValue::to_owned).collect())
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
    use serde_json::json;

    #[test]
    fn the_members_of_an_error_are_no_records() {
        let read = |path: &str, body: Value| {
            let path = Path::parse(path).unwrap();
            records(&path, &body, &body.to_string()).map(|records| records.len())
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
}
