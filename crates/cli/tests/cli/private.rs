//! What the program writes may be read by its owner alone, whatever the shell's mask allows.
#![cfg(unix)]

use crate::binary::{folder, program, root};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// Runs the program under a mask that forbids nothing, and ends it once it listens.
fn serve(folder: &Path, arguments: &[String]) {
    let own = program();
    let mut shell = Command::new("sh");
    let script = "umask 000; \"$@\" & sleep 5; kill $!; wait $!; true";
    shell.args(["-c", script, "sh"]).arg(own.get_program());
    shell
        .args(["serve", "--listen", "127.0.0.1:0"])
        .args(arguments);
    shell
        .env("TOUCHPOINT_DRAIN_SECONDS", "0")
        .current_dir(folder);
    assert!(shell.output().unwrap().status.success());
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_state_file_its_locks_a_database_and_a_key_are_their_owners_alone() {
    let folder = folder();
    let accounts = folder.join("accounts.yaml");
    fs::write(&accounts, "accounts: []\n").unwrap();
    let mappings = root().join("mappings").canonicalize().unwrap();
    let given = |pairs: &[(&str, &Path)]| -> Vec<String> {
        let pairs = pairs
            .iter()
            .flat_map(|(name, path)| [(*name).to_owned(), path.display().to_string()]);
        pairs.collect()
    };
    let (state, key) = (folder.join("tokens.state"), folder.join("key"));
    serve(
        &folder,
        &given(&[
            ("--mappings", &mappings),
            ("--accounts", &accounts),
            ("--state", &state),
            ("--key-file", &key),
        ]),
    );
    let locks = folder.join("tokens.state.locks");
    assert_eq!(
        (mode(&state), mode(&key), mode(&locks)),
        (0o600, 0o600, 0o700)
    );
    let mut held = fs::read_dir(&locks).unwrap().peekable();
    assert!(held.peek().is_some());
    for lock in held {
        assert_eq!(mode(&lock.unwrap().path()), 0o600);
    }
    let database = folder.join("a.db");
    let mut with_database = given(&[("--mappings", &mappings), ("--key-file", &key)]);
    with_database.push("--database".to_owned());
    with_database.push(format!("sqlite://{}", database.display()));
    serve(&folder, &with_database);
    assert_eq!(mode(&database), 0o600);
}
