//! The account that may call a vendor, and whether a call is signed as its calls are.

use super::wire::Call;
use super::world::World;
use touchpoint_core::exchange::Account;
use touchpoint_language::mapping::Auth;

impl World {
    /// The account that may call, with this secret in every place.
    pub fn account(&self, id: &str, secret: &str) -> Account {
        let set = self.plan.needs.credentials.first();
        let names = set.map(|set| set.required.clone()).unwrap_or_default();
        Account {
            id: id.to_owned(),
            integration: self.plan.integration().to_owned(),
            context: self
                .context
                .iter()
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect(),
            credentials: names
                .into_iter()
                .map(|name| (name, secret.to_owned().into()))
                .collect(),
            ..Account::default()
        }
    }

    /// Whether a call is signed with this secret.
    pub(super) fn is_signed(&self, call: &Call, secret: &str) -> bool {
        use touchpoint_language::mapping::AuthValue;
        let authorization = call.header("authorization").unwrap_or_default();
        match self.mapping().connection.auth.first() {
            None => true,
            Some(Auth::ApiKey(headers)) => headers.iter().all(|(name, value, _)| {
                let wanted = match value {
                    AuthValue::Secret(place) => format!("{}{secret}", place.prefix),
                    AuthValue::Open(text) => self.with_context(text.text()),
                };
                call.header(name) == Some(&wanted)
            }),
            Some(Auth::Basic(user, password)) => {
                let part = |place: &Option<touchpoint_language::written::CredentialPlace>| {
                    place
                        .as_ref()
                        .map(|p| format!("{}{secret}", p.prefix))
                        .unwrap_or_default()
                };
                let pair = super::wire::base64(&format!("{}:{}", part(user), part(password)));
                authorization == format!("Basic {pair}")
            }
            Some(Auth::Bearer(_)) => authorization == format!("Bearer {secret}"),
            Some(Auth::OAuth2(oauth2)) => {
                let prefix = &oauth2.token_prefix;
                authorization == format!("{prefix} {secret}")
            }
        }
    }
}
