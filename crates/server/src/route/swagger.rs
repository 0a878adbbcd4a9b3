//! `/docs`: the description to read and to try, by Swagger UI. Its files are part of the program, so
//! that nothing is loaded from elsewhere.

use crate::compress::{Accepted, Kept};
use crate::contract::Fault;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, Response, header};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use tokio::sync::OnceCell;
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
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    let mut response = Response::new(Body::from(PAGE));
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    response
}

/// `GET /docs/{file}`
pub(crate) async fn file(
    accepted: Accepted,
    Path(name): Path<String>,
) -> Result<Response<Body>, Fault> {
    let known = FILES.iter().any(|(known, _)| *known == name) || name == START.0;
    let file = files().await.get(name.as_str());
    match (known, file) {
        (true, Some(file)) => Ok(file.reply(accepted).await),
        (true, None) => Err(Fault::Ours(format!("`{name}` is not in the archive"))),
        (false, _) => Err(Fault::NoRoute),
    }
}

/// The files by their names, unpacked when the page is first read.
async fn files() -> &'static BTreeMap<&'static str, Kept> {
    static FOUND: OnceCell<BTreeMap<&'static str, Kept>> = OnceCell::const_new();
    let unpacked = || async {
        let unpacked = tokio::task::spawn_blocking(unpacked).await;
        unpacked.unwrap_or_default()
    };
    FOUND.get_or_init(unpacked).await
}

fn unpacked() -> BTreeMap<&'static str, Kept> {
    let mut found = BTreeMap::from([(START.0, Kept::new(SCRIPT, START.1))]);
    let Ok(mut archive) = ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED)) else {
        return found;
    };
    let names = archive.file_names().filter_map(Result::ok);
    let names: Vec<String> = names.map(std::borrow::Cow::into_owned).collect();
    for (known, kind) in FILES {
        let path = names
            .iter()
            .find(|name| name.ends_with(&format!("/dist/{known}")));
        let Some(Ok(mut file)) = path.map(|path| archive.by_name(path)) else {
            continue;
        };
        let mut bytes = Vec::new();
        if file.read_to_end(&mut bytes).is_ok() {
            found.insert(known, Kept::new(kind, bytes));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;

    #[tokio::test]
    async fn every_file_is_in_the_archive() {
        let names = FILES.iter().map(|(name, _)| *name);
        for name in names.chain([START.0]) {
            let file = file(Accepted::default(), Path(name.to_owned())).await;
            let bytes = to_bytes(file.unwrap().into_body(), usize::MAX).await;
            assert!(bytes.unwrap().len() > 100, "{name}");
            assert!(PAGE.contains(&format!("docs/{name}")), "{name}");
        }
    }
}
