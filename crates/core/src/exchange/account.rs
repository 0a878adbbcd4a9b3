//! One connected account, with its variables and its secrets, and what a mapping needs of them.

use indexmap::IndexMap;
use secrecy::SecretString;
use std::sync::Arc;
use touchpoint_language::expr::origin;
use touchpoint_language::mapping::{ContextNeed, CredentialSet};
use touchpoint_language::source::SourceFile;

/// One connected account of a customer.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Our id of it.
    pub id: String,
    /// The slug of its mapping.
    pub integration: String,
    /// An origin in place of the mapping's, for sandboxes, tests and proxies: scheme, host and port
    /// are replaced, the mapping's path stays.
    pub base_url: Option<String>,
    /// The overlay that is laid over its mapping, where it has one.
    pub overlay: Option<Arc<SourceFile>>,
    /// The variables that templates may read.
    pub context: IndexMap<String, String>,
    /// The secrets that `connection.auth` places. They are never shown.
    pub credentials: IndexMap<String, SecretString>,
}

/// What a mapping needs of an account.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Needs {
    /// The variables.
    pub context: Vec<ContextNeed>,
    /// The sets of credentials, one for each way to sign in, in their order; any one complete set is
    /// enough.
    pub credentials: Vec<CredentialSet>,
}

/// What is wrong with an account, and what the mapping needs instead. It contains no value of the
/// account.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AccountFault {
    /// A variable is missing.
    #[error("`context.{name}` is missing{}", example_text(.example.as_deref()))]
    MissingContext {
        /// Its name.
        name: String,
        /// A value as it may look.
        example: Option<String>,
    },
    /// A variable has a value that does not match its pattern.
    #[error("`context.{name}` does not match `{pattern}`{}", example_text(.example.as_deref()))]
    ContextForm {
        /// Its name.
        name: String,
        /// What its whole value must match.
        pattern: String,
        /// A value as it may look.
        example: Option<String>,
    },
    /// A variable that the mapping does not know.
    #[error("`context.{name}` is not used by this integration; it takes {}", list(.allowed))]
    UnknownContext {
        /// The name found.
        name: String,
        /// The names it takes.
        allowed: Vec<String>,
    },
    /// A credential that the mapping does not know.
    #[error("`credentials.{name}` is not used by this integration; it takes {}", list(.allowed))]
    UnknownCredential {
        /// The name found.
        name: String,
        /// The names it takes.
        allowed: Vec<String>,
    },
    /// No set of credentials is complete.
    #[error("no set of credentials is complete; any one of these is enough: {}", .sets.join(" · "))]
    MissingCredentials {
        /// Each set in words: `api_key (api_token)`.
        sets: Vec<String>,
    },
    /// Its overlay has errors; `check_overlay` gives them all.
    #[error("its overlay `{0}` has errors")]
    Overlay(String),
    /// It would have an app of ours shown to a stranger.
    #[error("it signs in at `{0}`, which is not the mapping's own; our app is not shown there")]
    ForeignSignIn(String),
    /// It was changed while its token was awaited.
    #[error("it was changed while its token was renewed; ask again")]
    Changed,
    /// A request needs what the account does not have.
    #[error("a request needs {0}, which the account does not give")]
    Lacks(String),
    /// `base_url` is no origin that may be called.
    #[error(
        "`base_url` must be an origin such as `https://proxy.example`, or http on a loopback address"
    )]
    BaseUrl,
}

fn example_text(example: Option<&str>) -> String {
    example
        .map(|e| format!("; for example `{e}`"))
        .unwrap_or_default()
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    names
        .iter()
        .map(|n| format!("`{n}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// A set of credentials in words, and what is missing where the account has only a part of it.
fn in_words(set: &CredentialSet, account: &Account) -> String {
    let has = |name: &&String| account.credentials.contains_key(*name);
    let some = set
        .required
        .iter()
        .chain(&set.optional)
        .any(|name| has(&name));
    let lacking: Vec<String> = set
        .required
        .iter()
        .filter(|name| !has(name))
        .cloned()
        .collect();
    if some {
        format!("{}, which lacks `{}`", set.kind, lacking.join("`, `"))
    } else {
        format!("{} ({})", set.kind, set.required.join(", "))
    }
}

impl Needs {
    /// Compares an account with what the mapping needs and fills in the defaults.
    ///
    /// # Errors
    /// All faults of the account at once; its owner acts.
    pub fn complete(&self, mut account: Account) -> Result<Account, Vec<AccountFault>> {
        let mut faults = self.context_faults(&account);
        faults.extend(self.credential_faults(&account));
        if account
            .base_url
            .as_deref()
            .is_some_and(|url| origin(url).is_none())
        {
            faults.push(AccountFault::BaseUrl);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        for need in &self.context {
            if let (false, Some(default)) =
                (account.context.contains_key(&need.name), &need.default)
            {
                account.context.insert(need.name.clone(), default.clone());
            }
        }
        Ok(account)
    }

    fn context_faults(&self, account: &Account) -> Vec<AccountFault> {
        let mut faults = Vec::new();
        let signs_in = self.first_complete(account);
        let signs_in = signs_in.and_then(|at| Some(self.credentials.get(at)?.kind.as_str()));
        for need in &self.context {
            let unread = need
                .only_for
                .as_deref()
                .is_some_and(|kind| signs_in.is_some_and(|own| own != kind));
            if unread && !account.context.contains_key(&need.name) {
                continue;
            }
            match (account.context.get(&need.name), &need.pattern) {
                (Some(value), Some(pattern)) if !pattern.matches(value) => {
                    faults.push(AccountFault::ContextForm {
                        name: need.name.clone(),
                        pattern: pattern.text().to_owned(),
                        example: need.example.clone(),
                    });
                }
                (None, _) if need.default.is_none() => faults.push(AccountFault::MissingContext {
                    name: need.name.clone(),
                    example: need.example.clone(),
                }),
                _ => {}
            }
        }
        let allowed: Vec<String> = self.context.iter().map(|n| n.name.clone()).collect();
        for name in account
            .context
            .keys()
            .filter(|name| !allowed.contains(name))
        {
            faults.push(AccountFault::UnknownContext {
                name: name.clone(),
                allowed: allowed.clone(),
            });
        }
        faults
    }

    /// The position of the first complete set of credentials, which signs the requests. An access
    /// token without a refresh token counts as one that the client got for itself, where the
    /// account has the client's credentials and the mapping allows it.
    pub(crate) fn first_complete(&self, account: &Account) -> Option<usize> {
        let has = |name: &str| account.credentials.contains_key(name);
        let complete = |set: &CredentialSet| set.required.iter().all(|name| has(name));
        let first = self.credentials.iter().position(complete)?;
        let renewed = |set: &CredentialSet| set.optional.iter().any(|name| name == "refresh_token");
        if self.credentials.get(first).is_some_and(renewed) && !has("refresh_token") {
            let fetched = |set: &CredentialSet| set.fetches && complete(set);
            return self.credentials.iter().position(fetched).or(Some(first));
        }
        Some(first)
    }

    fn credential_faults(&self, account: &Account) -> Vec<AccountFault> {
        let mut faults = Vec::new();
        let mut allowed: Vec<String> = Vec::new();
        for name in self
            .credentials
            .iter()
            .flat_map(|set| set.required.iter().chain(&set.optional))
        {
            if !allowed.contains(name) {
                allowed.push(name.clone());
            }
        }
        for name in account
            .credentials
            .keys()
            .filter(|name| !allowed.contains(name))
        {
            faults.push(AccountFault::UnknownCredential {
                name: name.clone(),
                allowed: allowed.clone(),
            });
        }
        if !self.credentials.is_empty() && self.first_complete(account).is_none() {
            let sets = self.credentials.iter().map(|set| in_words(set, account));
            faults.push(AccountFault::MissingCredentials {
                sets: sets.collect(),
            });
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_language::expr::Pattern;

    fn needs() -> Needs {
        Needs {
            context: vec![ContextNeed {
                name: "domain".into(),
                pattern: Some(Pattern::new("[a-z]+")),
                default: None,
                example: Some("acme".into()),
                only_for: None,
            }],
            credentials: vec![CredentialSet {
                kind: "api_key".into(),
                required: vec!["key".into()],
                optional: vec![],
                fetches: false,
            }],
        }
    }

    #[test]
    fn all_faults_of_an_account_come_at_once() {
        let account = Account {
            context: [("domian".to_owned(), "acme".to_owned())].into(),
            credentials: [("kye".to_owned(), "hush".into())].into(),
            base_url: Some("http://example.com".into()),
            ..Account::default()
        };
        let faults = needs().complete(account).unwrap_err();
        let text: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(text.len(), 5, "{text:?}");
        assert_eq!(text[0], "`context.domain` is missing; for example `acme`");
        assert!(!text.join("").contains("hush"));
    }

    #[test]
    fn a_value_must_match_the_whole_pattern() {
        let account = Account {
            context: [("domain".to_owned(), "acme.evil/x".to_owned())].into(),
            credentials: [("key".to_owned(), "hush".into())].into(),
            ..Account::default()
        };
        assert!(matches!(
            needs().complete(account).unwrap_err()[..],
            [AccountFault::ContextForm { .. }]
        ));
    }
}
