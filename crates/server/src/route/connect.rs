//! `/connect/{integration}`: an admin makes a link; the person who follows it allows the access at
//! the vendor and comes back; the account is then in the admin's workspace.

use super::accounts::{body, written};
use crate::auth::Admin;
use crate::connect::{Claims, Connect, LinkFault, nonce};
use crate::contract::{ConnectLink, Fault, NewLink};
use crate::state::App;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header};
use jiff::Timestamp;
use std::collections::BTreeMap;
use touchpoint::{Account, Consent, Error, ErrorKind};
use touchpoint_accounts::service::About;
use touchpoint_accounts::{AccountChange, Caller, Seen, StoreError};
use touchpoint_core::exchange::{AccountFault, Secrets, origin};
use touchpoint_core::query::Failure;
use touchpoint_core::query::brackets::{self, Node};
use touchpoint_core::run;

const COOKIE: &str = "touchpoint_connect";
const DEFAULT_SECONDS: i64 = 3600;
const MOST_SECONDS: i64 = 7 * 24 * 3600;

/// `POST /connect/{integration}`
pub(crate) async fn make(
    State(app): State<App>,
    Admin(caller): Admin,
    Path(integration): Path<String>,
    request: Request,
) -> Result<Response<Body>, Fault> {
    let new: NewLink = body(&app, request).await?;
    let engine = app.engine();
    if engine.of_integration(&integration).next().is_none() {
        return Err(Fault::NoRoute);
    }
    app.accounts.changeable()?;
    if !app.connect.apps.contains_key(&integration) {
        return Err(Fault::Conflict(format!(
            "this server has no app of `{integration}`; set `apps.{integration}` in its settings"
        )));
    }
    let seconds = new.expires_in.unwrap_or(DEFAULT_SECONDS);
    if !(1..=MOST_SECONDS).contains(&seconds) {
        let says = format!("takes 1 to {MOST_SECONDS} seconds");
        return Err(Fault::parameter("expires_in", &seconds.to_string(), &says));
    }
    let fit =
        |url: &&str| origin(url).is_some() && !url.contains(|c: char| c == '#' || c.is_control());
    if let Some(url) = new.return_url.as_deref().filter(|url| !fit(url)) {
        let says = "must be an https address, or http on this machine, without `#`";
        return Err(Fault::parameter("return_url", url, says));
    }
    if let Some(id) = &new.account {
        // A token that is bound to one account makes links for no other.
        let found = app.accounts.account(&caller, id).await?;
        found.ok_or(Fault::NoAccount)?;
    }
    let claims = Claims {
        id: nonce().map_err(ours)?,
        workspace: caller.workspace,
        token: caller.token,
        ends_at: Timestamp::now().as_second() + seconds,
        account: new.account,
        label: new.label,
        tenant_id: new.tenant_id,
        context: new.context,
        return_url: new.return_url,
        integration,
    };
    // Missing values are reported to the admin who makes the link, not to the person who follows
    // it.
    let (account, _) = account(&app, &claims).await?;
    let consent = Consent::new(&app.connect.redirect_uri(&claims.integration), "", &[0; 32]);
    engine
        .reading(&claims.integration)
        .consent_address(&account, &consent)
        .map_err(lacking)?;
    let link = app.connect.sign(&claims);
    let public_url = &app.connect.public_url;
    let made = ConnectLink {
        url: format!("{public_url}/connect/{}?link={link}", claims.integration),
        expires_at: claims.end().to_string(),
    };
    written(StatusCode::CREATED, &made)
}

/// `GET /connect/{integration}`
pub(crate) async fn follow(
    State(app): State<App>,
    Path(integration): Path<String>,
    uri: Uri,
) -> Response<Body> {
    let link = texts(&uri).remove("link").unwrap_or_default();
    let begun = begin(&app, &integration, &link).await;
    begun.unwrap_or_else(|(status, says)| page(status, &says))
}

async fn begin(
    app: &App,
    integration: &str,
    link: &str,
) -> Result<Response<Body>, (StatusCode, String)> {
    let claims = app.connect.open(link, integration).map_err(told)?;
    in_force(app, &claims).await?;
    let nonce = nonce().map_err(|fault| failed(&fault.to_string()))?;
    let consent = consent(app, &claims, link, &nonce);
    let (account, _) = account(app, &claims).await.map_err(gone)?;
    let address = app
        .engine()
        .reading(integration)
        .consent_address(&account, &consent)
        .map_err(|fault| failed(&fault.to_string()))?;
    let secure = if app.connect.public_url.starts_with("https:") {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!(
        "{COOKIE}={nonce}; Path=/connect/{integration}; HttpOnly; SameSite=Lax; Max-Age=900{secure}"
    );
    let mut response = redirect(&address)?;
    let cookie = HeaderValue::from_str(&cookie).map_err(|fault| failed(&fault.to_string()))?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// `GET /connect/{integration}/callback`
pub(crate) async fn callback(
    State(app): State<App>,
    Path(integration): Path<String>,
    method: Method,
    headers: HeaderMap,
    uri: Uri,
) -> Response<Body> {
    // A HEAD request must not use up the code.
    if method == Method::HEAD {
        return page(StatusCode::OK, "");
    }
    let ended = end(&app, &integration, &headers, texts(&uri)).await;
    ended.unwrap_or_else(|(status, says)| page(status, &says))
}

async fn end(
    app: &App,
    integration: &str,
    headers: &HeaderMap,
    mut came: BTreeMap<String, String>,
) -> Result<Response<Body>, (StatusCode, String)> {
    let nonce = cookie(headers).ok_or_else(|| told(LinkFault::OtherBrowser))?;
    let state = came.remove("state").unwrap_or_default();
    let link = Connect::link_of(&state, &nonce).map_err(told)?;
    let claims = app.connect.open(link, integration).map_err(told)?;
    in_force(app, &claims).await?;
    let Some(code) = came.remove("code").filter(|code| !code.is_empty()) else {
        let why = ["error", "error_description"].map(|name| came.remove(name));
        let why: Vec<String> = why.into_iter().flatten().collect();
        tracing::info!(integration, "a consent was not given");
        // The words are the vendor's, who knows the app's secret.
        let known = account(app, &claims).await.map_err(gone)?;
        let why = Secrets::of(&known.0).masked(&why.join(": "));
        let says = format!("The access was not allowed. {why}");
        return Err((StatusCode::BAD_REQUEST, says));
    };
    let consent = consent(app, &claims, link, &nonce);
    let engine = app.engine();
    let (account, seen) = account(app, &claims).await.map_err(gone)?;
    let connected = engine
        .reading(integration)
        .connect(&account, &consent, &code)
        .await
        .map_err(|fault| refused(&fault))?;
    let used = app.accounts.use_link(&claims.id, claims.end()).await;
    if !used.map_err(|fault| failed(&fault.to_string()))? {
        return Err(told(LinkFault::Used));
    }
    let id = keep(app, &claims, connected, seen).await.map_err(gone)?;
    tracing::info!(integration, account = id, "an account was connected");
    let Some(url) = claims.return_url else {
        return Ok(page(
            StatusCode::OK,
            "The account is connected. You may close this page.",
        ));
    };
    let joint = if url.contains('?') { '&' } else { '?' };
    redirect(&format!("{url}{joint}account_id={id}"))
}

/// Refuses a link whose token has been revoked.
async fn in_force(app: &App, claims: &Claims) -> Result<(), (StatusCode, String)> {
    let good = app.accounts.is_in_force(&claims.token).await;
    if good.map_err(|fault| failed(&fault.to_string()))? {
        Ok(())
    } else {
        Err(told(LinkFault::Ended))
    }
}

/// The account that a link connects, before it has a token, and as it was seen where it is known.
async fn account(app: &App, claims: &Claims) -> Result<(Account, Option<Seen>), Fault> {
    let mut seen = None;
    let mut account = match &claims.account {
        None => Account {
            integration: claims.integration.clone(),
            ..Account::default()
        },
        Some(id) => {
            let found = app.accounts.account(&caller(claims), id).await?;
            let account = found.ok_or(Fault::NoAccount)?.account;
            if account.integration != claims.integration {
                let says = format!("is an account of `{}`", account.integration);
                return Err(Fault::parameter("account", id, &says));
            }
            seen = Some(Seen::aim(account.clone()));
            account
        }
    };
    account.context.extend(claims.context.clone());
    if let Some(own) = app.connect.apps.get(&claims.integration) {
        let id = ("client_id".to_owned(), own.client_id.clone().into());
        account.credentials.shift_remove("client_secret");
        let secret = own.client_secret.clone();
        let secret = secret.map(|secret| ("client_secret".to_owned(), secret));
        account.credentials.extend([id].into_iter().chain(secret));
    }
    match app
        .engine()
        .reading(&claims.integration)
        .foreign_sign_in(&account)
    {
        Some(origin) => Err(Fault::foreign_sign_in(&origin)),
        None => Ok((account, seen)),
    }
}

/// Stores the account that was connected; gives its id. A known account must still be the one that
/// was seen before the vendor was asked: meanwhile somebody may have changed where its secrets go.
async fn keep(
    app: &App,
    claims: &Claims,
    connected: Account,
    seen: Option<Seen>,
) -> Result<String, Fault> {
    let caller = caller(claims);
    let Some(id) = &claims.account else {
        let about = About {
            label: claims.label.clone(),
            tenant_id: claims.tenant_id.clone(),
        };
        return Ok(app.accounts.add(&caller, connected, about).await?.id);
    };
    let change = AccountChange {
        label: claims.label.clone().map(Some),
        context: Some(connected.context),
        credentials: Some(connected.credentials),
        seen,
        ..AccountChange::default()
    };
    let changed = app.accounts.change(&caller, id, change).await?;
    Ok(changed.ok_or(Fault::NoAccount)?.id)
}

/// The caller for whom a link acts: whoever holds the token that made it.
fn caller(claims: &Claims) -> Caller {
    Caller {
        token: claims.token.clone(),
        workspace: claims.workspace.clone(),
        account: None,
        admin: true,
    }
}

/// The fault of an incomplete account, for the admin who makes the link.
fn lacking(fault: Error) -> Fault {
    match fault.detail() {
        run::Error::Account(faults) => {
            let failure = |fault: &AccountFault| Failure::new("context", "", &fault.to_string());
            Fault::failures(faults.iter().map(failure).collect())
        }
        _ => fault.into(),
    }
}

/// The fault of an account that cannot be read or stored, for the person who follows the link.
fn gone(fault: Fault) -> (StatusCode, String) {
    match fault {
        Fault::NoAccount => (
            StatusCode::BAD_REQUEST,
            "The account of this link was removed. Ask for a new one.".to_owned(),
        ),
        // Whoever changed the account knows why; the code of the vendor is used up.
        Fault::Conflict(why) => {
            tracing::info!(why, "an account could not be connected");
            (
                StatusCode::CONFLICT,
                "The account of this link was changed. Ask for a new one.".to_owned(),
            )
        }
        other => failed(&format!("{other:?}")),
    }
}

fn consent(app: &App, claims: &Claims, link: &str, nonce: &str) -> Consent {
    Consent::new(
        &app.connect.redirect_uri(&claims.integration),
        &Connect::state(link, nonce),
        &app.connect.verifier(link, nonce),
    )
}

/// The parameters of a query that are plain texts.
fn texts(uri: &Uri) -> BTreeMap<String, String> {
    let tree = brackets::parse(uri.query().unwrap_or_default()).unwrap_or_default();
    let texts = tree.into_iter().filter_map(|(name, node)| match node {
        Node::Text(text) => Some((name, text)),
        _ => None,
    });
    texts.collect()
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let all = headers.get_all(header::COOKIE).into_iter();
    let mut pairs = all
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'));
    let found = pairs.find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='));
    found.map(str::to_owned)
}

fn told(fault: LinkFault) -> (StatusCode, String) {
    (StatusCode::BAD_REQUEST, fault.to_string())
}

/// Our fault: the words go to the log alone.
fn failed(words: &str) -> (StatusCode, String) {
    tracing::error!("connecting an account failed: {words}");
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        "This failed on our side. Try again later.".to_owned(),
    )
}

fn refused(fault: &Error) -> (StatusCode, String) {
    match fault.kind() {
        ErrorKind::Internal | ErrorKind::Store => failed(&fault.to_string()),
        _ => {
            let says = format!("The account could not be connected: {fault}");
            (StatusCode::BAD_GATEWAY, says)
        }
    }
}

fn ours(fault: StoreError) -> Fault {
    Fault::Ours(fault.to_string())
}

fn redirect(address: &str) -> Result<Response<Body>, (StatusCode, String)> {
    let mut response = page(StatusCode::FOUND, "Going on.");
    let address = HeaderValue::from_str(address).map_err(|fault| failed(&fault.to_string()))?;
    response.headers_mut().insert(header::LOCATION, address);
    Ok(response)
}

/// A page for a person. Text from others is escaped.
fn page(status: StatusCode, says: &str) -> Response<Body> {
    let shown: String = says.chars().filter(|c| !c.is_control()).take(400).collect();
    let shown = shown
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Touchpoint</title><p>{shown}</p></html>\n"
    );
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        ),
        (header::X_FRAME_OPTIONS, "DENY"),
        // The address holds the code.
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
