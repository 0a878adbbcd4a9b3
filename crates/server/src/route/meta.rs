//! What integrations support, as it follows from their mappings.

use crate::contract::{Fault, json};
use crate::state::App;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode, Uri};
use touchpoint_describe::coverage::{self, Coverage, IntegrationCoverage};

/// `GET /unified/…/meta`: all integrations.
pub(crate) async fn all(State(app): State<App>, uri: Uri) -> Result<Response<Body>, Fault> {
    let engines = app.engine();
    let engine = engines.of(uri.path()).ok_or(Fault::NoRoute)?;
    Ok(json(StatusCode::OK, engine.meta.clone()))
}

/// `GET /unified/…/{integration}/meta/list`: one.
pub(crate) async fn one(
    State(app): State<App>,
    Path(integration): Path<String>,
    uri: Uri,
) -> Result<Response<Body>, Fault> {
    let engines = app.engine();
    let engine = engines.of(uri.path()).ok_or(Fault::NoRoute)?;
    let one = engine
        .coverage
        .integration(&integration)
        .ok_or(Fault::NoRoute)?;
    let coverage = Coverage {
        // On its own page an integration is listed even if the contract does not list it.
        integrations: vec![IntegrationCoverage {
            beyond_page: false,
            ..one.clone()
        }],
    };
    let body = coverage::meta(&coverage, &engine.model).to_json();
    Ok(json(StatusCode::OK, body))
}
