//! What a caller sends, and what the vendor is asked for it.

use super::world::{Answer, World, value};
use serde_json::json;

const MAPPING: &str = r#"
mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection:
  base_url: https://api.acme.example
  auth: [{ kind: api_key, headers: { x-key: { credential: key } } }]
list:
  request: GET /calls
  send: { columns: { names_read_under: $.more, join: "," } }
  parameters:
    owner.id: { send_as: owner, operators: [eq, in], join: ",", pattern: "[^,]+" }
    contact.id: { send_as: person }
    lead.id: { send_as: lead }
    account.id: { send_as: company, type: integer, pattern: "[0-9]+" }
    engagement_type: { send_as: kind, map: { call: PHONE, email: MAIL } }
    created_at: { time: unix_s, gte: { send_as: since }, lt: { send_as: before } }
    updated_at: { send_as: changed, time: unix_s, bare: gte, operators: [gte] }
  sort: { send_as: order, fields: { created_at: made }, descending: "-" }
  paging: { kind: page, send_as: page, first: 1, stop: short_page, size: { send_as: size, default: 4, max: 4, min: 4 } }
  records: $.calls[*]
  fields:
    id: $.id
    subject: $.title
    status: $.more.state
    duration: { from: $.more.length, unit: s }
    start_time: { from: $.at, time: rfc3339 }
    owner: { id: $.owner }
    created_at: { from: $.made, time: unix_s }
    engagement_type: { from: $.kind, map: { PHONE: call, MAIL: email } }
"#;

/// Six calls on pages of four.
fn answer(line: &str) -> Answer {
    let page = value(line, "page").map_or(1, |page| page.parse().unwrap());
    let call = |id: u32| {
        let title = ["Intro", "Demo", "intro again"].get(id as usize % 3);
        let at = (id != 4).then(|| format!("2026-03-0{id}T10:00:00Z"));
        json!({ "id": id, "title": title, "at": at, "made": 1_772_323_200, "kind": "PHONE",
                "owner": id, "more": { "state": id.is_multiple_of(2).then_some("done"), "length": 60 * id } })
    };
    let first = 4 * (page - 1) + 1;
    let calls: Vec<_> = (first..first + 4).filter(|id| *id <= 6).map(call).collect();
    (200, "", json!({ "calls": calls }).to_string())
}

async fn world(name: &str) -> World {
    World::of(name, MAPPING, answer).await
}

/// What is sent beside the filters, in order.
const ALWAYS: [&str; 3] = ["columns=state%2Clength", "page=1", "size=4"];

fn with(more: &[&str]) -> Vec<String> {
    let mut pairs: Vec<String> = ALWAYS.iter().chain(more).map(ToString::to_string).collect();
    pairs.sort();
    pairs
}

#[tokio::test]
async fn a_repeated_key_is_a_list() {
    let world = world("repeated").await;
    world.list("owner[id]=1&owner[id]=2").await.records();
    assert_eq!(world.pairs(), with(&["owner=1%2C2"]));
    let cut = world
        .list("truto_exclude_fields=subject&truto_exclude_fields=owner")
        .await;
    let first = cut.records()[0].clone();
    assert!(first.get("subject").is_none() && first.get("owner").is_none());
}

#[tokio::test]
async fn an_empty_value_is_an_absent_one() {
    let world = world("empty").await;
    let query = "next_cursor=&owner[id]=&contact=&created_at[gte]=&engagement_type=&limit=&sort_by[created_at]=&truto_key_by=&truto_exclude_fields[]=";
    let reply = world.list(query).await;
    assert_eq!(reply.records().len(), 4);
    assert_eq!(reply.header("touchpoint-filters"), "");
    assert_eq!(world.pairs(), with(&[]));
}

#[tokio::test]
async fn a_wrong_word_or_number_is_named_with_what_came() {
    let world = world("words").await;
    for (query, parameter, came) in [
        ("limit=ten", "limit", "ten"),
        ("limit=-1", "limit", "-1"),
        ("limit=1.5", "limit", "1.5"),
        ("truto_ignore_limit=1", "truto_ignore_limit", "1"),
        (
            "truto_ignore_remote_data=True",
            "truto_ignore_remote_data",
            "True",
        ),
        ("unsupported_filters=maybe", "unsupported_filters", "maybe"),
    ] {
        let body = world.refuses(query, &[parameter]).await;
        assert_eq!(body["details"]["failures"][0]["came"], came, "{query}");
    }
    let body = world
        .refuses("truto_ignore_limit=1", &["truto_ignore_limit"])
        .await;
    let allowed = &body["details"]["failures"][0]["allowed"];
    assert_eq!(allowed, &json!(["true", "false"]));
}

#[tokio::test]
async fn a_date_becomes_the_vendor_s_form() {
    let world = world("dates").await;
    // 2026-03-01T00:00:00Z is 1772323200.
    for (query, sent) in [
        ("created_at[gte]=2026-03-01", "since=1772323200"),
        (
            "created_at[gte]=2026-03-01T01:00:00%2B01:00",
            "since=1772323200",
        ),
        ("created_at[lt]=2026-03-01T00:00:00Z", "before=1772323200"),
        // A bare value means what the mapping says.
        ("updated_at=2026-03-01", "changed=1772323200"),
    ] {
        let reply = world.list(query).await;
        assert_eq!(reply.status, 200, "{query}: {}", reply.json());
        assert_eq!(world.pairs(), with(&[sent]), "{query}");
    }
    // A plain date under `eq` is the whole day.
    world.list("created_at=2026-03-01").await.records();
    assert_eq!(
        world.pairs(),
        with(&["before=1772409600", "since=1772323200"])
    );
    for wrong in ["yesterday", "2026-02-30", "2026-03-01T10:00", "1772323200"] {
        world
            .refuses(&format!("created_at[gte]={wrong}"), &["created_at[gte]"])
            .await;
    }
}

#[tokio::test]
async fn every_operator_holds_on_the_records() {
    let world = world("operators").await;
    // Ids and their titles: 1 Demo, 2 intro again, 3 Intro, 4 Demo, 5 intro again, 6 Intro.
    for (query, ids) in [
        ("subject=Demo", "1 4"),
        ("subject[eq]=Demo", "1 4"),
        ("subject[ne]=Demo", "2 3 5 6"),
        ("subject[in][]=Demo&subject[in][]=Intro", "1 3 4 6"),
        ("subject[nin][]=Demo&subject[nin][]=Intro", "2 5"),
        ("subject[like]=intro", "2 3 5 6"),
        ("subject[like]=intro%25", "2 3 5 6"),
        ("subject[like]=%25again", "2 5"),
        ("start_time[gt]=2026-03-03T10:00:00Z", "5 6"),
        ("start_time[gte]=2026-03-03T12:00:00%2B02:00", "3 5 6"),
        ("start_time[lt]=2026-03-03T10:00:00Z", "1 2"),
        ("start_time[lte]=2026-03-03", "1 2"),
        ("start_time=2026-03-03", "3"),
        ("duration[gte]=300", "5 6"),
        // Several join with AND.
        (
            "subject[like]=intro&start_time[gt]=2026-03-03&duration[lt]=360",
            "3 5",
        ),
        // Null satisfies `ne` and `nin` only: the fourth has no start, odd ones no status.
        ("start_time[ne]=2026-03-03", "1 2 4 5 6"),
        ("status=done", "2 4 6"),
        ("status[ne]=done", "1 3 5"),
        ("status[nin][]=done", "1 3 5"),
        ("status[lt]=z", "2 4 6"),
    ] {
        let reply = world.list(&format!("{query}&limit=100")).await;
        let mut ids_found: Vec<String> = Vec::new();
        let mut page = reply;
        loop {
            let records = page.records();
            ids_found.extend(records.iter().map(|r| r["id"].as_str().unwrap().to_owned()));
            let Some(cursor) = page.json()["next_cursor"].as_str().map(str::to_owned) else {
                break;
            };
            page = world
                .list(&format!("{query}&limit=100&next_cursor={cursor}"))
                .await;
        }
        assert_eq!(ids_found.join(" "), ids, "{query}");
    }
    world
        .refuses("subject[near]=Demo", &["subject[near]"])
        .await;
    world
        .refuses("start_time[like]=2026", &["start_time[like]"])
        .await;
}

#[tokio::test]
async fn one_person_in_every_spelling() {
    let world = world("people").await;
    for spelling in [
        "contact=1",
        "contact[id]=1",
        "contact[]=1",
        "contact[][id]=1",
        "contact_id=1",
        "contact_id[eq]=1",
    ] {
        world.list(spelling).await.records();
        assert_eq!(world.pairs(), with(&["person=1"]), "{spelling}");
    }
    for spelling in [
        "lead=1",
        "lead[id]=1",
        "lead[]=1",
        "lead[][id]=1",
        "lead[0][id]=1",
    ] {
        world.list(spelling).await.records();
        assert_eq!(world.pairs(), with(&["lead=1"]), "{spelling}");
    }
    for spelling in [
        "account=1",
        "account[id]=1",
        "account[]=1",
        "account[][id]=1",
    ] {
        world.list(spelling).await.records();
        assert_eq!(world.pairs(), with(&["company=1"]), "{spelling}");
    }
    for name in ["contact", "account", "owner", "lead"] {
        let parameter = format!("{name}[name]");
        let body = world
            .refuses(&format!("{parameter}=x"), &[&parameter])
            .await;
        let allowed = &body["details"]["failures"][0]["allowed"];
        assert_eq!(allowed, &json!([format!("{name}[id]")]));
    }
    world.refuses("account=eleven", &["account.id"]).await;
}

#[tokio::test]
async fn a_type_that_the_vendor_lacks_is_refused_with_those_it_has() {
    let world = world("types").await;
    world.list("engagement_type=email").await.records();
    assert_eq!(world.pairs(), with(&["kind=MAIL"]));
    for missing in ["meeting", "LUNCH"] {
        let query = format!("engagement_type={missing}");
        let body = world.refuses(&query, &["engagement_type"]).await;
        let allowed = &body["details"]["failures"][0]["allowed"];
        assert_eq!(allowed, &json!(["call", "email"]));
    }
}

#[tokio::test]
async fn sorting_is_the_vendor_s_or_refused() {
    let world = world("sort").await;
    for (query, sent) in [
        ("sort_by[created_at]=asc", "order=made"),
        ("sort_by[created_at]=desc", "order=-made"),
    ] {
        world.list(query).await.records();
        assert_eq!(world.pairs(), with(&[sent]), "{query}");
    }
    for (query, parameter) in [
        ("sort_by[created_at]=up", "sort_by[created_at]"),
        ("sort_by[colour]=asc", "sort_by"),
        ("sort_by[subject]=asc", "sort_by[subject]"),
    ] {
        world.refuses(query, &[parameter]).await;
    }
    let reply = world
        .list("sort_by[subject]=asc&unsupported_filters=ignore")
        .await;
    assert_eq!(reply.records().len(), 4);
    assert!(reply.header("touchpoint-ignored").contains("sort_by"));
}

#[tokio::test]
async fn what_goes_to_the_vendor_keeps_our_promises() {
    let world = world("remote-query").await;
    // A paging key sets where the first page starts; later pages are ours.
    let first = world
        .list("remote_query[page]=1&remote_query[extra]=x")
        .await;
    assert_eq!(world.pairs(), with(&["extra=x"]));
    let cursor = first.json()["next_cursor"].as_str().unwrap().to_owned();
    let query = format!("remote_query[page]=1&remote_query[extra]=x&next_cursor={cursor}");
    assert_eq!(world.ids(&query).await, ["5", "6"]);
    let asked = world.pairs();
    assert!(asked.contains(&"page=2".to_owned()), "{asked:?}");
    assert!(
        asked.contains(&"extra=x".to_owned()),
        "on every page: {asked:?}"
    );
    assert_eq!(world.ids("remote_query[page]=2").await, ["5", "6"]);
    world.asked();
    // To a list that the fields make, the caller's names are added.
    world.list("remote_query[columns]=colour").await.records();
    let asked = world.pairs();
    assert!(
        asked.contains(&"columns=state%2Clength%2Ccolour".to_owned()),
        "{asked:?}"
    );
    // It wins over a mapped key of the same name: what the key would have said is checked.
    let reply = world.list("owner[id]=1&remote_query[owner]=9").await;
    assert_eq!(reply.header("touchpoint-filters"), "owner.id=checked");
    let asked = world.asked();
    assert!(
        asked.iter().all(|line| value(line, "owner") == Some("9")),
        "{asked:?}"
    );
    // Neither host nor path nor credentials can be changed with it.
    let odd = "remote_query[host]=evil.example&remote_query[x-key]=k&remote_query[../up]=1&remote_query[url]=https://evil.example";
    world.list(odd).await.records();
    let asked = world.asked();
    assert!(asked[0].starts_with("GET /calls?"), "{asked:?}");
}

#[tokio::test]
async fn a_limit_below_the_vendor_s_page_loses_nothing() {
    let world = world("below").await;
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let reply = world.list(&format!("limit=1&next_cursor={cursor}")).await;
        let records = reply.records();
        assert_eq!(records.len(), 1);
        ids.push(records[0]["id"].as_str().unwrap().to_owned());
        match reply.json()["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    assert_eq!(ids, ["1", "2", "3", "4", "5", "6"]);
    let asked = world.asked();
    assert!(
        asked.iter().all(|line| value(line, "size") == Some("4")),
        "the vendor cannot page that small: {asked:?}"
    );
}

const SEARCH: &str = "
mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection:
  base_url: https://api.acme.example
  auth: [{ kind: api_key, headers: { x-key: { credential: key } } }]
list:
  request: POST /search
  body: { order: newest }
  parameters: { owner.id: { send_as: { body: filter.owner }, type: integer } }
  paging: { kind: none }
  records: $.calls[*]
  fields: { id: $.id }
";

#[tokio::test]
async fn where_the_list_is_a_post_it_goes_into_the_body() {
    let answer = |_: &str| (200, "", r#"{"calls":[{"id":1}]}"#.to_owned());
    let world = World::of("body", SEARCH, answer).await;
    let query = "owner[id]=7&remote_query[n]=12&remote_query[on]=true&remote_query[none]=null&remote_query[text]=07&remote_query[deep][x][]=a&remote_query[order]=oldest";
    world.list(query).await.records();
    let asked = world.asked();
    let (line, body) = asked[0].split_once(" {").unwrap();
    assert_eq!(line, "POST /search");
    let body: touchpoint_language::json::Json = serde_json::from_str(&format!("{{{body}")).unwrap();
    assert_eq!(
        body,
        json!({ "order": "oldest", "filter": { "owner": 7 }, "n": 12, "on": true, "none": null,
                "text": "07", "deep": { "x": ["a"] } })
    );
}
