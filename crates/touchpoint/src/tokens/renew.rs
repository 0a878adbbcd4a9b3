//! One renewal: the first to get the lease asks the token URL, and all others find the stored
//! tokens.

use super::spawned::{goes_on, to_its_end};
use super::{Backoff, Intent, StoreFault, TokenLease, TokenStore};
use crate::own_apps::Guard;
use jiff::Timestamp;
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::time::Duration;
use touchpoint_core::exchange::{Account, AccountFault, Deadline, Request, Transport};
use touchpoint_core::oauth::{
    TokenFault, TokenTrouble, TokenUpdate, ends_at, needs_refresh, read_token, refresh_request,
};
use touchpoint_core::plan::Plan;
use touchpoint_core::run::{Error, RemoteFault, Trouble};

/// How often storing new tokens is tried before they are lost.
const SAVES: u32 = 4;
const BETWEEN_SAVES: Duration = Duration::from_millis(250);

/// Whose token is renewed, and what that needs.
#[derive(Clone)]
pub(crate) struct Renewal {
    pub(crate) plan: Arc<Plan>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) tokens: Arc<dyn TokenStore>,
    /// The account as it was used: somebody may have renewed its token since.
    pub(crate) account: Account,
    /// True if the vendor refused the token, so that it must be renewed even before its end.
    pub(crate) refused: bool,
    /// What keeps the program's own apps from strangers.
    pub(crate) guard: Option<Guard>,
}

/// An account with a good token.
#[derive(Clone, Debug)]
pub(crate) struct Renewed {
    pub(crate) account: Account,
    /// The note on failures before it was renewed.
    pub(crate) before: Option<Backoff>,
}

/// Notes that the vendor refuses a token that was just renewed: further refusals cause no renewal
/// for a while.
pub(crate) async fn not_mended(
    tokens: &dyn TokenStore,
    renewed: &Renewed,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let cause = "the vendor refuses a token that was just renewed";
    let mut lease = tokens.lease(&renewed.account).await?;
    let held = lease.held().await?;
    if !same_token(&held.account, &renewed.account) {
        return Ok(());
    }
    let before = renewed.before.as_ref().filter(|before| before.unmended);
    let backoff = Backoff {
        unmended: true,
        ..Backoff::after(before, cause, now, None)
    };
    lease.postpone(&backoff, held.intent.is_some()).await
}

/// Why there is no new token.
#[derive(Clone, Debug)]
pub(crate) enum NotRenewed {
    /// The account must be connected again.
    Reconnect(String),
    /// Another fault; it may pass.
    Fault(Error),
}

impl From<StoreFault> for NotRenewed {
    fn from(fault: StoreFault) -> Self {
        NotRenewed::Fault(fault.into())
    }
}

/// Renews a token, or finds that it has been renewed. It runs to its end even when the caller goes
/// away: until a rotated token is stored, it exists nowhere else. None where its caller's time is over first and the
/// renewal goes on without the caller.
pub(crate) async fn renew(renewal: Renewal, end: &Deadline) -> Option<Result<Renewed, NotRenewed>> {
    let transport = renewal.transport.clone();
    let work = to_its_end(async move { run(&renewal).await });
    let ended = if goes_on() {
        end.bound(transport.as_ref(), work).await?
    } else {
        work.await
    };
    Some(ended.unwrap_or_else(|broken| {
        let words = format!("the renewal of a token was broken off: {broken}");
        Err(NotRenewed::Fault(Error::Ours(words)))
    }))
}

async fn run(renewal: &Renewal) -> Result<Renewed, NotRenewed> {
    let Renewal {
        plan,
        transport,
        tokens,
        ..
    } = renewal;
    let mut lease = tokens.lease(&renewal.account).await?;
    let held = lease.held().await?;
    if let Some(cause) = held.needs_reauth {
        return Err(NotRenewed::Reconnect(cause));
    }
    let account = held.account;
    // The plan was made for the account as it was used: another overlay may name another token URL.
    if overlay_of(&account) != overlay_of(&renewal.account) {
        return Err(unfit(AccountFault::Changed));
    }
    let now = transport.now();
    let good = if same_token(&account, &renewal.account) {
        !renewal.refused && !needs_refresh(plan, &account, now)
    } else {
        ends_at(&account).is_none_or(|end| end > now)
    };
    if good {
        return Ok(Renewed {
            account,
            before: held.backoff,
        });
    }
    let waits = |backoff: &&Backoff| backoff.until > now && (renewal.refused || !backoff.unmended);
    if let Some(backoff) = held.backoff.as_ref().filter(waits) {
        return Err(NotRenewed::Fault(waiting(backoff, now)));
    }
    let request = match refresh_request(plan, &account) {
        Some(Ok(request)) => request,
        Some(Err(lacks)) => return Err(NotRenewed::Reconnect(lacks.to_string())),
        None => return Err(NotRenewed::Reconnect("it has no refresh token".to_owned())),
    };
    // The account may be another one than when it was checked, and so may its mapping.
    if let Some(guard) = &renewal.guard {
        guard.renewal(&account, &request).map_err(unfit)?;
    }
    // Only a refresh token may end on use, so only for one does an interrupted renewal matter.
    let may_end = account.credentials.contains_key("refresh_token");
    let broken_off = held.intent.filter(|intent| intent.concerns(&account));
    let broken_off = broken_off.filter(|_| may_end);
    if may_end {
        lease.intend(&Intent::of(&account, now)).await?;
    }
    match ask(renewal, &account, &request).await {
        Ok(update) => {
            save(lease.as_mut(), &update, transport.as_ref()).await?;
            Ok(Renewed {
                account: update.apply(&account),
                before: held.backoff,
            })
        }
        Err(Unanswered::Fault(fault)) if fault.is_refusal() => {
            let cause = match broken_off {
                None => fault.message,
                Some(intent) => format!(
                    "a renewal that began at {} was broken off before its answer was stored, and the refresh token was tried once more: {}",
                    intent.began_at, fault.message
                ),
            };
            lease.needs_reauth(&cause).await?;
            Err(NotRenewed::Reconnect(cause))
        }
        Err(Unanswered::Fault(fault)) => {
            // An answer that cannot be read may have ended the token: then the note stays.
            let keep = fault.trouble == TokenTrouble::Unreadable || broken_off.is_some();
            let told = fault.retry_after.and_then(|wait| wait.try_into().ok());
            let backoff = Backoff {
                denied: (fault.trouble == TokenTrouble::Denied).then_some(fault.status),
                ..Backoff::after(held.backoff.as_ref(), &fault.message, now, told)
            };
            lease.postpone(&backoff, keep || !may_end).await?;
            Err(NotRenewed::Fault(unanswered(fault)))
        }
        // The vendor may have processed it, so the note stays.
        Err(Unanswered::Sent(error)) => {
            let backoff = Backoff::after(held.backoff.as_ref(), &error.to_string(), now, None);
            lease.postpone(&backoff, true).await?;
            Err(NotRenewed::Fault(error))
        }
    }
}

fn overlay_of(account: &Account) -> Option<&str> {
    let overlay = account.overlay.as_ref();
    overlay.map(|overlay| overlay.text.as_str())
}

fn unfit(fault: AccountFault) -> NotRenewed {
    NotRenewed::Fault(Error::Account(vec![fault]))
}

/// The error for a caller while a renewal waits.
fn waiting(backoff: &Backoff, now: Timestamp) -> Error {
    let wait = Duration::try_from(backoff.until.duration_since(now)).unwrap_or_default();
    let message = format!(
        "the token is not renewed before {}, since it failed {} times: {}",
        backoff.until, backoff.failures, backoff.cause
    );
    let trouble = match backoff.denied {
        Some(_) => Trouble::Token,
        None => Trouble::Refused,
    };
    RemoteFault {
        remote_status: backoff.denied,
        retry_after: Some(wait),
        ..RemoteFault::new(trouble, message)
    }
    .into()
}

enum Unanswered {
    Fault(TokenFault),
    Sent(Error),
}

/// Sends once: a second attempt might use a token that ended with the first.
async fn ask(
    renewal: &Renewal,
    account: &Account,
    request: &Request,
) -> Result<TokenUpdate, Unanswered> {
    let transport = &renewal.transport;
    let reply = transport.send(request).await;
    // The words are stored.
    let sent = |fault| Error::NoAnswer(fault).masked(&request.secrets());
    let reply = reply.map_err(|fault| Unanswered::Sent(sent(fault)))?;
    read_token(&renewal.plan, account, &reply, transport.now()).map_err(Unanswered::Fault)
}

async fn save(
    lease: &mut dyn TokenLease,
    update: &TokenUpdate,
    transport: &dyn Transport,
) -> Result<(), StoreFault> {
    let mut attempt = 1;
    loop {
        match lease.save(update).await {
            Err(_) if attempt < SAVES => {
                attempt += 1;
                transport.wait(BETWEEN_SAVES).await;
            }
            ended => return ended,
        }
    }
}

fn same_token(one: &Account, other: &Account) -> bool {
    let token = |account: &Account| {
        let token = account.credentials.get("access_token");
        token.map(|token| token.expose_secret().to_owned())
    };
    token(one) == token(other)
}

/// A fault of the token URL, as the caller gets it.
pub(crate) fn unanswered(fault: TokenFault) -> Error {
    let trouble = match fault.trouble {
        TokenTrouble::Limited => Trouble::RateLimited,
        TokenTrouble::Unreadable => Trouble::Unreadable,
        TokenTrouble::Denied | TokenTrouble::Refused => Trouble::Token,
        TokenTrouble::Later => Trouble::Refused,
    };
    // The status of a refusal that will pass may blame the request, which is right.
    let passes = fault.trouble == TokenTrouble::Later && fault.status < 500;
    RemoteFault {
        remote_status: Some(fault.status).filter(|_| !passes),
        retry_after: fault.retry_after,
        ..RemoteFault::new(trouble, fault.message)
    }
    .into()
}
