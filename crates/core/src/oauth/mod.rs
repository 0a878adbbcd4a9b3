//! OAuth 2 (RFC 6749), as data: an account becomes the request that gets or renews its token, and
//! the token URL's answer becomes a [`TokenUpdate`]. Sending and storing happen elsewhere.
//!
//! By hand: the `oauth2` crate brings a second clock, and a second HTTP client unless told not to.

mod ask;
mod authorize;
mod due;
mod read;
#[cfg(test)]
mod tests;
mod update;

pub use ask::{code_request, refresh_request};
pub use authorize::{authorize_address, challenge};
pub use due::{awaiting, ends_at, is_renewable, needs_refresh};
pub use read::{TokenFault, TokenTrouble, read_code_token, read_token};
pub use update::TokenUpdate;

use crate::exchange::{Account, origin};
use crate::plan::{PageState, Plan, RequestFault, scope, signs_in};
use secrecy::{ExposeSecret, SecretString};
use touchpoint_language::expr::is_loopback;
use touchpoint_language::expr::{Template, quote};
use touchpoint_language::json::{Json, Object};
use touchpoint_language::mapping::{Auth, OAuth2};

/// The OAuth 2 method that the account uses; if it cannot sign in yet, the one to connect it with.
fn way<'p>(plan: &'p Plan, account: &Account) -> Option<&'p OAuth2> {
    match signs_in(plan, account) {
        Some(Auth::OAuth2(oauth2)) => Some(oauth2),
        _ => way_of_people(plan).or(ways(plan).next()),
    }
}

/// The way to connect that asks a person, where a mapping has one.
fn way_of_people(plan: &Plan) -> Option<&OAuth2> {
    ways(plan).find(|oauth2| !oauth2.is_of_client())
}

fn ways(plan: &Plan) -> impl Iterator<Item = &OAuth2> {
    let auth = plan.mapping.connection.auth.iter();
    auth.filter_map(|auth| match auth {
        Auth::OAuth2(oauth2) => Some(oauth2.as_ref()),
        _ => None,
    })
}

fn required(plan: &Plan) -> Result<&OAuth2, RequestFault> {
    way_of_people(plan).ok_or_else(|| {
        RequestFault::Account(format!(
            "a way to connect: {} has no OAuth 2 with a person's leave",
            plan.mapping.label
        ))
    })
}

/// The scopes that are asked for, filled from the account's variables.
fn scopes(plan: &Plan, oauth2: &OAuth2, account: &Account) -> Result<String, RequestFault> {
    let all = oauth2.scopes.iter();
    let all = all.map(|scope| filled(plan, scope, account).map(|(text, _)| text));
    Ok(all.collect::<Result<Vec<_>, _>>()?.join(" "))
}

fn credential<'a>(account: &'a Account, name: &str) -> Result<&'a SecretString, RequestFault> {
    let found = account.credentials.get(name);
    found
        .filter(|secret| !secret.expose_secret().is_empty())
        .ok_or_else(|| RequestFault::Account(format!("`credentials.{name}`")))
}

/// The origin of an account's token URL.
///
/// # Errors
/// There is none, or the account lacks a variable of it.
pub fn token_origin(plan: &Plan, account: &Account) -> Result<String, RequestFault> {
    let oauth2 = way_of_people(plan).or_else(|| way(plan, account));
    let token_url = oauth2.map(|oauth2| &oauth2.token_url);
    let none = || RequestFault::Account("an https address of the token URL".to_owned());
    let address = address(plan, token_url.ok_or_else(none)?, account)?;
    origin(&address).ok_or_else(none)
}

/// A text filled from the account's variables and their defaults. Each variable is checked here
/// against its pattern: an account that is being connected has not been checked before, and its
/// client secret must not go to a foreign host.
fn filled(
    plan: &Plan,
    template: &Template,
    account: &Account,
) -> Result<(String, Account), RequestFault> {
    let mut account = account.clone();
    for need in &plan.needs.context {
        let value = account.context.get(&need.name).or(need.default.as_ref());
        let Some(value) = value.cloned() else {
            continue;
        };
        if let Some(pattern) = &need.pattern
            && !pattern.matches(&value)
        {
            return Err(RequestFault::Account(format!(
                "a `context.{}` that matches `{pattern}`",
                need.name
            )));
        }
        account.context.insert(need.name.clone(), value);
    }
    let scope = scope(&Object::new(), &account, 0, &PageState::First);
    let filled = template.fill(&scope, quote::verbatim).ok().flatten();
    let filled = filled
        .as_ref()
        .and_then(Json::as_text)
        .map(str::to_owned)
        .ok_or_else(|| RequestFault::Account(format!("what `{}` is made of", template.text())))?;
    Ok((filled, account))
}

/// One of the two addresses, filled from the account's variables.
fn address(plan: &Plan, template: &Template, account: &Account) -> Result<String, RequestFault> {
    let (filled, account) = filled(plan, template, account)?;
    let Some(theirs) = origin(&filled) else {
        return Err(RequestFault::Account(format!(
            "an https address where `{}` stands",
            template.text()
        )));
    };
    let Some(own) = account.base_url.as_deref() else {
        return Ok(filled);
    };
    // A proxy in front of the API does not serve the sign-in, unless both share an origin. A server
    // on this machine plays the whole vendor.
    let at_base = plan
        .link_origins(&Account {
            base_url: None,
            ..account.clone()
        })
        .contains(&theirs);
    match origin(own) {
        Some(own) if at_base || is_loopback(&own) => Ok(filled.replacen(&theirs, &own, 1)),
        Some(_) => Ok(filled),
        None => Err(RequestFault::Account(
            "an origin that may be called".to_owned(),
        )),
    }
}
