//! Bodies as vendors send them, with invented people, and what stays of them.

use super::Redactor;
use touchpoint_language::json::Json;

fn redacted(body: &str) -> Json {
    let words = ["Call".to_owned()].into();
    let known = vec![(
        "https://ada.vendor.com".to_owned(),
        "https://acme.vendor.com".to_owned(),
    )];
    let mapping = "id: $.data[*].id";
    let body = Redactor::new(words, mapping, known).body(body.as_bytes());
    Json::from_slice(&body).unwrap()
}

#[test]
fn people_are_replaced_and_everything_else_stays() {
    let body = r#"{"data": [{"id": 71, "ref": "a8F-9", "uuid": "5f4f2d9c-2b3e-4a83-9c76-1de3a3f14f26",
        "kind": "Call", "state": "COMPLETED", "at": "2026-03-02T10:00:00Z", "due": "2026-03-02 10:00",
        "owner": {"id": 9, "name": "Ada Lovelace"}, "who": "Ada Lovelace", "first": "Ada",
        "email": "ada@lovelace.org", "mail_again": "ada@lovelace.org", "phone_number": "+32 2 123 45 67",
        "tel": "(02) 123-45 67", "subject": "Renewal", "html": "<p>Dear <b>Ada</b></p>",
        "amount": 12.50, "done": false, "token": "abc", "avatar": "https://cdn.other.com/ada.png"}],
        "next": "https://ada.vendor.com/list?cursor=eyJhIjoxLCJiIjoyLCJjIjozfQ"}"#;
    let expected = r#"{"data": [{"id": 71, "ref": "a8F-9", "uuid": "5f4f2d9c-2b3e-4a83-9c76-1de3a3f14f26",
        "kind": "Call", "state": "COMPLETED", "at": "2026-03-02T10:00:00Z", "due": "2026-03-02 10:00",
        "owner": {"id": 9, "name": "Name 1"}, "who": "Name 1", "first": "Text 1",
        "email": "person1@example.com", "mail_again": "person1@example.com", "phone_number": "+15550000001",
        "tel": "+15550000002", "subject": "Text 2", "html": "<p>Text 1</p>",
        "amount": 12.50, "done": false, "token": "(removed)", "avatar": "https://example.com/1"}],
        "next": "https://acme.vendor.com/list?cursor=cursor-1"}"#;
    assert_eq!(redacted(body), Json::parse(expected).unwrap());
}

#[test]
fn what_looks_secret_goes_wherever_it_stands() {
    let body = r#"{"a": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "b": "sk0live0aaaaaaaaaaaaaaaaaaaaaaaaaaaa1"}"#;
    let expected = r#"{"a": "(removed)", "b": "(removed)"}"#;
    assert_eq!(redacted(body), Json::parse(expected).unwrap());
}

#[test]
fn a_phone_number_is_none_by_its_groups_but_a_time_by_its_ranges() {
    let body = r#"{"phone": "415-555-0132", "work_phone_number": "415.555.0135", "fax": "044-555-0101",
        "phones": ["415-555-0137"], "phone_raw": "4155550136", "mobile": 4155550138, "pin": 1234, "tel": [{"number": "0445550102"}],
        "other": "415-555-0139", "phone_type": "work", "phone_verified_at": "2026-03-02",
        "day": "27.04.2026 10:00", "us": "04/27/2026", "no": "2026-000123"}"#;
    let expected = r#"{"phone": "+15550000001", "work_phone_number": "+15550000002", "fax": "+15550000003",
        "phones": ["+15550000004"], "phone_raw": "+15550000005", "mobile": 15550000006, "pin": 0, "tel": [{"number": "+15550000007"}],
        "other": "+15550000008", "phone_type": "work", "phone_verified_at": "2026-03-02",
        "day": "27.04.2026 10:00", "us": "04/27/2026", "no": "2026-000123"}"#;
    assert_eq!(redacted(body), Json::parse(expected).unwrap());
}

#[test]
fn secrets_go_by_their_names_and_by_how_they_begin() {
    let key = "AKIAIOSFODNN7EXAMPLE";
    let body = format!(
        r#"{{"pwd": "hunter22x", "key": "{key}", "k": "sk_live_51HabcdefghXYZ0123", "value": "xoxb-17-abcdefghij",
        "pin": "1234", "tokens": ["abc"], "credentials": {{"user": "zed", "value": "abc1"}}, "api_key_value": "abc2",
        "keys": ["s3cr3tXY", "due_date", "ABC-12", "7"], "at": {{"sk_live_51HabcdefghXYZ0124": 1}}, "next": "ghp_abcdefghijklmnopqrst"}}"#
    );
    let expected = r#"{"pwd": "(removed)", "key": "(removed)", "k": "(removed)", "value": "(removed)",
        "pin": "(removed)", "tokens": ["(removed)"], "credentials": {"user": "(removed)", "value": "(removed)"}, "api_key_value": "(removed)",
        "keys": ["key-1", "due_date", "ABC-12", "7"], "at": {"key-2": 1}, "next": "(removed)"}"#;
    assert_eq!(redacted(&body), Json::parse(expected).unwrap());
}

#[test]
fn people_go_in_lower_case_and_as_names_of_members() {
    let body = r#"{"seen": "hans.muster", "by_mail": {"mia@keller.example": {"n": 1}}, "roles": {"Mia Keller": "owner", "hans.muster": "guest"},
        "from": "mia", "by": "Call", "creator": "hans.muster", "created_by": "u_12", "order_by": "due",
        "owners": ["mia", "71", "a8F"], "assignee": {"id": "a-b", "label": "kim"}, "owner@odata.bind": "x",
        "data": [{"id": 7, "url": "https://ada.vendor.com/people/mia@keller.example?owner=mia&fields=id,name&q=dear+Mia"}]}"#;
    let expected = r#"{"seen": "Name 3", "by_mail": {"person1@example.com": {"n": 1}}, "roles": {"Name 1": "owner", "Name 3": "guest"},
        "from": "Name 2", "by": "Call", "creator": "Name 3", "created_by": "u_12", "order_by": "due",
        "owners": ["Name 2", "71", "a8F"], "assignee": {"id": "a-b", "label": "Name 4"}, "owner@odata.bind": "x",
        "data": [{"id": 7, "url": "https://acme.vendor.com/people/person1@example.com?owner=Name+2&fields=id,name&q=Text+1"}]}"#;
    let came = redacted(body).to_string();
    assert_eq!(came, Json::parse(expected).unwrap().to_string());
}
