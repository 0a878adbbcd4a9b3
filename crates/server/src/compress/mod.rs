//! Compresses replies for callers that accept zstd or gzip, at levels that cost no more than mapping a
//! page. Small replies stay as they are: they fit into one packet.

mod accepted;
mod kept;
mod pack;

pub(crate) use accepted::Accepted;
pub(crate) use kept::{Kept, Settled};

use axum::http::HeaderMap;
use pack::pack;

/// A smaller body is not compressed.
const SMALLEST: usize = 1024;

/// Compresses a body where the caller accepts it and the body is not small, and sets
/// `content-encoding`.
pub(crate) async fn page(accepted: Accepted, headers: &mut HeaderMap, body: Vec<u8>) -> Vec<u8> {
    let Some(coding) = accepted.coding().filter(|_| body.len() >= SMALLEST) else {
        return body;
    };
    let (body, coding) = pack(coding, body).await;
    if let Some(coding) = coding {
        coding.tell(headers);
    }
    body
}
