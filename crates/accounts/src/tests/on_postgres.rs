//! The promises on PostgreSQL, with two processes on one database.

use super::{account, keeps_its_promises, keys, share, workspace};
use crate::service::{Accounts as _, AccountsFault};
use crate::{Caller, Store, StoreError, StoredAccounts};
use conformance::postgres;
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_two_processes() {
    let Some(server) = postgres::Server::start() else {
        return;
    };
    let url = server.url();
    let (one, other) = tokio::join!(Store::open(&url, keys()), Store::open(&url, keys()));
    let (one, other) = (one.unwrap(), other.unwrap());
    keeps_its_promises(&one).await;
    share(&one, &other).await;
    more_leases_than_connections(&one).await;
    a_lost_lease_is_free_after_a_while(&one, &other).await;
    no_connection_shows_the_password(&server).await;
    callers_do_not_wait_for_a_database_that_stands(&server, &one).await;
    one.close().await;
    other.close().await;
}

/// A lease's holder can write, however many leases there are.
async fn more_leases_than_connections(store: &Store) {
    let team = workspace(store).await;
    let mut tasks = Vec::new();
    for _ in 0..24 {
        let (store, id) = (store.clone(), account(store, &team).await.id);
        tasks.push(tokio::spawn(async move {
            let lease = store.lease(&id).await.unwrap();
            store.change(&id, |_| {}).await.unwrap();
            lease.release().await.unwrap();
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
}

/// When a process dies, its row no longer changes, and is free after a while.
async fn a_lost_lease_is_free_after_a_while(one: &Store, other: &Store) {
    let team = workspace(one).await;
    let id = account(one, &team).await.id;
    let lease = one.lease(&id).await.unwrap();
    let wait = {
        let (other, id) = (other.clone(), id.clone());
        tokio::spawn(async move { other.lease(&id).await.unwrap().release().await.unwrap() })
    };
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!wait.is_finished());
    let started = Instant::now();
    lease.die();
    wait.await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(15));
}

async fn no_connection_shows_the_password(server: &postgres::Server) {
    let url = server.url().replace("postgres@", "nobody_here:hush@");
    let fault = Store::open(&url, keys()).await.unwrap_err();
    assert!(matches!(fault, StoreError::Database(_)));
    assert!(!format!("{fault} {fault:?}").contains("hush"));
}

/// Two seconds, whatever is asked, and then as ever.
async fn callers_do_not_wait_for_a_database_that_stands(server: &postgres::Server, store: &Store) {
    let team = workspace(store).await;
    let id = account(store, &team).await.id;
    let caller = Caller {
        workspace: team.id.clone(),
        ..Caller::default()
    };
    let accounts = StoredAccounts::new(store.clone());
    let tables = "LOCK TABLE accounts, tokens, workspaces IN ACCESS EXCLUSIVE MODE";
    let held = server.hold(&format!("{tables};"));
    let started = Instant::now();
    let (token, one, all) = tokio::join!(
        accounts.authenticate("tp_0_nothing"),
        accounts.account(&caller, &id),
        accounts.list(&caller, None, None, 5),
    );
    let faults = [token.err(), one.err(), all.err()];
    assert!(started.elapsed() < Duration::from_millis(2_900));
    let away = |fault: &Option<AccountsFault>| matches!(fault, Some(AccountsFault::Away(_)));
    assert!(faults[1..].iter().all(away), "{faults:?}");
    drop(held);
    assert!(accounts.account(&caller, &id).await.unwrap().is_some());
}
