//! Two server processes on one PostgreSQL share accounts and cursors' key, and renew once.

use crate::process::{Folder, Process, list};
use crate::vendor::Vendor;
use conformance::postgres;
use std::thread;

/// Asks 64 times at once, in turn of these servers; every one must answer.
fn ask_64(servers: &[&Process], id: &str) {
    let asking: Vec<_> = (0..64)
        .map(|turn| {
            let (address, id) = (servers[turn % servers.len()].address.clone(), id.to_owned());
            thread::spawn(move || list(&address, &id))
        })
        .collect();
    for asked in asking {
        let (status, page) = asked.join().unwrap();
        assert_eq!(status, 200, "{page}");
        assert_eq!(page["result_count"], 1);
    }
}

#[test]
fn sixty_four_callers_of_two_servers_renew_once() {
    let Some(database) = postgres::Server::start() else {
        return;
    };
    let vendor = Vendor::start();
    let folder = Folder::new(&vendor.mapping());
    let one = Process::start(&database.url(), &folder.0);
    let other = Process::start(&database.url(), &folder.0);
    // A token that has ended is renewed before it is used.
    let ended = one.add_account("a0", true);
    ask_64(&[&one, &other], &ended);
    assert_eq!(vendor.renewals(), (1, 0));
    assert_eq!(other.status(&ended).0, "active");
}

#[test]
fn a_token_that_the_vendor_refuses_is_renewed_once() {
    let Some(database) = postgres::Server::start() else {
        return;
    };
    let vendor = Vendor::start();
    let folder = Folder::new(&vendor.mapping());
    let one = Process::start(&database.url(), &folder.0);
    let other = Process::start(&database.url(), &folder.0);
    // Its time says that it is good; the vendor does not.
    let refused = one.add_account("stale", false);
    ask_64(&[&one, &other], &refused);
    assert_eq!(vendor.renewals(), (1, 0));
}

#[test]
fn one_server_on_sqlite_renews_once() {
    let vendor = Vendor::start();
    let folder = Folder::new(&vendor.mapping());
    let one = Process::start(&folder.sqlite(), &folder.0);
    let ended = one.add_account("a0", true);
    ask_64(&[&one], &ended);
    assert_eq!(vendor.renewals(), (1, 0));
}
