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

/// The reply of `GET /integration`.
#[derive(JsonSchema, Serialize)]
pub(crate) struct KnownIntegrations {
    /// One for each mapping.
    pub(crate) result: Vec<KnownIntegration>,
    /// Always null: they are on one page.
    pub(crate) next_cursor: Option<String>,
}

/// One integration, in short.
#[derive(JsonSchema, Serialize)]
pub(crate) struct KnownIntegration {
    /// Its name in requests; the same as `name`.
    pub(crate) id: String,
    /// Its name in requests.
    pub(crate) name: String,
    /// Its name for people.
    pub(crate) label: String,
    /// What kind of system it is: `crm`.
    pub(crate) category: String,
    /// Always false.
    pub(crate) is_beta: bool,
    /// Always `allow`.
    pub(crate) sharing: &'static str,
    /// Whether an account of it can be added here.
    pub(crate) can_install: bool,
}

/// What an integration or an account can be asked for.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Capabilities {
    /// The integration.
    pub(crate) integration: super::AccountIntegration,
    /// Always empty: the vendor is not asked except through a unified list.
    pub(crate) proxy: Vec<String>,
    /// The unified lists.
    pub(crate) unified: Vec<UnifiedCapability>,
    /// How an account signs in.
    pub(crate) auth: AuthCapability,
    /// The account; absent for an integration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) account: Option<AccountCapability>,
}

/// A unified list.
#[derive(JsonSchema, Serialize)]
pub(crate) struct UnifiedCapability {
    /// `crm`
    pub(crate) model: String,
    /// The model's name for people.
    pub(crate) model_label: String,
    /// `engagements`
    pub(crate) resource: String,
    /// What its records are.
    pub(crate) description: Option<String>,
    /// Where it is described.
    pub(crate) docs_url: Option<String>,
    /// What it can be asked: `list`.
    pub(crate) methods: Vec<String>,
    /// Whether the account has an overlay.
    pub(crate) env_overridden: bool,
}

/// How an account signs in.
#[derive(JsonSchema, Serialize)]
pub(crate) struct AuthCapability {
    /// The kinds of credentials, any one of which is enough.
    pub(crate) formats: Vec<String>,
    /// What each account brings.
    pub(crate) fields: Vec<AuthField>,
}

/// One value that an account brings.
#[derive(JsonSchema, Serialize)]
pub(crate) struct AuthField {
    /// Its name.
    pub(crate) name: String,
    /// The same, for people.
    pub(crate) label: String,
    /// `text`, or `password` for a secret.
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// Whether it must be given.
    pub(crate) required: bool,
}

/// How an account is.
#[derive(JsonSchema, Serialize)]
pub(crate) struct AccountCapability {
    /// Its id.
    pub(crate) id: String,
    /// Whether its connection works.
    pub(crate) status: touchpoint_accounts::Status,
    /// The kind of credentials that it has.
    pub(crate) authentication_method: Option<String>,
    /// Always false.
    pub(crate) is_blocked: bool,
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
