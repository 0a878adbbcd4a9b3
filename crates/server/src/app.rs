//! The router: every path of the server on one page.

use crate::compress;
use crate::contract::Fault;
use crate::edge;
use crate::route::{accounts, connect, health, integrations, list, meta, pages};
use crate::state::App;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use touchpoint_language::unified::models;
use tower_http::catch_panic::CatchPanicLayer;

/// Every path. `/healthz`, `/readyz`, `/metrics` and what describes the server need no token.
pub(crate) fn router(app: App) -> Router {
    const READ: Fault = Fault::Method("GET, HEAD");
    let read_only = || async { READ };
    let lists = models().into_iter().fold(Router::new(), |router, model| {
        let list = format!("/unified/{}", model.resource);
        router
            .route(&list, get(list::list).fallback(read_only))
            .route(&format!("{list}/meta"), get(meta::all).fallback(read_only))
            .route(
                &format!("{list}/{{integration}}/meta/list"),
                get(meta::one).fallback(read_only),
            )
    });
    lists
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
        .layer(from_fn(compress::compress))
        .layer(from_fn_with_state(app.clone(), edge::observe))
        .with_state(app)
}
