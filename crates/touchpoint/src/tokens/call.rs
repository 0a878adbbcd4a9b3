//! One page for an account whose token may expire: it is renewed before its end, and once when the
//! vendor refuses it.

use super::TokenStore;
use super::renew::{NotRenewed, Renewal, Renewed, not_mended, renew};
use crate::own_apps::Guard;
use std::fmt;
use std::sync::Arc;
use touchpoint_core::cursor::CursorFault;
use touchpoint_core::exchange::{About, Account, Deadline, Idle, SendFault, Transport};
use touchpoint_core::oauth::{ends_at, is_renewable, needs_refresh};
use touchpoint_core::plan::Plan;
use touchpoint_core::query::ListQuery;
use touchpoint_core::run::{self, Ahead, Error, Listing, Options, RemoteFault, Trouble};

/// Called with the place of the next page, once it is known.
pub type Tell<'t> = &'t mut (dyn FnMut(&Account, Ahead) + Send);

/// What a call needs, for code that has a plan and no engine.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// What is asked, and how.
    pub plan: &'a Arc<Plan>,
    /// What sends.
    pub transport: &'a Arc<dyn Transport>,
    /// Where renewed tokens are kept.
    pub tokens: &'a Arc<dyn TokenStore>,
    /// How often a call is tried, how long it may take, and so on.
    pub options: &'a Options,
    /// What keeps the program's own apps from strangers, where it has any.
    pub guard: Option<&'a Guard>,
}

impl fmt::Debug for Call<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("Call");
        shown.field("integration", &self.plan.integration());
        shown.field("options", self.options).finish_non_exhaustive()
    }
}

impl<'a> Call<'a> {
    /// Reads one page. `account` has the newest tokens afterwards. The next page is told ahead,
    /// with the account that was used by then.
    ///
    /// # Errors
    /// As [`run::list_ahead`]; a token that cannot be renewed is the vendor's 401.
    pub async fn list(
        self,
        account: &mut Account,
        query: &ListQuery,
        tell: Tell<'_>,
    ) -> Result<Listing, Error> {
        if !is_renewable(self.plan, account) {
            return self.once(account, query, tell).await;
        }
        let end = self.end();
        if let Some(newest) = self.tokens.newest(account).await? {
            *account = newest;
        }
        let mut renewed: Option<Renewed> = None;
        if needs_refresh(self.plan, account, self.transport.now()) {
            // A faulty query is refused before any call.
            run::preview(self.plan, query, account, self.options)?;
            match self.renew(account, false, &end).await {
                Ok(newer) => {
                    *account = newer.account.clone();
                    renewed = Some(newer);
                }
                Err(NotRenewed::Reconnect(cause)) => return Err(self.reconnect(&cause, None)),
                // The renewal may succeed before the token ends.
                Err(NotRenewed::Fault(_)) if self.is_good_still(account) => {}
                Err(NotRenewed::Fault(fault)) => return Err(fault),
            }
        }
        // A token may end between the records and their tables: then everything is asked for again
        // with a new one.
        let strict = Options {
            expired_ends: renewed.is_none(),
            ..self.rest(&end)
        };
        let refusal = match self.by(&strict).once(account, query, tell).await {
            Err(Error::Remote(fault)) if fault.trouble == Trouble::Credentials => fault,
            answered => return answered,
        };
        let renewed = match renewed {
            Some(renewed) => renewed,
            None => match self.renew(account, true, &end).await {
                Ok(newer) => {
                    *account = newer.account.clone();
                    self.wait_told(account, &refusal, &end).await?;
                    let rest = self.rest(&end);
                    match self.by(&rest).once(account, query, tell).await {
                        Err(Error::Remote(fault)) if fault.trouble == Trouble::Credentials => {}
                        answered => return answered,
                    }
                    newer
                }
                Err(NotRenewed::Reconnect(cause)) => {
                    return Err(self.reconnect(&cause, Some(*refusal)));
                }
                Err(NotRenewed::Fault(fault)) => return Err(fault),
            },
        };
        Err(self.not_mended(&renewed, query, *refusal).await)
    }

    /// Waits as long as the vendor told another call of the page that was refused.
    ///
    /// # Errors
    /// The vendor's limit, where less time is left than that.
    async fn wait_told(
        self,
        account: &Account,
        refusal: &RemoteFault,
        end: &Deadline,
    ) -> Result<(), Error> {
        let Some(wait) = refusal.retry_after else {
            return Ok(());
        };
        if end.left(self.transport.as_ref()) <= wait {
            let label = &self.plan.mapping.label;
            let words = format!("{label} takes no calls for a while");
            let limited = RemoteFault::new(Trouble::RateLimited, words);
            return Err(RemoteFault {
                retry_after: Some(wait),
                ..limited
            }
            .into());
        }
        let mut about = About::default();
        about.account.clone_from(&account.id);
        self.plan.integration().clone_into(&mut about.integration);
        self.transport.waits(&about, wait).await;
        Ok(())
    }

    /// The error of a refusal that a fresh token does not cure. It is about this call, or about its
    /// cursor where it has one; the account stays as it is.
    async fn not_mended(self, renewed: &Renewed, query: &ListQuery, refusal: RemoteFault) -> Error {
        let now = self.transport.now();
        // If the note is lost, the next refusal only asks for one more token.
        drop(not_mended(self.tokens.as_ref(), renewed, now).await);
        // A page that is counted belongs to no session of the vendor's.
        let mut routes = self.plan.mapping.cases.iter().flat_map(|case| &case.routes);
        let is_token = routes.any(|route| route.paging.way.counts().is_none());
        if query.next_cursor.is_some() && is_token {
            return Error::Caller(CursorFault::EndedAtVendor.into());
        }
        refusal.into()
    }

    async fn once(
        self,
        account: &Account,
        query: &ListQuery,
        tell: Tell<'_>,
    ) -> Result<Listing, Error> {
        let transport = self.transport.as_ref();
        let tell = &mut |ahead| tell(account, ahead);
        run::list_ahead(self.plan, query, account, transport, self.options, tell).await
    }

    /// Renews the account's token, whether or not it has ended. `account` has the new one
    /// afterwards; one without a renewable token stays as it is.
    ///
    /// # Errors
    /// As [`Call::list`].
    pub async fn renew_now(self, account: &mut Account) -> Result<(), Error> {
        if !is_renewable(self.plan, account) {
            return Ok(());
        }
        match self.renew(account, true, &self.end()).await {
            Ok(renewed) => {
                *account = renewed.account;
                Ok(())
            }
            Err(NotRenewed::Reconnect(cause)) => Err(self.reconnect(&cause, None)),
            Err(NotRenewed::Fault(fault)) => Err(fault),
        }
    }

    async fn renew(
        self,
        account: &Account,
        refused: bool,
        end: &Deadline,
    ) -> Result<Renewed, NotRenewed> {
        let renewal = Renewal {
            plan: self.plan.clone(),
            transport: self.transport.clone(),
            tokens: self.tokens.clone(),
            account: account.clone(),
            refused,
            guard: self.guard.cloned(),
        };
        let late = || NotRenewed::Fault(Error::NoAnswer(SendFault::Timeout(self.options.deadline)));
        renew(renewal, end).await.unwrap_or_else(|| Err(late()))
    }

    /// When the time of this call is over.
    fn end(self) -> Deadline {
        let (transport, time) = (self.transport.as_ref(), self.options.deadline);
        let from_now = || Deadline::after(transport, time, Idle::default());
        self.options.until.clone().unwrap_or_else(from_now)
    }

    /// The options with the time that is left.
    fn rest(self, end: &Deadline) -> Options {
        Options {
            until: Some(end.clone()),
            ..self.options.clone()
        }
    }

    /// The same call with other options.
    fn by<'o>(self, options: &'o Options) -> Call<'o>
    where
        'a: 'o,
    {
        Call { options, ..self }
    }

    fn is_good_still(self, account: &Account) -> bool {
        ends_at(account).is_some_and(|end| end > self.transport.now())
    }

    /// The vendor's 401, in words that say who must act.
    fn reconnect(self, cause: &str, fault: Option<RemoteFault>) -> Error {
        let label = &self.plan.mapping.label;
        let message = format!(
            "{label} does not take this account's credentials any more; connect it again: {cause}"
        );
        let fault = fault.unwrap_or(RemoteFault::new(Trouble::Credentials, ""));
        RemoteFault { message, ..fault }.into()
    }
}
