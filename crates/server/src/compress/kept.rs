//! A reply that is the same for all callers: compressed once for each coding, and shared by all who
//! read it, so that it holds no memory for each of them.

use super::accepted::{Accepted, Coding};
use super::pack::pack;
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, header};
use tokio::sync::OnceCell;

/// Stands in the extensions of a reply that is complete: compressed where it can be, and of counted
/// memory or none of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settled;

/// The reply, with what it is compressed to.
pub(crate) struct Kept {
    kind: &'static str,
    plain: Bytes,
    zstd: OnceCell<Option<Bytes>>,
    gzip: OnceCell<Option<Bytes>>,
}

impl Kept {
    /// A reply of this content type.
    pub(crate) fn new(kind: &'static str, plain: impl Into<Bytes>) -> Kept {
        Kept {
            kind,
            plain: plain.into(),
            zstd: OnceCell::new(),
            gzip: OnceCell::new(),
        }
    }

    /// The reply for a caller.
    pub(crate) async fn reply(&self, accepted: Accepted) -> Response<Body> {
        let packed = match accepted.coding() {
            Some(coding) => self.packed(coding).await.map(|packed| (packed, coding)),
            None => None,
        };
        let (body, coding) = match packed {
            Some((packed, coding)) => (packed, Some(coding)),
            None => (self.plain.clone(), None),
        };
        let mut response = Response::new(Body::from(body));
        response.extensions_mut().insert(Settled);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        if let Some(coding) = coding {
            coding.tell(headers);
        }
        response
    }

    async fn packed(&self, coding: Coding) -> Option<Bytes> {
        let place = match coding {
            Coding::Zstd => &self.zstd,
            Coding::Gzip => &self.gzip,
        };
        let made = place.get_or_init(|| async {
            let (packed, done) = pack(coding, self.plain.to_vec()).await;
            let smaller = packed.len() < self.plain.len();
            (done.is_some() && smaller).then(|| packed.into())
        });
        made.await.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;
    use axum::http::HeaderMap;

    async fn asked(kept: &Kept, coding: &'static str) -> (Option<String>, Bytes) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(coding));
        let response = kept.reply(Accepted::of(&headers)).await;
        let named = response.headers().get(header::CONTENT_ENCODING);
        let named = named.map(|name| name.to_str().unwrap().to_owned());
        (
            named,
            to_bytes(response.into_body(), usize::MAX).await.unwrap(),
        )
    }

    #[tokio::test]
    async fn all_callers_share_the_same_bytes() {
        let kept = Kept::new("text/plain", "abc".repeat(1_000_000));
        for coding in ["gzip", "zstd", "identity"] {
            let (name, first) = asked(&kept, coding).await;
            assert_eq!(name.as_deref(), Some(coding).filter(|c| *c != "identity"));
            let (_, second) = asked(&kept, coding).await;
            assert_eq!(first.as_ptr(), second.as_ptr(), "{coding} is copied");
            assert_eq!(first.len() < 100_000, coding != "identity");
        }
    }
}
