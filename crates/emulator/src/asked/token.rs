//! Recognises a call with which a client asks for its own token, and answers it.

use crate::notation::call::ReceivedCall;
use crate::notation::json_path;
use crate::world::played_vendor::PlayedVendor;
use touchpoint_language::json::{Json, object};
use touchpoint_language::mapping::{Auth, OAuth2};
use touchpoint_language::written::TokenRequest;
use url::form_urlencoded;

/// How long a token is good, in seconds.
const LIFE: u64 = 3600;

/// The token URL's answer, where a call goes there: its status and its body. The origin is not looked
/// at: a server on this machine plays the whole vendor.
pub(crate) fn answer(
    vendor: &PlayedVendor,
    call: &ReceivedCall,
    secret: &str,
) -> Option<(u16, Json)> {
    let Some(Auth::OAuth2(oauth2)) = vendor.mapping().connection.auth.first() else {
        return None;
    };
    let address = vendor.site.filled(oauth2.token_url.text());
    let path = address.splitn(4, '/').nth(3).unwrap_or_default();
    if !oauth2.is_of_client() || call.method != "POST" || call.path.trim_start_matches('/') != path
    {
        return None;
    }
    if grant(oauth2, call).as_deref() != Some("client_credentials") {
        return Some((400, object! { "error": "unsupported_grant_type" }.into()));
    }
    let token = object! { "access_token": secret, "token_type": "bearer", "expires_in": LIFE };
    Some((200, token.into()))
}

fn grant(oauth2: &OAuth2, call: &ReceivedCall) -> Option<String> {
    match oauth2.token_request {
        TokenRequest::Form => {
            let mut members = form_urlencoded::parse(&call.bytes);
            let found = members.find(|(name, _)| name == "grant_type");
            found.map(|(_, value)| value.into_owned())
        }
        TokenRequest::Json => {
            let body = Json::from_slice(&call.bytes).ok()?;
            body.get("grant_type").and_then(json_path::text)
        }
    }
}
