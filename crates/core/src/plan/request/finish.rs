//! The parts of a request → the request, signed.

use super::fault::RequestFault;
use super::parts::Parts;
use crate::exchange::{About, Account, Header, HeaderText, Method, Request, Secrets, origin};
use crate::plan::authorize::authorize;
use crate::plan::compiled::Plan;
use touchpoint_language::json::Json;

/// Signs a request and writes its parts out. What it is for, its caller says.
pub(super) fn finish(
    plan: &Plan,
    account: &Account,
    scope: &Json,
    mut parts: Parts,
    method: Method,
    url: String,
    wants_body: bool,
) -> Result<Request, RequestFault> {
    let signed = authorize(plan, account, scope);
    let signed =
        signed.ok_or_else(|| RequestFault::Account("a complete set of credentials".to_owned()))?;
    parts.headers.extend(signed);
    let origins = origin(&url).into_iter().collect();
    let (url, mut query) = split_query(url);
    for (name, values) in parts.query {
        query.extend(values.into_iter().map(|value| (name.clone(), value)));
    }
    let body = wants_body.then(|| {
        if parts.headers.iter().all(|h| h.name != "content-type") {
            let value = HeaderText::Open("application/json".into());
            parts.headers.push(Header {
                name: "content-type".into(),
                value,
            });
        }
        serde_json::to_vec(&parts.body).unwrap_or_default()
    });
    Ok(Request {
        method,
        url,
        query,
        headers: parts.headers,
        body,
        origins,
        about: About::default(),
        secrets: Secrets::of(account),
    })
}

/// An address and the pairs of its query.
fn split_query(url: String) -> (String, Vec<(String, String)>) {
    match url.split_once('?') {
        None => (url, Vec::new()),
        Some((path, query)) => {
            let pairs = url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect();
            (path.to_owned(), pairs)
        }
    }
}
