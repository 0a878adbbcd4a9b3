//! Accounts files: faults name the account and what it needs; secrets are named nowhere.

use crate::binary::{Ran, file, program, ran, run};

const SECRET: &str = "s3cr3t-that-nobody-sees";

/// An account whose vendor cannot be reached: nothing listens on the discard port.
fn unreachable() -> String {
    file(
        "accounts.yaml",
        "accounts:\n- { id: one, integration: hubspot, base_url: \"http://127.0.0.1:9\", credentials: { access_token: \"${CLI_SECRET}\" } }\n",
    )
}

fn with_secret(arguments: &[&str]) -> Ran {
    ran(program()
        .args(arguments)
        .env("CLI_SECRET", SECRET)
        .output()
        .unwrap())
}

#[test]
fn a_vendor_that_does_not_answer_is_4_and_no_secret_is_shown() {
    let path = unreachable();
    for format in ["table", "json", "ndjson"] {
        let list = [
            "list",
            "hubspot",
            "--accounts",
            &path,
            "-q",
            "engagement_type=call",
            "--format",
            format,
        ];
        let ran = with_secret(&list);
        assert_eq!(ran.code, Some(4), "{ran:#?}");
        assert!(
            ran.out.contains("T401") || ran.err.contains("T401"),
            "{ran:#?}"
        );
        assert!(!format!("{ran:?}").contains(SECRET), "{ran:#?}");
    }
    for format in ["text", "json"] {
        let explain = [
            "explain",
            "hubspot",
            "--accounts",
            &path,
            "-q",
            "engagement_type=call",
            "--format",
            format,
        ];
        let ran = with_secret(&explain);
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        assert!(
            ran.out.contains("••••") && ran.out.contains("http://127.0.0.1:9/crm"),
            "{}",
            ran.out
        );
        assert!(!format!("{ran:?}").contains(SECRET), "{ran:#?}");
    }
}

#[test]
fn a_broken_file_names_accounts_and_what_they_need() {
    let path = file(
        "accounts.yaml",
        &format!(
            "accounts:\n- {{ id: unset, integration: hubspot, credentials: {{ access_token: \"${{CLI_UNSET}}\" }} }}\n\
             - {{ id: misspelt, integration: pipedrive, context: {{ company_domain: acme }}, credentials: {{ api_tokn: {SECRET} }} }}\n\
             - {{ id: foreign, integration: hubspt }}\n- {{ id: good, integration: hubspot, base_url: \"http://127.0.0.1:9\", credentials: {{ access_token: {SECRET} }} }}\n"
        ),
    );
    let broken = run(&[
        "list",
        "pipedrive",
        "--accounts",
        &path,
        "--account",
        "misspelt",
    ]);
    assert_eq!(broken.code, Some(1), "{broken:#?}");
    for part in [
        "account `misspelt`",
        "credentials.api_tokn",
        "`api_token`",
        "did you mean `api_token`?",
    ] {
        assert!(broken.err.contains(part), "{part}: {}", broken.err);
    }
    assert!(!broken.err.contains("`foreign`"), "{}", broken.err);
    let unset = run(&["list", "hubspot", "--accounts", &path, "--account", "unset"]);
    assert_eq!(unset.code, Some(1));
    assert!(unset.err.contains("`CLI_UNSET`"), "{}", unset.err);
    // Another account's fault is told, and costs nothing.
    let good = run(&[
        "explain",
        "hubspot",
        "--accounts",
        &path,
        "-q",
        "contact_id=7",
    ]);
    assert_eq!(good.code, Some(0), "{good:#?}");
    assert!(
        good.err.contains("warning: ") && good.err.contains("did you mean `hubspot`?"),
        "{}",
        good.err
    );
    for ran in [broken, unset, good] {
        assert!(!format!("{ran:?}").contains(SECRET), "{ran:#?}");
    }
}

#[test]
fn the_account_must_be_clear() {
    let path = file(
        "accounts.yaml",
        "accounts:\n- { id: one, integration: hubspot, credentials: { access_token: a } }\n\
         - { id: three, integration: hubspot, credentials: { access_token: b } }\n",
    );
    let ask = |more: &[&str]| {
        let mut arguments = vec![
            "explain",
            "hubspot",
            "-q",
            "contact_id=7",
            "--accounts",
            &path,
        ];
        arguments.extend(more);
        run(&arguments)
    };
    let several = ask(&[]);
    assert_eq!(several.code, Some(2));
    assert!(several.err.contains("one, three"), "{}", several.err);
    assert_eq!(ask(&["--account", "three"]).code, Some(0));
    let misspelt = ask(&["--account", "thre"]);
    assert_eq!(misspelt.code, Some(2));
    assert!(
        misspelt.err.contains("did you mean `three`?"),
        "{}",
        misspelt.err
    );
    let other = run(&[
        "explain",
        "pipedrive",
        "--accounts",
        &path,
        "--account",
        "one",
    ]);
    assert_eq!(other.code, Some(2), "{other:#?}");
}

#[test]
fn a_file_that_cannot_be_read_is_3() {
    let torn = file("accounts.yaml", "accounts: [");
    for path in ["/no/such/file.yaml", &torn] {
        let ran = run(&["list", "hubspot", "--accounts", path]);
        assert_eq!(ran.code, Some(3), "{ran:#?}");
    }
}
