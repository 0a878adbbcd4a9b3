//! What integrations support, as it follows from their mappings.

use super::violations::no_list;
use crate::auth::Token;
use crate::compress::Accepted;
use crate::contract::{Fault, json as reply};
use crate::state::App;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode, Uri};
use serde_json::{Map, Value, json};
use touchpoint_contract::ACCOUNT;
use touchpoint_core::query::brackets::{self, Node};
use touchpoint_describe::coverage::{self, Coverage, IntegrationCoverage, Support};

/// `GET /unified/…/meta`: all integrations.
pub(crate) async fn all(
    State(app): State<App>,
    accepted: Accepted,
    uri: Uri,
) -> Result<Response<Body>, Fault> {
    let engines = app.engine();
    let engine = engines.of(uri.path()).ok_or(Fault::NoRoute)?;
    Ok(engine.meta.reply(accepted).await)
}

/// `GET /unified/…/meta/list`: what one account can be asked for, as JSON Schemas.
pub(crate) async fn of_account(
    State(app): State<App>,
    Token(caller): Token,
    uri: Uri,
) -> Result<Response<Body>, Fault> {
    let tree = brackets::parse(uri.query().unwrap_or_default()).map_err(Fault::failures)?;
    let named = match tree.get(ACCOUNT) {
        Some(Node::Text(id)) if !id.is_empty() => Some(id.clone()),
        _ => caller.account.clone(),
    };
    let id = named.ok_or_else(super::list::no_account_named)?;
    let found = app.accounts.account(&caller, &id).await?;
    let slug = found.ok_or(Fault::NoAccount)?.account.integration;
    let engines = app.engine();
    let engine = engines.of(uri.path()).ok_or(Fault::NoRoute)?;
    let one = engine.coverage.integration(&slug);
    let one = one.ok_or_else(|| Fault::failures(vec![no_list(&engine.touchpoint, &slug)]))?;
    let parameters = one.parameters.iter().map(|parameter| {
        let mut schema = json!({ "type": "string" });
        let model = engine.touchpoint.model().parameter(&parameter.name);
        let says = parameter.note.as_deref();
        let says = says.or(model.map(|known| known.description.as_str()));
        if let (Some(says), Some(members)) = (says, schema.as_object_mut()) {
            members.insert("description".to_owned(), says.into());
        }
        if let (false, Some(members)) = (parameter.values.is_empty(), schema.as_object_mut()) {
            members.insert("enum".to_owned(), json!(parameter.values));
        }
        (parameter.name.clone(), schema)
    });
    let required = one.parameters.iter();
    let required = required.filter(|parameter| parameter.support == Support::Required);
    let required: Vec<&str> = required.map(|parameter| parameter.name.as_str()).collect();
    let mut record = engine.touchpoint.model().schema().to_value();
    if let Some(members) = record.as_object_mut() {
        members.remove("x-parameters");
        if let Some(fields) = members.get_mut("properties").and_then(Value::as_object_mut) {
            let filled = |name: &String| name == "remote_data" || one.fields.contains(name);
            fields.retain(|name, _| filled(name));
        }
    }
    let body = json!({
        "query_schema": {
            "type": "object",
            "properties": parameters.collect::<Map<String, Value>>(),
            "required": required,
            "x-rules": one.rules,
        },
        "response_schema": record,
    });
    Ok(reply(StatusCode::OK, body.to_string()))
}

/// `GET /unified/…/{integration}/meta/list`: one.
pub(crate) async fn one(
    State(app): State<App>,
    Path(integration): Path<String>,
    uri: Uri,
) -> Result<Response<Body>, Fault> {
    let engines = app.engine();
    let engine = engines.of(uri.path()).ok_or(Fault::NoRoute)?;
    let one = engine
        .coverage
        .integration(&integration)
        .ok_or(Fault::NoRoute)?;
    let coverage = Coverage {
        // On its own page an integration is listed even if the contract does not list it.
        integrations: vec![IntegrationCoverage {
            beyond_page: false,
            ..one.clone()
        }],
    };
    let body = coverage::meta(&coverage, engine.touchpoint.model()).to_json();
    Ok(reply(StatusCode::OK, body))
}
