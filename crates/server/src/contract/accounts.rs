//! The bodies of `/integrated-account`. Credentials come in and never go out.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use touchpoint_accounts::{AccountInfo, Status};

/// What may be shown of an account: everything but its credentials.
#[derive(Clone, Debug, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "IntegratedAccount")]
pub(crate) struct IntegratedAccount {
    /// Its id: the `integrated_account_id` of a request.
    id: String,
    /// The integration that it belongs to.
    integration: AccountIntegration,
    /// A name for people.
    label: Option<String>,
    /// The customer that it belongs to, in the words of who added it.
    tenant_id: Option<String>,
    /// The variables that its mapping needs; no secrets.
    context: IndexMap<String, String>,
    /// Whether the server plays its vendor.
    is_sandbox: bool,
    /// Whether its connection works.
    status: Status,
    /// Why it does not, where it does not; or why its token is not renewed now.
    cause: Option<String>,
    /// When its token is renewed next, where renewals failed in passing and wait, in UTC.
    #[schemars(extend("format" = "date-time"))]
    retry_at: Option<String>,
    /// When it was connected, in UTC.
    #[schemars(extend("format" = "date-time"))]
    created_at: Option<String>,
    /// When it was last changed, in UTC.
    #[schemars(extend("format" = "date-time"))]
    updated_at: Option<String>,
}

/// The integration of an account.
#[derive(Clone, Debug, JsonSchema, PartialEq, Serialize)]
pub(crate) struct AccountIntegration {
    /// Its name in requests; the same as `name`.
    pub(crate) id: String,
    /// Its name in requests.
    pub(crate) name: String,
    /// Its name for people.
    pub(crate) label: String,
    /// What kind of system it is: `crm`.
    pub(crate) category: String,
}

impl IntegratedAccount {
    /// An account of this integration as it is shown.
    pub(crate) fn new(
        info: AccountInfo,
        integration: AccountIntegration,
        is_sandbox: bool,
    ) -> IntegratedAccount {
        IntegratedAccount {
            id: info.id,
            integration,
            label: info.label,
            tenant_id: info.tenant_id,
            context: info.context,
            is_sandbox,
            status: info.status,
            cause: info.cause,
            retry_at: info.retry_at.map(|at| at.to_string()),
            created_at: Some(info.created_at.to_string()),
            updated_at: Some(info.updated_at.to_string()),
        }
    }
}

/// The reply of `GET /integrated-account`.
#[derive(JsonSchema, Serialize)]
pub(crate) struct AccountsPage {
    /// The accounts.
    pub(crate) result: Vec<IntegratedAccount>,
    /// Where the list goes on; null at its end.
    pub(crate) next_cursor: Option<String>,
}

/// The body of `POST /integrated-account/token`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAccountToken {
    /// The account that the token sees.
    pub(crate) integrated_account_id: String,
}

/// A token that sees one account.
#[derive(JsonSchema, Serialize)]
pub(crate) struct AccountToken {
    /// The token; it is not shown again.
    pub(crate) integrated_account_token: String,
}

/// The body of `POST /integrated-account/refresh-credentials`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountToRenew {
    /// The account whose token is renewed.
    pub(crate) id: String,
}

/// The body of `POST /integrated-account`.
// No `Debug`: the credentials are plain text here.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewIntegratedAccount {
    /// Its id; made where absent.
    #[serde(default)]
    pub(crate) id: Option<String>,
    /// The mapping that reads it.
    pub(crate) integration: String,
    /// A name for people.
    #[serde(default)]
    pub(crate) label: Option<String>,
    /// The customer that it belongs to, in your own words.
    #[serde(default)]
    pub(crate) tenant_id: Option<String>,
    /// Another origin than the mapping's, for sandboxes and proxies.
    #[serde(default)]
    pub(crate) base_url: Option<String>,
    /// The text of an overlay: YAML that is laid over the mapping for this account.
    #[serde(default)]
    pub(crate) overlay: Option<String>,
    /// The variables that the mapping needs.
    #[serde(default)]
    pub(crate) context: IndexMap<String, String>,
    /// The secrets that the mapping needs.
    #[serde(default)]
    pub(crate) credentials: IndexMap<String, String>,
}

/// The body of `PATCH /integrated-account/{id}`; what is absent stays.
// No `Debug`: the credentials are plain text here.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(
    clippy::option_option,
    reason = "absent stays, null takes away, a text is put in"
)]
pub(crate) struct IntegratedAccountChange {
    /// A name for people; null takes it away.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    pub(crate) label: Option<Option<String>>,
    /// The customer that it belongs to; null takes it away.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    pub(crate) tenant_id: Option<Option<String>>,
    /// Another origin than the mapping's; null takes it away. It is taken with new credentials only.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    pub(crate) base_url: Option<Option<String>>,
    /// The text of an overlay; null takes it away.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    pub(crate) overlay: Option<Option<String>>,
    /// Variables: those that are named are changed, or taken away by null.
    #[serde(default)]
    pub(crate) context: Option<IndexMap<String, Option<String>>>,
    /// The secrets, all of them.
    #[serde(default)]
    pub(crate) credentials: Option<IndexMap<String, String>>,
}

/// A member that is there, if only as null.
#[allow(clippy::option_option, reason = "as the members that it reads")]
fn given<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}
