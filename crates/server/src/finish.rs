//! The last step of every reply: it is compressed for callers who accept that, and its memory counts
//! as unsent until they have read it. Lists, and what is the same for all, have done both themselves.

use crate::compress::{self, Accepted, Settled};
use crate::connection::{Connection, Party};
use crate::edge::Arrived;
use crate::state::App;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Response, header};
use axum::middleware::Next;
use axum::response::IntoResponse;
use std::sync::Arc;
use tokio::time::Instant;

/// A reply up to this size is taken for a part of its connection, so that health checks and faults
/// never wait.
const FREE_BYTES: usize = 4 * 1024;

/// Finishes a reply. `vary` tells caches about it.
pub(crate) async fn finish(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response<Body> {
    let accepted = Accepted::of(request.headers());
    let party = Party::default();
    let extensions = request.extensions_mut();
    extensions.insert(party.clone());
    let connection = extensions.get::<Arc<Connection>>().cloned();
    let arrived = extensions.get::<Arrived>();
    let until = arrived.map_or_else(Instant::now, |Arrived(at)| *at) + app.deadline;
    let mut response = next.run(request).await;
    let vary = HeaderValue::from_static("accept-encoding");
    response.headers_mut().append(header::VARY, vary);
    // Only bodies that are whole in memory are read here. The body of a reply to HEAD is empty.
    let held = response.body().size_hint().exact();
    let held = held.and_then(|bytes| usize::try_from(bytes).ok());
    let Some(bytes @ 1..) = held.filter(|_| response.extensions().get::<Settled>().is_none())
    else {
        return response;
    };
    let mut room = None;
    if bytes > FREE_BYTES {
        let party = party.name(connection.as_ref());
        match app.unsent.room(&party, bytes, until).await {
            Ok(held) => room = Some(held),
            Err(fault) => return fault.into_response(),
        }
    }
    let (mut head, body) = response.into_parts();
    // A body in memory does not fail.
    let mut body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    if !head.headers.contains_key(header::CONTENT_ENCODING) {
        body = compress::page(accepted, &mut head.headers, body.into())
            .await
            .into();
        if head.headers.contains_key(header::CONTENT_ENCODING) {
            head.headers.remove(header::CONTENT_LENGTH);
        }
    }
    let body = match room {
        Some(room) => Bytes::from_owner(Counted { body, _room: room }),
        None => body,
    };
    Response::from_parts(head, Body::from(body))
}

/// Bytes whose room is held until they are sent.
struct Counted {
    body: Bytes,
    _room: touchpoint::parts::http::Held,
}

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.body
    }
}
