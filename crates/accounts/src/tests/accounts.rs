//! Stored accounts: complete, private, in order, and no change lost.

use super::{account, workspace};
use crate::{AccountChange, NewToken, Scope, Seen, Status, Store, StoreError};
use secrecy::ExposeSecret as _;
use sqlx::Row as _;

pub(super) async fn come_back_as_they_were_added(store: &Store) {
    let team = workspace(store).await;
    let added = account(store, &team).await;
    let scope = Scope::workspace(&team.id);
    let (info, account) = store.account(&scope, &added.id).await.unwrap().unwrap();
    assert_eq!(info, added);
    assert_eq!(info.status.as_str(), "active");
    assert_eq!(
        (account.id.as_str(), account.integration.as_str()),
        (added.id.as_str(), "acme")
    );
    assert!(!format!("{account:?}").contains("r1"));
    assert_eq!(
        (
            account.base_url,
            account
                .overlay
                .as_ref()
                .map(|overlay| overlay.text.as_str())
        ),
        (None, Some("eu"))
    );
    assert_eq!(account.context["zone"], "eu");
    let secrets = account.credentials.iter();
    let secrets: Vec<_> = secrets
        .map(|(k, v)| (k.as_str(), v.expose_secret()))
        .collect();
    assert_eq!(secrets, [("access_token", "a1"), ("refresh_token", "r1")]);

    let row = sqlx::query("SELECT credentials FROM accounts WHERE id = $1").bind(&added.id);
    let row = row.fetch_one(&store.0.writing).await.unwrap();
    let sealed: String = row.get("credentials");
    assert!(sealed.starts_with("2.") && !sealed.contains("refresh_token"));
}

pub(super) async fn of_others_are_as_if_they_were_not(store: &Store) {
    let (team, other) = (workspace(store).await, workspace(store).await);
    let (mine, theirs) = (account(store, &team).await, account(store, &other).await);
    let scope = Scope::workspace(&team.id);
    let nobody = "00000000-0000-4000-8000-000000000000";
    for id in [theirs.id.as_str(), nobody, "", "x\0"] {
        assert!(store.account(&scope, id).await.unwrap().is_none());
        let change = AccountChange::default();
        assert_eq!(
            store.update_account(&scope, id, change).await.unwrap(),
            None
        );
        assert!(!store.remove_account(&scope, id).await.unwrap());
    }
    assert!(
        store
            .account(&Scope::everything(), &theirs.id)
            .await
            .unwrap()
            .is_some()
    );
    let bound = Scope {
        workspace: Some(team.id.clone()),
        account: Some(mine.id.clone()),
    };
    let second = account(store, &team).await;
    assert!(store.account(&bound, &mine.id).await.unwrap().is_some());
    assert!(store.account(&bound, &second.id).await.unwrap().is_none());
}

pub(super) async fn are_listed_in_pages(store: &Store) {
    let (team, other) = (workspace(store).await, workspace(store).await);
    let mut added = Vec::new();
    for _ in 0..5 {
        added.push(account(store, &team).await);
        account(store, &other).await;
    }
    added.sort_by_key(|info| (info.created_at, info.id.clone()));
    let scope = Scope::workspace(&team.id);
    let (mut listed, mut after, mut sizes) = (Vec::new(), None, Vec::new());
    loop {
        let (page, next) = store
            .list_accounts(&scope, None, 2, after.as_deref())
            .await
            .unwrap();
        sizes.push(page.len());
        listed.extend(page);
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(sizes, [2, 2, 1]);
    assert_eq!(listed, added);
    assert_eq!(
        store.list_accounts(&scope, None, 5, None).await.unwrap().1,
        None
    );
    for wrong in ["", "x", "1.x", "x.00000000-0000-4000-8000-000000000000"] {
        assert!(
            store
                .list_accounts(&scope, None, 2, Some(wrong))
                .await
                .is_err(),
            "{wrong}"
        );
    }
}

pub(super) async fn change_and_go(store: &Store) {
    let team = workspace(store).await;
    let added = account(store, &team).await;
    let scope = Scope::workspace(&team.id);
    store
        .set_status(&added.id, Status::NeedsReauth, Some("refused"))
        .await
        .unwrap();
    let info = store
        .account_info(&scope, &added.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (info.status, info.cause.as_deref()),
        (Status::NeedsReauth, Some("refused"))
    );

    let label = AccountChange {
        label: Some(Some("second".into())),
        base_url: Some(Some("https://proxy.example".into())),
        ..AccountChange::default()
    };
    let info = store
        .update_account(&scope, &added.id, label)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (info.label.as_deref(), info.status),
        (Some("second"), Status::NeedsReauth)
    );
    let again = AccountChange {
        credentials: Some([("access_token".to_owned(), "a2".into())].into()),
        base_url: Some(None),
        overlay: Some(None),
        ..AccountChange::default()
    };
    store
        .update_account(&scope, &added.id, again)
        .await
        .unwrap()
        .unwrap();
    let (info, account) = store.account(&scope, &added.id).await.unwrap().unwrap();
    assert_eq!((info.status, info.cause), (Status::Active, None));
    assert!(account.base_url.is_none() && account.overlay.is_none());
    assert_eq!(account.credentials.len(), 1);
    assert_eq!(account.credentials["access_token"].expose_secret(), "a2");

    let bound = NewToken {
        workspace: team.id.clone(),
        account: Some(added.id.clone()),
        ..NewToken::default()
    };
    let (_, secret) = store.create_token(bound).await.unwrap();
    assert!(store.remove_account(&scope, &added.id).await.unwrap());
    assert!(!store.remove_account(&scope, &added.id).await.unwrap());
    assert!(store.account(&scope, &added.id).await.unwrap().is_none());
    assert!(
        store
            .authenticate(secret.expose_secret())
            .await
            .unwrap()
            .is_none()
    );
    assert!(store.lease(&added.id).await.is_err());
}

pub(super) async fn lose_no_change(store: &Store) {
    let team = workspace(store).await;
    let id = account(store, &team).await.id;
    let changes = (0..16).map(|n| {
        let (store, id) = (store.clone(), id.clone());
        tokio::spawn(async move {
            let add = |stored: &mut crate::database::StoredAccount| {
                stored
                    .account
                    .context
                    .insert(format!("n{n}"), String::new());
            };
            store.change(&id, add).await.unwrap();
        })
    });
    for change in changes.collect::<Vec<_>>() {
        change.await.unwrap();
    }
    let stored = store
        .stored(&Scope::everything(), &id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stored.account.context.len(), 17);
    assert_eq!(stored.revision, 16);
}

pub(super) async fn share_a_secret(one: &Store, other: &Store) {
    let (first, second) = tokio::join!(one.secret("cursor"), other.secret("cursor"));
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(first, second);
    assert_ne!(*first, [0; 32]);
    assert_eq!(one.secret("cursor").await.unwrap(), first);
    assert_ne!(one.secret("links").await.unwrap(), first);
}

pub(super) async fn are_changed_only_as_they_were_seen(store: &Store) {
    let team = workspace(store).await;
    let scope = Scope::workspace(&team.id);
    let changes: [fn() -> AccountChange; 3] = [
        || AccountChange {
            base_url: Some(Some("https://other.example".to_owned())),
            ..AccountChange::default()
        },
        || AccountChange {
            overlay: Some(None),
            ..AccountChange::default()
        },
        || AccountChange {
            context: Some([("zone".to_owned(), "us".to_owned())].into()),
            ..AccountChange::default()
        },
    ];
    for between in changes {
        let id = account(store, &team).await.id;
        let (_, seen) = store.account(&scope, &id).await.unwrap().unwrap();
        store.update_account(&scope, &id, between()).await.unwrap();
        let change = AccountChange {
            credentials: Some([("client_secret".to_owned(), "ours".into())].into()),
            seen: Some(Seen::aim(seen)),
            ..AccountChange::default()
        };
        let refused = store.update_account(&scope, &id, change.clone()).await;
        assert!(matches!(refused, Err(StoreError::Changed(_))));
        let (_, now) = store.account(&scope, &id).await.unwrap().unwrap();
        assert!(!now.credentials.contains_key("client_secret"));
        // Nobody has it in his hand any more, and what is seen as it is may be changed.
        let change = AccountChange {
            seen: Some(Seen::whole(now)),
            ..change
        };
        store.update_account(&scope, &id, change).await.unwrap();
    }
}
