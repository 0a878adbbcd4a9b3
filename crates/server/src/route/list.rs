//! `GET /unified/…`: answers a query string with one page of unified records, and its headers.

use super::violations;
use crate::auth::Token;
use crate::compress::{self, Accepted, Settled};
use crate::contract::{Fault, json, tell_rate_limit};
use crate::edge::Arrived;
use crate::gate::Whose;
use crate::left_off::{LeftOff, PlaceKey};
use crate::metrics::Metrics;
use crate::observed::reading;
use crate::state::App;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::fmt::Write;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use touchpoint::Page;
use touchpoint_accounts::Status;
use touchpoint_accounts::service::Found;
use touchpoint_contract::ACCOUNT;
use touchpoint_core::exchange::SendFault;
use touchpoint_core::query::brackets::{self, Node, Tree};
use touchpoint_core::query::{Failure, Ignored};
use touchpoint_core::run::{CallerFault, Error, Trouble};

/// The time that is kept back from the engine, to say why it stopped.
const GRACE: Duration = Duration::from_millis(500);

/// Characters that may not stand in a header's list of names.
const NOT_IN_HEADER: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'%').add(b',');

/// `GET /unified/crm/engagements`
pub(crate) async fn list(
    State(app): State<App>,
    Token(caller): Token,
    Extension(Arrived(arrived)): Extension<Arrived>,
    accepted: Accepted,
    uri: Uri,
) -> Result<Response<Body>, Fault> {
    // The time limit of a list starts when the request arrives.
    let until = arrived + app.deadline;
    let mut tree = brackets::parse(uri.query().unwrap_or_default()).map_err(Fault::failures)?;
    let Some(id) = account_id(&tree).or(caller.account.clone()) else {
        return Err(no_account_named());
    };
    let found = app.accounts.account(&caller, &id).await?;
    let Found { info, account } = found.ok_or(Fault::NoAccount)?;
    let span = tracing::Span::current();
    span.record("account", &account.id)
        .record("integration", &account.integration);
    tree.shift_remove(ACCOUNT);
    let engines = app.engine();
    let engine = engines.of(uri.path()).ok_or(Fault::NoRoute)?;
    let (mut query, ignored) =
        violations::read(tree, &engine.touchpoint, &account, app.unsupported)
            .map_err(|fault| Fault::Engine(Error::Caller(fault)))?;
    let whose = Whose {
        workspace: &info.workspace,
        integration: &account.integration,
        account: &account.id,
    };
    let pass = app.gate.pass(whose, until).await;
    if pass.is_err() {
        app.metrics.refused_as_busy(&account.integration);
    }
    let pass = pass?;
    let left = until.saturating_duration_since(Instant::now());
    // The engine must leave time to write the reply.
    let engine_time = left.saturating_sub(GRACE.min(app.deadline / 10));
    let asked = PlaceKey::new(&account.id, &uri);
    if let Some(cursor) = app.left_off.cursor(asked) {
        query.next_cursor = Some(cursor);
    }
    // What the list holds of the memory for replies it holds until its own reply has room.
    let sent = async {
        let listing = engine.touchpoint.list_within(engine_time, &account, &query);
        let listing = match timeout_at(until, Box::pin(listing)).await {
            Ok(listing) => listing.map_err(Error::from),
            Err(_) => Err(Error::NoAnswer(SendFault::Timeout(app.deadline))),
        };
        keep_place(&app.left_off, asked, &listing);
        let renewable = engine.touchpoint.is_renewable(&account);
        note(&app, &account.id, info.status, renewable, &listing).await;
        match listing {
            Ok(page) => {
                count_warnings(&app.metrics, &account.integration, &page);
                let mut headers = HeaderMap::new();
                tell_filters(&mut headers, &page);
                tell_ignored(&mut headers, ignored.iter().chain(page.ignored()));
                tell_rate_limit(&mut headers, page.rate_limit());
                let body = compress::page(accepted, &mut headers, page.into_json()).await;
                let sent = app.unsent.send(&info.workspace, body, pass, until).await?;
                let mut response = json(StatusCode::OK, Bytes::from_owner(sent));
                response.extensions_mut().insert(Settled);
                response.headers_mut().extend(headers);
                Ok(response)
            }
            Err(error) => {
                count_refusal(&app.metrics, &account.integration, &error);
                Err(error.into())
            }
        }
    };
    Box::pin(reading(whose, sent)).await
}

/// The account that the query names.
fn account_id(tree: &Tree) -> Option<String> {
    match tree.get(ACCOUNT) {
        Some(Node::Text(id)) if !id.is_empty() => Some(id.clone()),
        _ => None,
    }
}

pub(super) fn no_account_named() -> Fault {
    let says = "is required; `GET /integrated-account` lists those that this token sees";
    Fault::Engine(Error::Caller(CallerFault {
        failures: vec![Failure::new(ACCOUNT, "", says)],
        missing: vec![ACCOUNT.to_owned()],
        ..CallerFault::default()
    }))
}

/// Keeps the place where a list goes on that the vendor ended before a record was found. A page, or a
/// fault of the caller, clears it; after any other failure the old one stays.
fn keep_place(left_off: &LeftOff, asked: PlaceKey, listing: &Result<Page, Error>) {
    match listing {
        Ok(_) | Err(Error::Caller(_)) => left_off.keep(asked, None),
        Err(Error::Remote(fault)) if fault.next_cursor.is_some() => {
            left_off.keep(asked, fault.next_cursor.as_deref());
        }
        Err(_) => {}
    }
}

/// Notes on the account if the vendor accepts its credentials, where that has changed. For accounts
/// whose tokens are renewed, the renewal decides and notes it.
async fn note(app: &App, id: &str, before: Status, renewable: bool, listing: &Result<Page, Error>) {
    let (status, cause) = match listing {
        Ok(_) => (Status::Active, None),
        Err(_) if renewable => return,
        Err(Error::Remote(fault)) if fault.trouble == Trouble::Credentials => {
            (Status::NeedsReauth, Some(fault.message.as_str()))
        }
        Err(_) => return,
    };
    if status == before {
        return;
    }
    if let Err(fault) = app.accounts.note_status(id, status, cause).await {
        tracing::error!(%fault, "the account's status could not be noted");
    }
}

fn count_warnings(metrics: &Metrics, integration: &str, page: &Page) {
    for warning in page.warnings() {
        let field = warning.field.as_deref().unwrap_or_default();
        metrics.warned(integration, field, &warning.code);
    }
}

fn count_refusal(metrics: &Metrics, integration: &str, error: &Error) {
    let Error::Remote(fault) = error else { return };
    if fault.trouble == Trouble::RateLimited {
        metrics.rate_limited(integration, fault.retry_after.unwrap_or_default());
    }
}

/// `touchpoint-filters: account.id=pushed, created_at=checked`
fn tell_filters(headers: &mut HeaderMap, page: &Page) {
    let mut text = String::new();
    for (name, fate) in page.filters() {
        let comma = if text.is_empty() { "" } else { ", " };
        let _ = write!(text, "{comma}{}={}", shown(name), fate.word());
    }
    insert(headers, "touchpoint-filters", &text);
}

/// `touchpoint-ignored: colour, size[x]`
fn tell_ignored<'i>(headers: &mut HeaderMap, ignored: impl Iterator<Item = &'i Ignored>) {
    let mut names: Vec<String> = Vec::new();
    for ignored in ignored {
        let name = shown(&ignored.parameter);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    insert(headers, "touchpoint-ignored", &names.join(", "));
}

/// A name for a header, with characters that a header may not hold percent-encoded.
fn shown(name: &str) -> String {
    utf8_percent_encode(name, NOT_IN_HEADER).to_string()
}

fn insert(headers: &mut HeaderMap, name: &'static str, text: &str) {
    if let (false, Ok(value)) = (text.is_empty(), HeaderValue::from_str(text)) {
        headers.insert(name, value);
    }
}
