//! The operations of `/connect`: what an admin asks for, and what a person's browser meets.

use super::operations::{good, responses, schema};
use super::replies::named;
use serde_json::{Map, Value, json};

/// `/connect/{integration}`.
pub(super) fn link(integrations: &[String]) -> Value {
    let query = json!([{
        "name": "link", "in": "query", "required": true,
        "description": "The signed text of a link.", "schema": { "type": "string" },
    }]);
    let statuses = [
        ("302", "Goes on to the vendor's page."),
        ("400", "The link is not good, or has ended."),
        ("409", "The account of the link signs in elsewhere."),
    ];
    json!({
        "parameters": [integration(integrations)],
        "get": browser("followLink", "Begins the way to the vendor, for a person's browser", query, &statuses),
        "post": {
            "tags": ["accounts"],
            "operationId": "makeLink",
            "summary": "Makes a link by which a person connects an account (admin tokens)",
            "security": [{ "token": [] }],
            "requestBody": { "required": true, "content": { "application/json": schema("NewConnectLink") } },
            "responses": responses("201", good("The link.", "ConnectLink", &[]), &[
                ("400", "BadRequest"), ("401", "NoToken"), ("403", "NotAdmin"), ("404", "NotFound"),
                ("409", "Conflict"),
            ]),
        },
    })
}

/// `/connect/{integration}/callback`.
pub(super) fn callback(integrations: &[String]) -> Value {
    let parameter = |name: &str, says: &str| json!({ "name": name, "in": "query", "description": says, "schema": { "type": "string" } });
    let query = json!([
        parameter("state", "What went to the vendor."),
        parameter("code", "The vendor's code."),
        parameter("error", "Why there is none."),
        parameter("error_description", "The same, in words."),
    ]);
    let statuses = [
        ("200", "The account is connected."),
        (
            "302",
            "The account is connected; goes on to where the link said.",
        ),
        (
            "400",
            "The answer is not good, the link was used, or the access was not allowed.",
        ),
        (
            "409",
            "The account of the link was changed meanwhile; a new link is needed.",
        ),
        ("502", "The vendor does not take the code."),
    ];
    json!({
        "parameters": [integration(integrations)],
        "get": browser("endLink", "Ends the way back from the vendor, for a person's browser", query, &statuses),
    })
}

fn integration(integrations: &[String]) -> Value {
    json!({
        "name": "integration", "in": "path", "required": true,
        "description": "The integration.", "schema": { "type": "string", "enum": integrations },
    })
}

/// A route that shows pages to a browser.
fn browser(name: &str, summary: &str, query: Value, statuses: &[(&str, &str)]) -> Value {
    let page = |says: &str| {
        json!({
            "description": says, "headers": named(&[]),
            "content": { "text/html; charset=utf-8": { "schema": { "type": "string" } } },
        })
    };
    let pages = statuses
        .iter()
        .map(|(status, says)| ((*status).to_owned(), page(says)));
    let mut all: Map<String, Value> = pages.collect();
    if let Value::Object(others) = responses("500", page("The server failed."), &[]) {
        for (status, reply) in others {
            all.entry(status).or_insert(reply);
        }
    }
    // A person is shown a page, whatever failed.
    let mut failed = page("The server failed; its log tells why.");
    if let Some(content) = failed.get_mut("content").and_then(Value::as_object_mut) {
        content.insert("application/json".to_owned(), schema("Error"));
    }
    all.insert("500".to_owned(), failed);
    json!({
        "tags": ["accounts"],
        "operationId": name,
        "summary": summary,
        "security": [],
        "parameters": query,
        "responses": all,
    })
}
