//! What may be known about a connected account, wherever it is kept: everything but its secrets.

use indexmap::IndexMap;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What anybody who may see an account may know about it.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountInfo {
    /// Its id: the `integrated_account_id` of a request.
    pub id: String,
    /// The workspace that it belongs to.
    pub workspace: String,
    /// The slug of its mapping.
    pub integration: String,
    /// A name for people.
    pub label: Option<String>,
    /// The customer that it belongs to, in the words of its workspace.
    pub tenant_id: Option<String>,
    /// The variables that its mapping needs; no secrets.
    pub context: IndexMap<String, String>,
    /// Says if it works.
    pub status: Status,
    /// Why it does not work, or why its token is not renewed now.
    pub cause: Option<String>,
    /// When its token is renewed next, where renewals failed temporarily and wait.
    pub retry_at: Option<Timestamp>,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last changed, by us too.
    pub updated_at: Timestamp,
}

/// Says if an account's connection works.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// As far as we know it works.
    Active,
    /// The CRM does not take its credentials: it must be connected again.
    NeedsReauth,
}

impl Status {
    /// As it is stored and answered: `active`, `needs_reauth`.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::NeedsReauth => "needs_reauth",
        }
    }

    pub(crate) fn parse(text: &str) -> Status {
        if text == "active" {
            Status::Active
        } else {
            Status::NeedsReauth
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}
