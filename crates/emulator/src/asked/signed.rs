//! Checks that a call is signed as the vendor's account signs its calls.

use crate::notation::call::ReceivedCall;
use crate::world::played_vendor::PlayedVendor;
use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;
use touchpoint_language::mapping::{Auth, AuthValue};
use touchpoint_language::written::CredentialPlace;

/// True if a call is signed with this secret.
pub(crate) fn is_signed(vendor: &PlayedVendor, call: &ReceivedCall, secret: &str) -> bool {
    let ways = &vendor.mapping().connection.auth;
    ways.is_empty() || ways.iter().any(|way| signs(vendor, way, call, secret))
}

/// True if a call is signed with this secret in this way.
fn signs(vendor: &PlayedVendor, way: &Auth, call: &ReceivedCall, secret: &str) -> bool {
    let authorization = call.header("authorization").unwrap_or_default();
    match way {
        Auth::ApiKey(headers) => headers.iter().all(|(name, value, _)| {
            let wanted = match value {
                AuthValue::Secret(place) => format!("{}{secret}", place.prefix),
                AuthValue::Open(text) => vendor.site.filled(text.text()),
            };
            call.header(name) == Some(&wanted)
        }),
        Auth::Basic(user, password) => {
            let placed = |place: &CredentialPlace| format!("{}{secret}", place.prefix);
            let user = user.as_ref().map(|value| match value {
                AuthValue::Secret(place) => placed(place),
                AuthValue::Open(text) => vendor.site.filled(text.text()),
            });
            let password = password.as_ref().map(placed);
            let (user, password) = (user.unwrap_or_default(), password.unwrap_or_default());
            let pair = BASE64.encode(format!("{user}:{password}"));
            authorization == format!("Basic {pair}")
        }
        Auth::Bearer(_) => authorization == format!("Bearer {secret}"),
        Auth::OAuth2(oauth2) => {
            let prefix = &oauth2.token_prefix;
            authorization == format!("{prefix} {secret}")
        }
    }
}
