//! Who may ask: pages of the playground's own, at its own address. A page elsewhere that makes a browser
//! call this port, by a name that leads here or from another origin, gets nothing.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::{self, HeaderMap, HeaderName};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};

/// A mapping and a reply: what an author may paste.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// Nothing but the page's own files: no inline script, no frame around it, no call elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// The routes behind the guard.
pub(crate) fn guarded(routes: Router, port: u16) -> Router {
    let watch = move |request: Request, next: Next| async move {
        let mut response = if answers_to(port, request.method(), request.headers()) {
            next.run(request).await
        } else {
            let says = "this playground answers its own page alone\n";
            (StatusCode::FORBIDDEN, says).into_response()
        };
        put(&mut response);
        response
    };
    routes
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(from_fn(watch))
}

/// True if a request comes from the page at this port: it names this machine as its host, comes from no
/// other origin, and what changes or computes something is JSON, which no form of another page can send.
pub fn answers_to(port: u16, method: &Method, headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let host = text(&header::HOST);
    let is_ours = host.is_some_and(|host| hosts.iter().any(|ours| ours == host));
    let origin = text(&header::ORIGIN).is_none_or(|origin| {
        let host = origin.strip_prefix("http://");
        host.is_some_and(|host| hosts.iter().any(|ours| ours == host))
    });
    let json = text(&header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/json"));
    is_ours && origin && (method == Method::GET || json)
}

fn put(response: &mut Response) {
    for (name, value) in &HEADERS {
        response
            .headers_mut()
            .insert(name.clone(), HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter().cloned();
        pairs
            .map(|(name, value)| (name, HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_its_own_page_is_answered() {
        let host = (header::HOST, "127.0.0.1:4100");
        let json = (header::CONTENT_TYPE, "application/json");
        let own = (header::ORIGIN, "http://localhost:4100");
        for good in [
            vec![host.clone()],
            vec![(header::HOST, "localhost:4100"), own.clone()],
        ] {
            assert!(answers_to(4100, &Method::GET, &headers(&good)), "{good:?}");
        }
        assert!(answers_to(
            4100,
            &Method::POST,
            &headers(&[host.clone(), own, json.clone()])
        ));
        for bad in [
            vec![],
            vec![(header::HOST, "rebound.example:4100")],
            vec![(header::HOST, "127.0.0.1:80")],
            vec![
                host.clone(),
                (header::ORIGIN, "http://rebound.example:4100"),
            ],
            vec![host.clone(), (header::ORIGIN, "null")],
            vec![host.clone(), (header::ORIGIN, "https://127.0.0.1:4100")],
        ] {
            assert!(!answers_to(4100, &Method::GET, &headers(&bad)), "{bad:?}");
        }
        let form = (header::CONTENT_TYPE, "text/plain");
        assert!(!answers_to(
            4100,
            &Method::POST,
            &headers(&[host.clone(), form])
        ));
        assert!(!answers_to(4100, &Method::POST, &headers(&[host])));
    }
}
