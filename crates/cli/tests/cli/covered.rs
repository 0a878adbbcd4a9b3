//! Accounts and settings are judged like mappings, and no secret of theirs is shown.

use crate::binary::{folder, run_in};
use crate::project::{codes, mapping, write};
#[test]
fn accounts_are_told_at_their_places_and_secrets_are_covered() {
    let folder = folder();
    write(
        &folder,
        &[
            ("acme.yaml", &mapping("acme")),
            (
                "accounts.yaml",
                "accounts:\n- id: a\n  integration: acme\n  context: { zoen: eu }\n  credentials: { acess_token: hush }\n\
                 - id: a\n  integration: acmee\n  credentials: { access_token: \"${TOKEN_THAT_IS_NOT_SET}\" }\n- id: b\n  \
                 integration: acme\n  context: { zone: EU1 }\n  credentials: { access_token: 12345 }\n  label: x\n  token: hush-too\n- id: c\n  \
                 integration: acme\n  credential: { access_token: hush-as-well }\n",
            ),
        ],
    );
    let path = folder.join("accounts.yaml");
    let arguments = ["validate", path.to_str().unwrap(), "--format", "json"];
    let told = codes(&run_in(&folder, &arguments));
    let at = |code: &str, line: u64| (code.to_owned(), line);
    for wanted in [
        at("M117", 4),
        at("M117", 5),
        at("M116", 6),
        at("M108", 7),
        at("M115", 8),
        at("M117", 11),
        at("M107", 12),
        at("M106", 13),
        at("M106", 14),
        at("M106", 17),
    ] {
        assert!(told.contains(&wanted), "{wanted:?}: {told:?}");
    }
    let text = run_in(&folder, &arguments[..2]);
    let all = format!("{}{}", text.out, text.err);
    assert!(!all.contains("hush") && !all.contains("12345"), "{all}");
    assert!(all.contains("accounts.yaml: accounts\n"), "{all}");
}

#[test]
fn settings_are_judged_and_their_secrets_covered() {
    let folder = folder();
    let text = "listen: 127.0.0.1:8080\napi_token: hush-hush-hush-hush\nmax_lists: many\nlogg: text\napi_tokn: hush-hush-as-well\n";
    write(
        &folder,
        &[
            ("settings.yaml", text),
            ("broken.yaml", "listen: x\napi_token: \"hush-hush\n"),
        ],
    );
    let path = folder.join("settings.yaml");
    let ran = run_in(
        &folder,
        &["validate", path.to_str().unwrap(), "--format", "json"],
    );
    let told = codes(&ran);
    assert_eq!(
        told,
        [
            ("M107".to_owned(), 3),
            ("M106".to_owned(), 4),
            ("M106".to_owned(), 5)
        ],
        "{ran:#?}"
    );
    for name in ["settings.yaml", "broken.yaml"] {
        let ran = run_in(&folder, &["validate", folder.join(name).to_str().unwrap()]);
        assert!(!format!("{ran:?}").contains("hush-hush"), "{ran:#?}");
    }
}
