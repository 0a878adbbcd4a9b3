//! The audit names who changed what, never a value; and a workspace goes with everything of it.

use super::{account, workspace};
use crate::{AccountChange, NewToken, Scope, Store};
use secrecy::ExposeSecret as _;
use sqlx::Row as _;

/// Every cell of the audit, as one text.
async fn written(store: &Store, workspace: &str) -> String {
    let rows = sqlx::query("SELECT actor, action, subject, parts FROM audit WHERE workspace = $1")
        .bind(workspace)
        .fetch_all(&store.0.writing)
        .await
        .unwrap();
    let cells = rows.iter().flat_map(|row| {
        let cell = |at: usize| row.get::<String, _>(at);
        [cell(0), cell(1), cell(2), cell(3)]
    });
    cells.collect::<Vec<_>>().join(" ")
}

pub(super) async fn names_who_changed_what_and_no_value(store: &Store) {
    let team = workspace(&store.acting_as("boss")).await;
    let scope = Scope::workspace(&team.id);
    let added = account(&store.acting_as("token-1"), &team).await;
    let change = AccountChange {
        label: Some(Some("a new label".to_owned())),
        credentials: Some([("access_token".to_owned(), "hush-hush".into())].into()),
        ..AccountChange::default()
    };
    let changing = store.acting_as("token-2");
    changing
        .update_account(&scope, &added.id, change)
        .await
        .unwrap();
    let new = NewToken {
        workspace: team.id.clone(),
        name: "reads".to_owned(),
        admin: true,
        ..NewToken::default()
    };
    let (token, secret) = store.acting_as("cli").create_token(new).await.unwrap();
    store
        .acting_as("cli")
        .revoke_token(&scope, &token.id)
        .await
        .unwrap();
    // What finds nothing to change leaves no line.
    assert!(!store.revoke_token(&scope, &token.id).await.unwrap());
    store
        .acting_as("token-2")
        .remove_account(&scope, &added.id)
        .await
        .unwrap();

    let mut lines = store.audit(&scope, 100).await.unwrap();
    lines.sort_by_key(|line| line.at);
    let short = |action: &str| {
        let line = lines.iter().find(|line| line.action == action);
        let line = line.unwrap_or_else(|| unreachable!("no line of {action}"));
        (
            line.actor.clone(),
            line.subject.clone(),
            line.parts.join(" "),
        )
    };
    assert_eq!(lines.len(), 6);
    let told = |actor: &str, subject: &str, parts: &str| {
        (actor.to_owned(), subject.to_owned(), parts.to_owned())
    };
    assert_eq!(short("workspace.add"), told("boss", &team.id, ""));
    assert_eq!(short("account.add"), told("token-1", &added.id, ""));
    assert_eq!(
        short("account.change"),
        told("token-2", &added.id, "label credentials")
    );
    assert_eq!(short("token.create"), told("cli", &token.id, "admin"));
    assert_eq!(short("token.revoke"), told("cli", &token.id, ""));
    assert_eq!(short("account.remove"), told("token-2", &added.id, ""));
    // Ids are of chance, and may hold any two letters.
    let ids = [&team.id, &added.id, &token.id];
    let all = written(store, &team.id).await;
    let all = ids.iter().fold(all, |all, id| all.replace(id.as_str(), ""));
    for value in [
        "hush-hush",
        "a new label",
        secret.expose_secret(),
        "a1",
        "r1",
    ] {
        assert!(!all.contains(value), "{value}");
    }
}

pub(super) async fn a_workspace_goes_with_everything_of_it(store: &Store) {
    let (team, other) = (workspace(store).await, workspace(store).await);
    let (mine, theirs) = (account(store, &team).await, account(store, &other).await);
    let mut secrets = Vec::new();
    for (workspace, account) in [(&team, Some(&mine.id)), (&team, None), (&other, None)] {
        let new = NewToken {
            workspace: workspace.id.clone(),
            account: account.cloned(),
            ..NewToken::default()
        };
        let (_, secret) = store.create_token(new).await.unwrap();
        secrets.push(secret.expose_secret().to_owned());
    }
    let removed = store
        .acting_as("cli")
        .remove_workspace(&team.name)
        .await
        .unwrap();
    let removed = removed.unwrap();
    assert_eq!((removed.accounts, removed.tokens), (1, 2));
    assert_eq!(store.remove_workspace(&team.name).await.unwrap(), None);
    for (column, table) in [
        ("id", "workspaces"),
        ("workspace", "accounts"),
        ("workspace", "tokens"),
    ] {
        let count = format!("SELECT count(*) FROM {table} WHERE {column} = $1");
        let left: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(count))
            .bind(&team.id)
            .fetch_one(&store.0.writing)
            .await
            .unwrap();
        assert_eq!(left, 0, "{table}");
    }
    for secret in secrets.iter().take(2) {
        assert!(store.authenticate(secret).await.unwrap().is_none());
    }
    assert!(store.authenticate(&secrets[2]).await.unwrap().is_some());
    let everything = Scope::everything();
    assert!(
        store
            .account(&everything, &mine.id)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        store
            .account(&everything, &theirs.id)
            .await
            .unwrap()
            .is_some()
    );
    // One line stays: that it was removed.
    let lines = store.audit(&Scope::workspace(&team.id), 10).await.unwrap();
    let lines: Vec<_> = lines
        .iter()
        .map(|l| (l.actor.as_str(), l.action.as_str()))
        .collect();
    assert_eq!(lines, [("cli", "workspace.remove")]);
}
