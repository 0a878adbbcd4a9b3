//! Refreshes: one at a time, noted before, stored before use.

use super::{account, workspace};
use crate::{AccountChange, Scope, Status, Store};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use touchpoint::{
    Account,
    tokens::{Intent, TokenStore},
};
use touchpoint_core::oauth::TokenUpdate;

pub(super) fn update(access: &str, refresh: Option<&str>) -> TokenUpdate {
    TokenUpdate {
        access_token: access.into(),
        refresh_token: refresh.map(Into::into),
        expires_at: None,
        context: [].into(),
    }
}

pub(super) fn secret<'a>(account: &'a Account, name: &str) -> &'a str {
    account.credentials[name].expose_secret()
}

async fn given(store: &Store, id: &str) -> Account {
    store
        .account(&Scope::everything(), id)
        .await
        .unwrap()
        .unwrap()
        .1
}

pub(super) async fn notes_saves_and_marks(store: &Store) {
    let team = workspace(store).await;
    let id = account(store, &team).await.id;
    let old = given(store, &id).await;
    let intent = Intent::of(&old, Timestamp::from_second(1_700_000_000).unwrap());

    let mut lease = TokenStore::lease(store, &old).await.unwrap();
    assert_eq!(lease.held().await.unwrap().intent, None);
    lease.intend(&intent).await.unwrap();
    drop(lease);
    // As if the process had died here: the note is still there.
    let mut lease = TokenStore::lease(store, &old).await.unwrap();
    let held = lease.held().await.unwrap();
    assert_eq!(held.intent, Some(intent.clone()));
    assert!(intent.concerns(&held.account));
    lease.save(&update("a2", None)).await.unwrap();
    // The lease is still held, and everyone sees the new tokens.
    let new = given(store, &id).await;
    assert_eq!(
        (secret(&new, "access_token"), secret(&new, "refresh_token")),
        ("a2", "r1")
    );
    assert_eq!(lease.held().await.unwrap().intent, None);

    lease.intend(&intent).await.unwrap();
    lease.clear_intent().await.unwrap();
    assert_eq!(lease.held().await.unwrap().intent, None);
    lease.intend(&intent).await.unwrap();
    lease.needs_reauth("refused").await.unwrap();
    let held = lease.held().await.unwrap();
    assert_eq!(
        (held.intent, held.needs_reauth.as_deref()),
        (None, Some("refused"))
    );
    let info = store
        .account_info(&Scope::everything(), &id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(info.status, Status::NeedsReauth);
}

/// A slow refresh must not overwrite credentials that the owner has connected meanwhile.
pub(super) async fn new_credentials_wait_for_a_refresh(store: &Store) {
    let team = workspace(store).await;
    let id = account(store, &team).await.id;
    let old = given(store, &id).await;
    let mut lease = TokenStore::lease(store, &old).await.unwrap();
    let connect = {
        let (store, id) = (store.clone(), id.clone());
        tokio::spawn(async move {
            let change = AccountChange {
                credentials: Some([("access_token".to_owned(), "of its owner".into())].into()),
                ..AccountChange::default()
            };
            store
                .update_account(&Scope::everything(), &id, change)
                .await
                .unwrap();
        })
    };
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!connect.is_finished());
    lease.save(&update("a2", Some("r2"))).await.unwrap();
    drop(lease);
    connect.await.unwrap();
    assert_eq!(
        secret(&given(store, &id).await, "access_token"),
        "of its owner"
    );
}

pub(super) async fn happens_once_for_64_callers(one: &Store, other: &Store) {
    let team = workspace(one).await;
    let id = account(one, &team).await.id;
    let old = given(one, &id).await;
    let (refreshes, inside) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let callers = (0..64).map(|n| {
        let store = if n % 2 == 0 {
            one.clone()
        } else {
            other.clone()
        };
        let (old, refreshes, inside) = (old.clone(), refreshes.clone(), inside.clone());
        tokio::spawn(async move {
            let mut lease = TokenStore::lease(&store, &old).await.unwrap();
            assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0, "two at a time");
            let held = lease.held().await.unwrap();
            if secret(&held.account, "access_token") == secret(&old, "access_token") {
                lease
                    .intend(&Intent::of(&old, Timestamp::UNIX_EPOCH))
                    .await
                    .unwrap();
                refreshes.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(50)).await;
                lease.save(&update("a2", Some("r2"))).await.unwrap();
            }
            inside.fetch_sub(1, Ordering::SeqCst);
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap();
    }
    assert_eq!(refreshes.load(Ordering::SeqCst), 1);
    assert_eq!(secret(&given(other, &id).await, "refresh_token"), "r2");
}
