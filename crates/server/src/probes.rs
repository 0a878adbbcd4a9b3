//! Health, readiness and metrics at an address of their own, from a thread of their own. Whoever floods
//! the callers' address is served in turn, and a probe would stand in that line.

use crate::contract::Fault;
use crate::listen::{self, Bounds};
use crate::route::health;
use crate::state::App;
use axum::Router;
use axum::routing::get;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot::{self, Sender};

/// Connections of probes that are open at once: a few watchers, each with one or two.
const CONNECTIONS: usize = 64;
/// How long a reply may still take at the end.
const GRACE: Duration = Duration::from_secs(1);

/// The address is answered as long as this lives.
pub(crate) struct Probes {
    address: SocketAddr,
    _stop: Sender<()>,
}

impl Probes {
    /// Answers from now on.
    pub(crate) fn start(listener: TcpListener, app: App) -> io::Result<Probes> {
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let stopped = async move { drop(stopped.await) };
        let thread = thread::Builder::new().name("probes".to_owned());
        thread.spawn(move || answer_until(&runtime, listener, app, stopped))?;
        Ok(Probes {
            address,
            _stop: stop,
        })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

fn answer_until(
    runtime: &Runtime,
    listener: TcpListener,
    app: App,
    stop: impl Future<Output = ()>,
) {
    let bounds = Bounds {
        connections: CONNECTIONS,
        per_peer: CONNECTIONS,
        max_body_bytes: 0,
    };
    runtime.block_on(async {
        match tokio::net::TcpListener::from_std(listener) {
            Ok(listener) => listen::serve(listener, router(app), stop, GRACE, bounds).await,
            Err(fault) => tracing::error!(%fault, "probes are not answered"),
        }
    });
}

/// The paths that the callers' address has too.
fn router(app: App) -> Router {
    let read_only = || async { Fault::Method("GET, HEAD") };
    Router::new()
        .route("/healthz", get(health::healthz).fallback(read_only))
        .route("/readyz", get(health::readyz).fallback(read_only))
        .route("/metrics", get(health::metrics).fallback(read_only))
        .fallback(|| async { Fault::NoRoute })
        .with_state(app)
}
