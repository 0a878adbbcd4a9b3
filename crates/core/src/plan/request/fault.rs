//! Why a request cannot be built.

use touchpoint_language::document::Pointer;
use touchpoint_language::expr::ExprFault;

/// Why a request cannot be built.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RequestFault {
    /// A caller's value cannot stand where it would be put.
    #[error("`{parameter}` {message}")]
    Value {
        /// The parameter.
        parameter: String,
        /// What is wrong with its value.
        message: String,
    },
    /// The plan says that a filter is sent, but it stands nowhere in the call: the mapping is
    /// wrong.
    #[error("`{parameter}` would be sent, and stands nowhere in the call")]
    Lost {
        /// The parameter.
        parameter: String,
        /// Where the mapping declares it, or the route that reads it.
        pointer: Pointer,
    },
    /// The account lacks what the request needs.
    #[error("the account lacks {0}")]
    Account(String),
}

impl RequestFault {
    pub(super) fn value(place: &str, fault: ExprFault) -> RequestFault {
        RequestFault::Value {
            parameter: place.to_owned(),
            message: fault.message,
        }
    }
}
