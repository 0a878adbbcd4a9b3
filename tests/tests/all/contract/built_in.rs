//! The rows that name an integration: what each requires, excludes, pushes and checks.

use super::world::World;
use serde_json::json;

const PIPEDRIVE: [(&str, &str); 1] = [("company_domain", "acme")];
const FRESHSALES: [(&str, &str); 1] = [("bundle_alias", "acme.myfreshworks.com/crm/sales")];
const SALESFORCE: [(&str, &str); 1] = [("instance_url", "https://acme.my.salesforce.com")];

#[tokio::test]
async fn exactly_one_of_two() {
    let world = World::built_in("hubspot", &[], "access_token", r#"{"results":[]}"#).await;
    for query in ["", "engagement_type=call&contact_id=1"] {
        let body = world.refuses(query, &["engagement_type"]).await;
        let says = body["message"].as_str().unwrap();
        assert!(says.contains("`contact_id`"), "both are named: {says}");
    }
    world.refuses("contact_id=ann", &["contact_id"]).await;
    assert!(world.asked().is_empty());
    // `contact[id]` is accepted where the page lists `contact_id`.
    assert_eq!(world.list("contact[id]=12").await.status, 200);
    assert!(world.asked()[0].contains("/CONTACT/12/"));
    let reply = world
        .list("engagement_type=call&remote_query[properties]=hs_call_status")
        .await;
    assert_eq!(reply.status, 200);
    assert!(world.asked()[0].contains("hs_call_duration%2Chs_call_status"));
}

#[tokio::test]
async fn required_beside_another() {
    let world = World::built_in(
        "freshsales",
        &FRESHSALES,
        "api_key",
        r#"{"appointments":[]}"#,
    )
    .await;
    let body = world
        .refuses("engagement_type=email", &["contact.id"])
        .await;
    let insight = &body["truto_error_insight"];
    assert_eq!(
        insight["conditionally_required_query_parameters"]["value"]["contact"], body["message"],
        "{body}"
    );
    let none = world.refuses("", &["engagement_type"]).await;
    assert_eq!(
        none["truto_error_insight"]["missing_required_query_parameters"]["value"],
        json!(["engagement_type"])
    );
    // With a meeting the contact stands in the path.
    let reply = world.list("engagement_type=meeting&contact=12").await;
    let pushed = reply.header("touchpoint-filters");
    assert!(pushed.contains("contact.id=pushed"), "{pushed}");
    assert!(world.asked()[0].contains("/contacts/12/appointments"));
}

#[tokio::test]
async fn a_window_and_one_record() {
    let world = World::built_in(
        "affinity",
        &[],
        "api_key",
        r#"{"events":[{"id":7,"type":1,"start_time":"2020-01-01T00:00:00Z"}]}"#,
    )
    .await;
    let window = |from: &str, to: &str| {
        format!("engagement_type=call&remote_query[person_id]=1&start_time={from}&end_time={to}")
    };
    let reply = world.list("").await;
    let failing = reply.failing();
    for parameter in ["engagement_type", "start_time", "end_time"] {
        assert!(failing.iter().any(|f| f == parameter), "{failing:?}");
    }
    // The first of those that name the record whose interactions are listed.
    assert!(
        failing.iter().any(|f| f == "account.id"),
        "all violations at once: {failing:?}"
    );
    let body = reply.json().to_string();
    for own in ["opportunity.id", "remote_query.person_id"] {
        assert!(body.contains(own), "{body}");
    }
    for (from, to) in [("2026-03-01", "2026-02-01"), ("2025-01-01", "2026-01-02")] {
        assert_eq!(
            world.list(&window(from, to)).await.status,
            400,
            "{from} {to}"
        );
    }
    assert!(world.asked().is_empty());
    // Pushed and never checked: the record lies outside and is there. Its id is its type's own.
    let query = window("2025-01-01", "2026-01-01");
    assert_eq!(world.ids(&query).await, ["call:7"]);
    let filters = world
        .list(&query)
        .await
        .header("touchpoint-filters")
        .to_owned();
    assert!(!filters.contains("checked"), "{filters}");
}

#[tokio::test]
async fn beside_its_companion_pushed_else_checked() {
    let body = r#"{"data":[{"id":"acti_1","_type":"Call","user_id":"user_1","contact_id":"cont_1"},{"id":"acti_2","_type":"Lunch","user_id":"user_2"}],"has_more":false}"#;
    let world = World::built_in("close", &[], "api_key", body).await;
    let reply = world.list("owner[id]=user_2&engagement_type=Lunch").await;
    assert_eq!(
        reply.header("touchpoint-filters"),
        "owner.id=checked, engagement_type=checked"
    );
    assert_eq!(reply.records().len(), 1);
    assert!(!world.asked()[0].contains("user_2"));
    let reply = world
        .list("account=lead_1&owner[id]=user_1&engagement_type=Lunch")
        .await;
    let filters = reply.header("touchpoint-filters");
    assert!(
        filters.contains("owner.id=pushed") && filters.contains("engagement_type=pushed"),
        "{filters}"
    );
    let asked = world.asked();
    assert!(
        asked[0].contains("user_id=user_1") && asked[0].contains("_type=Lunch"),
        "a raw type passes: {asked:?}"
    );
    // A value that cannot be an id of this vendor.
    world.refuses("account=17", &["account.id"]).await;
}

#[tokio::test]
async fn where_the_page_contradicts_itself() {
    // `owner` stands alone, and every type is the vendor's own key.
    let body = r#"{"data":[{"id":1,"type":"lunch"},{"id":2,"type":"call"}],"additional_data":{"next_cursor":null}}"#;
    let world = World::built_in("pipedrive", &PIPEDRIVE, "api_token", body).await;
    let reply = world.list("owner=7").await;
    assert_eq!(reply.header("touchpoint-filters"), "owner.id=pushed");
    assert_eq!(world.ids("engagement_type=lunch").await, ["1"]);
    world.refuses("owner=ann", &["owner.id"]).await;
    // Entries, not tasks; only a task has a status.
    let body = r#"{"entries":[{"id":1,"type":"note"},{"id":2,"type":"task"}]}"#;
    let world = World::built_in("capsule", &[], "access_token", body).await;
    let records = world.list("").await.records();
    assert_eq!(records[0]["status"], touchpoint_language::json::Json::Null);
    assert_eq!(records[1]["status"], "completed");
    assert!(world.asked()[0].contains("/entries"));
    // Sorts by a field that it does not return.
    let world = World::built_in("planhat", &[], "access_token", "[]").await;
    assert_eq!(world.list("sort_by[end_time]=desc").await.status, 200);
    assert!(world.asked()[0].contains("sort=-outDate"));
    let world = World::built_in("close", &[], "api_key", r#"{"data":[]}"#).await;
    let body = world
        .refuses("sort_by[created_at]=asc", &["sort_by[created_at]"])
        .await;
    assert!(
        body["message"].as_str().unwrap().contains("planhat"),
        "who can: {body}"
    );
}

#[tokio::test]
async fn a_whole_query_text_is_replaced_in_raw_only() {
    let world = World::built_in(
        "salesforce",
        &SALESFORCE,
        "access_token",
        r#"{"records":[]}"#,
    )
    .await;
    let query = "engagement_type=call&remote_query[q]=SELECT+Id+FROM+Task";
    let reply = world.list(query).await;
    assert_eq!(reply.status, 400);
    assert!(world.asked().is_empty());
    let raw = world
        .list(&format!("{query}&truto_response_format=raw"))
        .await;
    assert_eq!(raw.status, 200, "{}", raw.json());
    assert!(world.asked()[0].contains("q=SELECT%20Id%20FROM%20Task"));
}
