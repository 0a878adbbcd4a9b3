//! The operations: what each path takes and what it answers.

use super::parameters::parameters;
use super::replies::{named, refer};
use serde_json::{Map, Value, json};
use touchpoint_language::model::Model;

/// What any route may answer.
const ALWAYS: [(&str, &str); 5] = [
    ("405", "MethodNotAllowed"),
    ("413", "TooLarge"),
    ("414", "TooLong"),
    ("500", "Failed"),
    ("503", "Busy"),
];

/// The operations on accounts.
pub(super) struct AccountOperations {
    pub(super) collection: Value,
    pub(super) item: Value,
}

pub(super) fn schema(name: &str) -> Value {
    json!({ "schema": { "$ref": format!("#/components/schemas/{name}") } })
}

pub(super) fn account_id() -> Value {
    json!({
        "name": "id", "in": "path", "required": true,
        "description": "The account's id.", "schema": { "type": "string" },
    })
}

pub(super) fn good(description: &str, name: &str, headers: &[&str]) -> Value {
    json!({
        "description": description,
        "headers": named(headers),
        "content": { "application/json": schema(name) },
    })
}

pub(super) fn responses(status: &str, reply: Value, others: &[(&str, &str)]) -> Value {
    let mut all = Map::from_iter([(status.to_owned(), reply)]);
    all.extend(refer(others));
    all.extend(refer(&ALWAYS));
    Value::Object(all)
}

/// The unified list.
pub(super) fn unified(model: &Model) -> Value {
    let headers = [
        "touchpoint-filters",
        "touchpoint-ignored",
        "ratelimit-limit",
        "ratelimit-remaining",
        "ratelimit-reset",
    ];
    json!({
        "tags": ["unified"],
        "operationId": "listUnified",
        "summary": "One page of an account's records, unified",
        "security": [{ "token": [] }],
        "parameters": parameters(model),
        "responses": responses("200", good("The page.", "Page", &headers), &[
            ("400", "BadRequest"),
            ("401", "NoToken"),
            ("404", "NotFound"),
            ("422", "Account"),
            ("429", "RateLimited"),
            ("4XX", "Refused"),
            ("502", "BadGateway"),
            ("503", "Busy"),
            ("504", "NoAnswer"),
        ]),
    })
}

/// A route that anybody may read.
pub(super) fn open(tag: &str, name: &str, summary: &str, of: &str) -> Value {
    json!({
        "tags": [tag],
        "operationId": name,
        "summary": summary,
        "security": [],
        "responses": responses("200", good(summary, of, &[]), &[]),
    })
}

/// A route that anybody may read, and that may be missing.
pub(super) fn open_or_not_found(tag: &str, name: &str, summary: &str, of: &str) -> Value {
    json!({
        "tags": [tag],
        "operationId": name,
        "summary": summary,
        "security": [],
        "responses": responses("200", good(summary, of, &[]), &[("400", "BadRequest"), ("404", "NotFound")]),
    })
}

/// The route that says if the server may be sent requests.
pub(super) fn ready() -> Value {
    json!({
        "tags": ["server"],
        "operationId": "readyz",
        "summary": "Whether the server may be sent requests",
        "security": [],
        "responses": responses("200", good("It may.", "Health", &[]), &[("503", "Busy")]),
    })
}

/// A route that answers with a text.
pub(super) fn text(name: &str, summary: &str, kind: &str) -> Value {
    let reply = json!({
        "description": summary,
        "headers": named(&[]),
        "content": { kind: { "schema": { "type": "string" } } },
    });
    json!({
        "tags": ["server"],
        "operationId": name,
        "summary": summary,
        "security": [],
        "responses": responses("200", reply, &[]),
    })
}

/// The accounts: what a token sees, and what an admin token may do.
pub(super) fn accounts() -> AccountOperations {
    let token = json!([{ "token": [] }]);
    let body =
        |name: &str| json!({ "required": true, "content": { "application/json": schema(name) } });
    let admin = [
        ("400", "BadRequest"),
        ("401", "NoToken"),
        ("403", "NotAdmin"),
        ("409", "Conflict"),
    ];
    let admin_item = [admin.as_slice(), &[("404", "NotFound")]].concat();
    let gone = json!({ "description": "It is removed.", "headers": named(&[]) });
    AccountOperations {
        collection: json!({
            "get": {
                "tags": ["accounts"],
                "operationId": "listAccounts",
                "summary": "The accounts that this token sees",
                "security": token,
                "parameters": [
                    { "name": "tenant_id", "in": "query", "description": "The accounts of one customer.",
                      "schema": { "type": "string" } },
                    { "name": "limit", "in": "query", "description": "Accounts per page.",
                      "schema": { "type": "integer", "minimum": 1, "default": 25 } },
                    { "name": "next_cursor", "in": "query", "description": "Where to go on.",
                      "schema": { "type": "string" } },
                ],
                "responses": responses(
                    "200",
                    good("The accounts.", "IntegratedAccounts", &[]),
                    &[("400", "BadRequest"), ("401", "NoToken")],
                ),
            },
            "post": {
                "tags": ["accounts"],
                "operationId": "addAccount",
                "summary": "Adds an account (admin tokens)",
                "security": token,
                "requestBody": body("NewIntegratedAccount"),
                "responses": responses("201", good("It is added.", "IntegratedAccount", &[]), &admin),
            },
        }),
        item: json!({
            "parameters": [account_id()],
            "get": {
                "tags": ["accounts"],
                "operationId": "showAccount",
                "summary": "One account, without its credentials",
                "security": token,
                "responses": responses(
                    "200",
                    good("The account.", "IntegratedAccount", &[]),
                    &[("400", "BadRequest"), ("401", "NoToken"), ("404", "NotFound")],
                ),
            },
            "patch": {
                "tags": ["accounts"],
                "operationId": "changeAccount",
                "summary": "Changes an account (admin tokens)",
                "security": token,
                "requestBody": body("IntegratedAccountChange"),
                "responses": responses("200", good("It is changed.", "IntegratedAccount", &[]), &admin_item),
            },
            "delete": {
                "tags": ["accounts"],
                "operationId": "removeAccount",
                "summary": "Removes an account (admin tokens)",
                "security": token,
                "responses": responses("204", gone, &admin_item),
            },
        }),
    }
}
