//! The router: every path of the server on one page.

use crate::contract::{Fault, LIST};
use crate::edge;
use crate::finish;
use crate::route::{
    absent, account_tokens, accounts, capabilities, connect, connect_lane, health, integrations,
    list, meta, pages, swagger,
};
use crate::state::App;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use touchpoint_language::unified::models;
use tower_http::catch_panic::CatchPanicLayer;

/// Every path of a whole server. `/healthz`, `/readyz`, `/metrics` and what describes the server need no token.
pub(crate) fn router(app: App) -> Router {
    router_of(app, true)
}

/// The same, with or without the links by which persons connect accounts.
pub(crate) fn router_of(app: App, with_links: bool) -> Router {
    const READ: Fault = Fault::Method("GET, HEAD");
    let read_only = || async { READ };
    let post_only = || async { Fault::Method("POST") };
    let links = Router::new()
        .route(
            "/connect/{integration}",
            get(connect::follow)
                .post(connect::make)
                .fallback(|| async { Fault::Method("GET, HEAD, POST") }),
        )
        .route(
            "/connect/{integration}/callback",
            get(connect::callback)
                .layer(from_fn_with_state(app.clone(), connect_lane::wait))
                .fallback(read_only),
        );
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
            &format!("{LIST}/meta/list"),
            get(meta::of_account).fallback(read_only),
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
            "/integrated-account/{id}/capabilities",
            get(capabilities::of_account).fallback(read_only),
        )
        .route(
            "/integrated-account/token",
            post(account_tokens::make).fallback(post_only),
        )
        .route(
            "/integrated-account/refresh-credentials",
            post(account_tokens::refresh).fallback(post_only),
        )
        .route(
            "/integration",
            get(capabilities::integrations).fallback(read_only),
        )
        .route(
            "/integration/{integration}",
            get(capabilities::integration).fallback(read_only),
        )
        .route(
            "/integration/{integration}/capabilities",
            get(capabilities::of_integration).fallback(read_only),
        )
        .route("/integrations", get(integrations::list).fallback(read_only))
        .route("/openapi.json", get(pages::openapi).fallback(read_only))
        .route("/docs", get(swagger::page).fallback(read_only))
        .route("/docs/{file}", get(swagger::file).fallback(read_only))
        .route("/healthz", get(health::healthz).fallback(read_only))
        .route("/readyz", get(health::readyz).fallback(read_only))
        .route("/metrics", get(health::metrics).fallback(read_only))
        .merge(if with_links { links } else { Router::new() })
        .fallback(absent::absent)
        .layer(CatchPanicLayer::custom(edge::panicked))
        .layer(from_fn_with_state(app.clone(), edge::limits))
        .layer(from_fn_with_state(app.clone(), finish::finish))
        .layer(from_fn_with_state(app.clone(), edge::observe))
        .with_state(app)
}
