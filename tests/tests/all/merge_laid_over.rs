//! Cases whose own lists come in no order, asked another way when they are read as one: by a search
//! that filters in a list of its body, is capped, and brings no guests, which are asked for in batches.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use crate::played::{Played, account, engine, ids, page};
use conformance::json;
use touchpoint::{ListQuery, Operator};
use touchpoint_core::run::Error;
use touchpoint_language::json::Json;

const CAP: u64 = 10;

const LIST: &str = r#"lookups:
  guests_of:
    batch: POST /links/{{ query.engagement_type }}/guests
    body: { inputs: [{ id: "{{ lookup.key }}", deep: { of: "{{ query.engagement_type }}" } }] }
    at_most: 3
    entries: $.links[*]
    key: [$.from]
    otherwise: nothing
list:
  rules:
    - exactly_one_of: [engagement_type, contact_id]
      unless: { engagement_type: all }
  merge:
    when: { engagement_type: all }
    cases: [call, mail]
    by: created_at
    order: desc
    laid_over:
      request: POST /search/{{ query.engagement_type }}
      send: { form: ~ }
      body:
        groups:
          - filters:
              - { name: guest, is: "{{ query.contact_id }}" }
              - { name: made, from: "{{ query.created_at.gte | string }}" }
              - { name: made, to: "{{ query.created_at.lte | string }}" }
        sort: newest
        names: { names_read_under: $.properties }
      parameters:
        engagement_type: { map: { call: calls, email: mails } }
        contact_id: { pattern: "[0-9]+" }
        created_at: { time: unix_s, operators: [gte, lte] }
      paging:
        kind: offset
        send_as: { body: skip }
        stop: short_page
        size: { send_as: { body: size }, default: 4, max: 4 }
        cap: { records: 10, window: { by: created_at, order: desc } }
      fields:
        contact: { lookup: guests_of, by: [$.id], then_each: "$.to[*]", id: $.guest }
  shared:
    send: { form: short }
    records: $.items[*]
    fields:
      id: $.id
      created_at: { from: $.at, time: unix_s }
      contact: [{ id: $.guest }]
  cases:
    call: { when: { engagement_type: call }, request: GET /calls, fields: { subject: $.properties.title } }
    mail: { when: { engagement_type: email }, request: GET /mails, fields: { subject: $.properties.about } }
    of_guest:
      when: { contact_id: given }
      request: GET /guests/{{ query.contact_id }}
      parameters: { contact_id: { pattern: "[0-9]+" } }
"#;

/// Name and second of each record, the newest first. Several calls stand at one second.
fn items(kind: &str) -> Vec<(String, i64)> {
    let times: Vec<i64> = match kind {
        "calls" => vec![
            99, 98, 97, 97, 97, 97, 90, 85, 80, 80, 80, 80, 70, 60, 55, 50, 50, 40, 30, 20, 10, 9,
            8, 7,
        ],
        _ => vec![95, 80, 8, 1],
    };
    let letter = kind.get(..1).unwrap();
    let named = times.into_iter().enumerate();
    named
        .map(|(at, time)| (format!("{letter}{at}"), time))
        .collect()
}

/// Whom a record is with: nobody, one, or two guests.
fn guests(id: &str) -> Vec<i64> {
    let number: i64 = id.get(1..).unwrap().parse().unwrap();
    (0..number % 3).map(|guest| 500 + guest).collect()
}

fn vendor() -> Played {
    Played::new(|request| {
        let path = request
            .url
            .strip_prefix("https://api.acme.example/v1")
            .unwrap();
        let body: Json =
            serde_json::from_slice(request.body.as_deref().unwrap_or(b"null")).unwrap();
        if let Some(kind) = path.strip_prefix("/search/") {
            return (200, searched(kind, &body));
        }
        if let Some(kind) = path
            .strip_prefix("/links/")
            .and_then(|rest| rest.strip_suffix("/guests"))
        {
            let inputs = body["inputs"].as_array().unwrap();
            assert!(inputs.len() <= 3, "{body}");
            let link = |input: &Json| {
                assert_eq!(input["deep"], json!({ "of": kind }));
                let id = input["id"].as_str().unwrap();
                let to: Vec<Json> = guests(id)
                    .iter()
                    .map(|guest| json!({ "guest": guest }))
                    .collect();
                (!to.is_empty()).then(|| json!({ "from": id, "to": to }))
            };
            let links: Vec<Json> = inputs.iter().filter_map(link).collect();
            // Those without any are left out, and told as faults beside the others.
            return (
                207,
                json!({ "links": links, "errors": inputs.len() - links.len() }),
            );
        }
        let items = json!([{ "id": path, "at": 1_780_000_000, "guest": 7 }]);
        (200, json!({ "items": items }))
    })
}

fn searched(kind: &str, body: &Json) -> Json {
    let number = |name: &str| body[name].as_u64().unwrap();
    let (skip, size) = (number("skip"), number("size"));
    assert!(skip + size <= CAP, "beyond the cap: {body}");
    assert_eq!(body["sort"], "newest");
    let name = if kind == "calls" { "title" } else { "about" };
    assert_eq!(body["names"], json!([name]));
    let keeps = |id: &str, time: i64, filter: &Json| {
        let at = 1_780_000_000 + time;
        let bound = |name: &str| {
            filter[name]
                .as_str()
                .map(|text| text.parse::<i64>().unwrap())
        };
        match filter["name"].as_str() {
            Some("guest") => guests(id).contains(&filter["is"].as_str().unwrap().parse().unwrap()),
            Some("made") if filter.as_object().unwrap().len() == 2 => {
                bound("from").is_none_or(|from| at >= from) && bound("to").is_none_or(|to| at <= to)
            }
            _ => panic!("{filter}"),
        }
    };
    let filters = match body.get("groups") {
        None => Vec::new(),
        Some(groups) => groups[0]["filters"].as_array().unwrap().clone(),
    };
    let kept = items(kind).into_iter();
    let kept = kept.filter(|(id, time)| filters.iter().all(|filter| keeps(id, *time, filter)));
    let cut = kept
        .skip(usize::try_from(skip).unwrap())
        .take(usize::try_from(size).unwrap());
    let items: Vec<Json> = cut
        .map(|(id, time)| json!({ "id": id, "at": 1_780_000_000 + time, "properties": { name: "x" } }))
        .collect();
    json!({ "items": items })
}

/// What stays of both lists, in order; of one time, calls first.
fn expected(keep: impl Fn(&str, i64) -> bool) -> Vec<String> {
    let mut all = [items("calls"), items("mails")].concat();
    all.sort_by_key(|(_, time)| -time);
    let kept = all.into_iter().filter(|(id, time)| keep(id, *time));
    kept.map(|(id, _)| id).collect()
}

/// Every id with whom it is with, through the cursor to the end.
async fn read(query: ListQuery) -> Vec<(String, Vec<i64>)> {
    let touchpoint = engine(LIST, vendor()).await;
    let (mut query, mut found) = (query, Vec::new());
    for _ in 0..200 {
        let page = page(&touchpoint, &query).await;
        assert_eq!(page.get("warnings"), None, "{page}");
        for record in page["result"].as_array().unwrap() {
            let with = record["contact"].as_array().unwrap().iter();
            let with = with.map(|guest| guest["id"].as_str().unwrap().parse().unwrap());
            found.push((record["id"].as_str().unwrap().to_owned(), with.collect()));
        }
        match page["next_cursor"].as_str() {
            Some(cursor) => query = query.next_cursor(cursor),
            None => return found,
        }
    }
    panic!("no end: {found:?}")
}

fn all() -> ListQuery {
    ListQuery::default().with("engagement_type", "all")
}

#[tokio::test]
async fn every_list_goes_on_beyond_its_cap_in_one_order_with_all_guests() {
    let expected = expected(|_, _| true);
    assert_eq!(expected.len(), 28);
    for limit in 1..=4 {
        let found = read(all().limit(limit)).await;
        let names: Vec<&String> = found.iter().map(|(id, _)| id).collect();
        assert_eq!(names, expected.iter().collect::<Vec<_>>(), "limit {limit}");
        for (id, with) in &found {
            assert_eq!(*with, guests(id), "{id}");
        }
    }
}

#[tokio::test]
async fn what_the_search_filters_by_stands_in_its_list() {
    let second = |at: i64| {
        jiff::Timestamp::from_second(1_780_000_000 + at)
            .unwrap()
            .to_string()
    };
    let of_guest = all().with("contact_id", "501").limit(4);
    let found: Vec<String> = read(of_guest).await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(found, expected(|id, _| guests(id).contains(&501)));
    let between = all()
        .filter("created_at", Operator::Gt, [second(8)])
        .filter("created_at", Operator::Lte, [second(90)])
        .limit(3);
    let found: Vec<String> = read(between).await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(found, expected(|_, time| time > 8 && time <= 90));
    // Two of one bound: the vendor has a place for one of them, the other is checked.
    let twice = all()
        .filter("created_at", Operator::Lte, [second(90)])
        .filter("created_at", Operator::Lte, [second(50)]);
    let found: Vec<String> = read(twice).await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(found, expected(|_, time| time <= 50));
}

#[tokio::test]
async fn what_is_read_alone_is_asked_as_it_was_and_by_its_rules() {
    let vendor = vendor();
    let touchpoint = engine(LIST, vendor.clone()).await;
    let alone = ListQuery::default().with("engagement_type", "call");
    let of_guest = ListQuery::default().with("contact_id", "501");
    assert_eq!(ids(&page(&touchpoint, &alone).await), ["/calls"]);
    assert_eq!(ids(&page(&touchpoint, &of_guest).await), ["/guests/501"]);
    assert_eq!(
        vendor.asked(),
        ["/calls?form=short", "/guests/501?form=short"]
    );
    for refused in [ListQuery::default(), alone.with("contact_id", "501")] {
        let answer = touchpoint.list(&account(), &refused).await;
        match answer.map_err(Error::from) {
            Err(Error::Caller(fault)) => {
                let says = "exactly one of `engagement_type`, `contact_id` must be given";
                assert!(fault.failures[0].message.contains(says), "{fault:?}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn names_that_a_body_derives_take_in_the_callers() {
    let touchpoint = engine(
        LIST,
        Played::new(|request| {
            let body: Json = Json::from_slice(request.body.as_deref().unwrap()).unwrap();
            let derived = if request.url.ends_with("/calls") {
                "title"
            } else {
                "about"
            };
            assert_eq!(body["names"], json!([derived, "own"]), "{body}");
            assert_eq!(body["more"], true);
            assert_eq!(body.get("groups"), None);
            (200, json!({ "items": [] }))
        }),
    )
    .await;
    let query = all().remote("names", "own").remote("more", "true");
    assert!(ids(&page(&touchpoint, &query).await).is_empty());
}
