//! Our HTTP contract: the names of parameters in a query text, and the status and body that a
//! caller gets when the engine gives no page. The engine itself only knows kinds of faults.
//!
//! ```
//! use touchpoint_contract::{ErrorBody, parse, status};
//! use touchpoint_core::run::Error;
//! use touchpoint_language::unified::engagement_model;
//!
//! let model = engagement_model();
//! let (query, _) = parse("engagement_type=call&truto_ignore_limit=true", &model).unwrap();
//! assert!(query.ignore_limit);
//!
//! let failures = parse("truto_ignore_limit=yes", &model).unwrap_err();
//! let error = Error::Caller(failures.into());
//! assert_eq!(status(&error), 400);
//! assert_eq!(ErrorBody::of(&error).error, "Bad Request");
//! ```
//!
//! It is a crate of its own because recorded cases, the simulation and the command line need it
//! too, and they stand below the server.
#![forbid(unsafe_code)]

mod body;
mod insight;
mod parameters;
mod query;
mod status;

pub use body::{Details, ErrorBody, ParameterFailure};
pub use insight::{
    ConditionalParameters, Described, Forbidden, ForbiddenError, Insight, MissingParameters,
};
pub use parameters::{OwnParameter, PARAMETERS, ParameterKind};
pub use query::{ACCOUNT, NAMES, parse, read};
pub use status::{reason, status};
