//! The base address of an account's requests, and the origins that links may name.

use super::fault::RequestFault;
use super::filled::fill;
use crate::exchange::{Account, origin};
use crate::plan::compiled::Plan;
use crate::plan::paging::PageState;
use crate::plan::scope::scope;
use touchpoint_language::expr::quote;
use touchpoint_language::json::{Json, Object};

/// The base address of the account's requests.
pub(super) fn base_url(
    plan: &Plan,
    account: &Account,
    scope: &Json,
) -> Result<String, RequestFault> {
    let template = plan.mapping.connection.base_url.as_ref();
    // Values from `context` have matched their patterns; a whole address may hold slashes.
    let base = template
        .map(|t| fill(t, scope, quote::verbatim))
        .transpose()?
        .flatten();
    let base =
        base.ok_or_else(|| RequestFault::Account("what `base_url` is made of".to_owned()))?;
    let Some(own) = &account.base_url else {
        return Ok(base);
    };
    let (Some(own), Some(theirs)) = (origin(own), origin(&base)) else {
        return Err(RequestFault::Account(
            "an origin that may be called".to_owned(),
        ));
    };
    Ok(base.replacen(&theirs, &own, 1))
}

impl Plan {
    /// The origins that the vendor's own links may name: the account's, and the mapping's, whose
    /// links are followed at the account's.
    pub fn link_origins(&self, account: &Account) -> Vec<String> {
        let scope = scope(&Object::new(), account, 0, &PageState::First);
        let mut origins = Vec::new();
        for account in [
            account.clone(),
            Account {
                base_url: None,
                ..account.clone()
            },
        ] {
            let base = base_url(self, &account, &scope).ok();
            origins.extend(
                base.as_deref()
                    .and_then(origin)
                    .filter(|origin| !origins.contains(origin)),
            );
        }
        origins
    }
}
