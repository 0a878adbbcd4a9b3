//! The engine maps pages in one pass over their bytes, the oracle by a plain walk over values: both
//! mean the same. Every reply of the corpus, and replies with changes in them, give the same page, the
//! same warnings and the same errors both ways. `SCAN_CASES` says how many changed pages are tried.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a project that cannot be read fails the test; an index is taken modulo a length"
)]

use crate::given;
use jiff::Timestamp;
use proptest::prelude::*;
use std::sync::{LazyLock, Mutex};
use std::time::Duration;
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::{BoxFuture, Reply, Request, SendFault, Transport};
use touchpoint_core::plan::{Plan, choose};
use touchpoint_core::query::{Format, ListQuery};
use touchpoint_core::registry::Registry;
use touchpoint_core::run::{self, Options};
use touchpoint_core::slices::mend;
use touchpoint_corpus::{Case, Recorded};
use touchpoint_language::json::Json;
use touchpoint_oracle::{hold_list, hold_reply};
use touchpoint_workbench::replay::account;

pub(crate) static PLANS: LazyLock<Registry> = LazyLock::new(given::plans);
pub(crate) static PAGES: LazyLock<Vec<(ListQuery, Case, Reply)>> = LazyLock::new(pages);

pub(crate) fn options() -> Options {
    Options::new(Key::new(b"a test's own key"))
}

fn query(case: &Case, plan: &Plan) -> Option<ListQuery> {
    touchpoint_contract::parse(&case.query, &plan.model)
        .ok()
        .map(|(query, _)| query)
}

fn pages() -> Vec<(ListQuery, Case, Reply)> {
    let mut pages = Vec::new();
    for case in given::cases() {
        let plan = PLANS.get(&case.slug).unwrap();
        let Some(query) = query(&case, plan) else {
            continue;
        };
        for exchange in &case.exchanges {
            if exchange.reply.status < 300 && !exchange.reply.body.is_empty() {
                pages.push((query.clone(), case.clone(), exchange.reply.clone()));
            }
        }
    }
    let generated: Vec<_> = PLANS
        .plans()
        .iter()
        .flat_map(|plan| generated(plan, &pages))
        .collect();
    pages.extend(generated);
    pages
}

/// Pages like those of the benchmark, of few records, for the query that asks for such a page.
fn generated(plan: &Plan, pages: &[(ListQuery, Case, Reply)]) -> Vec<(ListQuery, Case, Reply)> {
    let slug = plan.integration();
    let path = format!("crates/cli/benches/map_page/pages/{slug}.json");
    let outline = std::fs::read(conformance::root().join(path)).unwrap();
    let outline: Json = Json::from_slice(&outline).unwrap();
    let asks = |(query, case, _): &&(ListQuery, Case, Reply)| {
        case.slug == slug && choose(plan, query, None).is_ok_and(|chosen| chosen.case_at == 0)
    };
    let (query, case, reply) = pages.iter().find(asks).unwrap();
    let pages = (0..8).map(|seed| {
        let body = conformance::filled(&outline, 1 + usize::try_from(seed).unwrap() % 4, seed);
        (
            query.clone(),
            case.clone(),
            Reply {
                body,
                ..reply.clone()
            },
        )
    });
    pages.collect()
}

/// The forms in which a caller may want a page.
pub(crate) fn forms(query: &ListQuery) -> Vec<ListQuery> {
    let filter = |name: &str, value: &str| query.clone().with(name, value);
    vec![
        query.clone(),
        query.clone().without_remote_data(),
        query.clone().format(Format::Raw),
        query.clone().limit(2),
        query
            .clone()
            .exclude("id")
            .exclude("remote_data")
            .exclude("contact"),
        query
            .clone()
            .exclude("owner.id")
            .exclude("contact.id")
            .exclude("nothing.nowhere"),
        query.clone().format(Format::Normalized),
        query
            .clone()
            .format(Format::Normalized)
            .exclude("contact.id"),
        query.clone().key_by("id").exclude("id"),
        query.clone().format(Format::Raw).key_by("id").exclude("id"),
        filter("created_at[gte]", "2026-01-01"),
        filter("contact.id", "1"),
        filter("subject[like]", "%a%"),
    ]
}

/// The same reply by the engine and by the oracle.
fn alike(plan: &Plan, query: &ListQuery, reply: &Reply) -> Result<(), String> {
    hold_reply(plan, query, reply, &options())
}

/// A transport that remembers what it was asked and what came.
struct Remembered {
    inner: Recorded,
    seen: Mutex<Vec<(Request, Reply)>>,
}

impl Transport for Remembered {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        Box::pin(async move {
            let reply = self.inner.send(request).await?;
            let mut seen = self.seen.lock().unwrap();
            seen.push((request.clone(), reply.clone()));
            Ok(reply)
        })
    }
    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.wait(duration)
    }
    fn now(&self) -> Timestamp {
        self.inner.now()
    }
    fn chance(&self) -> f64 {
        self.inner.chance()
    }
}

#[tokio::test]
async fn every_case_is_read_alike_both_ways() {
    let mut pages = 0;
    for case in given::cases() {
        let plan = PLANS.get(&case.slug).unwrap();
        let Some(mut query) = query(&case, plan) else {
            continue;
        };
        let account = account(&case, plan);
        let transport = Remembered {
            inner: Recorded::new(&case),
            seen: Mutex::default(),
        };
        let options = options();
        for _ in &case.expected {
            let page = run::list(plan, &query, &account, &transport, &options).await;
            pages += 1;
            let Ok(listing) = page else { continue };
            let seen = transport.seen.lock().unwrap().clone();
            let held = hold_list(plan, &query, &account, &options, &seen, &listing);
            assert_eq!(held, Ok(()), "{}/{}", case.slug, case.name);
            query.next_cursor.clone_from(&listing.response.next_cursor);
        }
    }
    assert!(pages > 200, "only {pages} pages");
}

#[test]
fn every_reply_is_read_alike_in_every_form() {
    for (query, case, reply) in PAGES.iter() {
        let plan = PLANS.get(&case.slug).unwrap();
        for query in forms(query) {
            let held = alike(plan, &query, reply);
            assert_eq!(held, Ok(()), "{}/{}: {query:?}", case.slug, case.name);
        }
    }
}

/// What may stand where a value stood.
const FRAGMENTS: &[&str] = &[
    "null",
    "true",
    "false",
    "\"\"",
    "\"x\"",
    "0",
    "-0",
    "7",
    "-7.50",
    "1e400",
    "1E5",
    "12345678901234567890.10",
    r#""\ud83d\ude00""#,
    r#""\ud800""#,
    r#""\udc00x""#,
    r#""\u0041\"\n""#,
    r#""a\tb é""#,
    "[]",
    "{}",
    "[null]",
    "[[]]",
    r#"["a","a","\u0061",1,"1"]"#,
    r#"{"id":"1","id":"2"}"#,
    r#"{"a":{"b":1},"a":{}}"#,
    r#"{"id":null,"type":"Contact"}"#,
    r#"[{"id":1,"type":"person"},{"id":"1","type":"person"},{"id":"\u0031"},{"id":2},null,{},3]"#,
    r#"[{"type":"contact","id":"5"},{"type":"organisation","id":6},{"type":0,"id":7}]"#,
    r#"{"0":{"id":1},"1":{"id":1}}"#,
    r#"{"$serde_json::private::Number":"1"}"#,
    r#"{"$serde_json::private::Number":"x"}"#,
    r#"{"$x":1}"#,
    "\"2026-02-29T10:00:00Z\"",
    "\"2026-02-28T10:00:00Z\"",
    "\"2026-02-28t10:00:00.5z\"",
    "\"2026-02-28 10:00:00.123456+02:00\"",
    "\"2026-02-28T10:00:00.000+0000\"",
    "\"2026-02-28T10:00:00.120-0330\"",
    "\"9999-12-31T23:59:59Z\"",
    "\"0000-01-01T00:00:00Z\"",
    "\"2026-06-30T23:59:60Z\"",
    "\"2026-02-28\"",
    "\"2026-02-28T10:00:00\"",
    r#""2026\u002d02-28T10:00:00Z""#,
    " \"2026-02-28T10:00:00Z \" ",
    "1600000000",
    "1600000000500",
    "\"1600000000500\"",
    "-62135596801",
    "99999999999999999",
    "1.5e9",
    "\"01:30\"",
    "\"90\"",
    "\"-5\"",
    "\"Call\"",
    "\"EMAIL\"",
    "\"Contact\"",
    "\"person\"",
    "\"true\"",
    "\"page two\"",
    "[\"call\"]",
    "tru",
    "01",
    "\"",
    "[1,]",
    "1 2",
];

/// One change of a page.
#[derive(Clone, Debug)]
enum Change {
    /// Some value becomes a fragment.
    Value(u32, u8),
    /// Some member of an object comes twice, the second time with a fragment.
    Twice(u32, u8),
    /// Some value lies this deep in lists.
    Deep(u32, u8),
    /// A byte becomes another.
    Byte(u32, u8),
    /// The text ends.
    Cut(u32),
    /// A byte goes.
    Drop(u32),
    /// A long text stands there.
    Long(u32, u16),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        12 => (any::<u32>(), any::<u8>()).prop_map(|(at, what)| Change::Value(at, what)),
        3 => (any::<u32>(), any::<u8>()).prop_map(|(at, what)| Change::Twice(at, what)),
        1 => (any::<u32>(), any::<u8>()).prop_map(|(at, deep)| Change::Deep(at, deep)),
        3 => (any::<u32>(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        1 => any::<u32>().prop_map(Change::Cut),
        1 => any::<u32>().prop_map(Change::Drop),
        1 => (any::<u32>(), any::<u16>()).prop_map(|(at, long)| Change::Long(at, long)),
    ]
}

fn fragment(which: u8) -> &'static str {
    FRAGMENTS[usize::from(which) % FRAGMENTS.len()]
}

fn place(at: u32, length: usize) -> usize {
    usize::try_from(at).unwrap() % length.max(1)
}

/// The value at the place that a number picks, going down by its digits.
fn pick(here: &mut Json, at: u32) -> &mut Json {
    let next = (at / 9).rotate_left(7) ^ 0x5bd1_e995;
    let count = match here {
        Json::Object(members) => members.len(),
        Json::Array(list) => list.len(),
        _ => 0,
    };
    if at.is_multiple_of(9) || count == 0 {
        return here;
    }
    match here {
        Json::Object(members) => pick(
            members.values_mut().nth(place(at / 9, count)).unwrap(),
            next,
        ),
        Json::Array(list) => pick(&mut list[place(at / 9, count)], next),
        here => here,
    }
}

fn changed(body: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = body.to_vec();
    for change in changes {
        let length = bytes.len();
        match change {
            Change::Byte(at, byte) if length > 0 => bytes[place(*at, length)] = *byte,
            Change::Cut(at) => bytes.truncate(place(*at, length)),
            Change::Drop(at) if length > 0 => _ = bytes.remove(place(*at, length)),
            Change::Byte(..) | Change::Drop(_) => {}
            inner => {
                // Numbers and keys that come twice are written anew here, so bytes change before.
                let Ok(mut page) = Json::from_slice(&bytes) else {
                    continue;
                };
                let text = inside(&mut page, inner);
                bytes = page
                    .to_string()
                    .replacen("\"(here)\"", &text, 1)
                    .into_bytes();
            }
        }
    }
    bytes
}

/// Marks a place and says what comes there.
fn inside(page: &mut Json, change: &Change) -> String {
    let (Change::Value(at, _) | Change::Twice(at, _) | Change::Deep(at, _) | Change::Long(at, _)) =
        change
    else {
        return String::new();
    };
    let here = pick(page, *at);
    let was = std::mem::replace(here, Json::from("(here)"));
    match change {
        Change::Value(_, what) => fragment(*what).to_owned(),
        Change::Twice(_, what) => match &was {
            Json::Object(members) if !members.is_empty() => {
                let (name, _) = members.iter().nth(place(*at, members.len())).unwrap();
                let whole = was.to_string();
                let name = Json::from(name.as_str());
                format!(
                    "{},{name}:{}}}",
                    whole.strip_suffix('}').unwrap(),
                    fragment(*what)
                )
            }
            _ => fragment(*what).to_owned(),
        },
        Change::Deep(_, deep) => {
            let deep = usize::from(*deep) % 140;
            format!("{}{was}{}", "[".repeat(deep), "]".repeat(deep))
        }
        Change::Long(_, long) => format!("\"{}\\n\"", "é a".repeat(usize::from(*long))),
        _ => String::new(),
    }
}

fn tries() -> u32 {
    let told = std::env::var("SCAN_CASES").ok();
    told.and_then(|text| text.parse().ok()).unwrap_or(3_000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: tries(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_pages_are_read_alike(
        page in any::<prop::sample::Index>(),
        form in 0..26_usize,
        changes in prop::collection::vec(change(), 1..5),
    ) {
        let (query, case, reply) = page.get(&PAGES);
        let plan = PLANS.get(&case.slug).unwrap();
        // Half of the pages are wanted plainly.
        let forms = forms(query);
        let query = forms.get(form).unwrap_or(query);
        let body = changed(&reply.body, &changes);
        let body = mend(&body).map_or(body, |mended| mended.body);
        let reply = Reply { body, ..reply.clone() };
        let held = alike(plan, query, &reply);
        prop_assert_eq!(held, Ok(()), "{}: {}", case.slug, String::from_utf8_lossy(&reply.body));
    }
}
