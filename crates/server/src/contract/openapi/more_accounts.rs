//! Further operations on accounts and integrations: tokens, renewal, what they can be asked for.

use super::operations::{account_id, good, open_or_not_found, responses, schema};
use serde_json::{Value, json};

/// `/integrated-account/token`
pub(super) fn token() -> Value {
    json!({ "post": {
        "tags": ["accounts"],
        "operationId": "makeAccountToken",
        "summary": "Makes a token that sees one account (admin tokens)",
        "security": [{ "token": [] }],
        "requestBody": body("NewAccountToken"),
        "responses": responses("201", good("The token; it is not shown again.", "AccountToken", &[]), &ADMIN),
    } })
}

/// `/integrated-account/refresh-credentials`
pub(super) fn refresh() -> Value {
    let refused = [
        ADMIN.as_slice(),
        &[
            ("422", "Account"),
            ("429", "RateLimited"),
            ("4XX", "Refused"),
            ("502", "BadGateway"),
            ("503", "Busy"),
            ("504", "NoAnswer"),
        ],
    ]
    .concat();
    json!({ "post": {
        "tags": ["accounts"],
        "operationId": "refreshCredentials",
        "summary": "Renews the CRM's token of an account now (admin tokens)",
        "security": [{ "token": [] }],
        "requestBody": body("AccountToRenew"),
        "responses": responses("200", good("The account.", "IntegratedAccount", &[]), &refused),
    } })
}

/// `/integrated-account/{id}/capabilities`
pub(super) fn capabilities() -> Value {
    json!({
        "parameters": [account_id()],
        "get": {
            "tags": ["accounts"],
            "operationId": "capabilitiesOfAccount",
            "summary": "What an account can be asked for",
            "security": [{ "token": [] }],
            "responses": responses("200", good("What it can be asked for.", "Capabilities", &[]), &READ),
        },
    })
}

/// `/unified/…/meta/list`
pub(super) fn meta(name: &str) -> Value {
    json!({ "get": {
        "tags": ["unified"],
        "operationId": name,
        "summary": "What an account's list takes and gives, as JSON Schemas",
        "security": [{ "token": [] }],
        "parameters": [{
            "name": "integrated_account_id", "in": "query",
            "description": "The account; a token that is bound to one may leave it out.",
            "schema": { "type": "string" },
        }],
        "responses": responses("200", good("The schemas.", "AccountMeta", &[]), &READ),
    } })
}

/// A path of one integration.
pub(super) fn of_integration(
    integrations: &[String],
    name: &str,
    summary: &str,
    of: &str,
) -> Value {
    json!({
        "parameters": [{
            "name": "integration", "in": "path", "required": true,
            "description": "The integration.",
            "schema": { "type": "string", "enum": integrations },
        }],
        "get": open_or_not_found("accounts", name, summary, of),
    })
}

const ADMIN: [(&str, &str); 5] = [
    ("400", "BadRequest"),
    ("401", "NoToken"),
    ("403", "NotAdmin"),
    ("404", "NotFound"),
    ("409", "Conflict"),
];

const READ: [(&str, &str); 3] = [
    ("400", "BadRequest"),
    ("401", "NoToken"),
    ("404", "NotFound"),
];

fn body(name: &str) -> Value {
    json!({ "required": true, "content": { "application/json": schema(name) } })
}
