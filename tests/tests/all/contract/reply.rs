//! What a caller gets: values, shapes, warnings, and the end of a list.

use super::world::{Answer, World, value};
use conformance::json;
use touchpoint_language::json::Json;

const HEAD: &str = "mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection:
  base_url: https://api.acme.example
  auth: [{ kind: api_key, headers: { x-key: { credential: key } } }]
";

const VALUES: &str = r#"
list:
  request: GET /calls
  paging: { kind: none }
  records: $.calls[*]
  fields:
    id: { from: $.id, prefix: "call:" }
    owner: { id: $.owner }
    subject: $.title
    content: { first_of: [$.html, $.text] }
    direction: { from: $.way, map: { IN: inbound, OUT: outbound, LOST: missed }, otherwise: keep }
    engagement_type: { from: $.kind, map: { PHONE: call }, otherwise: keep }
    duration: { from: $.length, unit: "mm:ss" }
    start_time: { from: $.begin, time: "%Y-%m-%d %H:%M", zone: Europe/Brussels }
    end_time: { from: $.end, time: unix_ms }
    account: { id: $.company }
    contact: { each: "$.people[*]", id: $ }
"#;

const CALLS: &str = r#"{"calls":[
{"id":90071992547409931,"owner":1.50,"title":"One","html":"<p>a</p>","text":"a","way":"IN","kind":"PHONE","length":"02:05","begin":"2026-07-01 10:00","end":1772323200123,"company":5,"people":[7,"8",7]},
{"id":"x-2","title":null,"text":"only text","way":"sideways","kind":"LUNCH","begin":"2026-01-01 10:00","end":null,"people":null}
]}"#;

async fn values(name: &str) -> World {
    let mapping = format!("{HEAD}{VALUES}");
    World::of(name, &mapping, |_| (200, "", CALLS.to_owned())).await
}

#[tokio::test]
async fn values_have_one_form_whatever_the_vendor_s() {
    let world = values("values").await;
    let mut records = world.list("truto_ignore_remote_data=true").await.records();
    assert_eq!(
        records[0],
        json!({
            "id": "call:90071992547409931", "owner": { "id": "1.50" }, "content": "<p>a</p>",
            "subject": "One", "direction": "inbound", "engagement_type": "call", "duration": "125",
            "start_time": "2026-07-01T08:00:00Z", "end_time": "2026-03-01T00:00:00.123Z",
            "account": { "id": "5" }, "contact": [{ "id": "7" }, { "id": "8" }],
        })
    );
    // What the vendor lacks is null, a list is a list, an object without a member is null.
    assert_eq!(
        records[1],
        json!({
            "id": "call:x-2", "owner": null, "content": "only text", "subject": null,
            "direction": "sideways", "engagement_type": "LUNCH", "duration": null,
            "start_time": "2026-01-01T09:00:00Z", "end_time": null, "account": null, "contact": [],
        })
    );
    // The order is the page's; what no case fills is absent.
    let names = records[0].as_object_mut().unwrap();
    let names: Vec<&String> = names.keys().collect();
    assert_eq!(
        names,
        [
            "id",
            "owner",
            "content",
            "subject",
            "direction",
            "engagement_type",
            "start_time",
            "end_time",
            "duration",
            "account",
            "contact"
        ]
    );
    let whole = String::from_utf8(world.list("").await.bytes).unwrap();
    assert!(whole.contains(r#""remote_data":{"id":90071992547409931,"owner":1.50,"#));
}

#[tokio::test]
async fn raw_is_the_vendor_s_record_and_filters_judge_unseen() {
    let world = values("raw").await;
    let raw = world
        .list("truto_response_format=raw&engagement_type=LUNCH&truto_exclude_fields=text,way&truto_ignore_remote_data=true")
        .await;
    assert_eq!(
        raw.records(),
        [
            json!({ "id": "x-2", "title": null, "kind": "LUNCH", "begin": "2026-01-01 10:00", "end": null, "people": null })
        ]
    );
    let keyed = world
        .list("truto_response_format=raw&truto_key_by=kind")
        .await;
    let keyed = keyed.json();
    let names: Vec<&String> = keyed["result"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["PHONE", "LUNCH"]);
}

#[tokio::test]
async fn records_are_keyed_after_all_else_and_none_vanishes_unsaid() {
    let world = values("keyed").await;
    // The key is read before fields are excluded; a record without it is counted.
    let reply = world
        .list("truto_key_by=account.id&truto_exclude_fields=account&truto_ignore_remote_data=true")
        .await
        .json();
    let result = reply["result"].as_object().unwrap();
    assert_eq!(result.keys().collect::<Vec<_>>(), ["5"]);
    assert!(result["5"].get("account").is_none());
    assert_eq!(reply["result_count"], json!(2));
    let warnings = reply["warnings"].to_string();
    assert!(warnings.contains("1 record"), "{warnings}");
    world.asked();
    let unknown = world
        .refuses("truto_key_by=colour", &["truto_key_by"])
        .await;
    assert!(unknown["details"]["failures"][0]["allowed"].is_array());
    // The last of one key wins.
    let twins = |_: &str| {
        let body = r#"{"calls":[{"id":1,"title":"a"},{"id":2,"title":"a"}]}"#;
        (200, "", body.to_owned())
    };
    let world = World::of("twins", &format!("{HEAD}{VALUES}"), twins).await;
    let reply = world.list("truto_key_by=subject").await.json();
    assert_eq!(reply["result"]["a"]["id"], "call:2");
}

const LOOKUP: &str = r#"
lookups:
  people: { batch: GET /people, send: { ids: "{{ lookup.keys }}" }, entries: "$.people[*]", key: [$.id], at_most: 9 }
list:
  request: GET /calls
  paging: { kind: none }
  records: $.calls[*]
  fields:
    id: $.id
    owner: { lookup: people, by: [$.from], id: $.user }
"#;

#[tokio::test]
async fn a_page_that_lacks_what_the_vendor_has_says_so() {
    let answer = |failing: bool| {
        move |line: &str| {
            if line.starts_with("GET /calls") {
                (200, "", r#"{"calls":[{"id":1,"from":"p"}]}"#.to_owned())
            } else if failing {
                (403, "", "{}".to_owned())
            } else {
                (200, "", r#"{"people":[{"id":"p","user":7}]}"#.to_owned())
            }
        }
    };
    let mapping = format!("{HEAD}{LOOKUP}");
    let whole = World::of("whole", &mapping, answer(false))
        .await
        .list("")
        .await;
    assert_eq!(whole.records()[0]["owner"]["id"], "7");
    assert!(whole.json().get("is_partial_response").is_none());
    let part = World::of("part", &mapping, answer(true))
        .await
        .list("")
        .await;
    assert_eq!(part.records()[0]["owner"], Json::Null);
    let body = part.json();
    assert_eq!(body["is_partial_response"], json!(true));
    assert!(body["warnings"].to_string().contains("people"), "{body}");
}

const PAGED: &str = "
list:
  request: GET /calls
  paging: { kind: cursor, send_as: after, next: $.next, size: { send_as: size, default: 2, max: 2 } }
  records: $.calls[*]
  fields: { id: $.id, subject: $.title }
";

/// Follows cursors, at most so often; the ids, and the status and message of what ended it.
async fn followed(world: &World, at_most: usize) -> (Vec<String>, u16, String) {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    for _ in 0..at_most {
        let reply = world.list(&format!("next_cursor={cursor}")).await;
        if reply.status != 200 {
            let says = reply.json()["message"].as_str().unwrap().to_owned();
            return (ids, reply.status, says);
        }
        let records = reply.records();
        ids.extend(records.iter().map(|r| r["id"].as_str().unwrap().to_owned()));
        match reply.json()["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return (ids, 200, String::new()),
        }
    }
    (ids, 0, "no end".to_owned())
}

fn page(ids: &[u32], next: Option<&str>) -> Answer {
    let calls: Vec<Json> = ids.iter().map(|id| json!({ "id": id })).collect();
    (200, "", json!({ "calls": calls, "next": next }).to_string())
}

#[tokio::test]
async fn a_vendor_that_repeats_itself_is_stopped() {
    let mapping = format!("{HEAD}{PAGED}");
    let same_cursor = |line: &str| match value(line, "after") {
        None => page(&[1, 2], Some("x")),
        Some(_) => page(&[3, 4], Some("x")),
    };
    let world = World::of("same-cursor", &mapping, same_cursor).await;
    let (_, status, says) = followed(&world, 9).await;
    assert_eq!(status, 502, "{says}");
    let same_records = |line: &str| {
        let turn = value(line, "after").map_or(0, |turn| turn.parse::<u32>().unwrap());
        page(&[1, 2], Some(&(turn + 1).to_string()))
    };
    let world = World::of("same-records", &mapping, same_records).await;
    let (ids, status, says) = followed(&world, 9).await;
    assert_eq!((ids.len(), status), (2, 502), "{says}");
    assert!(says.contains("repeats itself"), "{says}");
}

#[tokio::test]
async fn an_empty_page_and_a_failed_one_are_no_end() {
    let mapping = format!("{HEAD}{PAGED}");
    let holes = |line: &str| match value(line, "after") {
        None => page(&[1, 2], Some("hole")),
        Some("hole") => page(&[], Some("last")),
        Some(_) => page(&[3], None),
    };
    let world = World::of("holes", &mapping, holes).await;
    assert_eq!(followed(&world, 9).await.0, ["1", "2", "3"]);
    let fails = |line: &str| match value(line, "after") {
        None => page(&[1, 2], Some("bad")),
        Some(_) => (500, "", "{}".to_owned()),
    };
    let world = World::of("fails", &mapping, fails).await;
    let (ids, status, _) = followed(&world, 9).await;
    assert_eq!(
        (ids.len(), status),
        (2, 502),
        "never a short list that looks whole"
    );
}

#[tokio::test]
async fn a_message_in_place_of_a_list_is_no_end() {
    let mapping = format!("{HEAD}  errors: {{ message: $.error }}\n{PAGED}");
    let null = |words: Option<&str>| {
        let refusal = json!({ "calls": null, "error": words, "next": null });
        (200, "", refusal.to_string())
    };
    let refused = move |line: &str| match value(line, "after") {
        None => page(&[1, 2], Some("bad")),
        Some(_) => null(Some("try again tomorrow")),
    };
    let world = World::of("refused-under-200", &mapping, refused).await;
    let (ids, status, says) = followed(&world, 9).await;
    assert_eq!((ids.len(), status), (2, 502), "{says}");
    assert!(says.contains("try again tomorrow"), "{says}");
    let ends = move |line: &str| match value(line, "after") {
        None => page(&[1, 2], Some("last")),
        Some(_) => null(None),
    };
    let world = World::of("null-is-empty", &mapping, ends).await;
    assert_eq!(followed(&world, 9).await.0, ["1", "2"]);
}

#[tokio::test]
async fn a_cursor_is_its_account_s_own() {
    let mapping = format!("{HEAD}{PAGED}");
    let world = World::of("foreign", &mapping, |_| page(&[1, 2], Some("x"))).await;
    let cursor = world.list("").await.json()["next_cursor"].clone();
    let cursor = cursor.as_str().unwrap();
    world.asked();
    let query = format!("integrated_account_id=b&next_cursor={cursor}");
    let reply = crate::server::list(world.running.address, &query).await;
    assert_eq!((reply.status, &reply.json()["code"]), (400, &json!("T202")));
    let says = reply.json()["message"].as_str().unwrap().to_owned();
    assert_eq!(
        says,
        "`next_cursor` belongs to another account; start again without it"
    );
    assert!(world.asked().is_empty());
}

#[tokio::test]
async fn a_cursor_ends_where_the_mapping_asks_in_another_way() {
    let mapping = format!("{HEAD}{PAGED}");
    let world = World::of("stale", &mapping, |_| page(&[1, 2], Some("x"))).await;
    let cursor = world.list("").await.json()["next_cursor"].clone();
    let query = format!("next_cursor={}", cursor.as_str().unwrap());
    world.asked();
    let changed = mapping.replace("send_as: size", "send_as: count");
    world.folder.write("acme.yaml", &changed);
    let mut says = String::new();
    for _ in 0..100 {
        let reply = world.list(&query).await;
        if reply.status == 400 {
            assert_eq!(reply.failing(), ["next_cursor"]);
            says = reply.json()["message"].as_str().unwrap().to_owned();
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(says.contains("mapping"), "{says}");
}
