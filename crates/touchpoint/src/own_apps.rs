//! The program's own apps at vendors, and the rule that their secrets go to a mapping's own sign-in
//! alone: who may add or change an account must not choose where they are sent. It is looked at
//! before every request to a token URL, on the request itself.

use secrecy::{ExposeSecret, SecretString};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use touchpoint_core::digest::hexadecimal;
use touchpoint_core::exchange::{Account, AccountFault, Request, origin};
use touchpoint_core::oauth::{refresh_request, token_origin};
use touchpoint_core::plan::Plan;

/// The apps, by integration, and the origins besides the mappings' own at which they may be shown.
///
/// ```
/// use touchpoint::OwnApps;
/// let apps = OwnApps::default().with("pipedrive", "client-1", Some("hush".into()));
/// assert_eq!(format!("{apps:?}"), "OwnApps(1)");
/// ```
#[derive(Clone, Default)]
pub struct OwnApps {
    apps: HashMap<String, (String, Option<SecretString>)>,
    origins: Vec<String>,
}

/// Prints only how many there are.
impl fmt::Debug for OwnApps {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "OwnApps({})", self.apps.len())
    }
}

impl OwnApps {
    /// With the app of an integration; a public one has no secret.
    #[must_use]
    pub fn with(
        mut self,
        integration: &str,
        client_id: &str,
        client_secret: Option<SecretString>,
    ) -> OwnApps {
        let app = (client_id.to_owned(), client_secret);
        self.apps.insert(integration.to_owned(), app);
        self
    }

    /// With an origin at which they may be shown too, such as that of a proxy.
    #[must_use]
    pub fn with_origin(mut self, listed: &str) -> OwnApps {
        self.origins.extend(origin(listed));
        self
    }

    /// True if an account signs in with one of them: it has the app's id, or its secret.
    pub(crate) fn are_used_by(&self, account: &Account) -> bool {
        let Some((id, secret)) = self.apps.get(&account.integration) else {
            return false;
        };
        let holds = |name: &str, known: &str| {
            let held = account.credentials.get(name);
            held.is_some_and(|held| same(held.expose_secret(), known))
        };
        let secret = secret.as_ref().map(ExposeSecret::expose_secret);
        holds("client_id", id) || secret.is_some_and(|secret| holds("client_secret", secret))
    }

    pub(crate) fn allow(&self, asked: &str, own: Option<&str>) -> bool {
        own == Some(asked) || self.origins.iter().any(|listed| listed == asked)
    }
}

/// What a renewal needs of them: the apps, and the account's mapping without its overlay.
#[derive(Clone, Debug)]
pub struct Guard {
    apps: Arc<OwnApps>,
    own: Arc<Plan>,
}

impl Guard {
    /// Nothing where there is no app to keep.
    pub(crate) fn new(apps: &Arc<OwnApps>, own: &Arc<Plan>) -> Option<Guard> {
        (!apps.apps.is_empty()).then(|| Guard {
            apps: apps.clone(),
            own: own.clone(),
        })
    }

    /// Looks at a request that renews an account's token.
    ///
    /// # Errors
    /// It would show one of our apps to a stranger.
    pub(crate) fn renewal(&self, account: &Account, request: &Request) -> Result<(), AccountFault> {
        self.look(account, request, || {
            origin(&refresh_request(&self.own, &bare(account))?.ok()?.url)
        })
    }

    /// Looks at a request that turns a code into a token.
    ///
    /// # Errors
    /// As [`Guard::renewal`].
    pub(crate) fn code(&self, account: &Account, request: &Request) -> Result<(), AccountFault> {
        self.look(account, request, || {
            token_origin(&self.own, &bare(account)).ok()
        })
    }

    fn look(
        &self,
        account: &Account,
        request: &Request,
        own: impl FnOnce() -> Option<String>,
    ) -> Result<(), AccountFault> {
        if !self.apps.are_used_by(account) {
            return Ok(());
        }
        let asked = origin(&request.url).unwrap_or_default();
        if self.apps.allow(&asked, own().as_deref()) {
            return Ok(());
        }
        Err(AccountFault::ForeignSignIn(asked))
    }
}

/// The account without its own address and overlay.
pub(crate) fn bare(account: &Account) -> Account {
    Account {
        base_url: None,
        overlay: None,
        ..account.clone()
    }
}

/// Compares digests, in a time that says nothing of where the two differ.
fn same(one: &str, other: &str) -> bool {
    hexadecimal([one]) == hexadecimal([other])
}
