//! The page on which a person allows the access, with PKCE (RFC 7636).

use super::{address, credential, required, scopes};
use crate::exchange::Account;
use crate::plan::{Plan, RequestFault};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use url::Url;

/// The address of the page on which a person allows the access. `state` comes back with the code;
/// `challenge` is the verifier's, by [`challenge`].
///
/// # Errors
/// The account lacks `client_id` or a variable of the address.
pub fn authorize_address(
    plan: &Plan,
    account: &Account,
    redirect_uri: &str,
    state: &str,
    challenge: &str,
) -> Result<String, RequestFault> {
    let oauth2 = required(plan)?;
    let page = oauth2.authorize_url.as_ref();
    let page =
        page.ok_or_else(|| RequestFault::Account("a page to allow the access".to_owned()))?;
    let page = address(plan, page, account)?;
    let mut page = Url::parse(&page)
        .map_err(|_| RequestFault::Account("an authorize URL that can be read".to_owned()))?;
    let scopes = scopes(plan, oauth2, account)?;
    let mut pairs = vec![
        ("response_type", "code"),
        (
            "client_id",
            credential(account, "client_id")?.expose_secret(),
        ),
        ("redirect_uri", redirect_uri),
        ("state", state),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
    ];
    if !scopes.is_empty() {
        pairs.push(("scope", &scopes));
    }
    // The mapping's own parameters win, except over those that tie the answer to this request.
    let own = &oauth2.authorize_with;
    let bound = ["client_id", "redirect_uri", "state", "code_challenge"];
    pairs.retain(|(name, _)| bound.contains(name) || !own.contains_key(*name));
    let own = own
        .iter()
        .filter(|(name, _)| !bound.contains(&name.as_str()));
    page.query_pairs_mut().extend_pairs(pairs).extend_pairs(own);
    Ok(page.into())
}

/// The challenge of a verifier: SHA-256, in URL-safe Base64.
///
/// ```
/// // The example of RFC 7636, appendix B.
/// let challenge = touchpoint_core::oauth::challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
/// assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
/// ```
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}
