//! The accounts file as its author writes it, and the JSON Schema of it.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde_json::{Value, json};

/// The connected accounts that this installation serves. In every value, `${NAME}` is replaced by
/// the environment variable of that name, and `$${` is a literal `${`.
#[derive(JsonSchema)]
#[schemars(title = "Touchpoint accounts", deny_unknown_fields)]
#[expect(dead_code, reason = "the schema is made of it, and judges the text")]
struct WrittenFile {
    /// The accounts.
    #[schemars(extend("type" = ["array", "null"]))]
    accounts: Vec<WrittenAccount>,
}

/// One connected account of a customer.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "the schema is made of it, and judges the text")]
struct WrittenAccount {
    /// Your own id of it; callers name it as `integrated_account_id`. Each id is used once.
    #[schemars(length(min = 1), example = &"customer-1")]
    id: String,
    /// The mapping that reads it: the `integration` of a mapping file.
    #[schemars(length(min = 1), example = &"acme")]
    integration: String,
    /// Another origin than the mapping's, for sandboxes, tests and proxies. Scheme, host and port
    /// are replaced; the mapping's path stays.
    #[schemars(default, with = "String", example = &"https://sandbox.acme.example")]
    base_url: Option<String>,
    /// The file of its overlay, beside this one: other paths for unified fields, more that is sent.
    #[schemars(default, with = "String", example = &"customer-1.overlay.yaml")]
    overlay: Option<String>,
    /// The variables that the mapping needs of each account, under its `context`.
    #[schemars(default, extend("type" = ["object", "null"]), example = json!({ "company_domain": "customer" }))]
    context: IndexMap<String, String>,
    /// The secrets that the mapping's `connection.auth` places; one complete kind is enough.
    #[schemars(default, extend("type" = ["object", "null"]), example = json!({ "access_token": "${CUSTOMER_1_TOKEN}" }))]
    credentials: IndexMap<String, String>,
}

/// The JSON Schema of an accounts file, for editors and CI.
pub fn schema() -> Value {
    schemars::schema_for!(WrittenFile).to_value()
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
        for key in [
            "id",
            "integration",
            "base_url",
            "overlay",
            "context",
            "credentials",
        ] {
            let property = &account["properties"][key];
            assert!(property["description"].is_string(), "{key}");
            assert!(property["examples"].is_array(), "{key}");
        }
    }
}
