//! What a link allows: one account of one workspace, new or known, until a time.

use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a link allows. It holds no secret: the person who follows it can read it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Claims {
    /// The id by which it is used only once.
    pub(crate) id: String,
    pub(crate) workspace: String,
    /// The token whose holder made it: when it is revoked, the link has ended.
    #[serde(default)]
    pub(crate) token: String,
    pub(crate) integration: String,
    /// Seconds since 1970.
    pub(crate) ends_at: i64,
    /// The account that is connected again; a new one unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) account: Option<String>,
    /// The account's name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) label: Option<String>,
    /// The customer that the account belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tenant_id: Option<String>,
    /// The account's variables.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub(crate) context: IndexMap<String, String>,
    /// Where the browser goes when it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) return_url: Option<String>,
}

/// Why a link is refused; the person who has it acts.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub(crate) enum LinkFault {
    #[error("This link was changed or not made here. Ask for a new one.")]
    Forged,
    #[error("This link has ended. Ask for a new one.")]
    Ended,
    #[error("This link was used before. Ask for a new one.")]
    Used,
    #[error("This answer belongs to another browser. Open the link again, in this one.")]
    OtherBrowser,
}

impl Claims {
    pub(super) fn to_json(&self) -> Vec<u8> {
        // Texts and a number can always be written.
        serde_json::to_vec(self).unwrap_or_default()
    }

    pub(super) fn from_json(bytes: &[u8]) -> Option<Claims> {
        serde_json::from_slice(bytes).ok()
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ends_at <= Timestamp::now().as_second()
    }

    /// When it ends.
    pub(crate) fn end(&self) -> Timestamp {
        Timestamp::from_second(self.ends_at).unwrap_or(Timestamp::MAX)
    }
}
