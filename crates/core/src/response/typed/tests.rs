//! A row is read as its whole text would be, whatever the type.

use super::RowText;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt::Debug;
use touchpoint_language::json::Json;
use touchpoint_language::unified::{Engagement, RemoteData};

const FIELDS: &str = r#"{"id":"7","subject":"a \"b\" ,\"remote_data\":é","owner":{"id":null},"custom":{"x":1,"remote_data":2.50}"#;

/// What the vendor's record may be.
const REMOTES: [&str; 9] = [
    r#"{ "id": 7, "cost": 1.50, "list": [{}, []] }"#,
    "{}",
    "[1, {\"a\": 12345678901234567890123}]",
    "null",
    r#""a \u00e9 } text""#,
    "1e400",
    "-0",
    "true",
    "184467440737095516150",
];

fn row(remote: &str) -> (String, usize) {
    let before = format!("{FIELDS},\"remote_data\":");
    (format!("{before}{remote}}}"), before.len())
}

/// Both ways give the same, or the same fault.
fn same<T: DeserializeOwned + Debug>() {
    for remote in REMOTES {
        let (text, at) = row(remote);
        let apart = RowText::new(text.as_bytes(), Some(at)).read::<T>();
        let whole = serde_json::from_str::<T>(&text);
        assert_eq!(format!("{apart:?}"), format!("{whole:?}"), "{text}");
    }
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "shown by `Debug`")]
struct Flat {
    id: String,
    #[serde(flatten)]
    rest: BTreeMap<String, serde_json::Value>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "shown by `Debug`")]
struct Strict<R> {
    remote_data: R,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "shown by `Debug`")]
struct OnlyId {
    id: String,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
#[allow(dead_code, reason = "shown by `Debug`")]
enum Either {
    List(Vec<u8>),
    Object { subject: String },
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "shown by `Debug`")]
struct Wrapped(Engagement);

#[derive(Debug, Deserialize)]
enum Cost {
    #[serde(rename = "a")]
    A,
}

#[test]
fn a_row_in_parts_is_read_as_its_whole_text() {
    same::<Engagement>();
    same::<Wrapped>();
    same::<Option<Engagement>>();
    same::<Json>();
    same::<serde_json::Value>();
    same::<BTreeMap<String, Json>>();
    same::<BTreeMap<String, Box<RawValue>>>();
    same::<Box<RawValue>>();
    same::<Flat>();
    same::<Either>();
    same::<OnlyId>();
    same::<serde::de::IgnoredAny>();
    same::<Vec<String>>();
    same::<String>();
    same::<Strict<RemoteData>>();
    same::<Strict<Option<RemoteData>>>();
    same::<Strict<Box<RawValue>>>();
    same::<Strict<Json>>();
    same::<Strict<serde_json::Value>>();
    same::<Strict<Option<BTreeMap<String, Json>>>>();
    same::<Strict<Vec<Json>>>();
    same::<Strict<String>>();
    same::<Strict<f64>>();
    same::<Strict<f32>>();
    same::<Strict<i128>>();
    same::<Strict<u64>>();
    same::<Strict<bool>>();
    same::<Strict<()>>();
    same::<Strict<Cost>>();
    same::<Strict<serde::de::IgnoredAny>>();
}

#[test]
fn a_row_without_a_known_place_is_read_whole() {
    let (text, at) = row("{}");
    for place in [
        None,
        Some(0),
        Some(at - 1),
        Some(at + 1),
        Some(text.len()),
        Some(9_999),
    ] {
        let read = RowText::new(text.as_bytes(), place)
            .read::<Engagement>()
            .unwrap();
        assert_eq!(read.remote_data.unwrap().as_str(), "{}");
    }
    let alone = r#"{"remote_data":{"a":1}}"#;
    let read = RowText::new(alone.as_bytes(), Some(15))
        .read::<Engagement>()
        .unwrap();
    assert_eq!(read.remote_data.unwrap().as_str(), r#"{"a":1}"#);
}
