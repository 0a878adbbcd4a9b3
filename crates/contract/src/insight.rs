//! What a program can act on in an error, in the reference's shape: each key is there where it
//! applies, and holds a description and, where there is more to say, a value.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;
use touchpoint_core::run::{CallerFault, RemoteFault, Trouble};
use touchpoint_language::json::Json;

/// How deep scopes are looked for in a vendor's body.
const DEEPEST: usize = 8;

/// What a program can act on.
#[derive(Debug, Default, JsonSchema, PartialEq, Serialize)]
#[serde(default)]
pub struct Insight {
    /// The parameters that are always needed and are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing_required_query_parameters: Option<MissingParameters>,
    /// The parameters that are needed beside what was sent, each with its rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditionally_required_query_parameters: Option<ConditionalParameters>,
    /// There when the CRM refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote_error: Option<Described>,
    /// There when the CRM's limit is reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limit_error: Option<Described>,
    /// There when the CRM forbids the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forbidden_error: Option<ForbiddenError>,
}

/// Missing parameters.
#[derive(Debug, JsonSchema, PartialEq, Serialize)]
pub struct MissingParameters {
    /// What this is.
    pub description: String,
    /// Their names.
    pub value: Vec<String>,
}

/// Parameters that are needed beside others.
#[derive(Debug, JsonSchema, PartialEq, Serialize)]
pub struct ConditionalParameters {
    /// What this is.
    pub description: String,
    /// Name → the rule that needs it.
    pub value: IndexMap<String, String>,
}

/// A description alone.
#[derive(Debug, JsonSchema, PartialEq, Serialize)]
pub struct Described {
    /// What this is, and the next step.
    pub description: String,
}

/// A call that the CRM forbids.
#[derive(Debug, JsonSchema, PartialEq, Serialize)]
pub struct ForbiddenError {
    /// What this is, and the next step.
    pub description: String,
    /// What is missing.
    pub value: Forbidden,
}

/// What a forbidden call lacks.
#[derive(Debug, JsonSchema, PartialEq, Serialize)]
pub struct Forbidden {
    /// The scopes that the account lacks; empty where the CRM does not tell.
    pub missing_scopes: Vec<String>,
}

impl Insight {
    /// Of a call that is wrong; none where no parameter is missing.
    pub(crate) fn of_caller(fault: &CallerFault) -> Option<Insight> {
        let missing = as_sent(&fault.missing);
        let rules = fault.conditionally_missing.iter();
        let rules: IndexMap<String, String> = rules
            .map(|name| (sent(name).to_owned(), rule(fault, name)))
            .collect();
        let insight = Insight {
            missing_required_query_parameters: (!missing.is_empty()).then(|| MissingParameters {
                description: "These query parameters are required and missing.".to_owned(),
                value: missing,
            }),
            conditionally_required_query_parameters: (!rules.is_empty()).then(|| {
                ConditionalParameters {
                    description: "These query parameters are required beside what was sent."
                        .to_owned(),
                    value: rules,
                }
            }),
            ..Insight::default()
        };
        (insight != Insight::default()).then_some(insight)
    }

    /// Of what the vendor refused.
    pub(crate) fn of_remote(fault: &RemoteFault) -> Insight {
        let described = |text: &str| Described {
            description: text.to_owned(),
        };
        let limited = fault.trouble == Trouble::RateLimited;
        Insight {
            remote_error: Some(described(
                "The CRM gave this error; `raw_response` holds its answer.",
            )),
            rate_limit_error: limited.then(|| {
                described(
                    "The CRM's limit is reached; ask again after the seconds of `Retry-After`.",
                )
            }),
            forbidden_error: (fault.remote_status == Some(403)).then(|| ForbiddenError {
                description: "The account may not read this in the CRM; connect it again with the \
                              scopes or the permissions that are missing."
                    .to_owned(),
                value: Forbidden {
                    missing_scopes: fault.raw_response.as_ref().map(scopes).unwrap_or_default(),
                },
            }),
            ..Insight::default()
        }
    }
}

/// The texts of the members of a body that are named scopes: `missing_scopes`, `requiredScopes`.
fn scopes(body: &Json) -> Vec<String> {
    let mut found = Vec::new();
    let mut left = vec![(body, 0)];
    while let Some((value, depth)) = left.pop() {
        if depth > DEEPEST {
            continue;
        }
        match value {
            Json::Object(members) => {
                for (name, value) in members {
                    if name.to_ascii_lowercase().ends_with("scopes") {
                        texts(value, &mut found);
                    } else {
                        left.push((value, depth + 1));
                    }
                }
            }
            Json::Array(items) => left.extend(items.iter().map(|item| (item, depth + 1))),
            _ => {}
        }
    }
    found
}

/// A list of texts, or one text with words.
fn texts(value: &Json, found: &mut Vec<String>) {
    let one = value.as_str().into_iter().flat_map(str::split_whitespace);
    let many = value.as_array().into_iter().flatten();
    let many = many.filter_map(Json::as_str);
    for text in one.chain(many) {
        if !found.iter().any(|known| known == text) {
            found.push(text.to_owned());
        }
    }
}

/// The rule that needs a parameter, in the words of its failure.
fn rule(fault: &CallerFault, name: &str) -> String {
    let quoted = format!("`{name}`");
    let about = fault.failures.iter().find(|failure| {
        failure.parameter == name
            || failure.allowed.iter().any(|allowed| allowed == name)
            || failure.message.contains(&quoted)
    });
    about.map_or_else(
        || "is required".to_owned(),
        |failure| failure.message.clone(),
    )
}

/// Parameters as a query names them.
fn as_sent(names: &[String]) -> Vec<String> {
    names.iter().map(|name| sent(name).to_owned()).collect()
}

/// A parameter as a query names it: `contact` for its member `contact.id`.
fn sent(name: &str) -> &str {
    match name.split_once('.') {
        Some((object, _)) if object != "remote_query" => object,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_core::query::Failure;

    #[test]
    fn missing_parameters_are_named_as_a_query_names_them() {
        let insight = Insight::of_caller(&CallerFault {
            missing: vec!["contact.id".into(), "remote_query.a".into()],
            ..CallerFault::default()
        });
        let missing = insight.unwrap().missing_required_query_parameters.unwrap();
        assert_eq!(missing.value, ["contact", "remote_query.a"]);
        assert!(!missing.description.is_empty());
        assert_eq!(Insight::of_caller(&CallerFault::default()), None);
    }

    #[test]
    fn what_is_needed_beside_others_comes_with_its_rule() {
        let insight = Insight::of_caller(&CallerFault {
            failures: vec![Failure::new("colour", "red", "needs `size.id` beside it")],
            conditionally_missing: vec!["size.id".into()],
            ..CallerFault::default()
        });
        let rules = insight.unwrap().conditionally_required_query_parameters;
        let expected = [(
            "size".to_owned(),
            "`colour` needs `size.id` beside it".to_owned(),
        )];
        assert_eq!(rules.unwrap().value, IndexMap::from(expected));
    }

    #[test]
    fn a_forbidden_call_names_the_scopes_that_the_vendor_tells() {
        let mut fault = RemoteFault::new(Trouble::Refused, "no");
        fault.remote_status = Some(403);
        let body = r#"{"errors":[{"context":{"requiredScopes":["a.read","b.read"]}}],"missing_scopes":"b.read c"}"#;
        fault.raw_response = Some(Json::parse(body).unwrap());
        let insight = Insight::of_remote(&fault);
        let mut scopes = insight.forbidden_error.unwrap().value.missing_scopes;
        scopes.sort();
        assert_eq!(scopes, ["a.read", "b.read", "c"]);
        assert!(insight.remote_error.is_some() && insight.rate_limit_error.is_none());
        let limited = Insight::of_remote(&RemoteFault::new(Trouble::RateLimited, "slower"));
        assert!(limited.rate_limit_error.is_some() && limited.forbidden_error.is_none());
    }
}
