//! The sandbox of every integration: what it lists is what it has, whatever the limit, the filter and
//! the order; what it does not know it refuses.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use touchpoint::{Account, Error, ErrorKind, ListQuery, Touchpoint};
use touchpoint_core::plan::{Plan, serving};
use touchpoint_corpus::built_in_of;
use touchpoint_emulator::{PlayedVendor, VendorRecord, readable_vendor};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::Case;

/// The types that have a word of ours.
const TYPES: [&str; 5] = ["call", "email", "meeting", "task", "note"];

async fn open() -> Touchpoint {
    Touchpoint::builder().sandbox().build().await.unwrap()
}

/// Every integration with its plan and its account.
fn accounts(touchpoint: &Touchpoint) -> impl Iterator<Item = (&str, &Arc<Plan>, Account)> {
    touchpoint.registry().plans().iter().map(|plan| {
        let slug = plan.integration();
        (slug, plan, touchpoint.sandbox_account(slug).unwrap())
    })
}

fn parsed(touchpoint: &Touchpoint, text: &str) -> ListQuery {
    let model = touchpoint.model();
    let read = touchpoint_contract::parse(text, model);
    read.unwrap_or_else(|failures| panic!("{text}: {failures:?}"))
        .0
}

/// All records of a query, page by page.
async fn pages(
    touchpoint: &Touchpoint,
    account: &Account,
    text: &str,
) -> Result<Vec<Vec<Json>>, Error> {
    let mut query = parsed(touchpoint, text);
    let mut pages = Vec::new();
    loop {
        let page = touchpoint.list(account, &query).await?;
        let body = Json::from_slice(&page.response().to_json()).unwrap();
        assert!(body["warnings"].is_null(), "{text}: {}", body["warnings"]);
        pages.push(body["result"].as_array().unwrap().clone());
        query.next_cursor = page.next_cursor().map(str::to_owned);
        if query.next_cursor.is_none() {
            return Ok(pages);
        }
    }
}

async fn all(touchpoint: &Touchpoint, account: &Account, text: &str) -> Vec<Json> {
    let pages = pages(touchpoint, account, text).await;
    pages
        .unwrap_or_else(|error| panic!("{} {text}: {error}", account.integration))
        .concat()
}

fn ids(records: &[Json]) -> Vec<String> {
    let ids = records
        .iter()
        .map(|record| record["id"].as_str().unwrap().to_owned());
    ids.collect()
}

/// A query with another limit.
fn with_limit(query: &str, limit: u32) -> String {
    let kept = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("limit="));
    let pairs: Vec<String> = kept
        .map(str::to_owned)
        .chain([format!("limit={limit}")])
        .collect();
    pairs.join("&")
}

/// The ids of one of the vendor's lists that a query means, from what the vendor knows itself.
fn known(world: &PlayedVendor, case: usize, query: &ListQuery) -> Vec<String> {
    let (model, records) = (&world.plan().model, world.records(case));
    let cases = &world.plan().mapping.cases;
    let case = &cases[case];
    let shown = |field: &String| {
        let shows = |case: &Case| {
            let mut names = case.fields.iter().flat_map(|field| field.expressions());
            names.any(|(name, _)| name == *field) && !case.repeats(field)
        };
        cases.iter().any(shows)
    };
    let means = |entry: &VendorRecord| {
        query.filters.iter().all(|filter| {
            let field = model.compared_field(&filter.parameter).unwrap();
            // The windows that these queries give hold everything.
            let window = model
                .filterable(&filter.parameter)
                .is_some_and(|scalar| *scalar == touchpoint_language::model::Scalar::Instant);
            let mut values = entry.truth.of(&field).iter();
            if filter.values == ["all"] {
                // What the account calls by words of its own is of no type.
                return values.any(|v| TYPES.iter().any(|w| v.is(w)));
            }
            // What only repeats the caller, and no list shows as its own, is true of every record.
            let repeats = case.repeats(&field) && !shown(&field);
            window
                || repeats
                || values.any(|value| filter.values.iter().any(|given| value.equals(given)))
        })
    };
    let listed = records
        .iter()
        .filter(|entry| !entry.skipped && !entry.counted_only);
    let meant = listed.filter(|entry| means(entry));
    meant.map(|entry| entry.truth.of("id")[0].text()).collect()
}

#[tokio::test]
async fn seven_at_a_time_every_record_comes_once() {
    let touchpoint = open().await;
    let mut played = 0;
    for (slug, plan, account) in accounts(&touchpoint) {
        let world = readable_vendor(plan, &built_in_of(slug).unwrap());
        assert!(
            world.unplayed().is_empty(),
            "{slug}: {:?}",
            world.unplayed()
        );
        let queries = touchpoint.sandbox_queries(slug);
        let mut listed = 0;
        for text in &queries {
            let seven = with_limit(text, 7);
            let pages = pages(&touchpoint, &account, &seven).await;
            let pages = pages.unwrap_or_else(|error| panic!("{slug} {seven}: {error}"));
            assert!(pages.iter().all(|page| page.len() <= 7), "{slug} {seven}");
            let got = ids(&pages.concat());
            let distinct: BTreeSet<&String> = got.iter().collect();
            assert_eq!(distinct.len(), got.len(), "{slug} {seven}");
            assert!(!got.is_empty(), "{slug} {seven}");
            let query = parsed(&touchpoint, text);
            let lists = 0..plan.mapping.cases.len();
            let lists = lists.map(|case| known(&world, case, &query));
            let lists: Vec<Vec<String>> = lists.collect();
            let merge = plan.mapping.merge.as_ref();
            match merge.filter(|_| text.contains("engagement_type=all")) {
                None => assert!(lists.contains(&got), "{slug} {seven}: {got:?}"),
                Some(merge) => {
                    let parts = serving(plan, &query, Some(&account)).unwrap();
                    let meant = parts.iter().flat_map(|part| &lists[part.case_at]);
                    assert_eq!(distinct, meant.collect(), "{slug} {seven}");
                    let records = pages.concat();
                    let times = records
                        .iter()
                        .map(|record| record[merge.by.as_str()].as_str());
                    assert!(times.is_sorted_by(|a, b| a >= b), "{slug} {seven}");
                }
            }
            assert_eq!(
                ids(&all(&touchpoint, &account, &with_limit(text, 100)).await),
                got
            );
            listed += got.len();
        }
        assert!(listed >= 25, "{slug}: {listed}");
        played += 1;
    }
    assert_eq!(played, conformance::mappings().unwrap().len());
}

#[tokio::test]
async fn a_filter_gives_exactly_its_part() {
    let touchpoint = open().await;
    let mut asked = 0;
    for (slug, _, account) in accounts(&touchpoint) {
        let query = touchpoint.sandbox_queries(slug).swap_remove(0);
        let query = with_limit(&query, 100);
        let whole = all(&touchpoint, &account, &query).await;
        for name in [
            "created_at",
            "updated_at",
            "subject",
            "engagement_type",
            "status",
        ] {
            let texts: BTreeSet<&str> = whole.iter().filter_map(|r| r[name].as_str()).collect();
            let words = ["call", "email", "meeting", "task"];
            let ours = texts
                .iter()
                .filter(|text| name != "engagement_type" || words.contains(text));
            let texts: Vec<&&str> = ours.collect();
            let middle = texts.get(texts.len() / 2).copied();
            // What chooses the list is given once.
            let Some(middle) = middle.filter(|_| !query.contains(name)) else {
                continue;
            };
            let moment = |record: &Json| record[name].as_str()?.parse::<jiff::Timestamp>().ok();
            let least = middle.parse::<jiff::Timestamp>().ok();
            let operators: &[&str] = if least.is_some() {
                &["gte", "lt"]
            } else {
                &["eq", "ne", "like"]
            };
            for operator in operators {
                let fits = |record: &&Json| match *operator {
                    "gte" => moment(record).is_some_and(|at| Some(at) >= least),
                    "lt" => moment(record).is_some_and(|at| Some(at) < least),
                    "ne" => record[name] != *middle,
                    "like" => record[name]
                        .as_str()
                        .is_some_and(|text| text.to_lowercase().contains(&middle.to_lowercase())),
                    _ => record[name] == *middle,
                };
                let wanted: Vec<Json> = whole.iter().filter(fits).cloned().collect();
                let given: String = url(middle);
                let text = format!("{query}&{name}[{operator}]={given}");
                let got = all(&touchpoint, &account, &text).await;
                assert_eq!(ids(&got), ids(&wanted), "{slug} {text}");
                asked += 1;
            }
        }
    }
    assert!(asked > 50, "{asked}");
}

fn url(text: &str) -> String {
    let encoded = text.bytes().map(|byte| match byte {
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    encoded.collect()
}

#[tokio::test]
async fn whoever_can_sort_does_and_the_others_refuse() {
    let touchpoint = open().await;
    let mut sorted = 0;
    for (slug, _, account) in accounts(&touchpoint) {
        let query = with_limit(&touchpoint.sandbox_queries(slug)[0], 7);
        for (name, down) in [
            ("created_at", true),
            ("created_at", false),
            ("subject", false),
        ] {
            let way = if down { "desc" } else { "asc" };
            let text = format!("{query}&sort_by[{name}]={way}");
            let plan = touchpoint.plan(slug).unwrap();
            let asked = serving(plan, &parsed(&touchpoint, &query), Some(&account)).unwrap();
            let sorts = asked.iter().any(|list| {
                let fields = list.route.sort.iter().map(|sort| &sort.fields);
                fields.flatten().any(|(field, _)| field == name)
            });
            match pages(&touchpoint, &account, &text).await {
                Ok(pages) => {
                    let got = pages.concat();
                    let keys = got.iter().map(|record| record[name].as_str());
                    let mut wanted: Vec<Option<&str>> = keys.clone().collect();
                    wanted.sort_unstable();
                    if down {
                        wanted.reverse();
                    }
                    assert_eq!(keys.collect::<Vec<_>>(), wanted, "{slug} {text}");
                    assert!(wanted.len() > 2 * 7, "{slug} {text}: more than two pages");
                    assert!(sorts, "{slug} {text}: no mapping says so");
                    sorted += 1;
                }
                Err(error) if error.kind() == ErrorKind::Query => {
                    assert!(!sorts, "{slug} {text}: refused");
                }
                Err(error) => panic!("{slug} {text}: {error}"),
            }
        }
    }
    assert!(sorted >= 3, "{sorted}: some integrations sort");
}

#[tokio::test]
async fn a_cursor_that_was_never_given_is_refused() {
    let touchpoint = open().await;
    for (slug, _, account) in accounts(&touchpoint) {
        let query = &touchpoint.sandbox_queries(slug)[0];
        let first = touchpoint
            .list(&account, &parsed(&touchpoint, query))
            .await
            .unwrap();
        let own = first.next_cursor().map(str::to_owned).unwrap_or_default();
        for cursor in ["AAAA".to_owned(), format!("{own}x")] {
            let query = parsed(&touchpoint, &format!("{query}&next_cursor={cursor}"));
            let error = touchpoint.list(&account, &query).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Cursor, "{slug} {cursor}");
        }
    }
}

#[tokio::test]
async fn entries_that_records_name_are_there() {
    let touchpoint = open().await;
    // Asked for one by one, by those who want it.
    let account = touchpoint.sandbox_account("zoho-crm").unwrap();
    let queries = touchpoint.sandbox_queries("zoho-crm");
    let emails = queries
        .iter()
        .find(|query| query.contains("type=email"))
        .unwrap();
    let plain = all(&touchpoint, &account, emails).await;
    assert!(plain.iter().all(|record| record["content"].is_null()));
    let told = all(
        &touchpoint,
        &account,
        &format!("{emails}&touchpoint_lookups=mails"),
    )
    .await;
    assert_eq!(ids(&told), ids(&plain));
    assert!(
        told.iter()
            .all(|record| record["content"].as_str().is_some_and(|t| !t.is_empty()))
    );
    // Asked for once.
    let account = touchpoint.sandbox_account("copper").unwrap();
    let calls = all(&touchpoint, &account, "engagement_type=call&limit=50").await;
    assert!(!calls.is_empty());
    assert!(
        calls
            .iter()
            .all(|record| record["engagement_type"] == "call")
    );
    let unknown = parsed(&touchpoint, "engagement_type=task");
    let error = touchpoint.list(&account, &unknown).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Query);
    // Beside the records.
    let account = touchpoint.sandbox_account("outreach").unwrap();
    let query = touchpoint.sandbox_queries("outreach").swap_remove(0);
    let tasks = all(&touchpoint, &account, &query).await;
    let numbers = |task: &Json| task["phone_numbers"][0]["number"].is_string();
    assert!(tasks.iter().any(numbers));
}

#[tokio::test]
async fn a_record_is_the_same_by_every_route() {
    let touchpoint = open().await;
    let plain = |records: Vec<Json>| -> BTreeMap<String, Json> {
        let mut records = records;
        for record in &mut records {
            record.as_object_mut().unwrap().shift_remove("remote_data");
        }
        ids(&records).into_iter().zip(records).collect()
    };
    let mut compared = 0;
    for (_, plan, account) in accounts(&touchpoint) {
        if plan.mapping.merge.is_none() {
            continue;
        }
        let text = "engagement_type=all&limit=100";
        let mut whole = plain(all(&touchpoint, &account, text).await);
        let told = |word: &&str| {
            whole
                .values()
                .any(|record| record["engagement_type"] == **word)
        };
        let words: Vec<&str> = TYPES.into_iter().filter(told).collect();
        assert!(words.len() > 2, "{words:?}");
        for word in words {
            let text = format!("engagement_type={word}&limit=100");
            for (id, record) in plain(all(&touchpoint, &account, &text).await) {
                assert_eq!(whole.remove(&id), Some(record), "{}", plan.integration());
                compared += 1;
            }
        }
        assert!(whole.is_empty(), "{whole:?}");
    }
    assert!(compared > 300, "{compared}");
}
