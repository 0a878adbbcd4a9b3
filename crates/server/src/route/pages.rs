//! The description of the server, for programs.

use crate::compress::Accepted;
use crate::state::App;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;

/// `GET /openapi.json`
pub(crate) async fn openapi(State(app): State<App>, accepted: Accepted) -> Response<Body> {
    app.engine().openapi.reply(accepted).await
}
