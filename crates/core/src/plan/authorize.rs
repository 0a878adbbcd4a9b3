//! Puts the secrets in their places: the headers that sign a request, by the first way to sign in
//! whose credentials are complete.

use super::compiled::Plan;
use crate::exchange::{Account, Header, HeaderText};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;
use touchpoint_language::expr::{Template, quote};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Auth, AuthValue};
use touchpoint_language::written::CredentialPlace;

/// The way to sign in that an account uses: the first whose credentials are complete.
pub(crate) fn signs_in<'p>(plan: &'p Plan, account: &Account) -> Option<&'p Auth> {
    // The mapping's needs list its ways to sign in, in their order.
    let at = plan.needs.first_complete(account)?;
    plan.mapping.connection.auth.get(at)
}

/// The headers that sign a request; none when no set of credentials is complete.
pub fn authorize(plan: &Plan, account: &Account, scope: &Json) -> Option<Vec<Header>> {
    let auth = signs_in(plan, account)?;
    let secret = |name: &str| {
        account
            .credentials
            .get(name)
            .map(|s| s.expose_secret().to_owned())
    };
    let place =
        |place: &CredentialPlace| Some(format!("{}{}", place.prefix, secret(&place.credential)?));
    let open = |template: &Template| {
        let filled = template.fill(scope, quote::header_value).ok()??;
        Some(filled.as_text()?.to_owned())
    };
    let bearer =
        |prefix: &str, name: &str| Some(vec![authorization(format!("{prefix} {}", secret(name)?))]);
    match auth {
        Auth::ApiKey(headers) => {
            let mut signed = Vec::new();
            for (name, value, _) in headers {
                let value = match value {
                    AuthValue::Secret(secret) => HeaderText::Secret(place(secret)?.into()),
                    AuthValue::Open(template) => HeaderText::Open(open(template)?),
                };
                signed.push(Header {
                    name: name.clone(),
                    value,
                });
            }
            Some(signed)
        }
        Auth::Basic(username, password) => {
            let username = match username {
                None => String::new(),
                Some(AuthValue::Secret(secret)) => place(secret)?,
                // A colon would end the name (RFC 7617, section 2).
                Some(AuthValue::Open(template)) => open(template).filter(|n| !n.contains(':'))?,
            };
            let password = password.as_ref().map_or(Some(String::new()), place)?;
            let pair = format!("{username}:{password}");
            Some(vec![authorization(format!(
                "Basic {}",
                STANDARD.encode(pair)
            ))])
        }
        Auth::Bearer(credential) => bearer("Bearer", credential),
        Auth::OAuth2(oauth2) => bearer(&oauth2.token_prefix, "access_token"),
    }
}

fn authorization(value: String) -> Header {
    Header {
        name: "authorization".to_owned(),
        value: HeaderText::Secret(value.into()),
    }
}
