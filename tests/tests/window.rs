//! A vendor that gives at most so many records of one list: where it sorts by a time and filters by
//! it, the list goes on beyond, every record once; else it ends with an error that says so, never in
//! silence.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use touchpoint::core::exchange::{BoxFuture, Headers, Reply, Request, SendFault};
use touchpoint::{Account, Error, ListQuery, Operator, Touchpoint, Transport};

const CAP: usize = 12;

fn mapping(order: &str) -> String {
    format!(
        "mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection:
  base_url: https://api.acme.example/v1
  auth: [{{ kind: bearer, credential: access_token }}]
list:
  request: GET /notes
  parameters:
    created_at: {{ time: rfc3339, gte: {{ send_as: since }}, lte: {{ send_as: until }} }}
    owner.id: {{ send_as: owner }}
  paging:
    kind: offset
    send_as: skip
    stop: short_page
    size: {{ send_as: size, default: 4, max: 4 }}
    cap: {{ records: {CAP}, window: {{ by: created_at, order: {order} }} }}
  records: $.notes[*]
  fields: {{ id: $.id, owner: {{ id: $.owner }}, created_at: $.at }}
"
    )
}

/// Notes by id and second, in the vendor's order; it gives no more than the cap of one list.
#[derive(Clone)]
struct Vendor {
    notes: Arc<Vec<(u32, i64)>>,
    asked: Arc<Mutex<Vec<String>>>,
}

fn second(at: i64) -> String {
    jiff::Timestamp::from_second(1_780_000_000 + at)
        .unwrap()
        .to_string()
}

impl Vendor {
    fn of(mut times: Vec<i64>, order: &str) -> Vendor {
        times.sort_unstable();
        if order == "desc" {
            times.reverse();
        }
        Vendor {
            notes: Arc::new((0..).zip(times).collect()),
            asked: Arc::default(),
        }
    }
}

impl Transport for Vendor {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        let of = |name: &str| {
            let mut pairs = request.query.iter();
            pairs
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone())
        };
        self.asked.lock().unwrap().push(request.address());
        let skip: usize = of("skip").map_or(0, |text| text.parse().unwrap());
        assert!(skip < CAP, "beyond the cap: {}", request.address());
        let bound = |name: &str| of(name).map(|text| text.parse::<jiff::Timestamp>().unwrap());
        let size: usize = of("size").map_or(4, |text| text.parse().unwrap());
        let (since, until) = (bound("since"), bound("until"));
        let owner = of("owner");
        let kept = self.notes.iter().filter(|(id, at)| {
            let time: jiff::Timestamp = second(*at).parse().unwrap();
            since.is_none_or(|since| time >= since)
                && until.is_none_or(|until| time <= until)
                && owner
                    .as_ref()
                    .is_none_or(|owner| (id % 2).to_string() == *owner)
        });
        let page: Vec<Value> = kept
            .skip(skip)
            .take(size.min(CAP - skip))
            .map(|(id, at)| json!({ "id": id, "owner": id % 2, "at": second(*at) }))
            .collect();
        Box::pin(async move {
            Ok(Reply {
                status: 200,
                headers: Headers::default(),
                body: serde_json::to_vec(&json!({ "notes": page })).unwrap(),
            })
        })
    }
    fn wait(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::UNIX_EPOCH
    }
    fn chance(&self) -> f64 {
        0.5
    }
}

/// Every id, through the cursor to the end or to a fault.
async fn read(vendor: &Vendor, order: &str, query: ListQuery) -> (Vec<u32>, Option<Error>) {
    let builder = Touchpoint::builder()
        .mapping_text("acme.yaml", &mapping(order))
        .transport(vendor.clone());
    let touchpoint = builder
        .build()
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    let account = Account {
        id: "one".into(),
        integration: "acme".into(),
        credentials: [("access_token".to_owned(), "hush".into())].into(),
        ..Account::default()
    };
    let (mut query, mut ids) = (query, Vec::new());
    for _ in 0..200 {
        let page = match touchpoint.list(&account, &query).await {
            Ok(page) => page,
            Err(error) => return (ids, Some(error)),
        };
        let json: Value = serde_json::from_slice(&page.to_json()).unwrap();
        let rows = json["result"].as_array().unwrap().iter();
        ids.extend(rows.map(|row| row["id"].as_str().unwrap().parse::<u32>().unwrap()));
        match page.next_cursor() {
            Some(cursor) => query = query.next_cursor(cursor),
            None => return (ids, None),
        }
    }
    panic!("no end: {ids:?}")
}

#[tokio::test]
async fn a_list_goes_on_beyond_the_cap() {
    for order in ["desc", "asc"] {
        // Some stand at one second, also across pages and across the cap.
        let times: Vec<i64> = (0..50)
            .map(|at| [0, 0, 7, 9, 10][at % 5] + 20 * i64::try_from(at / 5).unwrap())
            .collect();
        let vendor = Vendor::of(times, order);
        let all: Vec<u32> = vendor.notes.iter().map(|(id, _)| *id).collect();
        for limit in 1..=4 {
            let (ids, error) = read(&vendor, order, ListQuery::default().limit(limit)).await;
            assert!(error.is_none(), "{order} {limit}: {error:?}");
            assert_eq!(ids, all, "{order} {limit}");
        }
        // The caller's own filters hold beyond it too.
        let own = ListQuery::default()
            .with("owner.id", "1")
            .filter("created_at", Operator::Gte, [second(3)])
            .filter("created_at", Operator::Lte, [second(187)]);
        let expected = vendor
            .notes
            .iter()
            .filter(|(id, at)| id % 2 == 1 && (3..=187).contains(at));
        let expected: Vec<u32> = expected.map(|(id, _)| *id).collect();
        assert!(expected.len() > CAP);
        let (ids, error) = read(&vendor, order, own).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(ids, expected, "{order}");
    }
}

#[tokio::test]
async fn what_no_time_divides_ends_with_an_error() {
    let mut times: Vec<i64> = (100..108).collect();
    times.extend([50; 20]);
    let vendor = Vendor::of(times, "desc");
    let (ids, error) = read(&vendor, "desc", ListQuery::default()).await;
    // The eight, and as many of the twenty at one second as one list gives.
    assert_eq!(ids, (0..20).collect::<Vec<u32>>());
    let error = error.unwrap().to_string();
    assert!(
        error.contains("at most 12 records") && error.contains("narrow"),
        "{error}"
    );
}
