//! What happens around every route: the request's id, its span, its metrics, the limits of its
//! query and body.

use crate::connection::Connection;
use crate::contract::Fault;
use crate::otlp;
use crate::state::{App, Shared};
use crate::traceparent;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use axum::middleware::Next;
use axum::response::IntoResponse;
use std::any::Any;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout};
use touchpoint_accounts::random_bytes;
use tracing::Instrument;

const REQUEST_ID: &str = "x-request-id";
const LONGEST_ID: usize = 128;
/// How long a request's body is waited for.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// Longer queries are refused without being read.
const LONGEST_QUERY: usize = 20 * 1024;

/// The word of RFC 9112, section 9.6, for a connection that takes no further request.
const CLOSE: &str = concat!("clo", "se");

/// When a request arrived: its time limit includes the time that it waits.
#[derive(Clone, Copy)]
pub(crate) struct Arrived(pub(crate) Instant);

/// Gives the request an id and a span, and counts it.
pub(crate) async fn observe(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response<Body> {
    let start = Instant::now();
    request.extensions_mut().insert(Arrived(start));
    let id = request_id(request.headers());
    let matched = request.extensions().get::<MatchedPath>();
    let route = matched.map_or("none", MatchedPath::as_str).to_owned();
    let parent = trace_parent(request.headers());
    let span = tracing::info_span!(
        "request",
        request_id = id.to_str().unwrap_or_default(),
        method = %request.method(),
        route,
        workspace = tracing::field::Empty,
        account = tracing::field::Empty,
        integration = tracing::field::Empty,
        status = tracing::field::Empty,
        trace_parent = parent,
    );
    if let Some(parent) = parent {
        otlp::go_on(&span, parent);
    }
    let connection = request.extensions().get::<Arc<Connection>>().cloned();
    let in_flight = app.metrics.in_flight();
    let mut response = next.run(request).instrument(span.clone()).await;
    drop(in_flight);
    let status = response.status();
    let took = start.elapsed();
    app.metrics.answered(&route, status.as_str(), took);
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    span.record("status", status.as_u16());
    span.in_scope(|| tracing::info!(status = status.as_u16(), ms, "answered"));
    let headers = response.headers_mut();
    if app.is_going_down() || connection.is_some_and(|connection| connection.is_large()) {
        // The client must reconnect: to another instance, or without the buffer of a large request.
        headers.insert(header::CONNECTION, HeaderValue::from_static(CLOSE));
    }
    headers.insert(REQUEST_ID, id);
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// The caller's own trace, when it is valid; ours continues it.
fn trace_parent(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get("traceparent")?.to_str().ok()?;
    traceparent::read(text).map(|_| text)
}

/// The caller's request id, when it is fit for a log; else a new one.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let fit = |id: &&HeaderValue| {
        let bytes = id.as_bytes();
        let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-_.:".contains(b);
        (1..=LONGEST_ID).contains(&bytes.len()) && bytes.iter().all(plain)
    };
    if let Some(id) = headers.get(REQUEST_ID).filter(fit) {
        return id.clone();
    }
    // Ids need not be secret: if there are no random bytes, the time tells requests apart.
    let number = match random_bytes() {
        Ok(bytes) => u128::from_be_bytes(*bytes),
        Err(_) => jiff::Timestamp::now().as_nanosecond().unsigned_abs(),
    };
    HeaderValue::from_str(&format!("{number:032x}")).unwrap_or(HeaderValue::from_static("none"))
}

/// Refuses queries and bodies that are longer than they may be, before anything is read.
pub(crate) async fn limits(State(app): State<App>, request: Request, next: Next) -> Response<Body> {
    // A query between the two limits is read, and refused with its own fault.
    if request
        .uri()
        .query()
        .is_some_and(|query| query.len() > LONGEST_QUERY)
    {
        return Fault::TooLong(LONGEST_QUERY).into_response();
    }
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > app.max_body_bytes as u64) {
        return Fault::TooLarge(app.max_body_bytes).into_response();
    }
    next.run(request).await
}

/// Reads the body of a request, once its caller is known, within a time limit.
///
/// # Errors
/// [`Fault::TooLarge`], [`Fault::TooSlow`].
pub(crate) async fn body(app: &Shared, request: Request) -> Result<Bytes, Fault> {
    let most = app.max_body_bytes;
    let body = timeout(BODY_TIMEOUT, to_bytes(request.into_body(), most)).await;
    let body = body.map_err(|_| Fault::TooSlow(BODY_TIMEOUT))?;
    body.map_err(|_| Fault::TooLarge(most))
}

/// A panic of a route is our fault: 500 without detail.
pub(crate) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    Fault::Ours(format!("a route panicked: {}", text.unwrap_or("no text"))).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_for(came: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, HeaderValue::from_str(came).unwrap());
        request_id(&headers).to_str().unwrap().to_owned()
    }

    #[test]
    fn an_id_is_taken_over_when_it_is_fit_for_a_log() {
        assert_eq!(id_for("a-1.B_2:c"), "a-1.B_2:c");
        for unfit in ["a b", "a\"b", "", &"x".repeat(129)] {
            let made = id_for(unfit);
            assert_eq!(made.len(), 32, "{unfit}");
            assert_ne!(made, id_for(unfit));
        }
    }
}
