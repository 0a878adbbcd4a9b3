//! Who asks, and which accounts they may see.

/// The caller whom an API token stands for. It holds no secret.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Caller {
    /// The id of the token.
    pub token: String,
    /// The workspace of the token.
    pub workspace: String,
    /// The one account that the token is bound to, if it is.
    pub account: Option<String>,
    /// True if the token may change accounts and tokens of its workspace.
    pub admin: bool,
}

/// The accounts that may be seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    pub(crate) workspace: Option<String>,
    pub(crate) account: Option<String>,
}

impl Scope {
    /// All accounts: for the operator of the server.
    pub fn everything() -> Scope {
        Scope::default()
    }

    /// The accounts of one workspace.
    pub fn workspace(id: impl Into<String>) -> Scope {
        Scope {
            workspace: Some(id.into()),
            account: None,
        }
    }
}

impl From<&Caller> for Scope {
    fn from(caller: &Caller) -> Scope {
        Scope {
            workspace: Some(caller.workspace.clone()),
            account: caller.account.clone(),
        }
    }
}
