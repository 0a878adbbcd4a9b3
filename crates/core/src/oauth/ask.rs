//! The requests to the token URL: a refresh token or a code becomes a form.

use super::{address, credential, is_renewable, required, way};
use crate::exchange::{Account, Header, HeaderText, Method, Request, origin};
use crate::plan::{Plan, RequestFault};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;
use touchpoint_language::mapping::OAuth2;
use touchpoint_language::written::ClientAuth;
use url::form_urlencoded::Serializer;

/// The request that renews an account's token; none where the account's cannot be renewed.
///
/// ```text
/// POST https://acme.example/oauth/token   authorization: ••••   grant_type=refresh_token&refresh_token=…
/// ```
pub fn refresh_request(plan: &Plan, account: &Account) -> Option<Result<Request, RequestFault>> {
    if !is_renewable(plan, account) {
        return None;
    }
    Some(refresh(plan, way(plan)?, account))
}

fn refresh(plan: &Plan, oauth2: &OAuth2, account: &Account) -> Result<Request, RequestFault> {
    let token = credential(account, "refresh_token")?;
    let mut form = vec![
        ("grant_type", "refresh_token"),
        ("refresh_token", token.expose_secret()),
    ];
    for name in &oauth2.refresh_token.sends {
        form.push((name, credential(account, name)?.expose_secret()));
    }
    request(plan, oauth2, account, form)
}

/// The request that makes an account's first token of the code that came back to `redirect_uri`,
/// with the verifier whose challenge went out (RFC 7636).
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
    let form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect_uri),
        ("code_verifier", verifier),
    ];
    request(plan, required(plan)?, account, form)
}

fn request<'a>(
    plan: &Plan,
    oauth2: &OAuth2,
    account: &'a Account,
    mut form: Vec<(&'a str, &'a str)>,
) -> Result<Request, RequestFault> {
    let open = |name: &str, value: &str| Header {
        name: name.to_owned(),
        value: HeaderText::Open(value.to_owned()),
    };
    let mut headers = vec![
        open("accept", "application/json"),
        open("content-type", "application/x-www-form-urlencoded"),
    ];
    let id = credential(account, "client_id")?.expose_secret();
    // A public client (RFC 6749, section 2.1) has no secret.
    let secret = account
        .credentials
        .get("client_secret")
        .map(ExposeSecret::expose_secret);
    match oauth2.client_auth {
        ClientAuth::Basic => {
            // RFC 6749 would have both form-encoded first; vendors read the plain pair.
            let pair = STANDARD.encode(format!("{id}:{}", secret.unwrap_or_default()));
            headers.push(Header {
                name: "authorization".to_owned(),
                value: HeaderText::Secret(format!("Basic {pair}").into()),
            });
        }
        ClientAuth::Body => {
            form.push(("client_id", id));
            form.extend(secret.map(|secret| ("client_secret", secret)));
        }
    }
    let url = address(plan, &oauth2.token_url, account)?;
    Ok(Request {
        method: Method::Post,
        origins: origin(&url).into_iter().collect(),
        url,
        query: Vec::new(),
        headers,
        body: Some(
            Serializer::new(String::new())
                .extend_pairs(form)
                .finish()
                .into_bytes(),
        ),
    })
}
