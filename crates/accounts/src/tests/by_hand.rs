//! Rows that somebody writes into the database without the key do not open; those of an earlier version
//! are bound once, and do not open after that.

use super::{Folder, account, keys, workspace};
use crate::{AccountChange, NewToken, Scope, Store, StoreError};
use secrecy::ExposeSecret as _;

async fn store() -> Store {
    Store::open("sqlite::memory:", keys()).await.unwrap()
}

#[tokio::test]
async fn credentials_open_only_beside_what_they_were_sealed_with() {
    for change in [
        "base_url = 'https://thief.example'",
        "overlay = 'other'",
        "context = '{\"zone\":\"us\"}'",
        "integration = 'other'",
    ] {
        let store = store().await;
        let team = workspace(&store).await;
        let id = account(&store, &team).await.id;
        let update = format!("UPDATE accounts SET {change} WHERE id = $1");
        let update = sqlx::query(sqlx::AssertSqlSafe(update)).bind(&id);
        update.execute(&store.0.writing).await.unwrap();
        let opened = store.account(&Scope::everything(), &id).await;
        assert!(matches!(opened, Err(StoreError::Sealed { .. })), "{change}");
    }
}

#[tokio::test]
async fn a_token_that_is_given_rights_by_hand_is_none() {
    let store = store().await;
    let team = workspace(&store).await;
    let new = NewToken {
        workspace: team.id.clone(),
        name: "reads".to_owned(),
        ..NewToken::default()
    };
    let (info, secret) = store.create_token(new).await.unwrap();
    let shown = secret.expose_secret();
    let caller = store.authenticate(shown).await.unwrap().unwrap();
    assert!(!caller.admin);
    for change in ["admin = 1", "mac = NULL", "mac = ''"] {
        let update = format!("UPDATE tokens SET {change} WHERE id = $1");
        let update = sqlx::query(sqlx::AssertSqlSafe(update)).bind(&info.id);
        update.execute(&store.0.writing).await.unwrap();
        assert!(
            store.authenticate(shown).await.unwrap().is_none(),
            "{change}"
        );
    }
}

/// What the version before wrote for an account: bound to the place alone.
async fn put_unbound(store: &Store, id: &str) {
    let place = format!("accounts/{id}/credentials");
    let earlier = store.0.keys.seal(&place, br#"{"access_token":"a0"}"#);
    sqlx::query("UPDATE accounts SET credentials = $2 WHERE id = $1")
        .bind(id)
        .bind(earlier.unwrap())
        .execute(&store.0.writing)
        .await
        .unwrap();
}

/// Makes a database look as the version before left it.
async fn as_before(store: &Store) {
    for change in [
        "DELETE FROM settings WHERE name = 'tokens.bound'",
        "UPDATE schema_version SET version = 5",
    ] {
        sqlx::query(change).execute(&store.0.writing).await.unwrap();
    }
}

async fn credentials(store: &Store, id: &str) -> String {
    let sealed = sqlx::query_scalar("SELECT credentials FROM accounts WHERE id = $1").bind(id);
    sealed.fetch_one(&store.0.writing).await.unwrap()
}

#[tokio::test]
async fn what_an_earlier_version_left_is_bound_at_the_first_start_and_never_unbound_again() {
    let folder = Folder::new();
    let url = format!("sqlite://{}", folder.path().join("s.db").display());
    let beside = Store::open_beside_earlier(&url, keys()).await.unwrap();
    let team = workspace(&beside).await;
    let ids = [
        account(&beside, &team).await.id,
        account(&beside, &team).await.id,
    ];
    let new = NewToken {
        workspace: team.id.clone(),
        name: "reads".to_owned(),
        ..NewToken::default()
    };
    let (_, secret) = beside.create_token(new).await.unwrap();
    let shown = secret.expose_secret();
    let old = credentials(&beside, &ids[0]).await;
    assert!(old.starts_with("1."), "{old}");
    assert!(beside.authenticate(shown).await.unwrap().is_some());

    // Nobody asked for the second account; it is bound all the same.
    let store = Store::open(&url, keys()).await.unwrap();
    for id in &ids {
        let sealed = credentials(&store, id).await;
        assert!(sealed.starts_with("2."), "{sealed}");
        let opened = store.account(&Scope::everything(), id).await.unwrap();
        assert_eq!(
            opened.unwrap().1.credentials["access_token"].expose_secret(),
            "a1"
        );
    }
    assert!(store.authenticate(shown).await.unwrap().is_some());

    // The text of before, put back beside another address, opens nowhere.
    sqlx::query(
        "UPDATE accounts SET credentials = $2, base_url = 'https://thief.example' WHERE id = $1",
    )
    .bind(&ids[0])
    .bind(&old)
    .execute(&store.0.writing)
    .await
    .unwrap();
    let again = Store::open(&url, keys()).await.unwrap();
    for store in [&store, &again, &beside] {
        let opened = store.account(&Scope::everything(), &ids[0]).await;
        assert!(matches!(opened, Err(StoreError::Sealed { .. })));
    }
    // An instance that was opened beside earlier ones writes what is bound from now on.
    let change = AccountChange {
        label: Some(Some("again".to_owned())),
        ..AccountChange::default()
    };
    let everything = Scope::everything();
    beside
        .update_account(&everything, &ids[1], change)
        .await
        .unwrap();
    assert!(credentials(&beside, &ids[1]).await.starts_with("2."));
    assert!(account(&beside, &team).await.id.len() > 30);
    assert!(beside.authenticate(shown).await.unwrap().is_some());

    // One mark without the other was changed by hand.
    for change in [
        "UPDATE schema_version SET version = 5",
        "UPDATE schema_version SET version = 6",
    ] {
        sqlx::query(change).execute(&store.0.writing).await.unwrap();
        let opened = Store::open(&url, keys()).await;
        let refused = matches!(opened, Err(StoreError::ChangedByHand));
        assert_eq!(refused, change.ends_with('5'), "{change}");
    }
    sqlx::query("DELETE FROM settings WHERE name = 'tokens.bound'")
        .execute(&store.0.writing)
        .await
        .unwrap();
    let opened = Store::open(&url, keys()).await;
    assert!(matches!(opened, Err(StoreError::ChangedByHand)));
}

#[tokio::test]
async fn an_account_whose_key_is_missing_keeps_the_rest_from_nothing() {
    let folder = Folder::new();
    let url = format!("sqlite://{}", folder.path().join("s.db").display());
    let store = Store::open(&url, keys()).await.unwrap();
    let team = workspace(&store).await;
    let (lost, kept) = (
        account(&store, &team).await.id,
        account(&store, &team).await.id,
    );
    put_unbound(&store, &kept).await;
    let place = format!("accounts/{lost}/credentials");
    let other = crate::Keyring::new(crate::Key::new([7; 32]), []);
    sqlx::query("UPDATE accounts SET credentials = $2 WHERE id = $1")
        .bind(&lost)
        .bind(other.seal(&place, b"{}").unwrap())
        .execute(&store.0.writing)
        .await
        .unwrap();
    as_before(&store).await;
    let store = Store::open(&url, keys()).await.unwrap();
    let everything = Scope::everything();
    assert!(store.account(&everything, &kept).await.unwrap().is_some());
    assert!(credentials(&store, &kept).await.starts_with("2."));
    assert!(store.account(&everything, &lost).await.is_err());
    // With its key, it is bound as well.
    let both = crate::Keyring::new(keys().current, [crate::Key::new([7; 32])]);
    let store = Store::open(&url, both).await.unwrap();
    assert!(store.account(&everything, &lost).await.unwrap().is_some());
    assert!(credentials(&store, &lost).await.starts_with("2."));
}

#[tokio::test]
async fn a_revoked_token_does_not_come_back_by_hand() {
    let store = store().await;
    let team = workspace(&store).await;
    let new = NewToken {
        workspace: team.id.clone(),
        name: "reads".to_owned(),
        ..NewToken::default()
    };
    let (info, secret) = store.create_token(new).await.unwrap();
    let shown = secret.expose_secret();
    assert!(store.is_in_force(&info.id).await.unwrap());
    assert!(
        store
            .revoke_token(&Scope::everything(), &info.id)
            .await
            .unwrap()
    );
    assert!(store.authenticate(shown).await.unwrap().is_none());
    sqlx::query("UPDATE tokens SET revoked_at = NULL WHERE id = $1")
        .bind(&info.id)
        .execute(&store.0.writing)
        .await
        .unwrap();
    assert!(store.authenticate(shown).await.unwrap().is_none());
    assert!(!store.is_in_force(&info.id).await.unwrap());
    assert!(!store.is_in_force("nobody").await.unwrap());
}
