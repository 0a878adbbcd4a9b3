//! Calls to a vendor that was never recorded, and their answers.

use super::*;
use touchpoint_core::exchange::{Header, HeaderText, Method, Reply, Request, Transport};
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_http::{Live, LiveOptions};
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::engagement_model;

const MAPPING: &str = r#"
mapping: 1
integration: lighthouse
label: Lighthouse
resource: crm/engagements
connection:
  base_url: https://api.lighthouse.example/v1
  auth:
    - kind: api_key
      headers: { x-key: { credential: key } }
  errors: { message: $.message }
lookups:
  notes:
    each: GET /visits/{{ lookup.key }}/note
    entries: $
    key: [$.visit]
list:
  request: GET /visits
  parameters:
    owner.id: { send_as: keeper, pattern: "[0-9]+" }
  paging: { kind: next_url, next: $.next, size: { send_as: limit, default: 5, max: 50 } }
  records: $.visits[*]
  fields:
    id: $.id
    owner: { id: $.keeper }
    content: { lookup: notes, by: [$.id], from: $.text }
    created_at: $.at
"#;

fn sandbox() -> Sandbox {
    let reader = PlanReader::new(engagement_model()).unwrap();
    let outcome = Registry::read(&reader, vec![SourceFile::new("lighthouse.yaml", MAPPING)]);
    assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.diagnostics);
    Sandbox::new(&outcome.registry)
}

fn get(target: &str) -> IncomingRequest {
    IncomingRequest {
        method: "GET".to_owned(),
        target: target.to_owned(),
        headers: vec![("x-key".to_owned(), "sandbox".to_owned())],
        body: Vec::new(),
    }
}

fn json(reply: &Reply) -> serde_json::Value {
    serde_json::from_slice(&reply.body).unwrap()
}

#[test]
fn a_vendor_that_was_never_recorded_is_played_too() {
    let sandbox = sandbox();
    let mut target = "/v1/visits?limit=50".to_owned();
    let mut ids = Vec::new();
    loop {
        let page = json(&sandbox.respond("lighthouse", get(&target)));
        let visits = page["visits"].as_array().unwrap();
        ids.extend(visits.iter().map(|visit| visit["id"].to_string()));
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut target),
            None => break,
        }
    }
    assert_eq!(ids.len(), 250);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 250);
}

#[test]
fn filters_are_applied_and_what_is_unknown_is_refused() {
    let sandbox = sandbox();
    let page = json(&sandbox.respond("lighthouse", get("/v1/visits?limit=50")));
    let mut keeper = page["visits"].as_array().unwrap().iter();
    let keeper = keeper.find_map(|visit| visit["keeper"].as_str()).unwrap();
    let of_one = get(&format!("/v1/visits?limit=50&keeper={keeper}"));
    let of_one = json(&sandbox.respond("lighthouse", of_one));
    let visits = of_one["visits"].as_array().unwrap();
    assert!(!visits.is_empty());
    assert!(visits.iter().all(|visit| visit["keeper"] == keeper));
    for (target, status) in [
        ("/v1/visits?colour=red", 400),
        ("/v1/visits?limit=51", 400),
        ("/v1/visits?limit=5&touchpoint-place=x", 400),
        ("/v1/others", 400),
        ("/v1/visits/1/note", 404),
    ] {
        assert_eq!(
            sandbox.respond("lighthouse", get(target)).status,
            status,
            "{target}"
        );
    }
    let unsigned = IncomingRequest {
        headers: Vec::new(),
        ..get("/v1/visits")
    };
    assert_eq!(sandbox.respond("lighthouse", unsigned).status, 401);
    assert_eq!(sandbox.respond("nobody", get("/")).status, 404);
}

#[test]
fn an_entry_is_found_by_the_key_that_a_record_names() {
    let sandbox = sandbox();
    let page = json(&sandbox.respond("lighthouse", get("/v1/visits")));
    let id = page["visits"][0]["id"].as_str().unwrap();
    let note = get(&format!("/v1/visits/{id}/note"));
    let note = json(&sandbox.respond("lighthouse", note));
    assert_eq!(note["visit"], id);
    assert!(!note["text"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn a_real_client_reaches_it_until_it_is_dropped() {
    let listener = listen(sandbox()).unwrap();
    let origin = listener.origin("lighthouse").unwrap();
    assert_eq!(listener.origin("lighthouse").unwrap(), origin);
    assert_ne!(listener.origin("other").unwrap(), origin);
    let account = listener.account("lighthouse").unwrap();
    assert_eq!(account.base_url.as_deref(), Some(origin.as_str()));
    assert!(listener.account("other").is_none());
    let live = Live::new(LiveOptions::default()).unwrap();
    let request = Request {
        method: Method::Get,
        url: format!("{origin}/v1/visits"),
        query: vec![("limit".into(), "2".into())],
        headers: vec![Header {
            name: "x-key".into(),
            value: HeaderText::Open("sandbox".into()),
        }],
        body: None,
        origins: vec![origin],
        about: touchpoint_core::exchange::About::default(),
        secrets: touchpoint_core::exchange::Secrets::default(),
    };
    let reply = live.send(&request).await.unwrap();
    assert_eq!(reply.status, 200);
    assert_eq!(json(&reply)["visits"].as_array().unwrap().len(), 2);
    drop(listener);
    // The abort reaches the task at the runtime's next turn.
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert!(live.send(&request).await.is_err());
}
