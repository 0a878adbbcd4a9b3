//! What a request is for, told to whoever sends or watches it.

/// Whose request it is, what it asks for, and how often it was sent.
///
/// ```text
/// account acme-1   integration lighthouse   purpose list   route call   attempt 2
/// ```
///
/// Each part but the account has few values in one program, so it may label a metric.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct About {
    /// The account's id.
    pub account: String,
    /// The slug of its mapping.
    pub integration: String,
    /// What it asks for.
    pub purpose: Purpose,
    /// The name of the case that is read, or of the table that is looked up: `call`, `users`; empty for a
    /// token.
    pub route: String,
    /// How often it was sent, this time included: 1, 2 …
    pub attempt: u32,
    /// True if its address may hold words of the vendor: a next page's link, a value of a record, a variable
    /// that came with a token.
    pub led: bool,
}

/// What a request asks for.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Purpose {
    /// A page of records.
    #[default]
    List,
    /// A table beside them.
    Lookup,
    /// A token.
    Token,
}

impl Purpose {
    /// Its word: `list`.
    pub fn word(self) -> &'static str {
        match self {
            Purpose::List => "list",
            Purpose::Lookup => "lookup",
            Purpose::Token => "token",
        }
    }
}

impl About {
    /// The first sending of a request of this account.
    pub fn new(account: &str, integration: &str, purpose: Purpose, route: &str) -> About {
        About {
            account: account.to_owned(),
            integration: integration.to_owned(),
            purpose,
            route: route.to_owned(),
            attempt: 1,
            led: false,
        }
    }

    /// The same for an address that may hold words of the vendor.
    #[must_use]
    pub(crate) fn led(self, led: bool) -> About {
        About { led, ..self }
    }
}
