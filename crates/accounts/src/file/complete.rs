//! Compares accounts with what their mappings need; those that lack something become faults.

use super::accounts_file::{AccountsFile, next_step};
use touchpoint_core::exchange::Needs;

/// Keeps the accounts that their mappings can use, with defaults filled in, and adds a fault for
/// every other. `needs` gives what a mapping needs, `None` when there is no such mapping; `known`
/// are the integrations to suggest instead.
pub fn complete(
    mut file: AccountsFile,
    needs: impl Fn(&str) -> Option<Needs>,
    known: &[String],
) -> AccountsFile {
    for account in std::mem::take(&mut file.accounts) {
        let (id, line) = (account.id.clone(), file.lines.get(&account.id).copied());
        let Some(needs) = needs(&account.integration) else {
            let slug = &account.integration;
            let step = next_step(slug, known);
            let message = format!("there is no integration `{slug}`; {step}");
            file.fault(line, Some(&id), message);
            continue;
        };
        match needs.complete(account) {
            Ok(account) => {
                if let Some(origin) = account.base_url.as_deref().and_then(with_path) {
                    let message = format!(
                        "`base_url` has a path, which is not read: the mapping has it; write `{origin}`"
                    );
                    file.fault(line, Some(&id), message);
                }
                file.accounts.push(account);
            }
            Err(faults) => {
                for fault in faults {
                    file.fault(line, Some(&id), fault.to_string());
                }
            }
        }
    }
    file
}

/// The origin of an address that has a path as well.
fn with_path(base_url: &str) -> Option<&str> {
    let (scheme, rest) = base_url.split_once("://")?;
    let host = rest.find(['/', '?', '#'])?;
    let more = rest.get(host..)?.trim_matches('/');
    let end = scheme.len().saturating_add(3).saturating_add(host);
    base_url.get(..end).filter(|_| !more.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::read_with;
    use touchpoint_core::exchange::{ContextNeed, CredentialSet};

    fn needs(slug: &str) -> Option<Needs> {
        (slug == "acme").then(|| Needs {
            context: vec![ContextNeed {
                name: "zone".into(),
                pattern: None,
                default: Some("eu".into()),
                example: None,
                only_for: None,
            }],
            credentials: vec![CredentialSet {
                kind: "api_key".into(),
                required: vec!["key".into()],
                optional: vec![],
                fetches: false,
            }],
        })
    }

    #[test]
    fn the_path_of_an_origin_is_told() {
        for (base_url, origin) in [
            ("https://a.example/api/v2", Some("https://a.example")),
            (
                "https://a.example:8443/?x=1",
                Some("https://a.example:8443"),
            ),
            ("https://a.example/", None),
            ("https://a.example", None),
        ] {
            assert_eq!(with_path(base_url), origin, "{base_url}");
        }
    }

    #[test]
    fn usable_accounts_stay_and_the_others_say_what_they_lack() {
        let text = "accounts:\n- { id: a, integration: acme, credentials: { key: k } }\n\
            - { id: b, integration: acme, context: { zoen: hush } }\n- { id: c, integration: acmee }\n";
        let file = read_with(text, "accounts.yaml", &|_| None);
        let file = complete(file, needs, &["acme".to_owned(), "other".to_owned()]);
        assert_eq!(file.accounts.len(), 1);
        assert_eq!(file.accounts[0].context["zone"], "eu");
        let faults: Vec<String> = file.faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            faults,
            [
                "accounts.yaml:3: account `b`: `context.zoen` is not used by this integration; it takes `zone`",
                "accounts.yaml:3: account `b`: no set of credentials is complete; any one of these is enough: api_key (key)",
                "accounts.yaml:4: account `c`: there is no integration `acmee`; did you mean `acme`?",
            ]
        );
    }
}
