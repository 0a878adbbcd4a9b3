//! An account of another workspace answers exactly as one that does not exist, call for call.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use crate::server::{self, Folder, TOKEN, account, admin, ask_as, settings, vendor};
use std::sync::{Arc, Mutex};
use touchpoint_accounts::service::{About, Accounts, Answer, Found};
use touchpoint_accounts::{
    AccountChange, AccountInfo, Caller, MemoryAccounts, NewAccount, NewToken, Status,
    StoredAccounts,
};
use touchpoint_server::Settings;

/// Accounts that note every question they are asked.
struct Noted<A> {
    inner: A,
    asked: Arc<Mutex<Vec<&'static str>>>,
}

impl<A> Noted<A> {
    fn note(&self, question: &'static str) -> &A {
        self.asked.lock().unwrap().push(question);
        &self.inner
    }
}

impl<A: Accounts> Accounts for Noted<A> {
    fn authenticate<'a>(&'a self, secret: &'a str) -> Answer<'a, Option<Caller>> {
        self.note("authenticate").authenticate(secret)
    }
    fn account<'a>(&'a self, caller: &'a Caller, id: &'a str) -> Answer<'a, Option<Found>> {
        self.note("account").account(caller, id)
    }
    fn list<'a>(
        &'a self,
        caller: &'a Caller,
        tenant: Option<&'a str>,
        after: Option<&'a str>,
        limit: usize,
    ) -> Answer<'a, (Vec<AccountInfo>, Option<String>)> {
        self.note("list").list(caller, tenant, after, limit)
    }
    fn add<'a>(
        &'a self,
        caller: &'a Caller,
        account: touchpoint::Account,
        about: About,
    ) -> Answer<'a, AccountInfo> {
        self.note("add").add(caller, account, about)
    }
    fn change<'a>(
        &'a self,
        caller: &'a Caller,
        id: &'a str,
        change: AccountChange,
    ) -> Answer<'a, Option<AccountInfo>> {
        self.note("change").change(caller, id, change)
    }
    fn remove<'a>(&'a self, caller: &'a Caller, id: &'a str) -> Answer<'a, bool> {
        self.note("remove").remove(caller, id)
    }
    fn note_status<'a>(
        &'a self,
        id: &'a str,
        status: Status,
        cause: Option<&'a str>,
    ) -> Answer<'a, ()> {
        self.note("note_status").note_status(id, status, cause)
    }
    fn use_link<'a>(&'a self, id: &'a str, until: jiff::Timestamp) -> Answer<'a, bool> {
        self.note("use_link").use_link(id, until)
    }
    fn ready(&self) -> Answer<'_, ()> {
        self.note("ready").ready()
    }
}

/// Another workspace's account and one that does not exist: the same replies after the same
/// questions, on every route that takes an id.
async fn cannot_be_told_apart<A: Accounts + 'static>(
    accounts: A,
    (token, foreign): (&str, &str),
    settings: Settings,
) {
    let asked: Arc<Mutex<Vec<&'static str>>> = Arc::default();
    let noted = Noted {
        inner: accounts,
        asked: asked.clone(),
    };
    let running = server::start_over(settings, Arc::new(noted)).await;
    let nobody = "00000000-0000-4000-8000-000000000000";
    let mut questions = 0;
    for (verb, path, body) in [
        (
            "GET",
            "/unified/crm/engagements?integrated_account_id=ID",
            "",
        ),
        (
            "GET",
            "/unified/crm/engagements?integrated_account_id=ID&limit=x",
            "",
        ),
        ("GET", "/integrated-account/ID", ""),
        ("PATCH", "/integrated-account/ID", r#"{"label":"x"}"#),
        (
            "PATCH",
            "/integrated-account/ID",
            r#"{"credentials":{"key":"x"}}"#,
        ),
        ("DELETE", "/integrated-account/ID", ""),
    ] {
        let mut seen = Vec::new();
        for id in [foreign, nobody] {
            asked.lock().unwrap().clear();
            let reply = ask_as(running.address, token, verb, &path.replace("ID", id), body).await;
            let body = String::from_utf8(reply.bytes.clone())
                .unwrap()
                .replace(id, "ID");
            let mut headers = reply.headers.clone();
            assert!(headers.remove("x-request-id").is_some());
            headers.remove("date");
            questions += asked.lock().unwrap().len();
            seen.push((reply.status, body, headers, asked.lock().unwrap().clone()));
        }
        assert_eq!(seen[0], seen[1], "{verb} {path} {body}");
        assert!(
            seen[0].0 == 404 || seen[0].0 == 400,
            "{verb} {path}: {:?}",
            seen[0]
        );
    }
    assert!(questions > 12, "the accounts were asked");
}

#[tokio::test]
async fn anothers_account_and_none_are_the_same() {
    let at = vendor(|_| async { (200, "", r#"{"calls":[]}"#.to_owned()) }).await;
    let folder = Folder::new("apart");
    folder.write("acme.yaml", &server::mapping("acme"));
    let with = || Settings {
        mappings: vec![folder.0.clone()],
        ..settings()
    };
    let memory = MemoryAccounts::default()
        .with_token(TOKEN, admin("mine"))
        .with_account("theirs", account("theirs-1", "acme", at));
    cannot_be_told_apart(memory, (TOKEN, "theirs-1"), with()).await;

    let database = Settings {
        database: Some(format!("sqlite://{}", folder.0.join("a.db").display()).into()),
        key_file: Some(folder.0.join("key")),
        ..with()
    };
    let store = touchpoint_server::open_store(&database).await.unwrap();
    let theirs = store.workspace("theirs").await.unwrap();
    let mine = store.workspace("mine").await.unwrap();
    let new = NewAccount {
        workspace: theirs.id,
        integration: "acme".to_owned(),
        base_url: Some(format!("http://{at}")),
        credentials: [("key".to_owned(), "hush".into())].into(),
        ..NewAccount::default()
    };
    let foreign = store.add_account(new).await.unwrap();
    let token = NewToken {
        workspace: mine.id,
        admin: true,
        ..NewToken::default()
    };
    let (_, token) = store.create_token(token).await.unwrap();
    let token = secrecy::ExposeSecret::expose_secret(&token).to_owned();
    let stored = StoredAccounts::new(store);
    cannot_be_told_apart(stored, (&token, &foreign.id), with()).await;
}
