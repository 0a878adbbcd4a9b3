//! A mapping in words and as data, for people who did not write it: what it supports, and what it
//! would send for a query.
//!
//! ```
//! use touchpoint_core::registry::{PlanReader, Registry};
//! use touchpoint_describe::Explanation;
//! use touchpoint_describe::coverage::{derive, meta, pages};
//! use touchpoint_language::json::Json;
//! use touchpoint_language::model::Model;
//! use touchpoint_language::source::SourceFile;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let model = Model::from_schema(&Json::parse(r#"{
//!     "title": "shop/orders", "type": "object", "required": ["number"],
//!     "properties": { "number": { "type": "string" }, "colour": { "type": ["string", "null"] } }
//! }"#)?)?;
//! let text = "
//! mapping: 1
//! integration: acme
//! label: Acme
//! resource: shop/orders
//! connection: { base_url: https://api.acme.example, auth: [{ kind: bearer, credential: token }] }
//! list:
//!   request: GET /orders
//!   records: $.orders[*]
//!   parameters: { colour: { send_as: colour } }
//!   paging: { kind: cursor, send_as: after, next: $.next }
//!   fields: { number: $.no, colour: $.paint }
//! ";
//! let read = Registry::read(&PlanReader::new(model.clone())?, [SourceFile::new("acme.yaml", text)]);
//!
//! // What it supports: as data, as the meta route tells it, as pages for people.
//! let coverage = derive(&read.registry, &model);
//! let page = meta(&coverage, &model);
//! assert_eq!(page.query_parameters["colour"].supported_in, Some(vec!["acme".to_owned()]));
//! assert_eq!(pages(&coverage, &model, "coverage").len(), 2);
//!
//! // What it would send, in words.
//! let plan = &read.registry.plans()[0];
//! let explanation = Explanation::of_all(plan, Vec::new());
//! let list = &explanation.cases[0].routes[0];
//! assert_eq!(list.line, "GET /orders");
//! assert_eq!(list.paging[0], "what stands at $.next goes into the query's `after`");
//! # Ok(()) }
//! ```
#![forbid(unsafe_code)]

pub mod coverage;
mod explain;
mod explanation;
mod words;

pub use explain::ending;
pub use explanation::{CaseShown, Explanation, FieldShown, RequestShown, RouteShown, RuleShown};
