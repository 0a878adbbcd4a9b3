//! A list in a record that has more elsewhere makes the page partial, in one warning for each field.

use super::{map, page, read};
use conformance::json;
use touchpoint_core::query::ListQuery;
use touchpoint_language::json::Json;

fn asked() -> ListQuery {
    ListQuery::default().with("engagement_type", "note")
}

#[test]
fn a_list_that_goes_on_is_told_once() {
    let (plan, _) = read("more");
    let person = json!({ "items": [{ "id": 1 }], "next": "/people/2" });
    let body = json!({ "items": [
        { "id": 1, "people": person },
        { "id": 2, "people": person, "kind": "lead", "leads": { "items": [], "has more": true } },
        { "id": 3, "kind": "call", "leads": { "has more": true } },
    ] });
    let page = page(map(&plan, &asked(), 200, &body));
    assert_eq!(page["is_partial_response"], json!(true));
    let told = page["warnings"].as_array().unwrap();
    let fields: Vec<_> = told
        .iter()
        .map(|w| (w["code"].as_str().unwrap(), w["field"].as_str().unwrap()))
        .collect();
    assert_eq!(fields, [("list_cut", "contact"), ("list_cut", "lead")]);
    assert!(
        told[0]["place"]
            .as_str()
            .unwrap()
            .starts_with("more.yaml:18:"),
        "{told:?}"
    );
    assert_eq!(page["result"].as_array().unwrap().len(), 3);
}

#[test]
fn nothing_null_false_and_an_empty_text_say_that_the_list_is_whole() {
    let (plan, _) = read("more");
    for next in [json!(null), json!(false), json!("")] {
        let people = json!({ "items": [{ "id": 1 }], "next": next });
        let page = page(map(
            &plan,
            &asked(),
            200,
            &json!({ "items": [{ "id": 1, "people": people }] }),
        ));
        assert_eq!(page.get("is_partial_response"), None, "{next}");
        assert_eq!(page.get("warnings"), None, "{next}");
    }
    let bare = page(map(
        &plan,
        &asked(),
        200,
        &json!({ "items": [{ "id": 1 }] }),
    ));
    assert_eq!(bare.get("warnings"), None);
}

#[test]
fn a_check_that_has_not_seen_the_whole_list_says_so() {
    let (plan, _) = read("more");
    let body = json!({ "items": [{ "id": 1, "people": { "items": [{ "id": 1 }], "next": 7 } }] });
    let query = asked().with("contact.id", "5");
    let page = page(map(&plan, &query, 200, &body));
    assert_eq!(page["result"], json!([]));
    assert_eq!(page["is_partial_response"], json!(true));
}

#[test]
fn a_constant_of_the_vendors_own_comes_as_it_is() {
    let (plan, _) = read("more");
    let kinds = |query: &ListQuery, body: Json| -> Vec<Json> {
        let rows = super::rows(map(&plan, query, 200, &body));
        rows.iter()
            .map(|row| row["engagement_type"].clone())
            .collect()
    };
    assert_eq!(
        kinds(&asked(), json!({ "items": [{ "id": 1 }] })),
        [json!("note")]
    );
    let other = ListQuery::default().with("engagement_type", "call");
    let body = json!({ "items": [{ "id": 1, "memo": true, "kind": "call" }, { "id": 2, "kind": "call" }] });
    assert_eq!(kinds(&other, body), [json!("memo"), json!("call")]);
}
