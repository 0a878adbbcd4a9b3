//! The routes of the page: its files, what there is to open, and what the page asks after each key.

use crate::answer::Answer;
use crate::desk::Desk;
use crate::trial::{AskedWhy, Trial};
use crate::{assets, corpus};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use touchpoint_workbench::why::Line;

/// What cannot be done, in words.
type Refused = (StatusCode, String);

/// Every route.
pub(crate) fn routes(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/", get(|| async { assets::index() }))
        .route(
            "/page/{name}",
            get(|Path(name): Path<String>| async move { assets::file(&name) }),
        )
        .route(
            "/api/mappings",
            get(|State(desk): State<Arc<Desk>>| async move { Json(slugs(&desk)) }),
        )
        .route("/api/mappings/{slug}", get(mapping).put(save))
        .route("/api/try", post(attempt))
        .route("/api/why", post(why))
        .route("/api/corpus", post(cases))
        .with_state(desk)
}

fn slugs(desk: &Desk) -> Vec<String> {
    desk.slugs().into_iter().map(str::to_owned).collect()
}

/// One mapping with its cases.
#[derive(Debug, Serialize)]
struct Opened {
    text: String,
    file: String,
    /// True if it has a file to be saved in.
    savable: bool,
    cases: Vec<OpenedCase>,
    /// Why there are no cases, where they cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<String>,
}

#[derive(Debug, Serialize)]
struct OpenedCase {
    name: String,
    about: String,
    query: String,
    status: u16,
    /// The first reply; empty for a case without a call.
    reply: String,
}

async fn mapping(
    State(desk): State<Arc<Desk>>,
    Path(slug): Path<String>,
) -> Result<Json<Opened>, Refused> {
    aside(move || opened(&desk, &slug)).await.map(Json)
}

fn opened(desk: &Desk, slug: &str) -> Result<Opened, Refused> {
    let (source, savable) = desk.text(slug).ok_or_else(|| unknown(slug))?;
    let (cases, unread) = match desk.cases(slug) {
        Ok(cases) => (cases, None),
        Err(why) => (Vec::new(), Some(why)),
    };
    let cases = cases.into_iter().map(|case| {
        let first = case.exchanges.iter().find(|exchange| exchange.name == "1");
        let reply =
            first.map(|exchange| String::from_utf8_lossy(&exchange.reply.body).into_owned());
        OpenedCase {
            status: first.map_or(200, |exchange| exchange.reply.status),
            reply: reply.unwrap_or_default(),
            name: case.name,
            about: case.about,
            query: case.query,
        }
    });
    Ok(Opened {
        cases: cases.collect(),
        file: source.name.clone(),
        text: source.text,
        savable,
        unread,
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    text: String,
}

async fn save(
    State(desk): State<Arc<Desk>>,
    Path(slug): Path<String>,
    Json(saved): Json<Saved>,
) -> Result<StatusCode, Refused> {
    aside(move || {
        desk.text(&slug).ok_or_else(|| unknown(&slug))?;
        let written = desk.save(&slug, &saved.text);
        written.map_err(|why| (StatusCode::CONFLICT, why.to_string()))
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn attempt(State(desk): State<Arc<Desk>>, Json(trial): Json<Trial>) -> Json<Answer> {
    let tried = trial.run(&desk).await;
    Json(Answer::of(&trial, &tried, &desk))
}

async fn why(
    State(desk): State<Arc<Desk>>,
    Json(asked): Json<AskedWhy>,
) -> Result<Json<Vec<Line>>, Refused> {
    let told = asked.told(&desk).await;
    told.map(Json).map_err(|why| (StatusCode::CONFLICT, why))
}

async fn cases(
    State(desk): State<Arc<Desk>>,
    Json(asked): Json<corpus::Asked>,
) -> Result<Json<Vec<corpus::Shown>>, Refused> {
    let shown = corpus::run(&asked, &desk).await;
    shown.map(Json).map_err(|why| (StatusCode::CONFLICT, why))
}

fn unknown(slug: &str) -> Refused {
    (
        StatusCode::NOT_FOUND,
        format!("there is no mapping `{slug}`"),
    )
}

/// Work with files, on a thread that may wait.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|broken| Err((StatusCode::INTERNAL_SERVER_ERROR, broken.to_string())))
}
