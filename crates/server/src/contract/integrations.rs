//! The body of `/integrations`.

use schemars::JsonSchema;
use serde::Serialize;

/// The reply of `GET /integrations`.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Integrations {
    /// One for each mapping.
    pub(crate) result: Vec<Integration>,
}

/// One integration.
#[allow(clippy::struct_field_names, reason = "the name it has in every reply")]
#[derive(JsonSchema, Serialize)]
pub(crate) struct Integration {
    /// Its name in requests.
    pub(crate) integration: String,
    /// Its name for people.
    pub(crate) label: String,
    /// The variables that each account brings.
    pub(crate) context: Vec<Variable>,
    /// The ways to sign in; any one complete set of credentials is enough.
    pub(crate) credentials: Vec<CredentialNames>,
    /// Whether persons can connect accounts by a link: `POST /connect/{integration}`.
    pub(crate) connect: bool,
}

/// A variable that an account brings.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Variable {
    /// Its name.
    pub(crate) name: String,
    /// Whether there is a value without it.
    pub(crate) required: bool,
    /// The regular expression that its whole value matches.
    pub(crate) pattern: Option<String>,
    /// A value as it may look.
    pub(crate) example: Option<String>,
}

/// One way to sign in.
#[derive(JsonSchema, Serialize)]
pub(crate) struct CredentialNames {
    /// Its kind: `api_key`, `oauth2`.
    pub(crate) kind: String,
    /// The names without which it does not work.
    pub(crate) required: Vec<String>,
    /// Further names that it can use.
    pub(crate) optional: Vec<String>,
}
