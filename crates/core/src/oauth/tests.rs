//! Requests to a token URL and what its answers mean, on a small mapping.

mod client;

use super::*;
use crate::exchange::{Headers, Reply, Request};
use crate::plan::RequestFault;
use crate::registry::{PlanReader, Registry};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use touchpoint_language::model::Model;
use touchpoint_language::source::SourceFile;

const ACME: &str = r#"
mapping: 1
integration: acme
label: Acme
resource: shop/orders
context:
  site: { from_token: home, pattern: 'https://[a-z]+\.acme\.example', example: https://eu.acme.example }
connection:
  base_url: https://api.acme.example
  auth:
    - kind: oauth2
      authorize_url: https://sign.acme.example/allow?kind=app
      authorize_with: { access: offline }
      token_url: "{{ context.site }}/token"
      client_auth: body
      scopes: [orders.read, orders.list]
      refresh_token: { rotates: true, sends: [redirect_uri] }
      least_seconds_between: 60
      token_errors: { when: { $.fail: given }, message: $.fail }
list: { request: GET /orders, records: "$.orders[*]", fields: { number: $.no } }
"#;

fn plan(change: impl Fn(&str) -> String) -> Arc<Plan> {
    let model = Model::from_schema(
        &touchpoint_language::json::Json::parse(
            r#"{
        "title": "shop/orders", "type": "object", "required": ["number"],
        "properties": { "number": { "type": "string" } }
    }"#,
        )
        .unwrap(),
    );
    let reader = PlanReader::new(model.unwrap()).unwrap();
    let outcome = Registry::read(&reader, [SourceFile::new("acme.yaml", change(ACME))]);
    let plan = outcome.registry.get("acme").cloned();
    plan.unwrap_or_else(|| panic!("{:#?}", outcome.diagnostics))
}

fn acme() -> Arc<Plan> {
    plan(str::to_owned)
}

fn account() -> Account {
    let credentials = [
        ("access_token", "old-access"),
        ("refresh_token", "old&refresh"),
        ("client_id", "us"),
        ("client_secret", "hush:hush"),
        ("redirect_uri", "https://us.example/back"),
    ];
    let secret = |(name, value): (&str, &str)| (name.to_owned(), value.into());
    Account {
        context: [("site".to_owned(), "https://eu.acme.example".to_owned())].into(),
        credentials: credentials.into_iter().map(secret).collect(),
        ..Account::default()
    }
}

fn body(request: &Request) -> &str {
    std::str::from_utf8(request.body.as_deref().unwrap()).unwrap()
}

fn now() -> Timestamp {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

fn read(plan: &Plan, status: u16, body: &str) -> Result<TokenUpdate, TokenFault> {
    let reply = Reply {
        status,
        headers: Headers::default(),
        body: body.into(),
        ..Reply::default()
    };
    read_token(plan, &account(), &reply, now())
}

#[test]
fn a_refresh_is_a_form_that_shows_no_secret() {
    let request = refresh_request(&acme(), &account()).unwrap().unwrap();
    assert_eq!(request.address(), "https://eu.acme.example/token");
    assert_eq!(request.origins, ["https://eu.acme.example"]);
    assert_eq!(
        body(&request),
        "grant_type=refresh_token&refresh_token=old%26refresh\
         &redirect_uri=https%3A%2F%2Fus.example%2Fback&client_id=us&client_secret=hush%3Ahush"
    );
    let shown = format!("{request:?}");
    assert!(
        !shown.contains("hush") && !shown.contains("refresh"),
        "{shown}"
    );
}

#[test]
fn a_client_can_show_itself_in_a_header() {
    let basic = plan(|text| text.replace("client_auth: body", "client_auth: basic"));
    let request = refresh_request(&basic, &account()).unwrap().unwrap();
    // Base64 of `us:hush:hush`
    let header = request.header("authorization").unwrap();
    assert_eq!(header.expose(), "Basic dXM6aHVzaDpodXNo");
    assert!(!body(&request).contains("client"), "{}", body(&request));
}

#[test]
fn what_cannot_be_renewed_has_no_request_and_what_lacks_a_part_says_which() {
    let mut without = account();
    without.credentials.shift_remove("refresh_token");
    assert!(refresh_request(&acme(), &without).is_none());
    let never = plan(|text| text.replace("rotates: true", "given: false"));
    assert!(refresh_request(&never, &account()).is_none());
    let mut lacks = account();
    lacks.credentials.shift_remove("redirect_uri");
    let fault = refresh_request(&acme(), &lacks).unwrap().unwrap_err();
    assert_eq!(
        fault,
        RequestFault::Account("`credentials.redirect_uri`".into())
    );
}

#[test]
fn a_secret_goes_to_no_address_that_the_mapping_does_not_allow() {
    let mut elsewhere = account();
    elsewhere
        .context
        .insert("site".into(), "https://evil.example".into());
    assert!(refresh_request(&acme(), &elsewhere).unwrap().is_err());
    assert!(code_request(&acme(), &elsewhere, "c", "https://us.example", "v").is_err());
}

#[test]
fn another_base_url_moves_the_token_url_only_with_reason() {
    let at = |plan: &Plan, base: &str| {
        let account = Account {
            base_url: Some(base.into()),
            ..account()
        };
        refresh_request(plan, &account).unwrap().unwrap().url
    };
    let acme = acme();
    assert_eq!(
        at(&acme, "https://proxy.example"),
        "https://eu.acme.example/token"
    );
    assert_eq!(at(&acme, "http://127.0.0.1:9"), "http://127.0.0.1:9/token");
    let one =
        plan(|text| text.replace("{{ context.site }}/token", "https://api.acme.example/token"));
    assert_eq!(
        at(&one, "https://proxy.example"),
        "https://proxy.example/token"
    );
}

#[test]
fn a_code_becomes_a_token_with_its_verifier() {
    let mut new = account();
    new.credentials.retain(|name, _| name.starts_with("client"));
    let request = code_request(&acme(), &new, "c 1", "http://127.0.0.1:8/back", "verify").unwrap();
    assert_eq!(
        body(&request),
        "grant_type=authorization_code&code=c+1&redirect_uri=http%3A%2F%2F127.0.0.1%3A8%2Fback\
         &code_verifier=verify&client_id=us&client_secret=hush%3Ahush"
    );
}

#[test]
fn the_page_for_people_keeps_its_own_query() {
    let address = authorize_address(&acme(), &account(), "http://127.0.0.1:8/", "s", "c").unwrap();
    assert_eq!(
        address,
        "https://sign.acme.example/allow?kind=app&response_type=code&client_id=us\
         &redirect_uri=http%3A%2F%2F127.0.0.1%3A8%2F&state=s&code_challenge=c\
         &code_challenge_method=S256&scope=orders.read+orders.list&access=offline"
    );
}

#[test]
fn a_token_is_read_with_its_end_and_its_variables() {
    let told = r#"{"access_token":"a2","refresh_token":"r2","expires_in":"3600","home":"https://us.acme.example"}"#;
    let new = read(&acme(), 200, told).unwrap().apply(&account());
    let secret = |name: &str| new.credentials[name].expose_secret().to_owned();
    assert_eq!(
        (secret("access_token"), secret("refresh_token")),
        ("a2".into(), "r2".into())
    );
    assert_eq!(secret("expires_at"), "2026-06-01T01:00:00Z");
    assert_eq!(new.context["site"], "https://us.acme.example");
}

#[test]
fn what_an_answer_omits_or_may_not_say_stays_as_it_was() {
    let told = r#"{"access_token":"a2","home":"https://evil.example"}"#;
    let mut old = account();
    old.credentials
        .insert("expires_at".into(), "2026-06-01T00:00:00Z".into());
    let new = read(&acme(), 200, told).unwrap().apply(&old);
    assert_eq!(
        new.credentials["refresh_token"].expose_secret(),
        "old&refresh"
    );
    assert!(!new.credentials.contains_key("expires_at"));
    assert_eq!(new.context["site"], "https://eu.acme.example");
}

#[test]
fn refusals_and_faults_that_pass_are_told_apart() {
    use TokenTrouble::{Denied, Later, Limited, Refused, Unreadable};
    for (status, body, trouble) in [
        (400, r#"{"error":"invalid_grant"}"#, Refused),
        (401, "", Later),
        (401, r#"{"error":"invalid_client"}"#, Denied),
        (403, r#"{"error":"access_denied"}"#, Denied),
        (
            400,
            r#"{"error":"invalid_grant","error_description":"token request is already being processed"}"#,
            Later,
        ),
        (
            400,
            r#"{"error":"unknown_error","error_description":"retry your request"}"#,
            Later,
        ),
        (400, r#"{"error":"unknown_error"}"#, Denied),
        (403, "<html>one moment</html>", Later),
        (200, r#"{"fail":"no such token"}"#, Refused),
        (200, r#"{"error":"invalid_code"}"#, Refused),
        (
            400,
            r#"{"error":"denied","error_description":"Too many requests"}"#,
            Later,
        ),
        (429, "", Limited),
        (503, r#"{"error":"invalid_grant"}"#, Later),
        (200, "<html>", Unreadable),
        (200, r#"{"refresh_token":"r2"}"#, Unreadable),
    ] {
        let fault = read(&acme(), status, body).unwrap_err();
        assert_eq!(fault.trouble, trouble, "{status} {body}");
    }
}

#[test]
fn a_fault_has_the_vendors_words_without_secrets() {
    let fault = |body| read(&acme(), 400, body).unwrap_err().message;
    assert_eq!(
        fault(
            r#"{"error":"invalid_grant","error_description":"old&refresh of hush:hush is dead"}"#
        ),
        "the token URL of Acme said `invalid_grant: •••• of •••• is dead`"
    );
    assert_eq!(
        fault(r#"{"fail":"gone"}"#),
        "the token URL of Acme said `gone`"
    );
    assert_eq!(
        fault("{}"),
        "the token URL of Acme answered with status 400"
    );
    let limited = read(&acme(), 429, "").unwrap_err();
    assert_eq!(limited.retry_after, Some(Duration::from_mins(1)));
}

#[test]
fn a_token_is_renewed_a_minute_ahead() {
    let due = |end: &str| {
        let mut account = account();
        account.credentials.insert("expires_at".into(), end.into());
        needs_refresh(&acme(), &account, now())
    };
    assert!(due("2026-06-01T00:01:00Z") && due("2026-05-01T00:00:00Z"));
    assert!(!due("2026-06-01T00:01:01Z") && !due("soon"));
    // The same moment in seconds and in milliseconds.
    assert!(due("1780272060") && due("1780272060000") && !due("1780272061"));
    assert!(!needs_refresh(&acme(), &account(), now()));
    let never = plan(|text| {
        text.replace(
            "client_auth: body",
            "client_auth: body\n      expires: never",
        )
    });
    let mut ended = account();
    ended.credentials.insert("expires_at".into(), "0".into());
    assert!(!needs_refresh(&never, &ended, now()));
}
