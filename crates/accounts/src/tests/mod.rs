//! What every store promises, on SQLite and on PostgreSQL.

mod accounts;
mod audit;
#[cfg(all(feature = "postgres", feature = "sqlite"))]
mod beside;
#[cfg(feature = "sqlite")]
mod by_hand;
mod file;
mod folder;
#[cfg(feature = "sqlite")]
mod killed;
#[cfg(feature = "postgres")]
mod on_postgres;
#[cfg(feature = "sqlite")]
mod on_sqlite;
mod refresh;
mod tokens;

pub(crate) use folder::Folder;

use crate::{AccountInfo, Key, Keyring, NewAccount, Store, Workspace};

/// Keys for tests only.
fn keys() -> Keyring {
    Keyring::new(Key::new([9; 32]), [])
}

/// A workspace with a name that no other test uses.
async fn workspace(store: &Store) -> Workspace {
    let name = format!("team-{:016x}", fastrand::u64(..));
    store.create_workspace(&name).await.unwrap()
}

/// An account with the secrets `a1` and `r1`.
async fn account(store: &Store, workspace: &Workspace) -> AccountInfo {
    let new = NewAccount {
        workspace: workspace.id.clone(),
        integration: "acme".into(),
        label: Some("first".into()),
        tenant_id: Some("customer-1".into()),
        base_url: None,
        overlay: Some("eu".into()),
        context: [("zone".to_owned(), "eu".to_owned())].into(),
        credentials: [
            ("access_token".to_owned(), "a1".into()),
            ("refresh_token".to_owned(), "r1".into()),
        ]
        .into(),
    };
    store.add_account(new).await.unwrap()
}

#[cfg(not(all(feature = "postgres", feature = "sqlite")))]
#[tokio::test]
async fn an_address_of_a_database_that_is_not_built_in_says_which_feature_it_needs() {
    let here = [cfg!(feature = "sqlite"), cfg!(feature = "postgres")];
    let addresses = [
        ("sqlite::memory:", "SQLite", "`sqlite`"),
        ("postgres://u:hush@localhost/x", "PostgreSQL", "`postgres`"),
    ];
    let absent = addresses.iter().zip(here).filter(|(_, here)| !here);
    for ((address, database, feature), _) in absent {
        let fault = Store::open(address, keys()).await.unwrap_err().to_string();
        assert!(
            fault.contains(database) && fault.contains(feature),
            "{fault}"
        );
        assert!(!fault.contains("hush"), "{fault}");
    }
    let other = Store::open("mysql://host/x", keys()).await.unwrap_err();
    assert!(matches!(other, crate::StoreError::Address));
}

/// All of it, for a store that others use too.
async fn keeps_its_promises(store: &Store) {
    tokens::are_shown_once_and_found_again(store).await;
    tokens::of_another_workspace_are_out_of_reach(store).await;
    accounts::come_back_as_they_were_added(store).await;
    accounts::of_others_are_as_if_they_were_not(store).await;
    accounts::are_listed_in_pages(store).await;
    accounts::change_and_go(store).await;
    accounts::lose_no_change(store).await;
    accounts::are_changed_only_as_they_were_seen(store).await;
    audit::names_who_changed_what_and_no_value(store).await;
    audit::a_workspace_goes_with_everything_of_it(store).await;
    refresh::notes_saves_and_marks(store).await;
    refresh::new_credentials_wait_for_a_refresh(store).await;
}

/// Several processes on one database, played by several stores.
async fn share(one: &Store, other: &Store) {
    refresh::happens_once_for_64_callers(one, other).await;
    accounts::share_a_secret(one, other).await;
}
