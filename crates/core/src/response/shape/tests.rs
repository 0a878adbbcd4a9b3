//! Whole replies of an invented shop, byte for byte.

use super::*;
use crate::response::ListResponse;
use touchpoint_language::json::{Json, object};

/// JSON as it stands here.
macro_rules! json {
    ($($json:tt)+) => { Json::parse(stringify!($($json)+)).unwrap() };
}

fn model() -> Model {
    Model::from_schema(&Json::parse(r##"{
        "title": "shop/orders", "required": ["number"], "properties": {
            "number": { "type": "string" },
            "shop": { "type": "object", "properties": { "id": { "type": "string" } } },
            "placed_at": { "type": "string", "format": "date-time" },
            "packing": { "type": "string", "format": "duration-seconds" },
            "buyers": { "type": "array", "items": { "$ref": "#/$defs/Buyer" } }
        },
        "$defs": { "Buyer": { "type": "object", "properties": { "id": { "type": "string" }, "name": { "type": "string" } } } }
    }"##).unwrap())
    .unwrap()
}

/// The fields of a record, and the vendor's record.
struct Record(String, String);

fn record(unified: Json, remote: &str) -> Record {
    Record(unified.to_string(), remote.to_owned())
}

fn shape(records: Vec<Record>, query: &ListQuery, model: &Model) -> Shaped {
    let shape = RowShape::new(query, model);
    let mut rows = Written::new(query.format != Format::Raw);
    let mut keys = Vec::new();
    for Record(fields, remote) in &records {
        let (key, becomes) = shape.row(fields, remote);
        let mut row = match becomes {
            Becomes::Fields => fields.clone(),
            Becomes::Remote => remote.clone(),
            Becomes::Text(text) => text,
        };
        if shape.with_remote {
            let comma = if row == "{}" { "" } else { "," };
            row = format!(
                "{}{comma}\"remote_data\":{remote}}}",
                row.strip_suffix('}').unwrap()
            );
        }
        rows.push(row.as_bytes());
        keys.push(key);
    }
    Shaped::new(rows, keys, query)
}

fn records() -> Vec<Record> {
    vec![
        record(
            json!({ "number": "1", "shop": { "id": "7" }, "buyers": [{ "id": "3", "name": null }] }),
            r#"{ "n": 1.0,"big":12345678901234567890, "shop":{"id":7,"k":[1 , 2]} }"#,
        ),
        record(
            json!({ "number": "2", "shop": null, "buyers": [] }),
            r#"{"n":2,"s":"\u00e9"}"#,
        ),
    ]
}

fn reply(query: &ListQuery) -> String {
    let shaped = shape(records(), query, &model());
    String::from_utf8(ListResponse::new(shaped, None).to_json()).unwrap()
}

#[test]
fn remote_data_comes_last_with_the_vendors_bytes() {
    assert_eq!(
        reply(&ListQuery::default()),
        concat!(
            r#"{"result":[{"number":"1","shop":{"id":"7"},"buyers":[{"id":"3","name":null}],"#,
            r#""remote_data":{ "n": 1.0,"big":12345678901234567890, "shop":{"id":7,"k":[1 , 2]} }},"#,
            r#"{"number":"2","shop":null,"buyers":[],"remote_data":{"n":2,"s":"\u00e9"}}],"#,
            r#""next_cursor":null,"prev_cursor":null,"result_count":2}"#
        )
    );
}

#[test]
fn a_partial_page_says_so_at_the_end() {
    let shaped = shape(vec![], &ListQuery::default(), &model());
    let mut reply = ListResponse::new(shaped, Some("abc".to_owned()));
    reply.is_partial_response = true;
    reply.warnings.push(Warning {
        code: "lookup".to_owned(),
        message: "no buyers".to_owned(),
        record: Some(0),
        ..Warning::default()
    });
    assert_eq!(
        String::from_utf8(reply.to_json()).unwrap(),
        concat!(
            r#"{"result":[],"next_cursor":"abc","prev_cursor":null,"result_count":0,"#,
            r#""is_partial_response":true,"#,
            r#""warnings":[{"code":"lookup","message":"no buyers","record":0}]}"#
        )
    );
}

#[test]
fn excluded_fields_go_and_the_key_is_read_before() {
    let query = ListQuery::default()
        .key_by("number")
        .exclude("number")
        .exclude("buyers.id")
        .exclude("remote_data");
    assert_eq!(
        reply(&query),
        concat!(
            r#"{"result":{"1":{"shop":{"id":"7"},"buyers":[{"name":null}]},"#,
            r#""2":{"shop":null,"buyers":[]}},"#,
            r#""next_cursor":null,"prev_cursor":null,"result_count":2}"#
        )
    );
}

#[test]
fn records_without_the_key_are_counted_in_a_warning() {
    let query = ListQuery::default()
        .key_by("shop.id")
        .exclude("shop")
        .exclude("buyers");
    assert_eq!(
        reply(&query.without_remote_data()),
        concat!(
            r#"{"result":{"7":{"number":"1"}},"#,
            r#""next_cursor":null,"prev_cursor":null,"result_count":2,"warnings":[{"code":"without_key","#,
            r#""message":"1 record has no `shop.id` to be keyed by and is not in `result`","field":"shop.id"}]}"#
        )
    );
}

#[test]
fn the_last_record_of_a_key_wins() {
    let same = |note: &str| {
        let fields = object! { "number": "1", "note": note };
        record(fields.into(), "{}")
    };
    let query = ListQuery::default().key_by("number").without_remote_data();
    let shaped = shape(vec![same("a"), same("b")], &query, &model());
    assert_eq!(shaped.count, 2);
    assert_eq!(
        serde_json::to_string(&shaped.rows).unwrap(),
        r#"{"1":{"number":"1","note":"b"}}"#
    );
}

#[test]
fn raw_hands_over_the_vendors_records() {
    let raw = ListQuery::default()
        .format(Format::Raw)
        .without_remote_data();
    assert_eq!(
        reply(&raw),
        concat!(
            r#"{"result":[{ "n": 1.0,"big":12345678901234567890, "shop":{"id":7,"k":[1 , 2]} },"#,
            r#"{"n":2,"s":"\u00e9"}],"next_cursor":null,"prev_cursor":null,"result_count":2}"#
        )
    );
    assert_eq!(
        reply(
            &raw.key_by("n")
                .exclude("big")
                .exclude("shop.id")
                .exclude("s")
        ),
        concat!(
            r#"{"result":{"1.0":{"n":1.0,"shop":{"k":[1 , 2]}},"2":{"n":2}},"#,
            r#""next_cursor":null,"prev_cursor":null,"result_count":2}"#
        )
    );
}

#[test]
fn normalized_is_exactly_the_schema() {
    let odd = record(
        json!({
            "extra": 1, "number": 12, "shop": { "id": null, "x": 1 }, "placed_at": "soon",
            "packing": "1.5", "buyers": [{ "id": 3, "x": 1 }, 7, { "id": null }]
        }),
        "{}",
    );
    let good = record(
        json!({ "number": "2", "placed_at": "2026-03-02T10:00:00Z", "packing": "90", "shop": "x" }),
        "{}",
    );
    let query = ListQuery::default()
        .format(Format::Normalized)
        .exclude("buyers.name");
    let shaped = shape(vec![odd, good], &query, &model());
    assert_eq!(
        serde_json::to_string(&shaped.rows).unwrap(),
        concat!(
            r#"[{"number":"12","shop":null,"placed_at":null,"packing":null,"buyers":[{"id":"3"}]},"#,
            r#"{"number":"2","shop":null,"placed_at":"2026-03-02T10:00:00Z","packing":"90","buyers":[]}]"#
        )
    );
}

#[test]
fn a_record_that_is_no_object_is_not_lost() {
    let shaped = shape(
        vec![record(json!({}), "7")],
        &ListQuery::default(),
        &model(),
    );
    assert_eq!(
        serde_json::to_string(&shaped.rows).unwrap(),
        r#"[{"remote_data":7}]"#
    );
}
