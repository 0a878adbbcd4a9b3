//! The engine that a program embeds: mappings, a transport, and one call for one page or for all.

use crate::others;
use crate::overlays::{NoPlan, Overlays};
use crate::page::Page;
use crate::tokens::{Call, Tell, TokenStore};
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::{Account, AccountFault, Reply, Transport};
use touchpoint_core::plan::Plan;
use touchpoint_core::query::{Failure, ListQuery};
use touchpoint_core::registry::Registry;
use touchpoint_core::run::{self, Error, Options, Preview};
#[cfg(feature = "sandbox")]
use touchpoint_emulator::sandbox::Listener;
use touchpoint_language::diagnostic::Diagnostic;
use touchpoint_language::model::Model;

/// How long it waits before it looks again for room for an account's overlay.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// The engine. Cheap to clone; all clones share the same parts.
#[derive(Clone)]
pub struct Touchpoint(Arc<EngineParts>);

/// The parts of an engine.
pub(crate) struct EngineParts {
    pub(crate) registry: Registry,
    pub(crate) overlays: Overlays,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) tokens: Arc<dyn TokenStore>,
    pub(crate) options: Options,
    pub(crate) keys: CursorKeys,
    #[cfg(feature = "sandbox")]
    pub(crate) sandbox: Option<Listener>,
}

/// The keys that sign cursors.
pub(crate) enum CursorKeys {
    /// One secret for all accounts.
    One(Key),
    /// Each account's own credentials: a cursor is valid as long as they are.
    PerAccount,
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

    /// The unified model, where there is any mapping.
    pub fn model(&self) -> Option<&Arc<Model>> {
        self.0.registry.plans().first().map(|plan| &plan.model)
    }

    /// The sandbox account of an integration, when the sandbox is open and it has a mapping.
    #[cfg(feature = "sandbox")]
    pub fn sandbox_account(&self, integration: &str) -> Option<Account> {
        self.0.sandbox.as_ref()?.account(integration)
    }

    /// Queries to begin with in an integration's sandbox.
    #[cfg(feature = "sandbox")]
    pub fn sandbox_queries(&self, integration: &str) -> Vec<String> {
        self.0
            .sandbox
            .as_ref()
            .map(|listener| listener.sandbox().queries(integration))
            .unwrap_or_default()
    }

    /// Values by which the records of an integration's sandbox can be filtered by a parameter.
    #[cfg(feature = "sandbox")]
    pub fn sandbox_known(&self, integration: &str, parameter: &str) -> Vec<String> {
        let listener = self.0.sandbox.as_ref();
        let known = listener.map(|listener| listener.sandbox().known(integration, parameter));
        known.unwrap_or_default()
    }

    /// Reads one page. A token that is about to expire is renewed first.
    ///
    /// # Errors
    /// [`Error`], by who must act.
    pub async fn list(&self, account: &Account, query: &ListQuery) -> Result<Page, Error> {
        self.list_ahead(&mut account.clone(), query, &mut |_, _| {})
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
    /// ahead.
    pub(crate) async fn list_ahead(
        &self,
        account: &mut Account,
        query: &ListQuery,
        tell: Tell<'_>,
    ) -> Result<Page, Error> {
        let options = self.options(account);
        self.list_as(options, account, query, tell).await
    }

    async fn list_as(
        &self,
        options: Options,
        account: &mut Account,
        query: &ListQuery,
        tell: Tell<'_>,
    ) -> Result<Page, Error> {
        let plan = self.plan_soon(account, &options).await?;
        let call = Call {
            plan: &plan,
            transport: &self.0.transport,
            tokens: &self.0.tokens,
            options: &options,
        };
        let listing = call.list(account, query, tell).await;
        let listing = listing.map_err(|error| others::named(error, self.registry()))?;
        Ok(Page::new(listing))
    }

    /// The plan of an account, compiled aside once there is room for it.
    async fn plan_soon(&self, account: &Account, options: &Options) -> Result<Arc<Plan>, Error> {
        let transport = self.transport();
        let until = SignedDuration::try_from(options.deadline).unwrap_or(SignedDuration::MAX);
        let until = transport.now().checked_add(until).ok();
        loop {
            let mut plan = None;
            let mut compile = || plan = Some(self.plan_of(account));
            transport.aside(&mut compile).await;
            match plan {
                Some(Err(Error::Ours(_))) if until.is_some_and(|at| transport.now() < at) => {}
                Some(found) => return found,
                None => return Err(Error::Ours("the mapping was not compiled".to_owned())),
            }
            transport.wait(BETWEEN_LOOKS).await;
        }
    }

    /// Says what a query would send, without sending it.
    ///
    /// # Errors
    /// As [`Touchpoint::list`], before any call.
    pub fn preview(&self, account: &Account, query: &ListQuery) -> Result<Preview, Error> {
        let plan = self.plan_of(account)?;
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

    /// The plan of an account: its integration's, with its overlay laid over it.
    ///
    /// # Errors
    /// There is no such mapping, or the overlay has errors: [`Touchpoint::check_overlay`]
    /// gives them all.
    pub fn plan_of(&self, account: &Account) -> Result<Arc<Plan>, Error> {
        let plan = self.plan(&account.integration).ok_or_else(|| {
            let failure = Failure::new("integration", &account.integration, "has no mapping");
            Error::Caller(vec![failure.allowing(self.0.registry.slugs())].into())
        })?;
        let Some(overlay) = &account.overlay else {
            return Ok(plan.clone());
        };
        self.0.overlays.over(plan, overlay).map_err(|no| match no {
            NoPlan::Faulty => {
                let lacks = format!("its overlay `{}` without errors", overlay.name);
                Error::Account(vec![AccountFault::Lacks(lacks)])
            }
            NoPlan::Full => Error::Ours("too many overlays are in use at once".to_owned()),
        })
    }

    /// Checks an account's overlay, laid over its mapping.
    ///
    /// # Errors
    /// Every error of the two as one.
    pub fn check_overlay(&self, account: &Account) -> Result<(), Vec<Diagnostic>> {
        let plan = self.plan(&account.integration);
        let Some((plan, overlay)) = plan.zip(account.overlay.as_ref()) else {
            return Ok(());
        };
        self.0.overlays.read(plan, overlay).map(drop)
    }

    fn options(&self, account: &Account) -> Options {
        let cursor_key = match &self.0.keys {
            CursorKeys::One(key) => key.clone(),
            CursorKeys::PerAccount => Key::of_account(account),
        };
        Options {
            cursor_key,
            ..self.0.options.clone()
        }
    }
}
