//! Pages of the documentation, followed to the letter in an empty folder.

use crate::binary::root;
use crate::shown::follow;
use conformance::skipped;
use std::net::TcpListener;
use std::process::Command;

#[test]
fn the_tutorial_ends_with_a_crm_that_is_proven_and_served() {
    let commands = followed("tutorial.md", "127.0.0.1:4101");
    assert!(
        commands.is_none_or(|commands| commands > 15),
        "{commands:?}"
    );
}

#[test]
fn callers_see_what_the_contract_says() {
    let commands = followed("contract.md", "127.0.0.1:4102");
    assert!(commands.is_none_or(|commands| commands > 3), "{commands:?}");
}

/// The number of commands of a page whose server listens on this address; nothing without curl.
fn followed(page: &str, listens: &str) -> Option<usize> {
    if Command::new("curl").arg("--version").output().is_err() {
        skipped("it needs curl: `apt-get install curl`");
        return None;
    }
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    let page = root().join("docs").join(page);
    Some(follow(&page, |text| text.replace(listens, &address)))
}
