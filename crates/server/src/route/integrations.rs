//! The integrations, and what an account of each must bring.

use crate::app::App;
use crate::fault::json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use schemars::JsonSchema;
use serde::Serialize;
use touchpoint_core::plan::Plan;

/// The reply of `GET /integrations`.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Integrations {
    /// One for each mapping.
    result: Vec<Integration>,
}

/// One integration.
#[allow(clippy::struct_field_names, reason = "the name it has in every reply")]
#[derive(JsonSchema, Serialize)]
pub(crate) struct Integration {
    /// Its name in requests.
    integration: String,
    /// Its name for people.
    label: String,
    /// The variables that each account brings.
    context: Vec<Variable>,
    /// The ways to sign in; any one complete set of credentials is enough.
    credentials: Vec<CredentialNames>,
    /// Whether persons can connect accounts by a link: `POST /connect/{integration}`.
    connect: bool,
}

/// A variable that an account brings.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Variable {
    /// Its name.
    name: String,
    /// Whether there is a value without it.
    required: bool,
    /// The regular expression that its whole value matches.
    pattern: Option<String>,
    /// A value as it may look.
    example: Option<String>,
}

/// One way to sign in.
#[derive(JsonSchema, Serialize)]
pub(crate) struct CredentialNames {
    /// Its kind: `api_key`, `oauth2`.
    kind: String,
    /// The names without which it does not work.
    required: Vec<String>,
    /// Further names that it can use.
    optional: Vec<String>,
}

/// `GET /integrations`
pub(crate) async fn list(State(app): State<App>) -> Response<Body> {
    let engine = app.engine();
    let plans = engine.touchpoint.registry().plans();
    let result = plans.iter().map(|plan| integration(plan, &app)).collect();
    let body = serde_json::to_vec(&Integrations { result }).unwrap_or_default();
    json(StatusCode::OK, body)
}

fn integration(plan: &Plan, app: &App) -> Integration {
    let set = app.connect.apps.contains_key(plan.integration());
    let variables = plan.needs.context.iter().map(|need| Variable {
        name: need.name.clone(),
        required: need.default.is_none() && need.only_for.is_none(),
        pattern: need.pattern.as_ref().map(ToString::to_string),
        example: need.example.clone(),
    });
    let sets = plan.needs.credentials.iter().map(|set| CredentialNames {
        kind: set.kind.clone(),
        required: set.required.clone(),
        optional: set.optional.clone(),
    });
    Integration {
        integration: plan.integration().to_owned(),
        label: plan.mapping.label.clone(),
        context: variables.collect(),
        credentials: sets.collect(),
        connect: set && app.accounts.changeable().is_ok(),
    }
}
