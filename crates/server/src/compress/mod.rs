//! Replies are compressed for callers that accept it: by zstd, else by gzip, at levels that cost no more
//! than the mapping of a page. Small replies go as they are: they fit into one packet.

mod accepted;
mod pack;

pub(crate) use accepted::Accepted;

use accepted::Coding;
use axum::body::HttpBody;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Response, header};
use axum::middleware::Next;
use pack::pack;

/// A smaller body goes as it is.
const SMALLEST: usize = 1024;

/// Compresses what a route has not compressed itself, and tells caches that replies differ by it.
pub(crate) async fn compress(request: Request, next: Next) -> Response<Body> {
    let accepted = Accepted::of(request.headers());
    let mut response = next.run(request).await;
    let vary = HeaderValue::from_static("accept-encoding");
    response.headers_mut().append(header::VARY, vary);
    let Some(coding) = accepted.coding() else {
        return response;
    };
    // What is read here is held whole already. The body that a HEAD does not get is empty.
    let held = response.body().size_hint().exact();
    if response.headers().contains_key(header::CONTENT_ENCODING)
        || held.is_none_or(|bytes| bytes < SMALLEST as u64)
    {
        return response;
    }
    let (mut head, body) = response.into_parts();
    // It is held whole: nothing can fail.
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let (body, coding) = pack(coding, Vec::from(body)).await;
    if let Some(coding) = coding {
        tell(&mut head.headers, coding);
        head.headers.remove(header::CONTENT_LENGTH);
    }
    Response::from_parts(head, Body::from(body))
}

/// Compresses the body of a list, where the caller accepts it and it is worth it, and says so.
pub(crate) async fn page(accepted: Accepted, headers: &mut HeaderMap, body: Vec<u8>) -> Vec<u8> {
    let Some(coding) = accepted.coding().filter(|_| body.len() >= SMALLEST) else {
        return body;
    };
    let (body, coding) = pack(coding, body).await;
    if let Some(coding) = coding {
        tell(headers, coding);
    }
    body
}

fn tell(headers: &mut HeaderMap, coding: Coding) {
    let name = HeaderValue::from_static(coding.name());
    headers.insert(header::CONTENT_ENCODING, name);
}
