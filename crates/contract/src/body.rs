//! The body of every error, as a caller gets it.

use crate::insight::Insight;
use crate::status::{reason, status};
use schemars::JsonSchema;
use serde::Serialize;
use touchpoint_core::query::Failure;
use touchpoint_core::run::Error;
use touchpoint_language::json::Json;

/// What a caller is told of our own faults: the details go to the log.
const OURS: &str = "something failed on our side; the log tells more";

/// The body of every error.
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(title = "Error")]
pub struct ErrorBody {
    /// The HTTP status.
    #[serde(rename = "statusCode")]
    pub status_code: u16,
    /// The status in words.
    pub error: String,
    /// What is wrong, where, and the next step.
    pub message: String,
    /// A stable code for programs: `T201`.
    pub code: String,
    /// Each parameter that cannot be taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<Details>,
    /// What a program can act on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub truto_error_insight: Option<Insight>,
    /// Whether the CRM said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub truto_is_remote_error: Option<bool>,
    /// What the CRM answered: JSON, or text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_response: Option<Json>,
    /// Where the list goes on, if the CRM's limit ended the reading before a record was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// The parameters that cannot be taken.
#[derive(Debug, JsonSchema, Serialize)]
pub struct Details {
    /// One for each parameter.
    pub failures: Vec<ParameterFailure>,
}

/// One parameter that cannot be taken.
#[derive(Debug, JsonSchema, Serialize)]
pub struct ParameterFailure {
    /// The parameter as it was written.
    pub parameter: String,
    /// What came, shortened.
    pub came: String,
    /// What is wrong and what to write instead.
    pub message: String,
    /// The words that would be taken; empty where they cannot be listed.
    pub allowed: Vec<String>,
}

impl ErrorBody {
    /// A body with a message and nothing more.
    pub fn new(status_code: u16, error: &str, code: &str, message: String) -> ErrorBody {
        ErrorBody {
            status_code,
            error: error.to_owned(),
            message,
            code: code.to_owned(),
            details: None,
            truto_error_insight: None,
            truto_is_remote_error: None,
            raw_response: None,
            next_cursor: None,
        }
    }

    /// The body of the engine's fault.
    pub fn of(error: &Error) -> ErrorBody {
        let status = status(error);
        let message = match error {
            Error::Store(_) | Error::Ours(_) => OURS.to_owned(),
            other => other.to_string(),
        };
        let body = ErrorBody::new(status, reason(status), error.code(), message);
        match error {
            Error::Caller(fault) => ErrorBody {
                details: Some(Details {
                    failures: fault.failures.iter().map(ParameterFailure::from).collect(),
                }),
                truto_error_insight: Insight::of_caller(fault),
                ..body
            },
            Error::Remote(fault) => ErrorBody {
                truto_error_insight: Some(Insight::of_remote(fault)),
                truto_is_remote_error: Some(true),
                raw_response: Some(fault.raw_response.clone().unwrap_or_default()),
                next_cursor: fault.next_cursor.clone(),
                ..body
            },
            Error::NoAnswer(_)
            | Error::Account(_)
            | Error::Mapping(_)
            | Error::Store(_)
            | Error::Ours(_) => body,
        }
    }

    /// The body as data.
    pub fn to_json(&self) -> Json {
        Json::written(self)
    }
}

impl From<&Failure> for ParameterFailure {
    fn from(failure: &Failure) -> ParameterFailure {
        ParameterFailure {
            parameter: failure.parameter.clone(),
            came: failure.came.clone(),
            message: failure.message.clone(),
            allowed: failure.allowed.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use touchpoint_core::run::{RemoteFault, Trouble};

    #[test]
    fn a_vendors_fault_says_so_and_ours_says_nothing() {
        let fault = Error::from(RemoteFault::new(Trouble::Repeats, "again"));
        assert_eq!(
            ErrorBody::of(&fault).to_json(),
            json!({
                "statusCode": 502, "error": "Bad Gateway", "message": "again", "code": "T305",
                "truto_error_insight": { "remote_error": {
                    "description": "The CRM gave this error; `raw_response` holds its answer.",
                } },
                "truto_is_remote_error": true, "raw_response": null,
            })
        );
        let ours = ErrorBody::of(&Error::Ours("hush".into())).to_json();
        assert!(!ours.to_string().contains("hush"));
    }
}
