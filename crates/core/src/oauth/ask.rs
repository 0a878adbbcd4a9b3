//! The requests to the token URL: a refresh token, a code or the client alone, as a form or as JSON.

use super::{address, credential, is_renewable, required, scopes, way};
use crate::exchange::{
    About, Account, Header, HeaderText, Method, Purpose, Request, Secrets, origin,
};
use crate::plan::{Plan, RequestFault};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::OAuth2;
use touchpoint_language::written::{ClientAuth, TokenRequest};
use url::form_urlencoded::Serializer;

/// The request that renews an account's token; none where it cannot be renewed.
///
/// ```text
/// POST https://acme.example/oauth/token   authorization: ••••   grant_type=refresh_token&refresh_token=…
/// ```
pub fn refresh_request(plan: &Plan, account: &Account) -> Option<Result<Request, RequestFault>> {
    if !is_renewable(plan, account) {
        return None;
    }
    let oauth2 = way(plan, account)?;
    Some(if oauth2.is_of_client() {
        of_client(plan, oauth2, account)
    } else {
        refresh(plan, oauth2, account)
    })
}

/// The request of a client that asks for itself (RFC 6749, section 4.4).
fn of_client(plan: &Plan, oauth2: &OAuth2, account: &Account) -> Result<Request, RequestFault> {
    let scopes = scopes(plan, oauth2, account)?;
    let mut members = vec![("grant_type", "client_credentials")];
    if !scopes.is_empty() {
        members.push(("scope", scopes.as_str()));
    }
    request(plan, oauth2, account, members, oauth2.client_auth.code)
}

fn refresh(plan: &Plan, oauth2: &OAuth2, account: &Account) -> Result<Request, RequestFault> {
    let token = credential(account, "refresh_token")?;
    let mut members = vec![
        ("grant_type", "refresh_token"),
        ("refresh_token", token.expose_secret()),
    ];
    for name in &oauth2.refresh_token.sends {
        members.push((name, credential(account, name)?.expose_secret()));
    }
    request(plan, oauth2, account, members, oauth2.client_auth.refresh)
}

/// The request that turns the code that came back to `redirect_uri` into an account's first token.
/// `verifier` is the one whose challenge was sent (RFC 7636).
///
/// # Errors
/// The account lacks its client or a variable of the token URL.
pub fn code_request(
    plan: &Plan,
    account: &Account,
    code: &str,
    redirect_uri: &str,
    verifier: &str,
) -> Result<Request, RequestFault> {
    let oauth2 = required(plan)?;
    let members = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect_uri),
        ("code_verifier", verifier),
    ];
    request(plan, oauth2, account, members, oauth2.client_auth.code)
}

fn request<'a>(
    plan: &Plan,
    oauth2: &OAuth2,
    account: &'a Account,
    mut members: Vec<(&'a str, &'a str)>,
    client_auth: ClientAuth,
) -> Result<Request, RequestFault> {
    let open = |name: &str, value: &str| Header {
        name: name.to_owned(),
        value: HeaderText::Open(value.to_owned()),
    };
    let content_type = match oauth2.token_request {
        TokenRequest::Form => "application/x-www-form-urlencoded",
        TokenRequest::Json => "application/json",
    };
    let mut headers = vec![
        open("accept", "application/json"),
        open("content-type", content_type),
    ];
    let id = credential(account, "client_id")?.expose_secret();
    // A public client (RFC 6749, section 2.1) has no secret.
    let secret = account
        .credentials
        .get("client_secret")
        .map(ExposeSecret::expose_secret);
    match client_auth {
        ClientAuth::Basic => {
            // RFC 6749 wants both form-encoded first; vendors read the plain pair.
            let pair = STANDARD.encode(format!("{id}:{}", secret.unwrap_or_default()));
            headers.push(Header {
                name: "authorization".to_owned(),
                value: HeaderText::Secret(format!("Basic {pair}").into()),
            });
        }
        ClientAuth::Body => {
            members.push(("client_id", id));
            members.extend(secret.map(|secret| ("client_secret", secret)));
        }
    }
    let url = address(plan, &oauth2.token_url, account)?;
    Ok(Request {
        method: Method::Post,
        origins: origin(&url).into_iter().collect(),
        about: About::new(&account.id, plan.integration(), Purpose::Token, "")
            .led(plan.takes_words()),
        secrets: Secrets::of(account),
        url,
        query: Vec::new(),
        headers,
        body: Some(match oauth2.token_request {
            TokenRequest::Form => {
                let mut form = Serializer::new(String::new());
                form.extend_pairs(members).finish().into_bytes()
            }
            TokenRequest::Json => {
                let members = members.into_iter();
                let members = members.map(|(name, value)| (name.to_owned(), Json::from(value)));
                Json::Object(members.collect()).to_string().into_bytes()
            }
        }),
    })
}
