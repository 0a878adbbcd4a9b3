//! A token that is renewed: the addresses as templates, the vendor's refusal as a condition.

use super::expression::{self, Expression};
use super::resolver::Resolver;
use crate::document::Pointer;
use crate::expr::{Condition, Template};
use crate::model::Scalar;
use crate::written::{self, ClientAuth, RefreshToken, TokenLife};
use indexmap::IndexMap;
use std::time::Duration;

/// A token that is got with a person's leave and renewed without.
#[derive(Clone, Debug)]
pub struct OAuth2 {
    /// Where the person allows the access.
    pub authorize_url: Template,
    /// Further parameters of that page.
    pub authorize_with: IndexMap<String, String>,
    /// Where a code or a refresh token becomes an access token.
    pub token_url: Template,
    /// How the client shows who it is there.
    pub client_auth: ClientAuth,
    /// The least scopes that the reads need.
    pub scopes: Vec<String>,
    /// What the vendor does with refresh tokens.
    pub refresh_token: RefreshToken,
    /// How long an access token lives.
    pub expires: TokenLife,
    /// The word before the token in `Authorization`.
    pub token_prefix: String,
    /// What a refusal looks like where the status does not tell.
    pub refusal: Option<Condition>,
    /// Where such a refusal has words for people.
    pub message: Option<Expression>,
    /// The least time between two new tokens of one account.
    pub least_between: Option<Duration>,
}

pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    written: &written::OAuth2,
    pointer: &Pointer,
) -> Option<OAuth2> {
    let authorize_url = resolver.template(&written.authorize_url.0, &pointer.key("authorize_url"));
    let token_url = resolver.template(&written.token_url.0, &pointer.key("token_url"));
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
        authorize_url: authorize_url?,
        authorize_with: written.authorize_with.clone(),
        token_url: token_url?,
        client_auth: written.client_auth,
        scopes: written.scopes.clone(),
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
