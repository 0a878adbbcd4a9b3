//! The mapping language: an author's text becomes a checked mapping. Everything that an editor, a
//! linter or an engine needs to know of a mapping is here, and nothing of a call.
//!
//! ```
//! use touchpoint_language::{Reader, diagnostic::text, source::SourceFile, unified::engagement_model};
//!
//! let reader = Reader::new(engagement_model())?;
//! let mapping = r"
//! mapping: 1
//! integration: acme
//! label: Acme
//! resource: crm/engagements
//! connection:
//!   base_url: https://api.acme.example
//!   auth: [{ kind: bearer, credential: access_token }]
//! list:
//!   request: GET /calls
//!   paging: { kind: none }
//!   records: $.data[*]
//!   fields: { id: $.id, subject: $.titel.text }
//! ";
//! // The text is parsed with its places, judged by the schema, read, resolved and checked.
//! let (checked, faults) = reader.read(SourceFile::new("acme.yaml", mapping));
//! assert!(checked.is_some(), "{}", text::render(&faults, false));
//!
//! // A fault has a code, a place and the next step.
//! let misspelt = mapping.replace("records:", "recods:");
//! let (checked, faults) = reader.read(SourceFile::new("acme.yaml", &misspelt));
//! assert!(checked.is_none());
//! assert!(text::render(&faults, false).contains("did you mean `records`?"));
//! # Ok::<(), String>(())
//! ```
#![forbid(unsafe_code)]

pub mod check;
pub mod covered;
pub mod diagnostic;
mod distance;
pub mod document;
pub mod expr;
mod follows;
mod formats;
pub mod json;
pub mod kind;
mod lists;
pub mod mapping;
mod mistaken;
pub mod model;
pub mod overlay;
mod reader;
pub mod schema;
pub mod source;
pub mod structure;
pub mod transform;
pub mod unified;
pub mod written;

pub use reader::{ReadOutcome, Reader};
