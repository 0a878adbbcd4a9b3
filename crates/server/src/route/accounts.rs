//! `/integrated-account`: shows a token's accounts, and lets admins add, change and remove them.
//! Credentials come in and never go out.

use crate::auth::{Admin, Token};
use crate::contract::{
    AccountIntegration, AccountsPage, Fault, IntegratedAccount, IntegratedAccountChange,
    NewIntegratedAccount, json,
};
use crate::edge;
use crate::state::App;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{Response, StatusCode, Uri};
use indexmap::IndexMap;
use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;
use touchpoint::Account;
use touchpoint::parts::http::is_private_origin;
use touchpoint_accounts::service::{About, AccountsFault, Found};
use touchpoint_accounts::{AccountChange, AccountInfo, Caller, Seen, overlay};
use touchpoint_core::query::Failure;
use touchpoint_core::query::brackets::{self, Node};

const DEFAULT_LIMIT: usize = 25;
const MAX_LIMIT: usize = 100;
/// How often a change is checked when others write too.
const CHANGE_TRIES: usize = 8;

/// `GET /integrated-account`
pub(crate) async fn list(
    State(app): State<App>,
    Token(caller): Token,
    uri: Uri,
) -> Result<Response<Body>, Fault> {
    let asked = asked_of(uri.query().unwrap_or_default())?;
    let (tenant, after) = (asked.tenant_id.as_deref(), asked.after.as_deref());
    let list = app.accounts.list(&caller, tenant, after, asked.limit);
    let (result, next_cursor) = list.await?;
    let page = AccountsPage {
        result: result.into_iter().map(|info| shown(&app, info)).collect(),
        next_cursor,
    };
    written(StatusCode::OK, &page)
}

/// `GET /integrated-account/{id}`
pub(crate) async fn show(
    State(app): State<App>,
    Token(caller): Token,
    Path(id): Path<String>,
) -> Result<Response<Body>, Fault> {
    let found = app.accounts.account(&caller, &id).await?;
    let info = found.ok_or(Fault::NoAccount)?.info;
    written(StatusCode::OK, &shown(&app, info))
}

/// An account with what is known of its integration.
pub(super) fn shown(app: &App, info: AccountInfo) -> IntegratedAccount {
    let integration = integration_of(app, &info.integration);
    let is_sandbox = app.played.contains(&info.id);
    IntegratedAccount::new(info, integration, is_sandbox)
}

/// An integration, in short. One without a mapping here still has its name.
pub(super) fn integration_of(app: &App, slug: &str) -> AccountIntegration {
    let engine = app.engine();
    let lists = engine.reading(slug);
    let plan = lists.plan(slug);
    let label = plan.map_or_else(|| slug.to_owned(), |plan| plan.mapping.label.clone());
    let category = lists.resource().split('/').next().unwrap_or_default();
    AccountIntegration {
        id: slug.to_owned(),
        name: slug.to_owned(),
        label,
        category: category.to_owned(),
    }
}

/// `POST /integrated-account`
pub(crate) async fn add(
    State(app): State<App>,
    Admin(caller): Admin,
    request: Request,
) -> Result<Response<Body>, Fault> {
    let new: NewIntegratedAccount = body(&app, request).await?;
    let account = Account {
        id: new.id.unwrap_or_default(),
        integration: new.integration,
        base_url: new.base_url,
        context: new.context,
        credentials: secrets(new.credentials),
        overlay: new.overlay.as_deref().map(overlay),
    };
    let account = complete(&app, account)?;
    may_be_called(&app, &account)?;
    let about = About {
        label: new.label,
        tenant_id: new.tenant_id,
    };
    let added = app.accounts.add(&caller, account, about).await?;
    written(StatusCode::CREATED, &shown(&app, added))
}

/// `PATCH /integrated-account/{id}`
pub(crate) async fn change(
    State(app): State<App>,
    Admin(caller): Admin,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response<Body>, Fault> {
    let new: IntegratedAccountChange = body(&app, request).await?;
    let mut tries = 0;
    loop {
        tries += 1;
        match try_change(&app, &caller, &id, new.clone()).await {
            // A token was renewed, or another change came first: what was checked is checked again.
            Err(ChangeFault::Meanwhile(_)) if tries < CHANGE_TRIES => {}
            Err(ChangeFault::Meanwhile(says)) => return Err(Fault::Conflict(says)),
            Err(ChangeFault::Other(fault)) => return Err(fault),
            Ok(changed) => return written(StatusCode::OK, &shown(&app, changed)),
        }
    }
}

enum ChangeFault {
    /// The account is another one than it was when the change was checked.
    Meanwhile(String),
    Other(Fault),
}

impl From<Fault> for ChangeFault {
    fn from(fault: Fault) -> ChangeFault {
        ChangeFault::Other(fault)
    }
}

impl From<AccountsFault> for ChangeFault {
    fn from(fault: AccountsFault) -> ChangeFault {
        match fault {
            AccountsFault::Changed(_) => ChangeFault::Meanwhile(fault.to_string()),
            other => ChangeFault::Other(other.into()),
        }
    }
}

/// Checks a change against the account as it is now, and makes it if it is the same then.
async fn try_change(
    app: &App,
    caller: &Caller,
    id: &str,
    new: IntegratedAccountChange,
) -> Result<AccountInfo, ChangeFault> {
    let found = app.accounts.account(caller, id).await?;
    let Found { account, .. } = found.ok_or(Fault::NoAccount)?;
    let moves = new
        .base_url
        .as_ref()
        .is_some_and(|url| *url != account.base_url);
    if moves && new.credentials.is_none() {
        // Otherwise anyone who may change an account could have its secrets sent to themselves.
        let says = "changes where the credentials are sent; give `credentials` again beside it";
        return Err(Fault::parameter("base_url", "", says).into());
    }
    let change = AccountChange {
        label: new.label,
        tenant_id: new.tenant_id,
        base_url: new.base_url,
        overlay: new.overlay,
        context: new.context.map(|given| merged(&account.context, given)),
        credentials: new.credentials.map(secrets),
        seen: Some(Seen::whole(account.clone())),
    };
    // The changed account must be one that its mapping can use.
    let changed = complete(app, change.apply(&account))?;
    may_be_called(app, &changed)?;
    let changed = app.accounts.change(caller, id, change).await?;
    Ok(changed.ok_or(Fault::NoAccount)?)
}

/// The variables after a change: those that it does not name stay.
fn merged(
    before: &IndexMap<String, String>,
    given: IndexMap<String, Option<String>>,
) -> IndexMap<String, String> {
    let mut after = before.clone();
    for (name, value) in given {
        match value {
            Some(value) => {
                after.insert(name, value);
            }
            None => {
                after.shift_remove(&name);
            }
        }
    }
    after
}

/// `DELETE /integrated-account/{id}`
pub(crate) async fn remove(
    State(app): State<App>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Response<Body>, Fault> {
    if !app.accounts.remove(&caller, &id).await? {
        return Err(Fault::NoAccount);
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    Ok(response)
}

/// Refuses an account whose addresses lie in this network, or that would send our app's secret
/// elsewhere.
fn may_be_called(app: &App, account: &Account) -> Result<(), Fault> {
    let private = |url: &&str| !app.allow_private && is_private_origin(url);
    if let Some(url) = account.base_url.as_deref().filter(private) {
        let says = "leads into this network, where accounts may not lead here; \
                    the operator may allow it with `allow_private_addresses`";
        return Err(Fault::parameter("base_url", url, says));
    }
    let engine = app.engine();
    match engine
        .reading(&account.integration)
        .foreign_sign_in(account)
    {
        Some(origin) => Err(Fault::foreign_sign_in(&origin)),
        None => Ok(()),
    }
}

/// Compares an account with what its mapping needs; everything that is missing is reported at once.
fn complete(app: &App, account: Account) -> Result<Account, Fault> {
    let engine = app.engine();
    let lists = engine.reading(&account.integration);
    let Some(plan) = lists.plan(&account.integration) else {
        let says = "has no mapping on this server";
        let failure = Failure::new("integration", &account.integration, says);
        return Err(Fault::failures(vec![
            failure.allowing(engine.touchpoint.integrations()),
        ]));
    };
    lists.check_overlay(&account).map_err(|faults| {
        let failures = faults.iter().map(|fault| {
            let label = &fault.primary;
            let (line, column) = label.source.line_column(label.span.start);
            let code = fault.code.as_str();
            let about = Some(&label.text).filter(|text| !text.is_empty());
            let about = about.map(|text| format!(", {text}")).unwrap_or_default();
            let title = &fault.title;
            let says = format!("{code} at line {line}, column {column}: {title}{about}");
            Failure::new("overlay", "", &says)
        });
        Fault::failures(failures.collect())
    })?;
    plan.needs.complete(account).map_err(|faults| {
        let failures = faults.iter();
        let failures = failures.map(|fault| Failure::new("body", "", &fault.to_string()));
        Fault::failures(failures.collect())
    })
}

fn secrets(written: IndexMap<String, String>) -> IndexMap<String, SecretString> {
    written
        .into_iter()
        .map(|(name, value)| (name, value.into()))
        .collect()
}

/// The JSON body of a request. A member that does not fit is named by its place, never by its
/// value.
pub(super) async fn body<T: DeserializeOwned>(app: &App, request: Request) -> Result<T, Fault> {
    let bytes = edge::body(app, request).await?;
    serde_json::from_slice(&bytes).map_err(|fault| {
        let says = match fault.classify() {
            // The parser's message may quote a value, which may be a secret.
            serde_json::error::Category::Data
                if !fault.to_string().starts_with("unknown field") =>
            {
                "does not fit; `GET /openapi.json` has its schema".to_owned()
            }
            serde_json::error::Category::Data => format!("does not fit: {fault}"),
            _ => "is no JSON object".to_owned(),
        };
        let place = format!(" (line {}, column {})", fault.line(), fault.column());
        Fault::parameter("body", "", &format!("{says}{place}"))
    })
}

pub(super) fn written(status: StatusCode, body: &impl Serialize) -> Result<Response<Body>, Fault> {
    let body = serde_json::to_vec(body).map_err(|fault| Fault::Ours(fault.to_string()))?;
    Ok(json(status, body))
}

/// What a list of accounts is asked for.
struct AccountsQuery {
    tenant_id: Option<String>,
    after: Option<String>,
    limit: usize,
}

/// The parameters of a list of accounts.
fn asked_of(query: &str) -> Result<AccountsQuery, Fault> {
    let tree = brackets::parse(query).map_err(Fault::failures)?;
    let mut asked = AccountsQuery {
        tenant_id: None,
        after: None,
        limit: DEFAULT_LIMIT,
    };
    let mut failures = Vec::new();
    for (name, node) in &tree {
        match (name.as_str(), node) {
            (_, Node::Text(text)) if text.is_empty() => {}
            ("next_cursor", Node::Text(id)) => asked.after = Some(id.clone()),
            ("tenant_id", Node::Text(id)) => asked.tenant_id = Some(id.clone()),
            ("limit", Node::Text(text)) => match text.parse() {
                Ok(limit) if limit > 0 => asked.limit = MAX_LIMIT.min(limit),
                _ => failures.push(Failure::new(name, text, "takes a whole number, 1 or more")),
            },
            _ => {
                let came = match node {
                    Node::Text(text) => text.as_str(),
                    Node::List(_) | Node::Map(_) => "",
                };
                let failure = Failure::new(name, came, "is no parameter of this list");
                failures.push(failure.allowing(["limit", "next_cursor", "tenant_id"]));
            }
        }
    }
    if failures.is_empty() {
        Ok(asked)
    } else {
        Err(Fault::failures(failures))
    }
}
