//! The page's files, built into the program. The larger editor is one of them where it was built before:
//! `cargo xtask editor`; else the page writes in a plain one.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

const INDEX: &str = include_str!("../page/index.html");
const STYLE: &str = include_str!("../page/style.css");
const EDITOR: &str = include_str!(concat!(env!("OUT_DIR"), "/editor.js"));
const SCRIPTS: [(&str, &str); 5] = [
    ("main.js", include_str!("../page/main.js")),
    ("plain.js", include_str!("../page/plain.js")),
    ("show.js", include_str!("../page/show.js")),
    ("dom.js", include_str!("../page/dom.js")),
    ("tabs.js", include_str!("../page/tabs.js")),
];

/// The page itself.
pub(crate) fn index() -> Response {
    of("text/html; charset=utf-8", INDEX)
}

/// A file of the page.
pub(crate) fn file(name: &str) -> Response {
    let script = || {
        SCRIPTS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, text)| *text)
    };
    match name {
        "style.css" => of("text/css; charset=utf-8", STYLE),
        "editor.js" if !EDITOR.is_empty() => of("text/javascript; charset=utf-8", EDITOR),
        _ => match script() {
            Some(text) => of("text/javascript; charset=utf-8", text),
            None => (StatusCode::NOT_FOUND, "there is no such file\n").into_response(),
        },
    }
}

fn of(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}
