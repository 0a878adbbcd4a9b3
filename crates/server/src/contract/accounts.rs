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
    /// The mapping that reads it.
    integration: String,
    /// A name for people.
    label: Option<String>,
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

impl From<AccountInfo> for IntegratedAccount {
    fn from(info: AccountInfo) -> IntegratedAccount {
        IntegratedAccount {
            id: info.id,
            integration: info.integration,
            label: info.label,
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
#[derive(Deserialize, JsonSchema)]
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
    /// Another origin than the mapping's; null takes it away. It is taken with new credentials only.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    pub(crate) base_url: Option<Option<String>>,
    /// The text of an overlay; null takes it away.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    pub(crate) overlay: Option<Option<String>>,
    /// The variables, all of them.
    #[serde(default)]
    pub(crate) context: Option<IndexMap<String, String>>,
    /// The secrets, all of them.
    #[serde(default)]
    pub(crate) credentials: Option<IndexMap<String, String>>,
}

/// A member that is there, if only as null.
#[allow(clippy::option_option, reason = "as the members that it reads")]
fn given<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}
