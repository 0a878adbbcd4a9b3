//! The tutorial, followed to the letter in an empty folder.

use crate::binary::root;
use crate::shown::follow;
use conformance::skipped;
use std::net::TcpListener;
use std::process::Command;

/// The address that the tutorial's server listens on.
const ADDRESS: &str = "127.0.0.1:4101";

#[test]
fn the_tutorial_ends_with_a_crm_that_is_proven_and_served() {
    if Command::new("curl").arg("--version").output().is_err() {
        skipped("it needs curl: `apt-get install curl`");
        return;
    }
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    let page = root().join("docs/tutorial.md");
    let commands = follow(&page, |text| text.replace(ADDRESS, &address));
    assert!(commands > 15, "{commands}");
}
