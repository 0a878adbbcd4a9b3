//! Whoever comes back from a vendor's consent page has shown no token, and waits for that vendor's token
//! URL: they pass the gate by their address.

use crate::connection::Connection;
use crate::edge::Arrived;
use crate::gate::Whose;
use crate::state::App;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Response;
use axum::middleware::Next;
use axum::response::IntoResponse;
use std::sync::Arc;
use tokio::time::Instant;

/// The lane of all links.
const LANE: &str = "connect";

/// Waits for a place; the line, and the time in it, are as limited as those of lists.
pub(crate) async fn wait(State(app): State<App>, request: Request, next: Next) -> Response<Body> {
    let extensions = request.extensions();
    let arrived = extensions.get::<Arrived>();
    let until = arrived.map_or_else(Instant::now, |Arrived(at)| *at) + app.deadline;
    let connection = extensions.get::<Arc<Connection>>();
    let peer = connection.map_or(String::new(), |connection| {
        format!("peer {}", connection.peer)
    });
    let whose = Whose {
        workspace: &peer,
        integration: LANE,
        account: &peer,
    };
    match app.gate.pass(whose, until).await {
        Ok(_pass) => next.run(request).await,
        Err(fault) => fault.into_response(),
    }
}
