//! Instances of the version before on the same database: what they read, and what they wait for.

use super::{Folder, account, keys, workspace};
use crate::database::now_ms;
use crate::{Key, Keyring, Store};
use conformance::postgres;
use std::time::Duration;

async fn credentials(store: &Store, id: &str) -> String {
    sqlx::query_scalar("SELECT credentials FROM accounts WHERE id = $1")
        .bind(id)
        .fetch_one(&store.0.writing)
        .await
        .unwrap()
}

#[tokio::test]
async fn they_read_what_is_written_until_the_last_is_gone() {
    let folder = Folder::new();
    let url = format!("sqlite://{}", folder.path().join("s.db").display());
    let store = Store::open_beside_earlier(&url, keys()).await.unwrap();
    let team = workspace(&store).await;
    let id = account(&store, &team).await.id;
    // They open only texts of their own version, bound to the place alone.
    let sealed = credentials(&store, &id).await;
    let place = format!("accounts/{id}/credentials");
    assert!(sealed.starts_with("1."), "{sealed}");
    keys().open(&place, &sealed).unwrap();
    store.change(&id, |_| {}).await.unwrap();
    keys()
        .open(&place, &credentials(&store, &id).await)
        .unwrap();
    store.close().await;

    let new = Key::new([10; 32]);
    let both = || Keyring::new(new.clone(), [keys().current]);
    let store = Store::open_beside_earlier(&url, both()).await.unwrap();
    assert_eq!(store.rotate_keys().await.unwrap(), 1);
    assert_eq!(store.rotate_keys().await.unwrap(), 0);
    assert!(credentials(&store, &id).await.starts_with("1."));
    store.close().await;

    let store = Store::open(&url, both()).await.unwrap();
    assert_eq!(store.rotate_keys().await.unwrap(), 0);
    let sealed = credentials(&store, &id).await;
    assert!(sealed.starts_with("2."), "{sealed}");
}

#[tokio::test]
async fn on_sqlite_they_see_until_when_an_account_is_refreshed() {
    let store = Store::open("sqlite::memory:", keys()).await.unwrap();
    let team = workspace(&store).await;
    let id = account(&store, &team).await.id;
    let lease = store.lease(&id).await.unwrap();
    let until: i64 = sqlx::query_scalar("SELECT until_ms FROM leases WHERE account = $1")
        .bind(&id)
        .fetch_one(&store.0.writing)
        .await
        .unwrap();
    assert!(until > now_ms() + 5_000);
    lease.release().await.unwrap();
}

/// What they do to hold an account's right on PostgreSQL.
const LOCK: &str = "SELECT account FROM leases WHERE account = $1 FOR UPDATE";
const LOCK_NOW: &str = "SELECT account FROM leases WHERE account = $1 FOR UPDATE NOWAIT";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgresql_each_waits_for_the_others_lock() {
    let Some(server) = postgres::Server::start() else {
        return;
    };
    let beside = Store::open_beside_earlier(&server.url(), keys())
        .await
        .unwrap();
    let ordinary = Store::open(&server.url(), keys()).await.unwrap();
    let team = workspace(&beside).await;
    let id = account(&beside, &team).await.id;

    // They wait for us.
    let lease = beside.lease(&id).await.unwrap();
    let locked = sqlx::query(LOCK_NOW).bind(&id);
    locked.execute(&ordinary.0.writing).await.unwrap_err();
    lease.release().await.unwrap();

    // We wait for them.
    let mut theirs = ordinary.0.writing.begin().await.unwrap();
    sqlx::query(LOCK)
        .bind(&id)
        .execute(&mut *theirs)
        .await
        .unwrap();
    let ours = waits(&beside, &id).await;
    theirs.rollback().await.unwrap();
    ours.await.unwrap();

    // Instances of this version wait for each other, whichever of the two ways each goes.
    let lease = ordinary.lease(&id).await.unwrap();
    let ours = waits(&beside, &id).await;
    lease.release().await.unwrap();
    ours.await.unwrap();
    let lease = beside.lease(&id).await.unwrap();
    let ours = waits(&ordinary, &id).await;
    lease.release().await.unwrap();
    ours.await.unwrap();

    // A holder that died without a lock has it no longer.
    ordinary.lease(&id).await.unwrap().die();
    beside.lease(&id).await.unwrap().release().await.unwrap();
    beside.close().await;
    ordinary.close().await;
}

/// Asks for the right, and sees that it does not come.
async fn waits(store: &Store, id: &str) -> tokio::task::JoinHandle<()> {
    let (store, id) = (store.clone(), id.to_owned());
    let asked =
        tokio::spawn(async move { store.lease(&id).await.unwrap().release().await.unwrap() });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!asked.is_finished());
    asked
}
