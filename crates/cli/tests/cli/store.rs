//! Accounts and tokens of a database, on the command line: what goes in works, and secrets never come
//! out.

use crate::binary::{Ran, file, folder, run_with};

pub(crate) const SECRET: &str = "s3cr3t-that-nobody-sees";

/// A database of a test's own.
pub(crate) struct Store(pub(crate) Vec<String>);

impl Store {
    pub(crate) fn new() -> Store {
        let folder = folder();
        let at = |name: &str| folder.join(name).display().to_string();
        Store(vec![
            "--database".to_owned(),
            format!("sqlite://{}", at("a.db")),
            "--key-file".to_owned(),
            at("key"),
        ])
    }

    pub(crate) fn run(&self, arguments: &[&str], input: &str) -> Ran {
        let store = self.0.iter().map(String::as_str);
        let arguments: Vec<&str> = arguments.iter().copied().chain(store).collect();
        let ran = run_with(&arguments, input.as_bytes());
        assert!(!format!("{ran:?}").contains(SECRET), "{ran:#?}");
        ran
    }

    pub(crate) fn add(&self, arguments: &[&str], input: &str) -> String {
        let ran = self.run(&[&["account", "add"], arguments].concat(), input);
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        ran.out.trim().to_owned()
    }
}

#[test]
fn accounts_are_added_shown_and_removed() {
    let store = Store::new();
    let credentials = format!("api_token: {SECRET}\n");
    let context = ["--context", "company_domain=acme"];
    let id = store.add(
        &[&["pipedrive", "--label", "Acme"], &context[..]].concat(),
        &credentials,
    );
    assert_eq!(id.len(), 36);
    store.add(&["hubspot"], &format!(r#"{{"access_token": "{SECRET}"}}"#));

    let listed = store
        .run(&["account", "list", "--format", "json"], "")
        .json();
    let listed: Vec<(&str, &str, &str)> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|account| {
            let text = |name: &str| account[name].as_str().unwrap_or("-");
            (text("integration"), text("label"), text("status"))
        })
        .collect();
    assert_eq!(
        listed,
        [("pipedrive", "Acme", "active"), ("hubspot", "-", "active")]
    );
    let table = store.run(&["account", "list"], "");
    assert!(
        table.out.contains(&id) && table.out.trim_start().starts_with("id "),
        "{}",
        table.out
    );

    let shown = store.run(&["account", "show", &id], "").json();
    assert_eq!(shown["context"]["company_domain"], "acme");
    assert_eq!(shown["credentials"], serde_json::json!(["api_token"]));

    assert_eq!(store.run(&["account", "remove", &id], "").code, Some(0));
    let gone = store.run(&["account", "show", &id], "");
    assert_eq!(gone.code, Some(1), "{gone:#?}");
    assert!(gone.err.contains("account list"), "{}", gone.err);
}

#[test]
fn what_an_account_lacks_is_told_at_once_and_nothing_is_kept() {
    let store = Store::new();
    let wrong = ["account", "add", "pipedrive", "--context", "domain=acme"];
    let refused = store.run(&wrong, &format!("api_tokn: {SECRET}\n"));
    assert_eq!(refused.code, Some(1), "{refused:#?}");
    for part in [
        "context.domain",
        "company_domain",
        "credentials.api_tokn",
        "api_key (api_token)",
    ] {
        assert!(refused.err.contains(part), "{part}: {}", refused.err);
    }
    let none = store.run(&["account", "add", "pipedriv"], "");
    assert_eq!(none.code, Some(2));
    assert!(
        none.err.contains("did you mean `pipedrive`?"),
        "{}",
        none.err
    );
    let garbage = store.run(&["account", "add", "hubspot"], &format!("- {SECRET}"));
    assert_eq!(garbage.code, Some(3), "{garbage:#?}");
    let overlay = file(
        "o.yaml",
        "overlay: 1\nof: hubspot\nlist: { fields: { subjet: $.a } }\n",
    );
    let faulty = store.run(
        &["account", "add", "hubspot", "--overlay", &overlay],
        "access_token: a\n",
    );
    assert_eq!(faulty.code, Some(1));
    assert!(
        faulty.err.contains("o.yaml:3") && faulty.err.contains("subject"),
        "{}",
        faulty.err
    );
    assert_eq!(
        store.run(&["account", "list", "--format", "json"], "").out,
        "[]\n"
    );
    // Without a database there is nowhere to look.
    let nowhere = crate::binary::run(&["account", "list"]);
    assert_eq!(nowhere.code, Some(2));
    assert!(nowhere.err.contains("--database"), "{}", nowhere.err);
}

#[test]
fn tokens_are_made_once_and_end() {
    let store = Store::new();
    let account = store.add(&["hubspot"], "access_token: a\n");
    let made = store.run(
        &["token", "create", "--name", "ci", "--account", &account],
        "",
    );
    assert_eq!(made.code, Some(0), "{made:#?}");
    let token = made.out.trim();
    let id = token
        .strip_prefix("tp_")
        .unwrap()
        .split('_')
        .next()
        .unwrap();
    let listed = store.run(&["token", "list", "--format", "json"], "");
    assert!(!listed.out.contains(token));
    let listed = listed.json();
    assert_eq!(listed[0]["id"], id);
    assert_eq!(
        (&listed[0]["name"], &listed[0]["admin"]),
        (&"ci".into(), &false.into())
    );
    assert_eq!(listed[0]["account"], account);
    assert_eq!(store.run(&["token", "revoke", id], "").code, Some(0));
    assert_eq!(store.run(&["token", "revoke", id], "").code, Some(1));
    let listed = store.run(&["token", "list", "--format", "json"], "").json();
    assert!(listed[0]["revoked_at"].is_string());
    let foreign = store.run(&["token", "create", "--account", "nobody"], "");
    assert_eq!(foreign.code, Some(1), "{foreign:#?}");
}

#[test]
fn what_is_given_of_an_account_changes_and_the_rest_stays() {
    let store = Store::new();
    let context = ["--context", "company_domain=acme"];
    let id = store.add(&[&["pipedrive"], &context[..]].concat(), "api_token: a\n");
    let update = |arguments: &[&str], input: &str| {
        store.run(&[&["account", "update", &id], arguments].concat(), input)
    };
    let shown = || store.run(&["account", "show", &id], "").json();
    let overlay = "overlay: 1\nof: pipedrive\nlist: { fields: { subject: $.title } }\n";
    let laid_over = file("o.yaml", overlay);
    let done = update(&["--label", "Acme", "--overlay", &laid_over], "");
    assert_eq!(done.code, Some(0), "{done:#?}");
    let account = shown();
    assert_eq!(
        (&account["label"], &account["overlay"], &account["context"]),
        (
            &"Acme".into(),
            &overlay.into(),
            &serde_json::json!({ "company_domain": "acme" })
        )
    );

    let faulty = file("o.yaml", &overlay.replace("subject", "subjet"));
    for (arguments, input, says) in [
        (&["--overlay", &faulty][..], "", "subjet"),
        (&["--context", "domain=x"], "", "context.domain"),
        (&["--base-url", "ftp://x"], "", "base_url"),
        (&["--credentials"], "api_tokn: b", "credentials.api_tokn"),
    ] {
        let refused = update(&[arguments, &["--label", "never"]].concat(), input);
        assert_eq!(refused.code, Some(1), "{refused:#?}");
        assert!(refused.err.contains(says), "{says}: {}", refused.err);
    }
    let same = shown();
    assert_eq!(
        (&same["label"], &same["updated_at"]),
        (&account["label"], &account["updated_at"])
    );

    let renewed = format!("api_token: {SECRET}\n");
    let done = update(&["--no-overlay", "--label", "", "--credentials"], &renewed);
    assert_eq!(done.code, Some(0), "{done:#?}");
    let account = shown();
    assert!(account["overlay"].is_null() && account["label"].is_null());
    let nobody = store.run(&["account", "update", "nobody", "--label", "x"], "");
    assert_eq!(nobody.code, Some(1), "{nobody:#?}");
}

#[test]
fn a_secret_that_yaml_would_change_is_refused_without_being_repeated() {
    let store = Store::new();
    for written in [
        "access_token: 12345",
        "access_token: 1e7",
        "access_token: [s3cr3t",
    ] {
        let refused = store.run(&["account", "add", "hubspot"], written);
        assert_eq!(refused.code, Some(3), "{refused:#?}");
        let value = written.split(": ").nth(1).unwrap().trim_start_matches('[');
        assert!(!refused.err.contains(value), "{}", refused.err);
        assert!(refused.err.contains("access_token: \""), "{}", refused.err);
    }
    let none = store.run(&["account", "add", "hubspot"], "");
    assert_eq!(none.code, Some(1));
    assert!(none.err.contains("bearer (access_token)"), "{}", none.err);
}

#[test]
fn an_account_can_be_added_to_a_file_instead() {
    let text =
        "# ours\naccounts:\n- { id: a, integration: hubspot, credentials: { access_token: x } }\n";
    let path = file("accounts.yaml", text);
    let overlay = file(
        "o.yaml",
        "overlay: 1\nof: pipedrive\nlist: { fields: { subject: $.title } }\n",
    );
    let add = |id: &str| {
        let arguments = [
            "account",
            "add",
            "pipedrive",
            "--accounts",
            &path,
            "--id",
            id,
            "--context",
            "company_domain=acme",
            "--overlay",
            &overlay,
        ];
        run_with(
            &arguments,
            format!("api_token: \"{SECRET}${{x}}\"").as_bytes(),
        )
    };
    let added = add("b");
    assert_eq!(
        (added.code, added.out.as_str()),
        (Some(0), "b\n"),
        "{added:#?}"
    );
    let longer = std::fs::read_to_string(&path).unwrap();
    assert!(longer.starts_with(text), "{longer}");
    // What was written is an account that other commands take.
    let explain = [
        "explain",
        "pipedrive",
        "--accounts",
        &path,
        "--account",
        "b",
        "-q",
        "limit=1",
    ];
    let explained = crate::binary::run(&explain);
    assert_eq!(explained.code, Some(0), "{explained:#?}");
    assert!(explained.out.contains("$.title"), "{}", explained.out);
    assert!(!explained.out.contains(SECRET));
    let again = add("b");
    assert_eq!(again.code, Some(1));
    assert!(
        again.err.contains("`b` already") && !again.err.contains(SECRET),
        "{}",
        again.err
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), longer);

    let begun = std::path::Path::new(&path).with_file_name("new.yaml");
    let begun = begun.to_str().unwrap();
    let arguments = [
        "account",
        "add",
        "hubspot",
        "--accounts",
        begun,
        "--id",
        "one",
    ];
    assert_eq!(run_with(&arguments, b"access_token: x").code, Some(0));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(begun).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "others can read it");
    }
    let without_id = run_with(&["account", "add", "hubspot", "--accounts", begun], b"");
    assert_eq!(without_id.code, Some(2));
}
