//! A client that gets its tokens by itself, next to a grant by a person; requests in JSON; a client
//! that authenticates differently for each request.

use super::{body, now, plan};
use crate::exchange::Account;
use crate::oauth::{awaiting, code_request, is_renewable, needs_refresh, refresh_request};
use crate::plan::Plan;
use secrecy::ExposeSecret;
use std::sync::Arc;

/// Both ways: a person's grant first, then the client by itself.
fn both() -> Arc<Plan> {
    plan(|text| {
        let way = "    - kind: oauth2
      grant: client_credentials
      token_url: https://sign.acme.example/client
      client_auth: body
      scopes: [\"{{ context.site }}/.default\"]
list:";
        text.replace("list:", way)
    })
}

fn with(names: &[&str]) -> Account {
    let secret = |name: &&str| ((*name).to_owned(), format!("the-{name}").into());
    Account {
        context: [("site".to_owned(), "https://eu.acme.example".to_owned())].into(),
        credentials: names.iter().map(secret).collect(),
        ..Account::default()
    }
}

#[test]
fn a_client_alone_is_a_complete_account_that_needs_a_token() {
    let plan = both();
    let account = with(&["client_id", "client_secret"]);
    assert!(plan.needs.complete(account.clone()).is_ok());
    assert!(is_renewable(&plan, &account) && needs_refresh(&plan, &account, now()));
    let request = refresh_request(&plan, &account).unwrap().unwrap();
    assert_eq!(request.url, "https://sign.acme.example/client");
    assert_eq!(
        body(&request),
        "grant_type=client_credentials&scope=https%3A%2F%2Feu.acme.example%2F.default\
         &client_id=the-client_id&client_secret=the-client_secret"
    );
    let shown = awaiting(&plan, account).credentials;
    assert!(shown["access_token"].expose_secret() == "to come");
}

#[test]
fn a_token_is_of_the_client_where_no_refresh_token_came_with_it() {
    let plan = both();
    let mut fetched = with(&["access_token", "client_id", "client_secret"]);
    assert!(is_renewable(&plan, &fetched) && !needs_refresh(&plan, &fetched, now()));
    fetched
        .credentials
        .insert("expires_at".to_owned(), "0".into());
    assert!(needs_refresh(&plan, &fetched, now()));
    let of = |account: &Account| {
        let request = refresh_request(&plan, account).unwrap().unwrap();
        body(&request).split('&').next().unwrap().to_owned()
    };
    assert_eq!(of(&fetched), "grant_type=client_credentials");
    let person = [
        "access_token",
        "refresh_token",
        "client_id",
        "client_secret",
        "redirect_uri",
    ];
    assert_eq!(of(&with(&person)), "grant_type=refresh_token");
    assert!(!is_renewable(&plan, &with(&["access_token"])));
}

#[test]
fn a_person_is_still_asked_where_a_person_can_be() {
    let account = with(&["client_id", "client_secret"]);
    let request = code_request(&both(), &account, "c", "https://us.example", "v").unwrap();
    assert_eq!(request.url, "https://eu.acme.example/token");
    assert!(body(&request).starts_with("grant_type=authorization_code&"));
}

#[test]
fn a_request_may_be_json_and_its_client_shown_otherwise_than_in_the_other() {
    let plan = plan(|text| {
        let written = "client_auth: { code: body, refresh: basic }\n      token_request: json";
        text.replace("client_auth: body", written)
    });
    let account = super::account();
    let code = code_request(&plan, &account, "c", "https://us.example", "v").unwrap();
    assert_eq!(
        body(&code),
        r#"{"grant_type":"authorization_code","code":"c","redirect_uri":"https://us.example","code_verifier":"v","client_id":"us","client_secret":"hush:hush"}"#
    );
    assert_eq!(
        code.header("content-type").unwrap().expose(),
        "application/json"
    );
    assert!(code.header("authorization").is_none());
    let refresh = refresh_request(&plan, &account).unwrap().unwrap();
    assert_eq!(
        body(&refresh),
        r#"{"grant_type":"refresh_token","refresh_token":"old&refresh","redirect_uri":"https://us.example/back"}"#
    );
    assert!(refresh.header("authorization").is_some());
}
