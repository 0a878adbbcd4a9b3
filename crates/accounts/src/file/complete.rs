//! Compares accounts with what their mappings need; those that lack something become faults.

use super::accounts_file::AccountsFile;
use super::fit::fit;
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
        let id = account.id.clone();
        let needs = needs(&account.integration);
        let (fitting, unfit) = fit(account, needs.as_ref(), known);
        for one in unfit {
            let line = file.line_of(&id, &one.part);
            let help = one.help.as_ref().map(ToString::to_string);
            file.fault(line, Some(&id), &one.title, help.as_deref());
        }
        file.accounts.extend(fitting);
    }
    file
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
    fn usable_accounts_stay_and_the_others_say_what_they_lack() {
        let text = "accounts:\n- { id: a, integration: acme, credentials: { key: k } }\n\
            - id: b\n  integration: acme\n  context: { zoen: hush }\n- { id: c, integration: acmee }\n";
        let file = read_with(text, "accounts.yaml", &|_| None);
        let file = complete(file, needs, &["acme".to_owned(), "other".to_owned()]);
        assert_eq!(file.accounts.len(), 1);
        assert_eq!(file.accounts[0].context["zone"], "eu");
        let faults: Vec<String> = file.faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            faults,
            [
                "accounts.yaml:5: account `b`: `context.zoen` is not used by this integration; it takes `zone`; did you mean `zone`?",
                "accounts.yaml:3: account `b`: no set of credentials is complete; any one of these is enough: api_key (key); `touchpoint explain acme` shows what its mapping needs",
                "accounts.yaml:6: account `c`: there is no integration `acmee`; did you mean `acme`?",
            ]
        );
    }
}
