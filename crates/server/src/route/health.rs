//! Tells if the server is alive, if it may be sent requests, and its metrics.

use crate::contract::{Fault, json};
use crate::metrics;
use crate::state::App;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Response, StatusCode, header};

const OK: &str = r#"{"status":"ok"}"#;

/// `GET /healthz`: the process answers.
pub(crate) async fn healthz() -> Response<Body> {
    json(StatusCode::OK, OK)
}

/// `GET /readyz`: it has mappings, its accounts answer, and it is not going down.
pub(crate) async fn readyz(State(app): State<App>) -> Result<Response<Body>, Fault> {
    if app.is_going_down() {
        return Err(Fault::NotReady("the server is going down"));
    }
    if app.engine().touchpoint.integrations().is_empty() {
        return Err(Fault::NotReady("the server has no mapping"));
    }
    if let Err(fault) = app.accounts.ready().await {
        tracing::warn!(%fault, "the accounts do not answer");
        return Err(Fault::NotReady("the accounts do not answer"));
    }
    Ok(json(StatusCode::OK, OK))
}

/// `GET /metrics`: the numbers, in Prometheus' text format.
pub(crate) async fn metrics(State(app): State<App>) -> Response<Body> {
    app.metrics
        .tokens(app.tokens.postponed(), app.tokens.unsaved());
    let mut response = Response::new(app.metrics.text().into());
    let kind = HeaderValue::from_static(metrics::CONTENT_TYPE);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
