//! The engine that a program embeds: mappings, a transport, and one call for one page or for all.

use crate::credentials::Credentials;
use crate::error::{Error, ErrorKind};
use crate::example::example_account;
use crate::keys::{CursorKeys, KeyNames, SignedAs};
use crate::observe::Observer;
use crate::others;
use crate::overlays::{NoPlan, Overlays, unknown_integration};
use crate::own_apps::{Guard, OwnApps};
use crate::page::Page;
use crate::tokens::{Call, StoreFault, Tell, TokenStore};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use touchpoint_core::exchange::{Account, AccountFault, Deadline, Idle, Reply, Transport};
use touchpoint_core::plan::Plan;
use touchpoint_core::query::{Failure, ListQuery};
use touchpoint_core::registry::Registry;
use touchpoint_core::run::{self, Options, Preview};
#[cfg(feature = "sandbox")]
use touchpoint_emulator::sandbox::Listener;
use touchpoint_language::diagnostic::Diagnostic;
use touchpoint_language::model::Model;
use touchpoint_language::source::SourceFile;

/// How long it waits before it looks again for room for an account's overlay.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// The engine. Cheap to clone; all clones share the same parts.
#[derive(Clone)]
pub struct Touchpoint(Arc<EngineParts>);

/// The parts of an engine.
pub(crate) struct EngineParts {
    pub(crate) registry: Registry,
    /// The unified model that its records have.
    pub(crate) model: Arc<Model>,
    /// True if overlays of accounts are laid over its mappings.
    pub(crate) lays_over: bool,
    /// Engines that share all but the mappings, one for each further resource.
    pub(crate) further: Vec<Touchpoint>,
    pub(crate) overlays: Overlays,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) tokens: Arc<dyn TokenStore>,
    pub(crate) credentials: Option<Arc<dyn Credentials>>,
    pub(crate) own_apps: Arc<OwnApps>,
    pub(crate) observers: Arc<[Arc<dyn Observer>]>,
    pub(crate) options: Options,
    pub(crate) keys: CursorKeys,
    pub(crate) key_names: Arc<KeyNames>,
    #[cfg(feature = "sandbox")]
    pub(crate) sandbox: Option<Arc<Listener>>,
}

/// How much it has, and no secret.
impl fmt::Debug for Touchpoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("Touchpoint");
        shown.field("resource", &self.0.model.resource);
        shown.field("integrations", &self.0.registry.slugs());
        shown.finish_non_exhaustive()
    }
}

impl Touchpoint {
    pub(crate) fn new(parts: EngineParts) -> Touchpoint {
        Touchpoint(Arc::new(parts))
    }

    /// The compiled mappings.
    pub fn registry(&self) -> &Registry {
        &self.0.registry
    }

    /// The compiled mapping of an integration.
    pub fn plan(&self, integration: &str) -> Option<&Arc<Plan>> {
        self.0.registry.get(integration)
    }

    pub(crate) fn parts(&self) -> &EngineParts {
        &self.0
    }

    #[cfg(feature = "sandbox")]
    pub(crate) fn sandbox(&self) -> Option<&Listener> {
        self.0.sandbox.as_deref()
    }

    /// The overlay that is laid over an account's mapping.
    fn overlay<'a>(&self, account: &'a Account) -> Option<&'a Arc<SourceFile>> {
        account.overlay.as_ref().filter(|_| self.0.lays_over)
    }

    /// Reads one page.
    ///
    /// What it does by itself, within the deadline (30 s unless [`Builder::deadline`](crate::Builder::deadline)
    /// says another), at which an answer that has not come is given up:
    ///
    /// - A request that nobody answers, or that is answered with 408, 502, 503, 504 or what the mapping calls
    ///   transient, is sent again, [up to three times](crate::Builder::attempts), after a wait of up to
    ///   250 ms, then 500 ms; a `Retry-After` of the vendor is waited where it fits the deadline.
    /// - A token that is about to end is renewed before the call, and once if the vendor refuses it. In a tokio
    ///   runtime a renewal goes on beyond the deadline, so that its token is not lost.
    /// - Where checked filters leave too few records, [up to three](crate::Builder::fill_pages) pages of the
    ///   vendor are read.
    ///
    /// It never waits for a rate limit (429): that comes back at once, with
    /// [`Error::retry_after`] where the vendor tells it. Nor is 500 asked again, since the vendor says that
    /// the call itself failed. [`Touchpoint::stream`] waits for limits.
    ///
    /// # Errors
    /// [`Error`], by who must act. Nothing is lost: the cursor that led here can be used again.
    pub async fn list(&self, account: &Account, query: &ListQuery) -> Result<Page, Error> {
        let options = self.options(account);
        self.list_as(options, &mut account.clone(), query, &mut |_, _| {})
            .await
    }

    /// Reads one page as [`Touchpoint::list`], within another deadline than the engine's own, such
    /// as what is left of a request's time.
    ///
    /// # Errors
    /// As [`Touchpoint::list`].
    pub async fn list_within(
        &self,
        deadline: Duration,
        account: &Account,
        query: &ListQuery,
    ) -> Result<Page, Error> {
        let options = Options {
            deadline: deadline.min(self.0.options.deadline),
            ..self.options(account)
        };
        self.list_as(options, &mut account.clone(), query, &mut |_, _| {})
            .await
    }

    /// Reads one page. `account` has the newest tokens afterwards; the next page's cursor is told
    /// ahead. Time in which nobody waits for it does not count.
    pub(crate) async fn list_ahead(
        &self,
        account: &mut Account,
        query: &ListQuery,
        signed: SignedAs,
        idle: Idle,
        tell: Tell<'_>,
    ) -> Result<Page, Error> {
        let mut options = self.options_as(account, signed);
        options.until = Some(Deadline::after(self.transport(), options.deadline, idle));
        self.list_as(options, account, query, tell).await
    }

    async fn list_as(
        &self,
        mut options: Options,
        account: &mut Account,
        query: &ListQuery,
        tell: Tell<'_>,
    ) -> Result<Page, Error> {
        let end = options.until.take().unwrap_or_else(|| self.end(&options));
        *account = self.completed_until(account, &end).await?;
        let plan = self.plan_until(account, &end).await?;
        options.until = Some(end);
        let label = &plan.mapping.label;
        let guard = self.guard(account);
        let call = self.call(&plan, &options, guard.as_ref());
        let listing = call.list(account, query, tell).await;
        let listing =
            listing.map_err(|error| others::named(error, self.registry()).of_vendor(label))?;
        for warning in &listing.response.warnings {
            for observer in self.0.observers.iter() {
                observer.warned(account, warning);
            }
            #[cfg(feature = "tracing")]
            crate::traced::warned(account, warning);
        }
        Ok(Page::new(listing))
    }

    /// The account with the secrets that [`Builder::credentials`](crate::Builder::credentials) gives it now, as
    /// each call does it by itself; the same account where there is no such source.
    ///
    /// # Errors
    /// An error of the kind [`Store`](ErrorKind::Store): the source failed, or gave nothing within the deadline.
    pub async fn completed(&self, account: &Account) -> Result<Account, Error> {
        self.completed_until(account, &self.end(&self.0.options))
            .await
    }

    async fn completed_until(&self, account: &Account, end: &Deadline) -> Result<Account, Error> {
        let Some(credentials) = &self.0.credentials else {
            return Ok(account.clone());
        };
        let asked = credentials.account(account);
        let given = end.bound(self.transport(), asked).await;
        let late = || StoreFault::from("the secrets did not come in time");
        let complete = given.unwrap_or_else(|| Err(late()));
        Ok(complete.map_err(run::Error::from)?)
    }

    /// An account that may be shown what a call would send: where its secrets are asked for with each call, it
    /// lacks them here, and examples stand in for them.
    fn shown<'a>(&self, plan: &Plan, account: &'a Account) -> Cow<'a, Account> {
        if self.0.credentials.is_none() || !account.credentials.is_empty() {
            return Cow::Borrowed(account);
        }
        Cow::Owned(Account {
            credentials: example_account(plan).credentials,
            ..account.clone()
        })
    }

    /// Renews the token of an account now, whether or not it has ended; it is stored as at any other
    /// renewal. An account without a renewable token stays as it is. Secrets are asked for as with each call.
    ///
    /// # Errors
    /// [`Error`], by who must act.
    pub async fn renew(&self, account: &Account) -> Result<(), Error> {
        let mut options = self.options(account);
        let end = self.end(&options);
        let mut account = self.completed_until(account, &end).await?;
        let plan = self.plan_until(&account, &end).await?;
        options.until = Some(end);
        let guard = self.guard(&account);
        let call = self.call(&plan, &options, guard.as_ref());
        let renewed = call.renew_now(&mut account).await;
        let label = &plan.mapping.label;
        renewed.map_err(|error| Error::from(error).of_vendor(label))
    }

    /// What keeps the program's own apps from strangers; none where there is nothing to keep.
    pub(crate) fn guard(&self, account: &Account) -> Option<Guard> {
        let own = self.plan(&account.integration)?;
        Guard::new(&self.0.own_apps, own)
    }

    pub(crate) fn own_apps(&self) -> &OwnApps {
        &self.0.own_apps
    }

    fn call<'c>(
        &'c self,
        plan: &'c Arc<Plan>,
        options: &'c Options,
        guard: Option<&'c Guard>,
    ) -> Call<'c> {
        Call {
            guard,
            plan,
            transport: &self.0.transport,
            tokens: &self.0.tokens,
            options,
        }
    }

    /// The plan of an account, compiled aside once there is room for it.
    async fn plan_until(&self, account: &Account, end: &Deadline) -> Result<Arc<Plan>, Error> {
        let transport = self.transport();
        loop {
            let mut plan = None;
            let mut compile = || plan = Some(self.plan_of(account));
            transport.aside(&mut compile).await;
            match plan {
                Some(Err(error))
                    if error.kind() == ErrorKind::Internal && !end.is_over(transport) => {}
                Some(found) => return found,
                None => {
                    let says = "the mapping was not compiled".to_owned();
                    return Err(run::Error::Ours(says).into());
                }
            }
            transport.wait(BETWEEN_LOOKS).await;
        }
    }

    /// Says what a query would send, without sending it. Where
    /// [`Builder::credentials`](crate::Builder::credentials) gives the secrets, an account without any is shown
    /// with examples of the mapping's first way to sign in.
    ///
    /// # Errors
    /// As [`Touchpoint::list`], before any call.
    pub fn preview(&self, account: &Account, query: &ListQuery) -> Result<Preview, Error> {
        let plan = self.plan_of(account)?;
        let account = &*self.shown(&plan, account);
        run::preview(&plan, query, account, &self.options(account))
            .map_err(|error| others::named(error, self.registry()))
    }

    /// Maps a reply that is at hand, as if it had just come for this query: nothing is sent.
    ///
    /// # Errors
    /// As [`Touchpoint::list`]: the query cannot be asked, or the reply is no page.
    pub fn map_reply(
        &self,
        account: &Account,
        query: &ListQuery,
        reply: Reply,
    ) -> Result<Page, Error> {
        let plan = self.plan_of(account)?;
        let listing = run::map_reply(&plan, query, reply, &self.options(account))?;
        Ok(Page::new(listing))
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        self.0.transport.as_ref()
    }

    /// When a call that begins now must end.
    fn end(&self, options: &Options) -> Deadline {
        Deadline::after(self.transport(), options.deadline, Idle::default())
    }

    pub(crate) fn deadline(&self) -> Duration {
        self.0.options.deadline
    }

    /// The names of the keys that sign cursors.
    pub(crate) fn key_names(&self) -> Arc<KeyNames> {
        self.0.key_names.clone()
    }

    /// The plan of an account: its integration's, with its overlay laid over it.
    ///
    /// # Errors
    /// There is no such mapping, or the overlay has errors: [`Touchpoint::check_overlay`]
    /// gives them all.
    pub fn plan_of(&self, account: &Account) -> Result<Arc<Plan>, Error> {
        let plan = self.plan(&account.integration).ok_or_else(|| {
            let failure = Failure::new("integration", &account.integration, "has no mapping");
            let fault = vec![failure.allowing(self.0.registry.slugs())].into();
            Error::of_kind(ErrorKind::UnknownIntegration, run::Error::Caller(fault))
        })?;
        let Some(overlay) = self.overlay(account) else {
            return Ok(plan.clone());
        };
        let plan = self.0.overlays.over(plan, overlay).map_err(|no| match no {
            NoPlan::Faulty => {
                run::Error::Account(vec![AccountFault::Overlay(overlay.name.clone())])
            }
            NoPlan::Full => run::Error::Ours("too many overlays are in use at once".to_owned()),
        })?;
        Ok(plan)
    }

    /// Checks an account's overlay, laid over its mapping. An account without one passes.
    ///
    /// # Errors
    /// Every error of the two as one; there is no mapping of the account's integration.
    pub fn check_overlay(&self, account: &Account) -> Result<(), Vec<Diagnostic>> {
        let Some(plan) = self.plan(&account.integration) else {
            let known = self.0.registry.slugs();
            return Err(vec![unknown_integration(account, &known)]);
        };
        match self.overlay(account) {
            Some(overlay) => self.0.overlays.read(plan, overlay).map(drop),
            None => Ok(()),
        }
    }

    pub(crate) fn options(&self, account: &Account) -> Options {
        self.options_as(account, SignedAs::Cursor)
    }

    fn options_as(&self, account: &Account, signed: SignedAs) -> Options {
        Options {
            cursor_key: self.0.keys.key(account, signed),
            ..self.0.options.clone()
        }
    }
}
