//! Turns the token URL's answer into new tokens, or the reason why there are none. A body is never
//! shown: it may hold a token.

use super::{TokenUpdate, way, way_of_people};
use crate::exchange::{Account, Reply, Secrets};
use crate::plan::{Plan, TextFacts, retry_after, token_message};
use crate::slices;
use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::OAuth2;
use touchpoint_language::written::TokenLife;

const SHOWN_CHARACTERS: usize = 300;
/// A larger answer does not come from a token URL.
const MOST_BYTES: usize = 256 * 1024;
/// Words of an error that will pass, whatever its status and its code are: some vendors call a race
/// of two renewals `invalid_grant`.
const PASSING: [&str; 11] = [
    "temporarily",
    "server_error",
    "slow_down",
    "rate_limit",
    "rate limit",
    "too many",
    "already being processed",
    "in progress",
    "retry",
    "try again",
    "concurrent",
];
/// The codes with which a grant is refused: those of RFC 6749, section 5.2, and those that vendors
/// use in their place.
const OF_THE_GRANT: [&str; 4] = [
    "invalid_grant",
    "invalid_code",
    "invalid_token",
    "invalid_refresh_token",
];
/// The codes with which a client that signs in for itself is refused.
const OF_THE_CLIENT: [&str; 2] = ["invalid_client", "unauthorized_client"];

/// Why the token URL gave no token.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct TokenFault {
    /// What kind of fault it is.
    pub trouble: TokenTrouble,
    /// What happened, with the vendor's words.
    pub message: String,
    /// The status that the token URL answered with.
    pub status: u16,
    /// How long to wait, where the vendor or the mapping tells.
    pub retry_after: Option<Duration>,
}

/// What kind of fault it is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum TokenTrouble {
    /// The vendor refuses the grant, the refresh token or the code explicitly: trying again is no
    /// use.
    Refused,
    /// It refuses for another reason, such as our app's own secret: the grant may still be good.
    Denied,
    /// Too many calls: later.
    Limited,
    /// The vendor cannot answer now: later.
    Later,
    /// It said yes, but the answer cannot be read.
    Unreadable,
}

impl TokenFault {
    /// True if trying again is no use.
    pub fn is_refusal(&self) -> bool {
        self.trouble == TokenTrouble::Refused
    }
}

/// Reads the token URL's answer for an account, by the way in which it signs in.
///
/// # Errors
/// [`TokenFault`]: a refusal, a fault that passes, or an answer that cannot be read.
pub fn read_token(
    plan: &Plan,
    account: &Account,
    reply: &Reply,
    now: Timestamp,
) -> Result<TokenUpdate, TokenFault> {
    read(plan, way(plan, account), account, reply, now)
}

/// Reads the token URL's answer to a code: a person is connecting the account.
///
/// # Errors
/// As [`read_token`].
pub fn read_code_token(
    plan: &Plan,
    account: &Account,
    reply: &Reply,
    now: Timestamp,
) -> Result<TokenUpdate, TokenFault> {
    read(plan, way_of_people(plan), account, reply, now)
}

fn read(
    plan: &Plan,
    oauth2: Option<&OAuth2>,
    account: &Account,
    reply: &Reply,
    now: Timestamp,
) -> Result<TokenUpdate, TokenFault> {
    let small = (reply.body.len() <= MOST_BYTES).then_some(&reply.body);
    let body: Option<Json> = small.and_then(|body| Json::from_slice(body).ok());
    let answer = TokenAnswer {
        plan,
        account,
        reply,
        body: body.as_ref(),
        now,
    };
    let oauth2 = oauth2.ok_or_else(|| answer.fault(TokenTrouble::Refused, "has no OAuth 2"))?;
    if let Some(trouble) = answer.trouble(oauth2) {
        return Err(answer.told(trouble, oauth2));
    }
    let text = |name: &str| {
        let value = body.as_ref()?.get(name)?.as_str()?;
        (!value.is_empty()).then(|| value.to_owned())
    };
    let Some(access_token) = text("access_token") else {
        return Err(answer.fault(
            TokenTrouble::Unreadable,
            "gave no `access_token` that can be read",
        ));
    };
    Ok(TokenUpdate {
        access_token: access_token.into(),
        refresh_token: text("refresh_token").map(Into::into),
        expires_at: answer.ends(oauth2),
        context: answer.variables()?,
    })
}

struct TokenAnswer<'a> {
    plan: &'a Plan,
    account: &'a Account,
    reply: &'a Reply,
    body: Option<&'a Json>,
    now: Timestamp,
}

impl TokenAnswer<'_> {
    fn trouble(&self, oauth2: &OAuth2) -> Option<TokenTrouble> {
        let facts = TextFacts {
            reply: self.reply,
            body: slices::read(&self.reply.body).ok(),
        };
        let declared = oauth2
            .refusal
            .as_ref()
            .is_some_and(|when| when.holds(&facts));
        let error = self.member("error");
        let status = self.reply.status;
        Some(match status {
            200..=299 if !declared && error.is_none() => return None,
            429 => TokenTrouble::Limited,
            408 | 425 | 500.. => TokenTrouble::Later,
            _ if self.is_passing() => TokenTrouble::Later,
            _ => match error {
                Some(word) if OF_THE_GRANT.contains(&word) => TokenTrouble::Refused,
                // Where a client signs in for itself, the client is the grant.
                Some(word) if self.is_own(oauth2) && OF_THE_CLIENT.contains(&word) => {
                    TokenTrouble::Refused
                }
                // A refusal that the mapping declares may have words of its own.
                None if declared => TokenTrouble::Refused,
                Some(_) => TokenTrouble::Denied,
                // A gateway's page is not an answer of the token server.
                None => TokenTrouble::Later,
            },
        })
    }

    /// True if the account has no other grant than its own client.
    fn is_own(&self, oauth2: &OAuth2) -> bool {
        oauth2.is_of_client() && !self.account.credentials.contains_key("refresh_token")
    }

    fn is_passing(&self) -> bool {
        let words =
            ["error", "error_description"].map(|name| self.member(name).unwrap_or_default());
        let words = words.join(" ").to_lowercase();
        PASSING.iter().any(|passing| words.contains(passing))
    }

    fn member(&self, name: &str) -> Option<&str> {
        self.body?.get(name)?.as_str()
    }

    fn told(&self, trouble: TokenTrouble, oauth2: &OAuth2) -> TokenFault {
        let own = token_message(self.plan, &self.reply.body);
        // RFC 6749, section 5.2
        let words = own.or_else(|| {
            let parts = [self.member("error"), self.member("error_description")];
            let parts: Vec<&str> = parts.into_iter().flatten().collect();
            (!parts.is_empty()).then(|| parts.join(": "))
        });
        let words = words.map_or_else(
            || format!("answered with status {}", self.reply.status),
            |words| format!("said `{}`", self.masked(&words)),
        );
        let mut fault = self.fault(trouble, &words);
        if trouble != TokenTrouble::Refused {
            let declared = oauth2
                .least_between
                .filter(|_| trouble == TokenTrouble::Limited);
            fault.retry_after = retry_after(&self.reply.headers, self.now).or(declared);
        }
        fault
    }

    fn fault(&self, trouble: TokenTrouble, words: &str) -> TokenFault {
        TokenFault {
            trouble,
            message: format!("the token URL of {} {words}", self.plan.mapping.label),
            status: self.reply.status,
            retry_after: None,
        }
    }

    /// The vendor's words, shortened, and with every secret in them masked.
    fn masked(&self, words: &str) -> String {
        let came = ["access_token", "refresh_token", "id_token"];
        let came = came.into_iter().filter_map(|name| self.member(name));
        let secrets = Secrets::of(self.account).with(came.map(str::to_owned));
        let words = secrets.masked(words);
        words.chars().take(SHOWN_CHARACTERS).collect()
    }

    fn ends(&self, oauth2: &OAuth2) -> Option<Timestamp> {
        if oauth2.expires == TokenLife::Never {
            return None;
        }
        let told = self.body?.get("expires_in")?;
        let seconds = match told {
            Json::Number(number) => number.to_string(),
            Json::String(text) => text.trim().to_owned(),
            _ => return None,
        };
        // Some write a decimal; its whole seconds are enough.
        let seconds: i64 = seconds.split('.').next()?.parse().ok()?;
        self.now
            .checked_add(SignedDuration::from_secs(seconds.max(0)))
            .ok()
    }

    /// The account's variables from the answer. A value that does not match its pattern is not
    /// taken: the account keeps its own, since the new token must not be lost because of it.
    fn variables(&self) -> Result<IndexMap<String, String>, TokenFault> {
        let mut told = IndexMap::new();
        for variable in &self.plan.mapping.context {
            let (name, pattern) = (&variable.need.name, &variable.need.pattern);
            let Some(member) = &variable.from_token else {
                continue;
            };
            let Some(value) = self.member(member) else {
                continue;
            };
            if pattern
                .as_ref()
                .is_none_or(|pattern| pattern.matches(value))
            {
                told.insert(name.clone(), value.to_owned());
            } else if !self.account.context.contains_key(name) {
                let words = format!("gave a `{member}` that `context.{name}` does not allow");
                return Err(self.fault(TokenTrouble::Unreadable, &words));
            }
        }
        Ok(told)
    }
}
