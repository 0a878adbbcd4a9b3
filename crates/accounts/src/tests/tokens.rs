//! API tokens: shown once, found again, bounded, revoked.

use super::{account, workspace};
use crate::{Caller, NewToken, Scope, Store, StoreError};
use secrecy::ExposeSecret as _;

pub(super) async fn are_shown_once_and_found_again(store: &Store) {
    let (team, other) = (workspace(store).await, workspace(store).await);
    let account = account(store, &team).await;
    let new = NewToken {
        workspace: team.id.clone(),
        account: Some(account.id.clone()),
        name: "ci".into(),
        admin: true,
    };
    let (info, secret) = store.create_token(new.clone()).await.unwrap();
    let text = secret.expose_secret();
    assert_eq!(text.len(), 3 + 36 + 1 + 43);
    assert!(text.starts_with(&format!("tp_{}_", info.id)));
    assert_eq!(info.last_used_at, None);

    let caller = Caller {
        token: info.id.clone(),
        workspace: team.id.clone(),
        account: Some(account.id.clone()),
        admin: true,
    };
    assert_eq!(
        store.authenticate(text).await.unwrap().as_ref(),
        Some(&caller)
    );
    // The last use is written in the background.
    let mut listed = Vec::new();
    for _ in 0..100 {
        let scope = Scope::workspace(&team.id);
        listed = store.list_tokens(&scope).await.unwrap();
        if listed.iter().all(|token| token.last_used_at.is_some()) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].name, "ci");
    assert!(listed[0].admin && listed[0].last_used_at.is_some());

    let (last, wrong) = (
        text.chars().last().unwrap(),
        text.split_at(text.len() - 1).0,
    );
    let wrong = format!("{wrong}{}", if last == 'A' { 'E' } else { 'A' });
    for unknown in [
        wrong.as_str(),
        "",
        "tp_",
        "tp_\0_x",
        &text.replace("tp_", "tp-"),
        "tp_00000000-0000-4000-8000-000000000000_x",
    ] {
        assert_eq!(
            store.authenticate(unknown).await.unwrap(),
            None,
            "{unknown}"
        );
    }

    assert!(
        !store
            .revoke_token(&Scope::workspace(&other.id), &info.id)
            .await
            .unwrap()
    );
    assert!(
        store
            .revoke_token(&Scope::workspace(&team.id), &info.id)
            .await
            .unwrap()
    );
    assert!(
        !store
            .revoke_token(&Scope::everything(), &info.id)
            .await
            .unwrap()
    );
    assert_eq!(store.authenticate(text).await.unwrap(), None);
    let listed = store
        .list_tokens(&Scope::workspace(&team.id))
        .await
        .unwrap();
    assert!(listed[0].revoked_at.is_some());
}

pub(super) async fn of_another_workspace_are_out_of_reach(store: &Store) {
    let (team, other) = (workspace(store).await, workspace(store).await);
    let theirs = account(store, &other).await;
    let bound = NewToken {
        workspace: team.id.clone(),
        account: Some(theirs.id),
        ..NewToken::default()
    };
    assert!(matches!(
        store.create_token(bound).await,
        Err(StoreError::Missing {
            what: "account",
            ..
        })
    ));
    let lost = NewToken {
        workspace: "nowhere".into(),
        ..NewToken::default()
    };
    assert!(matches!(
        store.create_token(lost).await,
        Err(StoreError::Missing {
            what: "workspace",
            ..
        })
    ));
    assert!(matches!(
        store.create_workspace(&team.name).await,
        Err(StoreError::Taken { .. })
    ));
    assert!(store.list_workspaces().await.unwrap().contains(&team));
    assert_eq!(
        store
            .list_tokens(&Scope::workspace(&other.id))
            .await
            .unwrap(),
        []
    );
}
