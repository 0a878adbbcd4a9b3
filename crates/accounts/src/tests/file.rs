//! Accounts of a file: the newest tokens win until the file says otherwise.

use super::{
    Folder, keys,
    refresh::{secret, update},
};
use crate::{FileAccounts, Key, Keyring, Scope, StateFile, Status, StoreError};
use jiff::Timestamp;
use std::fs;
use touchpoint::{
    Account,
    tokens::{Intent, TokenStore},
};

fn accounts(refresh: &str) -> Vec<Account> {
    let text = format!(
        "accounts:\n- {{ id: one, integration: acme, credentials: {{ access_token: a1, refresh_token: {refresh} }} }}\n\
         - {{ id: two, integration: acme, credentials: {{ api_key: k }} }}\n"
    );
    crate::file::read(&text, "accounts.yaml").accounts
}

fn open(folder: &Folder, refresh: &str) -> FileAccounts {
    let state = StateFile::open(folder.path().join("state.json"), keys()).unwrap();
    FileAccounts::new(accounts(refresh), Some(state)).unwrap()
}

fn one(file: &FileAccounts) -> Account {
    file.account(&Scope::everything(), "one").unwrap().1
}

#[tokio::test]
async fn renewed_tokens_outlive_the_process_sealed() {
    let folder = Folder::new();
    let file = open(&folder, "r1");
    let intent = Intent::of(&one(&file), Timestamp::UNIX_EPOCH);
    let given = one(&file);
    let mut lease = file.lease(&given).await.unwrap();
    lease.intend(&intent).await.unwrap();
    let entry = open(&folder, "r1").entry(&given).unwrap();
    assert_eq!(entry.intent, Some(intent));
    lease.save(&update("a2", Some("rotated"))).await.unwrap();
    drop(lease);

    let text = fs::read_to_string(folder.path().join("state.json")).unwrap();
    assert!(
        text.contains("\"one\"") && !text.contains("rotated"),
        "{text}"
    );
    let again = open(&folder, "r1");
    assert_eq!(secret(&one(&again), "access_token"), "a2");
    assert_eq!(secret(&one(&again), "refresh_token"), "rotated");
    assert!(TokenStore::newest(&again, &given).await.unwrap().is_some());
    // The owner has connected it again: what was kept is out of date.
    assert_eq!(secret(&one(&open(&folder, "r9")), "access_token"), "a1");
}

#[tokio::test]
async fn another_process_sees_the_new_tokens_when_it_has_the_lease() {
    let folder = Folder::new();
    let (here, there) = (open(&folder, "r1"), open(&folder, "r1"));
    let given = one(&here);
    let mut lease = here.lease(&given).await.unwrap();
    let mut wait = Box::pin(there.lease(&given));
    let early = tokio::time::timeout(std::time::Duration::from_millis(100), &mut wait).await;
    assert!(early.is_err());
    lease.save(&update("a2", Some("r2"))).await.unwrap();
    drop(lease);
    let held = wait.await.unwrap().held().await.unwrap();
    assert_eq!(secret(&held.account, "refresh_token"), "r2");
}

#[tokio::test]
async fn a_refused_refresh_shows_in_the_status_and_scopes_hold() {
    let file = FileAccounts::new(accounts("r1"), None).unwrap();
    assert!(!file.keeps_tokens());
    let given = one(&file);
    let mut lease = file.lease(&given).await.unwrap();
    lease.needs_reauth("refused").await.unwrap();
    let listed = file.list(&Scope::workspace(FileAccounts::WORKSPACE));
    let shown: Vec<_> = listed
        .iter()
        .map(|info| (info.id.as_str(), info.status))
        .collect();
    assert_eq!(
        shown,
        [("one", Status::NeedsReauth), ("two", Status::Active)]
    );
    assert_eq!(listed[0].cause.as_deref(), Some("refused"));
    assert!(file.list(&Scope::workspace("another")).is_empty());
    assert!(file.account(&Scope::workspace("another"), "one").is_none());
}

#[tokio::test]
async fn the_state_is_sealed_anew_and_refuses_what_it_cannot_open() {
    let folder = Folder::new();
    let path = folder.path().join("state.json");
    let file = open(&folder, "r1");
    let given = one(&file);
    file.lease(&given)
        .await
        .unwrap()
        .save(&update("a2", None))
        .await
        .unwrap();

    let new = Key::new([10; 32]);
    let both = Keyring::new(new.clone(), [keys().current]);
    assert_eq!(
        StateFile::open(&path, both).unwrap().rotate_keys().unwrap(),
        1
    );
    let state = StateFile::open(&path, keys()).unwrap();
    let fault = FileAccounts::new(accounts("r1"), Some(state)).unwrap_err();
    assert!(matches!(fault, StoreError::Sealed { .. }));
    let state = StateFile::open(&path, Keyring::new(new, [])).unwrap();
    let file = FileAccounts::new(accounts("r1"), Some(state)).unwrap();
    assert_eq!(secret(&one(&file), "access_token"), "a2");

    fs::write(&path, "{}").unwrap();
    assert!(matches!(
        StateFile::open(&path, keys()),
        Err(StoreError::StateForm(_))
    ));
    let nowhere = StateFile::open("/dev/null/state.json", keys());
    assert!(matches!(nowhere, Err(StoreError::File { .. })));
}
