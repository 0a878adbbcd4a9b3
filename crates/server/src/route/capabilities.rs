//! What an integration, or one account of it, can be asked for; and the integrations in short.

use super::accounts::{integration_of, written};
use crate::auth::Token;
use crate::contract::{
    AccountCapability, AuthCapability, AuthField, Capabilities, Fault, KnownIntegration,
    KnownIntegrations, UnifiedCapability,
};
use crate::state::App;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use touchpoint::Account;
use touchpoint_core::plan::Plan;

/// `GET /integration`
pub(crate) async fn integrations(State(app): State<App>) -> Result<Response<Body>, Fault> {
    let engine = app.engine();
    let slugs = engine.touchpoint.integrations();
    let result = slugs.iter().map(|slug| known(&app, slug));
    let page = KnownIntegrations {
        result: result.collect(),
        next_cursor: None,
    };
    written(StatusCode::OK, &page)
}

/// `GET /integration/{integration}`
pub(crate) async fn integration(
    State(app): State<App>,
    Path(slug): Path<String>,
) -> Result<Response<Body>, Fault> {
    let engine = app.engine();
    engine.of_integration(&slug).next().ok_or(Fault::NoRoute)?;
    written(StatusCode::OK, &known(&app, &slug))
}

fn known(app: &App, slug: &str) -> KnownIntegration {
    let short = integration_of(app, slug);
    KnownIntegration {
        id: short.id,
        name: short.name,
        label: short.label,
        category: short.category,
        is_beta: false,
        sharing: "allow",
        can_install: app.accounts.changeable().is_ok(),
    }
}

/// `GET /integration/{integration}/capabilities`
pub(crate) async fn of_integration(
    State(app): State<App>,
    Path(slug): Path<String>,
) -> Result<Response<Body>, Fault> {
    let engine = app.engine();
    let plan = engine.reading(&slug).plan(&slug).ok_or(Fault::NoRoute)?;
    written(StatusCode::OK, &capabilities(&app, plan, None))
}

/// `GET /integrated-account/{id}/capabilities`
pub(crate) async fn of_account(
    State(app): State<App>,
    Token(caller): Token,
    Path(id): Path<String>,
) -> Result<Response<Body>, Fault> {
    let found = app.accounts.account(&caller, &id).await?;
    let found = found.ok_or(Fault::NoAccount)?;
    let engine = app.engine();
    let slug = &found.account.integration;
    let plan = engine.reading(slug).plan(slug);
    let plan = plan.ok_or(Fault::NoAccount)?;
    let mut all = capabilities(&app, plan, Some(&found.account));
    all.account = Some(AccountCapability {
        id,
        status: found.info.status,
        authentication_method: method(plan, &found.account),
        is_blocked: false,
    });
    written(StatusCode::OK, &all)
}

fn capabilities(app: &App, plan: &Plan, account: Option<&Account>) -> Capabilities {
    let engine = app.engine();
    let lists = engine.of_integration(plan.integration());
    let unified = lists.map(|lists| {
        let laid_over = lists.resource() == engine.touchpoint.resource();
        unified(lists.resource(), account.filter(|_| laid_over))
    });
    let needs = &plan.needs;
    let context = needs.context.iter().map(|need| AuthField {
        name: need.name.clone(),
        label: need.name.replace('_', " "),
        kind: "text",
        required: need.default.is_none() && need.only_for.is_none(),
    });
    // With several ways to sign in, none of their credentials must be given.
    let single = needs.credentials.len() == 1;
    let mut fields: Vec<AuthField> = context.collect();
    for set in &needs.credentials {
        let required = set.required.iter().map(|name| (name, single));
        let all = required.chain(set.optional.iter().map(|name| (name, false)));
        for (name, required) in all {
            if !fields.iter().any(|known| known.name == *name) {
                fields.push(AuthField {
                    name: name.clone(),
                    label: name.replace('_', " "),
                    kind: "password",
                    required,
                });
            }
        }
    }
    let formats = needs.credentials.iter().map(|set| set.kind.clone());
    Capabilities {
        integration: integration_of(app, plan.integration()),
        proxy: Vec::new(),
        unified: unified.collect(),
        auth: AuthCapability {
            formats: formats.collect(),
            fields,
        },
        account: None,
    }
}

/// A list of one resource. Overlays are laid over lists of the engine's own resource alone.
fn unified(resource: &str, account: Option<&Account>) -> UnifiedCapability {
    let (model, name) = resource.split_once('/').unwrap_or(("", resource));
    UnifiedCapability {
        model: model.to_owned(),
        model_label: format!("Unified {} API", model.to_uppercase()),
        resource: name.to_owned(),
        description: None,
        docs_url: None,
        methods: vec!["list".to_owned()],
        env_overridden: account.is_some_and(|account| account.overlay.is_some()),
    }
}

/// The kind of the first set of credentials that an account has whole.
fn method(plan: &Plan, account: &Account) -> Option<String> {
    let has = |name: &String| account.credentials.contains_key(name);
    let mut sets = plan.needs.credentials.iter();
    let set = sets.find(|set| set.required.iter().all(has))?;
    Some(set.kind.clone())
}
