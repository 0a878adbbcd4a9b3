//! The promises on SQLite, in memory and in a file that several processes open.

use super::{Folder, account, keeps_its_promises, keys, share, workspace};
use crate::service::{About, Accounts as _, AccountsFault};
use crate::{AccountChange, Caller, Key, Keyring, Scope, Store, StoreError, StoredAccounts};
use std::time::{Duration, Instant};
use touchpoint::Account;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_memory() {
    let store = Store::open("sqlite::memory:", keys()).await.unwrap();
    keeps_its_promises(&store).await;
    share(&store, &store.clone()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_file_with_two_processes() {
    let folder = Folder::new();
    let url = format!("sqlite://{}", folder.path().join("a b.db").display());
    let (one, other) = tokio::join!(Store::open(&url, keys()), Store::open(&url, keys()));
    let (one, other) = (one.unwrap(), other.unwrap());
    keeps_its_promises(&one).await;
    share(&one, &other).await;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let file = std::fs::metadata(folder.path().join("a b.db")).unwrap();
        assert_eq!(file.permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_lease_whose_holder_is_gone_lapses() {
    let store = Store::open("sqlite::memory:", keys()).await.unwrap();
    let team = workspace(&store).await;
    let id = account(&store, &team).await.id;
    let insert = "INSERT INTO leases (account, holder, until_ms) VALUES ($1, 'gone', 1)";
    sqlx::query(insert)
        .bind(&id)
        .execute(&store.0.writing)
        .await
        .unwrap();
    store.lease(&id).await.unwrap().release().await.unwrap();
    store.lease(&id).await.unwrap();
}

/// Two machines whose clocks are hours apart: what counts is how long a sign stays the same, as the one
/// who waits measures it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clocks_that_differ_take_no_lease_and_keep_none() {
    let store = Store::open("sqlite::memory:", keys()).await.unwrap();
    let team = workspace(&store).await;
    let (dead, alive) = (
        account(&store, &team).await.id,
        account(&store, &team).await.id,
    );
    let hour = 3_600_000;
    let sign = |id: String, until: i64| {
        let insert = "INSERT INTO leases (account, holder, until_ms) VALUES ($1, 'other', $2) \
             ON CONFLICT (account) DO UPDATE SET until_ms = excluded.until_ms";
        let pool = store.0.writing.clone();
        async move {
            sqlx::query(insert)
                .bind(id)
                .bind(until)
                .execute(&pool)
                .await
                .unwrap()
        }
    };
    // A holder that died, whose clock went an hour ahead; one that lives, whose clock is behind.
    sign(dead.clone(), crate::database::now_ms() + hour).await;
    sign(alive.clone(), crate::database::now_ms() - hour).await;
    let taken = tokio::spawn({
        let (store, dead) = (store.clone(), dead.clone());
        async move { store.lease(&dead).await.unwrap().release().await.unwrap() }
    });
    let waits = tokio::spawn({
        let (store, alive) = (store.clone(), alive.clone());
        async move { store.lease(&alive).await.map(drop) }
    });
    for _ in 0..13 {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        sign(alive.clone(), crate::database::now_ms() - hour).await;
    }
    assert!(taken.is_finished() && !waits.is_finished());
    waits.abort();
}

#[tokio::test]
async fn keys_rotate_and_the_old_one_may_go() {
    let folder = Folder::new();
    let url = format!("sqlite://{}", folder.path().join("s.db").display());
    let store = Store::open(&url, keys()).await.unwrap();
    let team = workspace(&store).await;
    let id = account(&store, &team).await.id;
    let secret = store.secret("cursor").await.unwrap();
    store.close().await;

    let new = Key::new([10; 32]);
    let both = Keyring::new(new.clone(), [keys().current]);
    let store = Store::open(&url, both).await.unwrap();
    // The account, this secret, and the one that binds tokens.
    assert_eq!(store.rotate_keys().await.unwrap(), 3);
    assert_eq!(store.rotate_keys().await.unwrap(), 0);
    store.close().await;

    let store = Store::open(&url, Keyring::new(new, [])).await.unwrap();
    let (_, account) = store
        .account(&Scope::everything(), &id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(super::refresh::secret(&account, "refresh_token"), "r1");
    assert_eq!(store.secret("cursor").await.unwrap(), secret);
    store.close().await;

    let store = Store::open(&url, keys()).await.unwrap();
    let fault = store.account(&Scope::everything(), &id).await.unwrap_err();
    assert!(matches!(fault, StoreError::Sealed { .. }));
}

#[tokio::test]
async fn an_address_must_be_of_a_known_kind_and_the_schema_not_newer() {
    let fault = Store::open("mysql://root:hush@host/x", keys())
        .await
        .unwrap_err();
    assert!(matches!(fault, StoreError::Address));
    assert!(!fault.to_string().contains("hush"));
    let missing = Store::open("sqlite:///dev/null/x.db", keys())
        .await
        .unwrap_err();
    assert!(
        missing
            .to_string()
            .starts_with("`/dev/null/x.db` cannot be written")
    );

    let folder = Folder::new();
    let url = format!("sqlite://{}", folder.path().join("s.db").display());
    let store = Store::open(&url, keys()).await.unwrap();
    let newer = "UPDATE schema_version SET version = 99";
    sqlx::query(newer).execute(&store.0.writing).await.unwrap();
    store.close().await;
    assert!(matches!(
        Store::open(&url, keys()).await.unwrap_err(),
        StoreError::Newer { found: 99, .. }
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_another_process_writes_all_is_read_and_what_would_write_is_away() {
    let folder = Folder::new();
    let url = format!("sqlite://{}", folder.path().join("s.db").display());
    let store = Store::open(&url, keys()).await.unwrap();
    let team = workspace(&store).await;
    let id = account(&store, &team).await.id;
    let accounts = StoredAccounts::new(store.clone());
    let accounts = accounts.with_token("a-token-of-the-test").await.unwrap();
    let caller = Caller {
        workspace: team.id.clone(),
        admin: true,
        ..Caller::default()
    };
    let other = Store::open(&url, keys()).await.unwrap();
    let lock = other.0.writing.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let started = Instant::now();
    let known = accounts.authenticate("a-token-of-the-test").await;
    assert!(known.unwrap().is_some());
    assert!(accounts.account(&caller, &id).await.unwrap().is_some());
    assert!(started.elapsed() < Duration::from_secs(1));

    let new = Account {
        integration: "acme".into(),
        ..Account::default()
    };
    let (added, changed, removed, token, lease) = tokio::join!(
        accounts.add(&caller, new, About::default()),
        accounts.change(&caller, &id, AccountChange::default()),
        accounts.remove(&caller, &id),
        accounts.create_token(&caller, &id),
        store.lease(&id),
    );
    let faults = [added.err(), changed.err(), removed.err(), token.err()];
    let away = |fault: &Option<AccountsFault>| matches!(fault, Some(AccountsFault::Away(_)));
    assert!(faults.iter().all(away), "{faults:?}");
    assert!(lease.unwrap_err().is_passing());
    assert!(started.elapsed() < Duration::from_secs(9));

    // However many wait to write, there are connections to read with.
    let waiting: Vec<_> = (0..24)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.create_workspace("another").await.is_ok() })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let started = Instant::now();
    for _ in 0..20 {
        assert!(accounts.account(&caller, &id).await.unwrap().is_some());
    }
    assert!(started.elapsed() < Duration::from_secs(1));
    for one in waiting {
        assert!(!one.await.unwrap());
    }
    drop(lock);
    assert!(accounts.remove(&caller, &id).await.unwrap());
}
