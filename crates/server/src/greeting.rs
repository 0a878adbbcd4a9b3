//! What a person reads when the server has started: where it listens, the sandbox's accounts, and a
//! command that works at once.

use crate::contract::LIST;
use std::fmt::Write;
use std::net::SocketAddr;
use touchpoint::{Account, Touchpoint};
use touchpoint_contract::ACCOUNT;

/// What the greeting tells.
pub(crate) struct Greeting<'a> {
    pub(crate) address: SocketAddr,
    /// Where probes are answered beside it.
    pub(crate) probes: Option<SocketAddr>,
    /// The token, if this start has made one; a token from the settings is not repeated.
    pub(crate) made_token: Option<&'a str>,
    /// The faults of accounts that are not served.
    pub(crate) left_out: &'a [String],
    pub(crate) sandbox: &'a [Account],
}

/// The text, ending with a line break.
pub(crate) fn greeting(greeting: &Greeting<'_>, touchpoint: &Touchpoint) -> String {
    let mut text = format!("touchpoint listens on http://{}\n", greeting.address);
    if let Some(probes) = greeting.probes {
        let _ = writeln!(text, "probes are answered on http://{probes}");
    }
    if let Some(token) = greeting.made_token {
        let _ = writeln!(
            text,
            "token (of this start; set TOUCHPOINT_API_TOKEN for one that stays): {token}"
        );
    }
    if !greeting.left_out.is_empty() {
        text.push_str("accounts that cannot be used, and are left out:\n");
    }
    for fault in greeting.left_out {
        let _ = writeln!(text, "  {}", fault.replace('\n', "\n  "));
    }
    if greeting.sandbox.is_empty() {
        return text;
    }
    text.push_str("sandbox accounts:\n");
    for account in greeting.sandbox {
        let _ = writeln!(text, "  {}  {}", account.id, account.integration);
    }
    if let Some(account) = greeting.sandbox.first() {
        let token = greeting.made_token.unwrap_or("$TOUCHPOINT_API_TOKEN");
        let query = touchpoint
            .sandbox_queries(&account.integration)
            .into_iter()
            .next();
        let query = query
            .filter(|query| !query.is_empty())
            .map_or_else(String::new, |query| format!("&{query}"));
        let _ = writeln!(
            text,
            "try:\n  curl -g -H \"Authorization: Bearer {token}\" 'http://{}{LIST}?{ACCOUNT}={}{query}'",
            greeting.address, account.id
        );
    }
    text
}
