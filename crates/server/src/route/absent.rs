//! Paths that clients of the reference know and that are not here: each says what to ask instead.

use crate::contract::{Fault, list_path};
use crate::state::App;
use axum::extract::State;
use axum::http::Uri;

/// The beginning of a path, and what to do instead.
const ABSENT: [(&str, &str); 10] = [
    (
        "/connect",
        "accounts are connected by the program that this server is part of",
    ),
    (
        "/proxy",
        "the vendor is not asked through a proxy here; `GET /unified/crm/engagements` with `remote_query` reaches what its list takes",
    ),
    (
        "/custom",
        "there are no custom methods here; an overlay of the account changes what its mapping sends",
    ),
    (
        "/batch",
        "there are no batches here; each list is a request of its own",
    ),
    (
        "/log",
        "logs are not read over HTTP; they go to the server's standard error",
    ),
    ("/mcp", "there is no MCP server here"),
    (
        "/environment",
        "there are no environments here; a token belongs to a workspace, and every mapping of the server is installed",
    ),
    (
        "/link-token",
        "there are no link tokens here; `POST /connect/{integration}` makes a link",
    ),
    (
        "/unified-model",
        "the models are in files here; `GET /unified/crm/engagements/meta` describes one, and `GET /openapi.json` lists them all",
    ),
    ("/ping", "`GET /healthz` says whether the server lives"),
];

/// Answers what no route does.
pub(crate) async fn absent(State(app): State<App>, uri: Uri) -> Fault {
    let path = uri.path();
    if path.starts_with("/integrated-account/") && path.ends_with("/tools") {
        return Fault::Absent(
            "there are no tools here; `GET /integrated-account/{id}/capabilities` says what an account can be asked for".into(),
        );
    }
    let engine = app.engine();
    if let Some(lists) = engine.of(path) {
        let list = list_path(lists.touchpoint.resource());
        return Fault::Absent(format!(
            "records are only listed here, not read one by one or changed; `GET {list}?id=…` finds one where the integration has ids",
        ).into());
    }
    let found = ABSENT.iter().find(|(start, _)| path.starts_with(start));
    found.map_or(Fault::NoRoute, |(_, says)| Fault::Absent((*says).into()))
}
