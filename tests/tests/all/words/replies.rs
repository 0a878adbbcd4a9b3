//! What a reply means where its status does not tell.

use super::{map, page, read};
use conformance::json;
use touchpoint_core::query::ListQuery;

#[test]
fn records_beside_errors_are_kept_and_the_page_says_what_the_vendor_said() {
    let (plan, _) = read("replies");
    let query = ListQuery::default();
    let body = json!({
        "data": { "items": [{ "id": 1 }, { "id": 2 }] }, "next": "b",
        "errors": [{ "message": "a shard is away" }]
    });
    let page = page(map(&plan, &query, 200, &body));
    assert_eq!(page["result"].as_array().unwrap().len(), 2);
    assert_eq!(page["is_partial_response"], json!(true));
    assert_eq!(page["warnings"][0]["code"], json!("partial"));
    let message = page["warnings"][0]["message"].as_str().unwrap();
    assert!(message.contains("a shard is away"), "{message}");
    assert!(page["next_cursor"].is_string());
}

#[test]
fn errors_without_records_are_a_refusal() {
    let (plan, _) = read("replies");
    let query = ListQuery::default();
    for body in [
        json!({ "errors": [{ "message": "no such field" }] }),
        json!({ "data": { "items": 7 }, "errors": [{ "message": "no such field" }] }),
    ] {
        let error = map(&plan, &query, 200, &body).unwrap_err();
        assert!(error.to_string().contains("no such field"), "{error}");
    }
}

#[test]
fn nothing_has_changed_is_an_empty_page() {
    let (plan, _) = read("replies");
    let page = page(map(&plan, &ListQuery::default(), 304, &json!(null)));
    assert_eq!(page["result"], json!([]));
    assert_eq!(page["next_cursor"], json!(null));
}
