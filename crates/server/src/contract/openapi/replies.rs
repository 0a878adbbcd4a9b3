//! The replies and headers that several routes share.

use serde_json::{Map, Value, json};

/// Every shared reply: its name, what it means, the headers beside `x-request-id`.
const REPLIES: [(&str, &str, &[&str]); 15] = [
    (
        "BadRequest",
        "The request cannot be taken; every parameter that is wrong is named.",
        &[],
    ),
    (
        "NoToken",
        "The token is missing, unknown or revoked; or the CRM does not take the account's credentials (`truto_is_remote_error`).",
        &[],
    ),
    ("NotAdmin", "The token may not do this.", &[]),
    (
        "NotFound",
        "There is no such thing, or not for this token.",
        &[],
    ),
    ("Conflict", "The accounts cannot be changed so.", &[]),
    (
        "MethodNotAllowed",
        "This path is asked in another way; `Allow` says which.",
        &[],
    ),
    ("TooLarge", "The body is too large.", &[]),
    ("TooLong", "The query is too long.", &[]),
    (
        "Account",
        "The account lacks what its mapping needs; or the CRM said so.",
        &[],
    ),
    (
        "RateLimited",
        "The CRM's limit is reached.",
        &[
            "retry-after",
            "ratelimit-limit",
            "ratelimit-remaining",
            "ratelimit-reset",
        ],
    ),
    (
        "Refused",
        "The CRM refuses; the status is its own.",
        &["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"],
    ),
    (
        "Failed",
        "The server failed; its log tells why, under the reply's `x-request-id`.",
        &[],
    ),
    (
        "BadGateway",
        "The CRM failed, or its answer cannot be read.",
        &["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"],
    ),
    (
        "Busy",
        "Too many requests wait, the accounts do not answer, or the server is going down.",
        &["retry-after"],
    ),
    ("NoAnswer", "The CRM did not answer in time.", &[]),
];

/// The shared replies.
pub(super) fn responses() -> Value {
    let replies = REPLIES.iter().map(|(name, description, headers)| {
        let reply = json!({
            "description": description,
            "headers": named(headers),
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } },
        });
        ((*name).to_owned(), reply)
    });
    Value::Object(replies.collect())
}

/// References to headers by name, `x-request-id` among them.
pub(super) fn named(names: &[&str]) -> Value {
    let names = ["x-request-id"].iter().chain(names);
    let named = names.map(|name| {
        (
            (*name).to_owned(),
            json!({ "$ref": format!("#/components/headers/{name}") }),
        )
    });
    Value::Object(named.collect::<Map<_, _>>())
}

/// A reply of a route: a status and the name of a shared reply.
pub(super) fn refer(replies: &[(&str, &str)]) -> Map<String, Value> {
    let refer = |name: &str| json!({ "$ref": format!("#/components/responses/{name}") });
    replies
        .iter()
        .map(|(status, name)| ((*status).to_owned(), refer(name)))
        .collect()
}

/// The headers.
pub(super) fn headers() -> Value {
    let text = |description: &str, example: &str| json!({ "description": description, "schema": { "type": "string" }, "example": example });
    let number = |description: &str| json!({ "description": description, "schema": { "type": "integer", "minimum": 0 } });
    json!({
        "x-request-id": text("The request's id: the one that came, or one that was made.", "0f8c"),
        "retry-after": number("The seconds to wait."),
        "ratelimit-limit": number("The calls that the CRM allows in a window."),
        "ratelimit-remaining": number("The calls that are left in this window."),
        "ratelimit-reset": number("The seconds until this window ends."),
        "touchpoint-filters": text(
            "What became of each filter: `pushed` to the CRM, `checked` on the records, both, or `decided`: \
             it says what every record of the list bears.",
            "created_at=checked",
        ),
        "touchpoint-ignored": text("The parameters that were ignored, as the caller asked.", "colour"),
    })
}
