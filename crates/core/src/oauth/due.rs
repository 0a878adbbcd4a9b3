//! Whether an account's token can be renewed, and whether it is time to.

use super::credential;
use crate::exchange::Account;
use crate::plan::{Plan, signs_in};
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use touchpoint_language::mapping::Auth;
use touchpoint_language::written::TokenLife;

/// A token that ends so soon is renewed before it is used.
const MARGIN: SignedDuration = SignedDuration::from_secs(60);
/// Seconds beyond this are milliseconds: the year 5138.
const MOST_SECONDS: i64 = 100_000_000_000;

/// True if an account signs in with a token and has what renewing it takes.
pub fn is_renewable(plan: &Plan, account: &Account) -> bool {
    matches!(signs_in(plan, account), Some(Auth::OAuth2(oauth2)) if oauth2.refresh_token.given != Some(false))
        && ["refresh_token", "client_id"]
            .iter()
            .all(|name| credential(account, name).is_ok())
}

/// True if a token that can be renewed ends within a minute, or has ended.
pub fn needs_refresh(plan: &Plan, account: &Account, now: Timestamp) -> bool {
    let Some(Auth::OAuth2(oauth2)) = signs_in(plan, account) else {
        return false;
    };
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
