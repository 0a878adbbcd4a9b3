//! The router: every path of the server on one page, and what its routes share.

use crate::accounts::Accounts;
use crate::connect::Connect;
use crate::edge;
use crate::engine::{Current, Engine};
use crate::fault::Fault;
use crate::gate::Gate;
use crate::metrics::Metrics;
use crate::route::{accounts, connect, health, integrations, list, meta, pages};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use touchpoint_core::query::Unsupported;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// What all routes share.
pub(crate) struct Shared {
    pub(crate) current: Arc<Current>,
    pub(crate) accounts: Arc<dyn Accounts>,
    pub(crate) connect: Connect,
    pub(crate) gate: Gate,
    pub(crate) metrics: Arc<Metrics>,
    /// What becomes of filters that a vendor cannot serve, where the caller does not say.
    pub(crate) unsupported: Unsupported,
    pub(crate) deadline: Duration,
    pub(crate) max_body_bytes: usize,
    pub(crate) going_down: AtomicBool,
}

/// What a route is given.
pub(crate) type App = Arc<Shared>;

impl Shared {
    pub(crate) fn engine(&self) -> Arc<Engine> {
        self.current.get()
    }

    pub(crate) fn is_going_down(&self) -> bool {
        self.going_down.load(Ordering::Relaxed)
    }
}

/// The path of the unified list.
pub(crate) const LIST: &str = "/unified/crm/engagements";

/// Every path. `/healthz`, `/readyz`, `/metrics` and what describes the server need no token.
pub(crate) fn router(app: App) -> Router {
    const READ: Fault = Fault::Method("GET, HEAD");
    let read_only = || async { READ };
    Router::new()
        .route(LIST, get(list::list).fallback(read_only))
        .route(&format!("{LIST}/meta"), get(meta::all).fallback(read_only))
        .route(
            &format!("{LIST}/{{integration}}/meta/list"),
            get(meta::one).fallback(read_only),
        )
        .route(
            "/integrated-account",
            get(accounts::list)
                .post(accounts::add)
                .fallback(|| async { Fault::Method("GET, HEAD, POST") }),
        )
        .route(
            "/integrated-account/{id}",
            get(accounts::show)
                .patch(accounts::change)
                .delete(accounts::remove)
                .fallback(|| async { Fault::Method("GET, HEAD, PATCH, DELETE") }),
        )
        .route(
            "/connect/{integration}",
            get(connect::follow)
                .post(connect::make)
                .fallback(|| async { Fault::Method("GET, HEAD, POST") }),
        )
        .route(
            "/connect/{integration}/callback",
            get(connect::callback).fallback(read_only),
        )
        .route("/integrations", get(integrations::list).fallback(read_only))
        .route("/openapi.json", get(pages::openapi).fallback(read_only))
        .route("/docs", get(pages::docs).fallback(read_only))
        .route("/healthz", get(health::healthz).fallback(read_only))
        .route("/readyz", get(health::readyz).fallback(read_only))
        .route("/metrics", get(health::metrics).fallback(read_only))
        .fallback(|| async { Fault::NoRoute })
        .layer(CatchPanicLayer::custom(edge::panicked))
        .layer(from_fn_with_state(app.clone(), edge::limits))
        .layer(CompressionLayer::new().gzip(true))
        .layer(from_fn_with_state(app.clone(), edge::observe))
        .with_state(app)
}
