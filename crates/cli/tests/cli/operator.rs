//! What an operator does with a database: look at it, see who changed what, copy it, and remove a
//! workspace.

use crate::binary::{folder, program};
use crate::store::{SECRET, Store};

/// What the doctor says of one thing.
fn seen(store: &Store, about: &str) -> (String, String, String) {
    let ran = store.run(&["doctor", "--format", "json"], "");
    let all = ran.json();
    let all = all.as_array().unwrap();
    let one = all.iter().find(|seen| seen["about"] == about);
    let one = one.unwrap_or_else(|| panic!("nothing of {about}: {ran:#?}"));
    let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
    (text("health"), text("says"), text("next"))
}

#[test]
fn the_doctor_says_what_is_there_and_changes_nothing() {
    let store = Store::new();
    let (health, says, _) = seen(&store, "keys");
    assert_eq!(health, "doubtful");
    assert!(says.ends_with("is missing"), "{says}");
    let file = store.0[1].strip_prefix("sqlite://").unwrap().to_owned();
    assert!(!std::path::Path::new(&file).exists(), "nothing is made");
    assert!(
        !std::path::Path::new(&store.0[3]).exists(),
        "nothing is made"
    );

    let credentials = format!("api_token: {SECRET}\n");
    let id = store.add(
        &["pipedrive", "--context", "company_domain=acme"],
        &credentials,
    );
    for about in [
        "settings",
        "mappings",
        "certificates",
        "keys",
        "database",
        "clock",
        "disk",
    ] {
        let (health, says, _) = seen(&store, about);
        assert_ne!(health, "bad", "{about}: {says}");
    }
    assert_eq!(seen(&store, "accounts").1, "1 are well");
    assert_eq!(store.run(&["doctor"], "").code, Some(0));

    // With another key the account does not open.
    std::fs::write(
        &store.0[3],
        "b3RoZXIta2V5LW90aGVyLWtleS1vdGhlci1rZXktMDE=\n",
    )
    .unwrap();
    let ran = store.run(&["doctor"], "");
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    let (health, _, next) = seen(&store, &format!("account {id}"));
    assert_eq!(health, "bad");
    assert!(next.starts_with("add the key that sealed it"), "{next}");
}

#[test]
fn the_audit_tells_who_changed_what_and_a_workspace_goes_whole() {
    let store = Store::new();
    let credentials = format!("api_token: {SECRET}\n");
    let given = [
        "pipedrive",
        "--context",
        "company_domain=acme",
        "--workspace",
        "leaving",
        "--tenant",
        "t-1",
    ];
    let id = store.add(&given, &credentials);
    let token = [
        "token",
        "create",
        "--workspace",
        "leaving",
        "--name",
        "reads",
    ];
    assert_eq!(store.run(&token, "").code, Some(0));
    let update = ["account", "update", id.as_str(), "--label", "New"];
    assert_eq!(store.run(&update, "").code, Some(0));
    let audit = store.run(&["audit", "--format", "json"], "").json();
    let lines: Vec<String> = audit
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(|line| {
            format!(
                "{} {}",
                line["action"].as_str().unwrap(),
                line["parts"].as_str().unwrap()
            )
        })
        .collect();
    for wanted in [
        "workspace.add ",
        "account.add ",
        "token.create ",
        "account.change label",
    ] {
        assert!(
            lines.iter().any(|line| line == wanted),
            "{wanted}: {lines:?}"
        );
    }
    assert!(
        audit
            .as_array()
            .unwrap()
            .iter()
            .all(|line| line["actor"].as_str().unwrap().starts_with("cli"))
    );

    let unsure = store.run(&["workspace", "remove", "leaving"], "");
    assert_eq!(unsure.code, Some(2), "{unsure:#?}");
    let removed = store.run(&["workspace", "remove", "leaving", "--yes"], "");
    assert_eq!(removed.code, Some(0));
    assert!(
        removed.err.contains("with 1 accounts and 1 tokens"),
        "{removed:#?}"
    );
    assert_eq!(
        store
            .run(&["account", "list", "--format", "json"], "")
            .out
            .trim(),
        "[]"
    );
    let again = store.run(&["workspace", "remove", "leaving", "--yes"], "");
    assert_eq!(again.code, Some(1));
}

#[test]
fn a_copy_is_a_new_file_that_only_its_owner_reads() {
    let store = Store::new();
    let credentials = format!("api_token: {SECRET}\n");
    let id = store.add(
        &["pipedrive", "--context", "company_domain=acme"],
        &credentials,
    );
    let copy = folder().join("copy.db").display().to_string();
    assert_eq!(store.run(&["backup", &copy], "").code, Some(0));
    assert_eq!(
        store.run(&["backup", &copy], "").code,
        Some(3),
        "it is not written over"
    );
    let copied = Store(vec![
        "--database".to_owned(),
        format!("sqlite://{copy}"),
        "--key-file".to_owned(),
        store.0[3].clone(),
    ]);
    assert_eq!(
        copied.run(&["account", "show", &id], "").json()["id"],
        id.as_str()
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&copy).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
}

#[test]
#[cfg(unix)]
fn a_server_gives_memory_back_soon_unless_told_otherwise() {
    let kept = |set: &[(&str, &str)]| {
        let mut server = program();
        let ran = server
            .arg("serve")
            .current_dir(folder())
            .envs(set.iter().copied());
        // Without accounts it ends at once; the allocator tells its options as it begins.
        let ran = ran.env("MIMALLOC_VERBOSE", "1").output().unwrap();
        let told = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(told.contains("there are no accounts to serve"), "{told}");
        let kept = told
            .lines()
            .filter_map(|line| line.split_once("'purge_delay': "));
        let mut kept = kept.map(|(_, value)| value.trim().to_owned());
        kept.next_back().unwrap()
    };
    assert_eq!(kept(&[]), "100");
    assert_eq!(kept(&[("MIMALLOC_PURGE_DELAY", "7")]), "7");
}
