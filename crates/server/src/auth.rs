//! Turns a request's bearer token into the caller.

use crate::connection::Party;
use crate::contract::Fault;
use crate::state::App;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use touchpoint_accounts::Caller;

/// The caller of a request that has a token.
pub(crate) struct Token(pub(crate) Caller);

/// The caller of a request whose token may change accounts.
pub(crate) struct Admin(pub(crate) Caller);

impl FromRequestParts<App> for Token {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Token, Fault> {
        let header = parts.headers.get(header::AUTHORIZATION);
        let secret = header.and_then(|value| bearer(value.to_str().ok()?));
        let caller = app
            .accounts
            .authenticate(secret.ok_or(Fault::NoToken)?)
            .await?;
        let caller = caller.ok_or(Fault::NoToken)?;
        tracing::Span::current().record("workspace", &caller.workspace);
        if let Some(party) = parts.extensions.get::<Party>() {
            party.is(&caller.workspace);
        }
        Ok(Token(caller))
    }
}

impl FromRequestParts<App> for Admin {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Admin, Fault> {
        let Token(caller) = Token::from_request_parts(parts, app).await?;
        if caller.admin {
            Ok(Admin(caller))
        } else {
            Err(Fault::NotAdmin)
        }
    }
}

/// The token of `Bearer <token>`; the scheme's case does not matter (RFC 9110, section 11.1).
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.trim().split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::bearer;

    #[test]
    fn only_a_bearer_token_is_one() {
        assert_eq!(bearer("Bearer abc"), Some("abc"));
        assert_eq!(bearer("bearer  abc "), Some("abc"));
        assert_eq!(bearer("Basic abc"), None);
        assert_eq!(bearer("Bearer "), None);
        assert_eq!(bearer("abc"), None);
    }
}
