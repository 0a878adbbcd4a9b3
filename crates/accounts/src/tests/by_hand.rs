//! Rows that somebody writes into the database without the key do not open, and those of an earlier
//! version do.

use super::{account, keys, workspace};
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
        update.execute(&store.0.pool).await.unwrap();
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
        update.execute(&store.0.pool).await.unwrap();
        assert!(
            store.authenticate(shown).await.unwrap().is_none(),
            "{change}"
        );
    }
}

#[tokio::test]
async fn what_an_earlier_version_sealed_opens_and_is_bound_at_its_first_write() {
    let store = store().await;
    let team = workspace(&store).await;
    let id = account(&store, &team).await.id;
    let place = format!("accounts/{id}/credentials");
    let earlier = store.0.keys.seal(&place, br#"{"access_token":"a0"}"#);
    sqlx::query("UPDATE accounts SET credentials = $2 WHERE id = $1")
        .bind(&id)
        .bind(earlier.unwrap())
        .execute(&store.0.pool)
        .await
        .unwrap();
    let opened = store.account(&Scope::everything(), &id).await.unwrap();
    let (_, read) = opened.unwrap();
    assert_eq!(read.credentials["access_token"].expose_secret(), "a0");
    let change = AccountChange {
        label: Some(Some("again".to_owned())),
        ..AccountChange::default()
    };
    let scope = Scope::everything();
    store.update_account(&scope, &id, change).await.unwrap();
    let sealed: String = sqlx::query_scalar("SELECT credentials FROM accounts WHERE id = $1")
        .bind(&id)
        .fetch_one(&store.0.pool)
        .await
        .unwrap();
    assert!(sealed.starts_with("2."), "{sealed}");
    assert!(store.account(&scope, &id).await.unwrap().is_some());
}
