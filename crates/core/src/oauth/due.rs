//! Tells if an account's token can be renewed, and if it is time to.

use super::credential;
use crate::exchange::Account;
use crate::plan::{Plan, signs_in};
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use touchpoint_language::mapping::Auth;
use touchpoint_language::written::TokenLife;

/// A token that ends within this time is renewed before it is used.
const MARGIN: SignedDuration = SignedDuration::from_secs(60);
/// A larger number of seconds (the year 5138) is taken for milliseconds.
const MOST_SECONDS: i64 = 100_000_000_000;

/// True if an account signs in with a token and has everything to renew it.
pub fn is_renewable(plan: &Plan, account: &Account) -> bool {
    let Some(Auth::OAuth2(oauth2)) = signs_in(plan, account) else {
        return false;
    };
    let takes: &[&str] = if oauth2.is_of_client() {
        &["client_id", "client_secret"]
    } else {
        &["refresh_token", "client_id"]
    };
    oauth2.refresh_token.given != Some(false)
        && takes.iter().all(|name| credential(account, name).is_ok())
}

/// The account with a placeholder for a token that the client does not have yet: for a request that
/// is shown and never sent.
pub fn awaiting(plan: &Plan, mut account: Account) -> Account {
    if lacks_token(plan, &account) {
        let token = "to come".into();
        account.credentials.insert("access_token".to_owned(), token);
    }
    account
}

/// True if the client gets its tokens by itself, and has none yet.
fn lacks_token(plan: &Plan, account: &Account) -> bool {
    let of_client =
        matches!(signs_in(plan, account), Some(Auth::OAuth2(way)) if way.is_of_client());
    of_client && credential(account, "access_token").is_err()
}

/// True if a token that can be renewed ends within a minute, or has ended; or if there is none yet.
pub fn needs_refresh(plan: &Plan, account: &Account, now: Timestamp) -> bool {
    let Some(Auth::OAuth2(oauth2)) = signs_in(plan, account) else {
        return false;
    };
    if lacks_token(plan, account) {
        return is_renewable(plan, account);
    }
    oauth2.expires != TokenLife::Never
        && is_renewable(plan, account)
        && ends_at(account).is_some_and(|end| end.duration_since(now) <= MARGIN)
}

/// When an account's token ends, where it says so: RFC 3339, or seconds or milliseconds since 1970.
pub fn ends_at(account: &Account) -> Option<Timestamp> {
    let text = account
        .credentials
        .get("expires_at")?
        .expose_secret()
        .trim();
    match text.parse::<i64>() {
        Ok(number) if number.abs() < MOST_SECONDS => Timestamp::from_second(number).ok(),
        Ok(number) => Timestamp::from_millisecond(number).ok(),
        Err(_) => text.parse().ok(),
    }
}
