//! What a person reads when the server has started: where it listens, the sandbox's accounts, and a
//! command that works at once.

use crate::contract::list_path;
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
        let of_account = touchpoint.of_integration(&account.integration);
        let touchpoint = of_account.as_ref().unwrap_or(touchpoint);
        let list = list_path(touchpoint.resource());
        let recorded = touchpoint.sandbox_queries(&account.integration);
        let first = recorded.first().map_or("", String::as_str);
        let query = touchpoint
            .sandbox_query(account, first)
            .filter(|query| !query.is_empty())
            .map_or_else(String::new, |query| format!("&{query}"));
        let _ = writeln!(
            text,
            "try:\n  curl -g -H \"Authorization: Bearer {token}\" 'http://{}{list}?{ACCOUNT}={}{query}'",
            greeting.address, account.id
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_contract::NAMES;

    const ACME: &str = "
mapping: 1
integration: acme
label: Acme
page: extra
resource: crm/engagements
connection: { base_url: https://api.acme.example, auth: [{ kind: bearer, credential: token }] }
list:
  rules: [{ required: contact_id }]
  request: GET /people/{{ query.contact_id }}/calls
  parameters:
    contact_id: { pattern: \"[0-9]+\" }
  paging: { kind: none }
  records: $.calls[*]
  fields:
    id: $.id
    contact: [{ id: $.person_id }]
";

    #[tokio::test]
    async fn the_command_works_where_a_parameter_is_required_and_no_case_is_recorded() {
        let builder = Touchpoint::builder().names(NAMES);
        let builder = builder.mapping_text("acme.yaml", ACME).sandbox();
        let touchpoint = builder.build().await.unwrap();
        assert!(touchpoint.sandbox_queries("acme").is_empty());
        let account = touchpoint.sandbox_account("acme").unwrap();
        let told = greeting(
            &Greeting {
                address: ([127, 0, 0, 1], 8080).into(),
                probes: None,
                made_token: None,
                left_out: &[],
                sandbox: std::slice::from_ref(&account),
            },
            &touchpoint,
        );
        let (_, command) = told.split_once("try:\n").unwrap();
        let (_, query) = command.split_once(&account.id).unwrap();
        let query = query
            .trim_end()
            .trim_end_matches('\'')
            .trim_start_matches('&');
        assert!(query.starts_with("contact_id="), "{told}");
        let (query, _) = touchpoint_contract::parse(query, touchpoint.model()).unwrap();
        let page = touchpoint.list(&account, &query).await.unwrap();
        let page = String::from_utf8(page.to_json()).unwrap();
        assert!(page.starts_with("{\"result\":[{"), "{page}");
    }
}
