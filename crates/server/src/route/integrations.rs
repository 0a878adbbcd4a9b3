//! The integrations, and what an account of each must bring.

use crate::contract::{CredentialNames, Integration, Integrations, Variable, json};
use crate::state::App;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use touchpoint_core::plan::Plan;

/// `GET /integrations`
pub(crate) async fn list(State(app): State<App>) -> Response<Body> {
    let engine = app.engine();
    let slugs = engine.touchpoint.integrations();
    let plans = slugs
        .iter()
        .filter_map(|slug| engine.reading(slug).plan(slug));
    let result = plans.map(|plan| integration(plan, &app)).collect();
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
