//! The router: every path of the server on one page.

use crate::contract::{Fault, list_path};
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
use std::collections::HashSet;
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
    // Lists of models that ship may come with other mappings while the server runs.
    let mut resources = app.engine().touchpoint.resources();
    resources.extend(models().into_iter().map(|model| model.resource));
    let mut seen = HashSet::new();
    resources.retain(|resource| seen.insert(resource.clone()));
    let lists = resources.iter().fold(Router::new(), |router, resource| {
        if !can_be_a_path(resource) {
            tracing::error!(
                resource,
                "a resource is not `model/resource`, so it has no path"
            );
            return router;
        }
        let list = list_path(resource);
        router
            .route(&list, get(list::list).fallback(read_only))
            .route(&format!("{list}/meta"), get(meta::all).fallback(read_only))
            .route(
                &format!("{list}/meta/list"),
                get(meta::of_account).fallback(read_only),
            )
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

/// True for `model/resource`, in characters that a path holds as they are.
fn can_be_a_path(resource: &str) -> bool {
    let is_name = |part: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        !part.is_empty() && part.chars().all(fits)
    };
    let parts = resource.split_once('/');
    parts.is_some_and(|(model, name)| is_name(model) && is_name(name))
}
