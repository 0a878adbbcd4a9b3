//! What a mapping needs of an account: its variables and the credentials of each way to sign in.

use crate::expr::Pattern;

/// One variable that a mapping needs.
#[derive(Clone, Debug, PartialEq)]
pub struct ContextNeed {
    /// Its name.
    pub name: String,
    /// The regular expression that its whole value must match.
    pub pattern: Option<Pattern>,
    /// The value when the account brings none.
    pub default: Option<String>,
    /// A value as it may look.
    pub example: Option<String>,
    /// The one kind of `connection.auth` that reads it, where nothing else does: an account that
    /// signs in another way need not bring it.
    pub only_for: Option<String>,
}

/// The credentials of one kind of `connection.auth`.
#[derive(Clone, Debug, PartialEq)]
pub struct CredentialSet {
    /// The kind: `api_key`, `oauth2`.
    pub kind: String,
    /// The names that it needs.
    pub required: Vec<String>,
    /// Further names that it can use: `refresh_token`.
    pub optional: Vec<String>,
    /// True if these alone are enough to get an access token whenever one is needed.
    pub fetches: bool,
}
