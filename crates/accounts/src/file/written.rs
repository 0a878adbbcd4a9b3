//! The accounts file as its author writes it, and the JSON Schema of it.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use touchpoint_core::exchange::Account;
use touchpoint_language::json::fields;
use touchpoint_language::source::SourceFile;

/// The connected accounts that this installation serves. In every value, `${NAME}` is replaced by
/// the environment variable of that name, and `$${` is a literal `${`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Touchpoint accounts")]
struct WrittenFile {
    /// The accounts.
    #[expect(
        dead_code,
        reason = "each account is read by itself, so that a bad one stays alone"
    )]
    accounts: Vec<WrittenAccount>,
}

/// One connected account of a customer.
// No `Debug`: the credentials are plain text here.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenAccount {
    /// Your own id of it; callers name it as `integrated_account_id`. Each id is used once.
    #[schemars(length(min = 1), example = &"customer-1")]
    id: String,
    /// The mapping that reads it: the `integration` of a mapping file.
    #[schemars(length(min = 1), example = &"acme")]
    integration: String,
    /// Another origin than the mapping's, for sandboxes, tests and proxies. Scheme, host and port
    /// are replaced; the mapping's path stays.
    #[serde(default)]
    #[schemars(with = "String", example = &"https://sandbox.acme.example")]
    base_url: Option<String>,
    /// The file of its overlay, beside this one: other paths for unified fields, more that is sent.
    #[serde(default)]
    #[schemars(with = "String", example = &"customer-1.overlay.yaml")]
    overlay: Option<String>,
    /// The variables that the mapping needs of each account, under its `context`.
    #[serde(default)]
    #[schemars(example = json!({ "company_domain": "customer" }))]
    context: IndexMap<String, String>,
    /// The secrets that the mapping's `connection.auth` places; one complete kind is enough.
    #[serde(default)]
    #[schemars(example = json!({ "access_token": "${CUSTOMER_1_TOKEN}" }))]
    credentials: IndexMap<String, String>,
}

impl From<WrittenAccount> for Account {
    fn from(written: WrittenAccount) -> Account {
        let secret = |(name, value): (String, String)| (name, value.into());
        Account {
            id: written.id,
            integration: written.integration,
            base_url: written.base_url,
            // Its text is read with the file; until then it is a name.
            overlay: written
                .overlay
                .map(|name| Arc::new(SourceFile::new(name, ""))),
            context: written.context,
            credentials: written.credentials.into_iter().map(secret).collect(),
        }
    }
}

/// The JSON Schema of an accounts file, for editors and CI.
pub fn schema() -> Value {
    schemars::schema_for!(WrittenFile).to_value()
}

/// The names that an account takes.
pub(crate) fn account_keys() -> &'static [&'static str] {
    fields::<WrittenAccount>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_closed_and_described() {
        let schema = schema();
        let account = &schema["$defs"]["WrittenAccount"];
        assert_eq!(schema["additionalProperties"], json!(false));
        assert_eq!(account["additionalProperties"], json!(false));
        assert_eq!(account["required"], json!(["id", "integration"]));
        for key in account_keys() {
            let property = &account["properties"][*key];
            assert!(property["description"].is_string(), "{key}");
            assert!(property["examples"].is_array(), "{key}");
        }
    }

    #[test]
    fn the_keys_are_those_of_the_schema() {
        let keys = [
            "id",
            "integration",
            "base_url",
            "overlay",
            "context",
            "credentials",
        ];
        assert_eq!(account_keys(), keys);
    }
}
