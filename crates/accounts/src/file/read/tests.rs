//! Good accounts stay, bad ones are reported with their place, and no value is ever shown.

use super::*;
use secrecy::ExposeSecret;

fn read_text(text: &str) -> AccountsFile {
    read_with(text, "accounts.yaml", &|name| match name {
        "TOKEN" => Some("hush".to_owned()),
        "EMPTY" => Some(String::new()),
        _ => None,
    })
}

fn faults(file: &AccountsFile) -> Vec<String> {
    file.faults.iter().map(ToString::to_string).collect()
}

#[test]
fn accounts_are_read_in_order_with_their_variables() {
    let file = read_text(
        "accounts:\n  - id: one\n    integration: acme\n    base_url: https://proxy.example\n    \
         context: { domain: x }\n    credentials: { token: 'Bearer ${TOKEN}', key: '$${TOKEN}' }\n  \
         - { id: two, integration: other, context: }\n",
    );
    assert_eq!(faults(&file), Vec::<String>::new());
    let [one, two] = file.accounts.as_slice() else {
        panic!("two accounts")
    };
    assert_eq!((one.id.as_str(), one.integration.as_str()), ("one", "acme"));
    assert_eq!(one.base_url.as_deref(), Some("https://proxy.example"));
    assert_eq!(one.context["domain"], "x");
    assert_eq!(one.credentials["token"].expose_secret(), "Bearer hush");
    assert_eq!(one.credentials["key"].expose_secret(), "${TOKEN}");
    assert!(two.context.is_empty() && two.credentials.is_empty());
    assert!(!format!("{file:?}").contains("hush"));
}

#[test]
fn json_is_read_too() {
    let text = r#"{"accounts": [{"id": "\u00e9\/\ud83d\ude00", "integration": "acme"}]}"#;
    let file = read_with(text, "accounts.json", &|_| None);
    assert_eq!(file.accounts[0].id, "\u{e9}/\u{1f600}");
    let text = "{\"accounts\": [\n{\"id\": \"a\", \"integration\": 7}]}";
    let file = read_with(text, "accounts.json", &|_| None);
    let told = faults(&file);
    assert!(
        told[0].starts_with("accounts.json:2: account `a`: `integration` wants text"),
        "{told:?}"
    );
}

#[test]
fn one_bad_account_leaves_the_others_and_tells_all() {
    let file = read_text(
        "accounts:\n- id: bad\n  integraton: acme\n  context: { n: 5, e: }\n  \
         credentials: { a: '${NOWHERE}', b: '${EMPTY}', c: 'hush${' }\n- id: good\n  integration: acme\n\
         - integration: acme\n- hush\n",
    );
    assert_eq!(file.accounts.len(), 1);
    let told = faults(&file);
    for says in [
        "accounts.yaml:3: account `bad`: unknown key `integraton`; did you mean `integration`?",
        "missing key `id`",
        "wants a map",
    ] {
        assert!(
            told.iter().any(|one| one.contains(says)),
            "{says}: {told:#?}"
        );
    }
    assert!(told.iter().all(|one| !one.contains("hush")), "{told:#?}");
}

#[test]
fn each_value_that_cannot_be_used_is_told() {
    let file = read_text(
        "accounts:\n- id: bad\n  integration: acme\n  \
         credentials: { a: '${NOWHERE}', b: '${EMPTY}', c: 'hush${' }\n",
    );
    let told = faults(&file);
    assert!(file.accounts.is_empty(), "{told:#?}");
    for says in [
        "`credentials.a` needs the environment variable `NOWHERE`, which is not set",
        "`credentials.b` is empty",
        "`credentials.c` has a `${` without a variable's name",
    ] {
        assert!(
            told.iter().any(|one| one.contains(says)),
            "{says}: {told:#?}"
        );
    }
    assert!(told.iter().all(|one| !one.contains("hush")), "{told:#?}");
}

#[test]
fn a_second_account_of_the_same_id_is_left_out() {
    let file = read_text("accounts:\n- id: a\n  integration: one\n- id: a\n  integration: two\n");
    assert_eq!(file.accounts.len(), 1);
    assert_eq!(file.accounts[0].integration, "one");
    assert_eq!(
        faults(&file),
        [
            "accounts.yaml:4: account `a`: two accounts have the id `a`; give each account an id of its own"
        ]
    );
}

#[test]
fn a_file_of_another_form_is_a_fault() {
    let first = |text: &str| faults(&read_text(text))[0].clone();
    assert!(first("").contains("empty"));
    assert!(
        first("- id: a").contains("wants a map"),
        "{}",
        first("- id: a")
    );
    assert!(first("accounts: 5").contains("wants a list"));
    assert!(first("acounts: []").contains("did you mean `accounts`?"));
    assert!(first("accounts: [\n  }").starts_with("accounts.yaml:"));
    let twice = "accounts:\n- id: a\n  integration: x\n  credentials: { t: hush, t: hush }\n";
    let text = first(twice);
    assert!(!text.contains("hush"), "{text}");
    assert!(read_text(twice).accounts.is_empty());
    assert!(read_text("accounts:\n").faults.is_empty());
}

#[test]
fn a_file_that_is_not_there_is_a_fault() {
    let file = read_file("/nowhere/accounts.yaml");
    assert!(faults(&file)[0].starts_with("/nowhere/accounts.yaml: cannot be read: "));
}
