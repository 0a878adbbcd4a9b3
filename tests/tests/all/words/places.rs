//! What is told at one of several places, in a header or not at all; and headers, which go with every
//! page.

use super::{map, page, read};
use crate::given::plans;
use conformance::json;
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::{Account, Headers, Reply};
use touchpoint_core::plan::{Asking, PageState, build, choose};
use touchpoint_core::query::ListQuery;
use touchpoint_core::run::{Options, map_reply, preview};
use touchpoint_language::json::Json;

fn asked(kind: &str) -> ListQuery {
    ListQuery::default().with("engagement_type", kind)
}

fn ids(page: &Json) -> Vec<&str> {
    let rows = page["result"].as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap()).collect()
}

#[test]
fn records_and_what_leads_on_stand_at_the_first_place_that_has_them() {
    let (plan, _) = read("places");
    let first = json!({ "data": { "board": { "items": [{ "id": 1 }], "cursor": "b" } } });
    let later =
        json!({ "data": { "board": null, "next": { "items": [{ "id": 2 }], "cursor": "c" } } });
    let both = json!({ "data": { "board": { "items": [{ "id": 3 }] }, "next": { "items": [{ "id": 4 }] } } });
    let last =
        json!({ "data": { "board": { "items": null, "cursor": "" }, "next": { "cursor": null } } });
    for (body, found, goes_on) in [
        (first, vec!["1"], true),
        (later, vec!["2"], true),
        (both, vec!["3"], false),
        (last, vec![], false),
    ] {
        let page = page(map(&plan, &asked("call"), 200, &body));
        assert_eq!(ids(&page), found, "{body}");
        assert_eq!(page["next_cursor"].is_string(), goes_on, "{body}");
    }
    let nowhere = map(&plan, &asked("call"), 200, &json!({ "data": {} }));
    assert!(
        nowhere
            .unwrap_err()
            .to_string()
            .contains("$.data.board.items[*]")
    );
}

#[test]
fn a_list_that_is_not_there_has_no_records_where_the_mapping_says_so_and_nothing_is_told() {
    let (plan, _) = read("places");
    for body in [json!({}), json!({ "meta": 1 }), json!([])] {
        assert_eq!(
            ids(&page(map(&plan, &asked("email"), 200, &body))),
            [""; 0],
            "{body}"
        );
    }
    let refused = map(
        &plan,
        &asked("email"),
        200,
        &json!({ "error": "no such folder" }),
    );
    assert!(refused.unwrap_err().to_string().contains("no such folder"));
    for body in [json!("sorry"), json!(7), json!({ "mails": { "id": 1 } })] {
        let other = map(&plan, &asked("email"), 200, &body).is_err();
        assert!(other || body.is_object(), "{body}");
    }
}

#[test]
fn a_total_may_stand_in_a_header() {
    let (plan, _) = read("places");
    let mails: Vec<Json> = (0..4).map(|id| json!({ "id": id })).collect();
    for (total, goes_on) in [("4", false), ("5", true), (" 4 ", false)] {
        let reply = Reply {
            status: 200,
            headers: Headers(vec![("x-total-count".to_owned(), total.to_owned())]),
            body: json!({ "mails": mails }).to_string().into_bytes(),
            ..Reply::default()
        };
        let options = Options::new(Key::new(b"a test's own key"));
        let listing = map_reply(&plan, &asked("email"), reply, &options).unwrap();
        assert_eq!(listing.response.next_cursor.is_some(), goes_on, "{total}");
    }
}

#[test]
fn a_link_of_nobodys_account_leads_on_where_its_address_has_variables() {
    let link = "https://contoso.crm.dynamics.com/api/data/v9.2/activitypointers?$skiptoken=b";
    let (fixed, _) = read("places");
    let plans = plans();
    let own = plans.get("microsoft-dynamics-365").unwrap();
    let meetings = json!([{ "id": 1 }]);
    let activities = json!({ "value": [{ "activityid": "a" }], "@odata.nextLink": link });
    for (plan, query, body, goes_on) in [
        (own, ListQuery::default(), activities, true),
        (&fixed, asked("meeting"), meetings, false),
    ] {
        let reply = Reply {
            status: 200,
            headers: Headers(vec![("link".to_owned(), format!("<{link}>; rel=\"next\""))]),
            body: body.to_string().into_bytes(),
            ..Reply::default()
        };
        let options = Options::new(Key::new(b"a test's own key"));
        let listing = map_reply(plan, &query, reply, &options);
        let leads = listing.is_ok_and(|listing| listing.response.next_cursor.is_some());
        assert_eq!(leads, goes_on, "{}", plan.integration());
    }
}

#[test]
fn headers_go_with_a_page_that_a_link_leads_to() {
    let (plan, _) = read("places");
    let query = asked("meeting");
    let account = Account {
        credentials: [("access_token".to_owned(), "t".into())].into(),
        ..Account::default()
    };
    let chosen = choose(&plan, &query, None).unwrap();
    for state in [
        PageState::First,
        PageState::Url("/v1/meetings?at=b".to_owned()),
    ] {
        let asking = Asking {
            query: &query,
            pushes: &[],
            state: &state,
            size: Some(7),
            names: Options::new(Key::new(b"k")).names,
        };
        let request = build(&plan, chosen, asking, &account).unwrap();
        let header = |name: &str| request.header(name).unwrap().expose().to_owned();
        assert_eq!(
            (header("x-size"), header("prefer")),
            ("7".into(), "size=7".into()),
            "{state:?}"
        );
    }
}

#[test]
fn a_refusal_in_plain_words_or_in_a_page_is_told_in_them() {
    let (plan, _) = read("places");
    for (body, words) in [
        ("Rate Limit Exceeded", "Rate Limit Exceeded"),
        (
            "<html><head><title>Forbidden here</title></head></html>",
            "Forbidden here",
        ),
    ] {
        let reply = Reply {
            status: 403,
            headers: Headers::default(),
            body: body.as_bytes().to_vec(),
            ..Reply::default()
        };
        let options = Options::new(Key::new(b"a test's own key"));
        let error = map_reply(&plan, &asked("call"), reply, &options).unwrap_err();
        assert_eq!(error.to_string(), words);
    }
}

#[test]
fn a_size_may_stand_in_a_hole_alone() {
    let (plan, _) = read("places");
    let account = Account {
        credentials: [("access_token".to_owned(), "t".into())].into(),
        ..Account::default()
    };
    let options = Options::new(Key::new(b"a test's own key"));
    for (limit, sent) in [(None, "4"), (Some(7), "7"), (Some(900), "9")] {
        let mut query = asked("task");
        query.limit = limit;
        let preview = preview(&plan, &query, &account, &options).unwrap();
        let prefer = preview.lists[0]
            .request
            .header("prefer")
            .unwrap()
            .expose()
            .to_owned();
        assert_eq!(prefer, format!("odata.maxpagesize={sent},odata.track"));
    }
}
