//! Starts a server from its settings: mappings are checked, accounts opened, and the port taken.
//! All faults are reported before the first request.

use crate::app::router;
use crate::backing::Backing;
use crate::connect::Connect;
use crate::drift;
use crate::engine::{Current, Make};
use crate::gate::Gate;
use crate::greeting::{Greeting, greeting};
use crate::left_off::LeftOff;
use crate::limits;
use crate::listen::{self, Bounds};
use crate::logging;
use crate::metrics::Metrics;
use crate::offered::Offered;
use crate::otlp::{self, Exporter};
use crate::probes::Probes;
use crate::settings::Settings;
use crate::start_fault::StartFault;
use crate::state::{App, Shared};
use crate::unsent::Unsent;
use crate::watch::{Folder, watch};
use secrecy::{ExposeSecret, SecretString};
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tokio::task::AbortHandle;
use tokio::time::timeout;
use touchpoint::Touchpoint;
use touchpoint_accounts::sandbox_accounts;
use touchpoint_accounts::service::Accounts;
use touchpoint_language::unified::engagement_model;

/// The least time that renewals get when the server goes down, however long callers took.
const FOR_RENEWALS: Duration = Duration::from_secs(5);

/// A server that listens but does not answer yet.
pub struct Server {
    listener: tokio::net::TcpListener,
    address: SocketAddr,
    app: App,
    greeting: String,
    shutdown: Duration,
    drain: Duration,
    per_peer: Option<usize>,
    probes: Option<Probes>,
    watching: Option<AbortHandle>,
    comparing: AbortHandle,
    /// Keeps the sandbox's vendors alive as long as the server runs, even when mappings are
    /// swapped.
    sandbox: Option<Touchpoint>,
}

impl Server {
    /// Starts with the accounts that the settings name.
    ///
    /// # Errors
    /// [`StartFault`]: everything that is wrong with the mappings, or with an accounts file of which no account can be used, at
    /// once. One that cannot be used beside others is left out, and told in the greeting and the log.
    pub async fn start(settings: Settings) -> Result<Server, StartFault> {
        check(&settings)?;
        let backing = Backing::open(&settings).await?;
        Server::begin(settings, backing).await
    }

    /// Starts with the caller's own accounts, for a program that keeps them itself.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub async fn start_with(
        settings: Settings,
        accounts: Arc<dyn Accounts>,
    ) -> Result<Server, StartFault> {
        let backing = Backing::given(&settings, accounts)?;
        Server::begin(settings, backing).await
    }

    async fn begin(settings: Settings, backing: Backing) -> Result<Server, StartFault> {
        let metrics = Arc::new(Metrics::default());
        let connect_key = backing.connect_key;
        let (offered, replies) = Offered::new(settings.drift);
        let make = Make::new(metrics.clone(), Arc::new(offered), &backing, &settings)?;
        let tokens = make.tokens.clone();
        let own = Some(settings.mappings.clone()).filter(|own| !own.is_empty());
        let model = make.model.clone();
        let model = model.unwrap_or_else(engagement_model);
        let folder = own.map(|own| Folder::open(own, model)).transpose()?;
        let mappings = folder.as_ref().map(Folder::sources).unwrap_or_default();
        let engine = make.engine(&mappings, settings.sandbox).await?;
        let sandbox = settings.sandbox.then(|| engine.touchpoint.clone());
        let played = sandbox.as_ref().map(sandbox_accounts).unwrap_or_default();
        let served = backing
            .serve(&settings, &engine.touchpoint, &played)
            .await?;
        let cannot = |address| move |error| StartFault::Listen { address, error };
        let listener = listen::bind(settings.listen).map_err(cannot(settings.listen))?;
        let address = listener.local_addr()?;
        let probes = settings.probes;
        let probes = probes
            .map(|at| TcpListener::bind(at).map_err(cannot(at)))
            .transpose()?;
        let told = Greeting {
            address,
            probes: probes.as_ref().map(TcpListener::local_addr).transpose()?,
            made_token: served.made_token.as_ref().map(ExposeSecret::expose_secret),
            left_out: &served.left_out,
            sandbox: &played,
        };
        for fault in &served.left_out {
            tracing::error!(%fault, "an account is left out");
        }
        let greeting = greeting(&told, &engine.touchpoint);
        let current = Arc::new(Current::new(engine));
        let comparing = drift::compare(
            replies,
            Arc::downgrade(&current),
            settings.corpus.clone(),
            metrics.clone(),
        );
        let comparing = tokio::spawn(comparing).abort_handle();
        let watching =
            folder.map(|folder| tokio::spawn(watch(folder, make, current.clone())).abort_handle());
        let app = Arc::new(Shared {
            current,
            accounts: served.accounts,
            connect: Connect::new(
                connect_key,
                settings.apps,
                &settings
                    .public_url
                    .unwrap_or_else(|| format!("http://{address}")),
            ),
            gate: Gate::new(settings.limits),
            unsent: Unsent::new(settings.memory.unsent),
            left_off: LeftOff::default(),
            metrics,
            unsupported: settings.unsupported_filters,
            deadline: settings.deadline,
            max_body_bytes: settings.max_body_bytes,
            allow_private: settings.allow_private_addresses,
            played: played.into_iter().map(|account| account.id).collect(),
            tokens,
            going_down: AtomicBool::new(false),
        });
        let (shutdown, drain) = (settings.shutdown, settings.drain);
        let probes = probes
            .map(|listener| Probes::start(listener, app.clone()))
            .transpose()?;
        Ok(Server {
            listener,
            address,
            app,
            greeting,
            shutdown,
            drain,
            per_peer: settings.connections_per_peer,
            probes,
            watching,
            comparing,
            sandbox,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where `/healthz`, `/readyz` and `/metrics` are answered beside it, where [`Settings::probes`] says so.
    pub fn probes(&self) -> Option<SocketAddr> {
        self.probes.as_ref().map(Probes::address)
    }

    /// What an operator reads first: the address, a token that was made, the sandbox's accounts and
    /// a command that works.
    pub fn greeting(&self) -> &str {
        &self.greeting
    }

    /// Answers until `stop` is ready. Then `/readyz` says so for as long as [`Settings::drain`], so
    /// that load balancers send requests elsewhere; after that no connections are taken, and running
    /// requests may end.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let drain = self.drain;
        self.run_until(async move {
            stop.await;
            drain
        })
        .await;
    }

    /// The same; the value of `stop` is how long connections are still taken.
    async fn run_until(self, stop: impl Future<Output = Duration>) {
        let (app, tokens) = (self.app.clone(), self.app.tokens.clone());
        let told: Arc<OnceLock<Instant>> = Arc::default();
        let tells = told.clone();
        let stop = async move {
            let drain = stop.await;
            app.going_down.store(true, Ordering::Relaxed);
            tracing::info!(drain_seconds = drain.as_secs(), "going down");
            tokio::time::sleep(drain).await;
            let _ = tells.set(Instant::now());
        };
        let router = router(self.app.clone());
        let bounds = Bounds::of_callers(self.per_peer, self.app.max_body_bytes);
        listen::serve(self.listener, router, stop, self.shutdown, bounds).await;
        // A renewal outlives the caller who began it: the new token must be stored, as the vendor
        // may have ended the old one.
        let gone = told.get().map_or(Duration::ZERO, Instant::elapsed);
        let left = self.shutdown.saturating_sub(gone).max(FOR_RENEWALS);
        if timeout(left, tokens.close()).await.is_err() {
            let unsaved = tokens.unsaved();
            tracing::error!(unsaved, "some renewals were cut off");
        }
        if let Some(watching) = self.watching {
            watching.abort();
        }
        self.comparing.abort();
        drop((self.probes, self.sandbox));
    }
}

/// Starts a server on threads of its own, tells the operator where, and runs it until the process
/// is told to stop. It blocks, so it must not be called on a runtime's thread.
///
/// # Errors
/// [`StartFault`]; the operator acts.
pub fn serve(settings: Settings) -> Result<(), StartFault> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime
        .enable_all()
        .build()?
        .block_on(greet_and_run(settings))
}

async fn greet_and_run(settings: Settings) -> Result<(), StartFault> {
    let (spans, exporter) = otlp::open(&settings).map_err(StartFault::Settings)?.unzip();
    logging::start(settings.log, spans);
    limits::guard();
    let drain = settings.drain;
    let server = Server::start(settings).await?;
    let exporter = exporter.map(Exporter::start).transpose();
    let exporter = exporter.map_err(StartFault::Settings)?;
    let mut out = std::io::stdout();
    out.write_all(server.greeting().as_bytes())?;
    out.flush()?;
    tracing::info!(address = %server.address(), "listens");
    let stop = listen::told_to_stop(drain)?;
    server.run_until(stop).await;
    if let Some(exporter) = exporter {
        exporter.end().await;
    }
    Ok(())
}

pub(crate) fn check(settings: &Settings) -> Result<(), StartFault> {
    let refuse = |says: &str| Err(StartFault::Settings(says.to_owned()));
    let database = settings.database.is_some();
    if database && (settings.sandbox || settings.accounts.is_some()) {
        return refuse("`database` goes neither with `accounts` nor with `sandbox`; choose one");
    }
    if settings.state.is_some() && settings.accounts.is_none() {
        return refuse("`state` keeps the tokens of accounts from a file; add `--accounts FILE`");
    }
    if !database && !settings.sandbox && settings.accounts.is_none() {
        return refuse(
            "there are no accounts to serve; add `--accounts FILE`, `--database URL` or `--sandbox`",
        );
    }
    if !database && settings.api_token.is_none() && !settings.listen.ip().is_loopback() {
        return Err(StartFault::Settings(format!(
            "it will not listen on {} without a token; set `TOUCHPOINT_API_TOKEN`, or listen on 127.0.0.1",
            settings.listen
        )));
    }
    let short = |secret: &SecretString| secret.expose_secret().len() < 16;
    if settings.api_token.as_ref().is_some_and(short) {
        return refuse(
            "`TOUCHPOINT_API_TOKEN` is too short to be a secret; use 16 characters or more",
        );
    }
    Ok(())
}
