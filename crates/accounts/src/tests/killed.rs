//! A process that is killed loses nothing that a call has stored before.

use super::{Folder, account, keys, refresh, workspace};
use crate::{Scope, Store};
use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};
use touchpoint::tokens::TokenStore;

/// The address of the database, set where this test runs as the process that is killed.
const ADDRESS: &str = "TOUCHPOINT_TEST_KILLED";

#[tokio::test]
async fn nothing_stored_is_lost() {
    if let Ok(url) = std::env::var(ADDRESS) {
        return store_and_wait(&url).await;
    }
    let folder = Folder::new();
    let url = format!("sqlite://{}", folder.path().join("s.db").display());
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "tests::killed::nothing_stored_is_lost",
            "--nocapture",
        ])
        .env(ADDRESS, &url)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let stored = lines
        .map(Result::unwrap)
        .find_map(|line| Some(line.split_once("stored ")?.1.to_owned()));
    // SIGKILL on Unix.
    child.kill().unwrap();
    child.wait().unwrap();

    let store = Store::open(&url, keys()).await.unwrap();
    let id = stored.expect("the child says what it stored");
    let (_, account) = store
        .account(&Scope::everything(), &id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(refresh::secret(&account, "refresh_token"), "r2");
}

async fn store_and_wait(url: &str) {
    let store = Store::open(url, keys()).await.unwrap();
    let team = workspace(&store).await;
    let id = account(&store, &team).await.id;
    let (_, given) = store
        .account(&Scope::everything(), &id)
        .await
        .unwrap()
        .unwrap();
    let mut lease = TokenStore::lease(&store, &given).await.unwrap();
    lease
        .save(&refresh::update("a2", Some("r2")))
        .await
        .unwrap();
    println!("stored {id}");
    std::future::pending::<()>().await;
}
