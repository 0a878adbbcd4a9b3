//! `kill -9` at each point of a renewal, and what the next server finds.

use crate::process::{Folder, Process, list};
use crate::vendor::{Gate, Vendor};
use conformance::postgres;
use std::thread;

/// A server whose account's token has ended, and what it stands on.
struct Scene {
    vendor: Vendor,
    folder: Folder,
    url: String,
    server: Process,
    id: String,
}

impl Scene {
    fn on(url: Option<String>) -> Scene {
        let vendor = Vendor::start();
        let folder = Folder::new(&vendor.mapping());
        let url = url.unwrap_or_else(|| folder.sqlite());
        let server = Process::start(&url, &folder.0);
        let id = server.add_account("a0", true);
        Scene {
            vendor,
            folder,
            url,
            server,
            id,
        }
    }

    /// Asks for the list, and does not wait for the answer.
    fn ask(&self) {
        let (address, id) = (self.server.address.clone(), self.id.clone());
        thread::spawn(move || list(&address, &id));
    }

    /// Kills the server; gives the next one.
    fn killed(self, free: impl FnOnce()) -> Next {
        self.server.kill();
        free();
        self.vendor.set(Gate::Open);
        self.vendor.hold_lists(false);
        Next {
            server: Process::start(&self.url, &self.folder.0),
            vendor: self.vendor,
            _folder: self.folder,
            id: self.id,
        }
    }
}

struct Next {
    vendor: Vendor,
    _folder: Folder,
    server: Process,
    id: String,
}

impl Next {
    /// The account works, after so many renewals in all.
    fn works(&self, renewals: u32) {
        for _ in 0..3 {
            let (status, page) = self.server.list(&self.id);
            assert_eq!(status, 200, "{page}");
        }
        assert_eq!(self.vendor.renewals(), (renewals, 0));
        assert_eq!(
            self.server.status(&self.id),
            ("active".to_owned(), String::new())
        );
    }

    /// The account must be connected again and says why, after the old token was tried once.
    fn says_so(&self) {
        for _ in 0..3 {
            let (status, page) = self.server.list(&self.id);
            assert_eq!(status, 401, "{page}");
        }
        assert_eq!(
            self.vendor.renewals(),
            (2, 1),
            "the old token is tried once"
        );
        let (status, cause) = self.server.status(&self.id);
        assert_eq!(status, "needs_reauth");
        assert!(
            cause.contains("broken off before its answer was stored")
                && cause.contains("invalid_grant"),
            "{cause}"
        );
    }
}

#[test]
fn before_the_intent() {
    let Some(database) = postgres::Server::start() else {
        return;
    };
    let scene = Scene::on(Some(database.url()));
    let id = &scene.id;
    let lock = database.hold(&format!(
        "INSERT INTO leases (account, holder, until_ms) VALUES ('{id}', '', 0); COMMIT; BEGIN; \
         SELECT 1 FROM leases WHERE account = '{id}' FOR UPDATE"
    ));
    scene.ask();
    // It waits for the right to renew.
    database.wait_for_a_waiter();
    assert_eq!(scene.vendor.renewals(), (0, 0));
    scene.killed(|| drop(lock)).works(1);
}

/// The databases that there are: PostgreSQL, and a file.
fn databases(server: Option<&postgres::Server>) -> impl Iterator<Item = Option<String>> {
    let url = server.map(postgres::Server::url);
    url.map(Some).into_iter().chain([None])
}

#[test]
fn before_the_vendors_answer() {
    let server = postgres::Server::start();
    for url in databases(server.as_ref()) {
        // The vendor had not yet renewed: its old token is still good.
        let scene = Scene::on(url);
        scene.vendor.set(Gate::BeforeRenewal);
        scene.ask();
        scene.vendor.wait_for(1, 0);
        scene.killed(|| {}).works(2);
    }
}

#[test]
fn after_the_vendors_renewal_and_before_its_answer() {
    let server = postgres::Server::start();
    for url in databases(server.as_ref()) {
        let scene = Scene::on(url);
        scene.vendor.set(Gate::AfterRenewal);
        scene.ask();
        scene.vendor.wait_for(1, 0);
        scene.killed(|| {}).says_so();
    }
}

#[test]
fn before_the_store() {
    let Some(database) = postgres::Server::start() else {
        return;
    };
    let scene = Scene::on(Some(database.url()));
    scene.vendor.set(Gate::AfterRenewal);
    scene.ask();
    scene.vendor.wait_for(1, 0);
    // From here on the store reads and does not write.
    let lock = database.hold("LOCK TABLE accounts IN SHARE MODE");
    scene.vendor.set(Gate::Open);
    database.wait_for_a_waiter();
    // What it had sent would be carried out once the lock is gone, though nobody waits for it.
    let forget = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    scene
        .killed(|| {
            database.ask(forget);
            drop(lock);
        })
        .says_so();
}

#[test]
fn after_the_store() {
    let server = postgres::Server::start();
    for url in databases(server.as_ref()) {
        let scene = Scene::on(url);
        scene.vendor.hold_lists(true);
        scene.ask();
        // The list is asked for with the new token, so it is stored.
        scene.vendor.wait_for(1, 1);
        scene.killed(|| {}).works(1);
    }
}
