//! `/docs`: the description to read and to try, by Swagger UI. Its files are part of the program, so
//! that nothing is loaded from elsewhere.

use crate::contract::Fault;
use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::{HeaderValue, Response, header};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::sync::OnceLock;
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
use zip::ZipArchive;

const PAGE: &str = include_str!("docs.html");
/// What starts it: the one file of ours.
const START: (&str, &str) = ("start.js", include_str!("docs.js"));
/// The files of the archive that the page loads, and what they are.
const FILES: [(&str, &str); 3] = [
    ("swagger-ui.css", "text/css; charset=utf-8"),
    ("swagger-ui-bundle.js", SCRIPT),
    ("favicon-32x32.png", "image/png"),
];
const SCRIPT: &str = "text/javascript; charset=utf-8";
/// It sets styles by script, and shows small pictures that are part of its style sheet.
const POLICY: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; \
                      img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// `GET /docs`
pub(crate) async fn page() -> Response<Body> {
    let mut response = of(
        "text/html; charset=utf-8",
        Bytes::from_static(PAGE.as_bytes()),
    );
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    response
}

/// `GET /docs/{file}`
pub(crate) async fn file(Path(name): Path<String>) -> Result<Response<Body>, Fault> {
    if name == START.0 {
        return Ok(of(SCRIPT, Bytes::from_static(START.1.as_bytes())));
    }
    let (known, kind) = FILES
        .iter()
        .find(|(known, _)| *known == name)
        .ok_or(Fault::NoRoute)?;
    let bytes = unpacked().get(known).cloned();
    let bytes = bytes.ok_or_else(|| Fault::Ours(format!("`{known}` is not in the archive")))?;
    Ok(of(kind, bytes))
}

fn of(kind: &'static str, bytes: Bytes) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// The files, unpacked when the page is first read.
fn unpacked() -> &'static BTreeMap<&'static str, Bytes> {
    static FOUND: OnceLock<BTreeMap<&'static str, Bytes>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let Ok(mut archive) = ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED)) else {
            return BTreeMap::new();
        };
        let names = archive.file_names().filter_map(Result::ok);
        let names: Vec<String> = names.map(std::borrow::Cow::into_owned).collect();
        let mut found = BTreeMap::new();
        for (known, _) in FILES {
            let path = names
                .iter()
                .find(|name| name.ends_with(&format!("/dist/{known}")));
            let Some(Ok(mut file)) = path.map(|path| archive.by_name(path)) else {
                continue;
            };
            let mut bytes = Vec::new();
            if file.read_to_end(&mut bytes).is_ok() {
                found.insert(known, Bytes::from(bytes));
            }
        }
        found
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_in_the_archive() {
        for (name, _) in FILES {
            assert!(
                unpacked().get(name).is_some_and(|bytes| bytes.len() > 100),
                "{name}"
            );
            assert!(PAGE.contains(&format!("docs/{name}")), "{name}");
        }
        assert!(PAGE.contains(&format!("docs/{}", START.0)));
    }
}
