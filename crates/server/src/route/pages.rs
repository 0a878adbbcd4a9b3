//! The description of the server: for programs, and for people without a network.

use crate::contract::json;
use crate::state::App;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Response, StatusCode, header};

const DOCS: &str = include_str!("docs.html");

/// `GET /openapi.json`
pub(crate) async fn openapi(State(app): State<App>) -> Response<Body> {
    json(StatusCode::OK, app.engine().openapi.clone())
}

/// `GET /docs`: the same, to read. It loads nothing from elsewhere.
pub(crate) async fn docs() -> Response<Body> {
    let mut response = Response::new(Body::from(DOCS));
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    let policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'";
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    );
    response
}
