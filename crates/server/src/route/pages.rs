//! The description of the server, for programs.

use crate::contract::json;
use crate::state::App;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};

/// `GET /openapi.json`
pub(crate) async fn openapi(State(app): State<App>) -> Response<Body> {
    json(StatusCode::OK, app.engine().openapi.clone())
}
