//! OAuth 2, resolved: the addresses as templates, the vendor's refusal as a condition.

use super::expression::{self, Expression};
use super::resolver::Resolver;
use crate::diagnostic::Code;
use crate::document::Pointer;
use crate::expr::{Condition, Template};
use crate::model::Scalar;
use crate::written::{self, ClientAuths, Grant, RefreshToken, TokenLife, TokenRequest};
use indexmap::IndexMap;
use std::time::Duration;

/// A token that a person allows once and that is renewed without them.
#[derive(Clone, Debug)]
pub struct OAuth2 {
    /// How a token is got.
    pub grant: Grant,
    /// Where the person allows the access; there for every grant that asks a person.
    pub authorize_url: Option<Template>,
    /// Further parameters of that page.
    pub authorize_with: IndexMap<String, String>,
    /// Where a code or a refresh token becomes an access token.
    pub token_url: Template,
    /// How the client proves who it is there.
    pub client_auth: ClientAuths,
    /// How the request is written.
    pub token_request: TokenRequest,
    /// The smallest set of scopes that reading needs.
    pub scopes: Vec<Template>,
    /// What the vendor does with refresh tokens.
    pub refresh_token: RefreshToken,
    /// How long an access token lives.
    pub expires: TokenLife,
    /// The word before the token in `Authorization`.
    pub token_prefix: String,
    /// What a refusal looks like where the status does not tell.
    pub refusal: Option<Condition>,
    /// Where such a refusal has a message for people.
    pub message: Option<Expression>,
    /// The least time between two new tokens of one account.
    pub least_between: Option<Duration>,
}

impl OAuth2 {
    /// True if the client gets its tokens alone, as often as it needs one.
    pub fn is_of_client(&self) -> bool {
        self.grant == Grant::ClientCredentials
    }
}

/// Keys that belong to the other grant are faults, reported at their places.
fn fits_grant(
    resolver: &mut Resolver<'_>,
    written: &written::OAuth2,
    pointer: &Pointer,
) -> Option<()> {
    // it was faulty, and has been reported
    if written.authorize_url.is_none() && resolver.was_written(&pointer.key("authorize_url")) {
        return None;
    }
    let title = "`authorize_url` is missing";
    if written.grant == Grant::AuthorizationCode {
        if written.authorize_url.is_none() {
            let help = "write where the person allows the access, or `grant: client_credentials` where nobody is asked";
            let text = "a person's leave is asked for on a page";
            let help = Some(help.to_owned());
            resolver.fault(Code::MissingKey, pointer, title, text, help);
            return None;
        }
        return Some(());
    }
    let mut fits = Some(());
    let differs = written.client_auth.code != written.client_auth.refresh;
    let of_a_person = [
        ("authorize_url", written.authorize_url.is_some()),
        ("authorize_with", !written.authorize_with.is_empty()),
        (
            "refresh_token",
            written.refresh_token != RefreshToken::default(),
        ),
        ("client_auth", differs),
    ];
    for (key, _) in of_a_person.into_iter().filter(|(_, written)| *written) {
        let (place, title) = (pointer.key(key), "the client asks for itself here");
        let (text, help) = match key {
            "client_auth" => ("there is one request", "write `basic` or `body`"),
            _ => (
                "belongs to a person's leave",
                "take it away, or the `grant`",
            ),
        };
        resolver.fault(Code::UnknownKey, &place, title, text, Some(help.to_owned()));
        fits = None;
    }
    fits
}

pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    written: &written::OAuth2,
    pointer: &Pointer,
) -> Option<OAuth2> {
    fits_grant(resolver, written, pointer)?;
    let authorize_url = match &written.authorize_url {
        Some(url) => Some(resolver.template(&url.0, &pointer.key("authorize_url"))?),
        None => None,
    };
    let token_url = resolver.template(&written.token_url.0, &pointer.key("token_url"));
    let scopes = written.scopes.iter().enumerate();
    let scopes: Vec<Option<Template>> = scopes
        .map(|(at, scope)| resolver.template(&scope.0, &pointer.key("scopes").index(at)))
        .collect();
    let place = pointer.key("token_errors");
    let errors = written.token_errors.as_ref();
    let refusal = errors.and_then(|errors| resolver.condition(&errors.when.0, &place.key("when")));
    let message = errors.and_then(|errors| {
        expression::resolve(
            resolver,
            &errors.message,
            &Scalar::Text,
            &place.key("message"),
        )
    });
    Some(OAuth2 {
        grant: written.grant,
        authorize_url,
        authorize_with: written.authorize_with.clone(),
        token_url: token_url?,
        client_auth: written.client_auth,
        token_request: written.token_request,
        scopes: scopes.into_iter().collect::<Option<_>>()?,
        refresh_token: written.refresh_token.clone(),
        expires: written.expires,
        token_prefix: written
            .token_prefix
            .clone()
            .unwrap_or_else(|| "Bearer".to_owned()),
        refusal,
        message,
        least_between: written
            .least_seconds_between
            .map(|seconds| Duration::from_secs(seconds.into())),
    })
}
