//! The engine: a checked mapping becomes a plan; a plan, a query and a vendor's reply become
//! unified records. No I/O happens here: texts are handed in, and an [`exchange::Transport`] sends.
//!
//! ```
//! use touchpoint_core::{cursor::Key, exchange::Reply, plan, query::ListQuery, registry::PlanReader};
//! use touchpoint_core::run::{Options, map_reply};
//! use touchpoint_language::{source::SourceFile, unified::engagement_model};
//!
//! let mapping = r#"
//! mapping: 1
//! integration: acme
//! label: Acme
//! resource: crm/engagements
//! connection:
//!   base_url: https://api.acme.example
//!   auth: [{ kind: bearer, credential: access_token }]
//! list:
//!   request: GET /calls
//!   parameters: { owner.id: { send_as: owner } }
//!   paging: { kind: cursor, send_as: after, next: $.next, size: { send_as: limit, default: 50 } }
//!   records: $.calls[*]
//!   fields: { id: $.no, subject: $.title, start_time: { from: $.at, time: unix_s } }
//! "#;
//! // Text → checked mapping → plan.
//! let (acme, _) = PlanReader::new(engagement_model())?.read(SourceFile::new("acme.yaml", mapping));
//! let acme = acme.ok_or("the mapping has a fault")?;
//!
//! // A query is served by one of its lists, and each filter by the vendor or by us.
//! let query = ListQuery::default().with("owner.id", "7").limit(2);
//! let list = plan::choose(&acme, &query).map_err(|_| "no list serves it")?;
//! assert_eq!(list.route.request.path.text(), "/calls");
//!
//! // A reply → a page of unified records, beside each the vendor's own bytes.
//! let body = br#"{"calls":[{"no":512,"title":"Hello","at":1767348000}],"next":"x2"}"#;
//! let reply = Reply { status: 200, headers: Default::default(), body: body.to_vec(), ..Default::default() };
//! let page = map_reply(&acme, &query, reply, &Options::new(Key::new(b"a secret")))
//!     .map_err(|error| error.to_string())?;
//! let json = String::from_utf8(page.response.to_json()).map_err(|error| error.to_string())?;
//! assert!(json.starts_with(r#"{"result":[{"id":"512","subject":"Hello","start_time":"2026-01-02T10:00:00Z""#), "{json}");
//! assert!(json.contains(r#""remote_data":{"no":512,"title":"Hello","at":1767348000}"#));
//! assert!(page.response.next_cursor.is_some());
//! # Ok::<(), String>(())
//! ```
#![forbid(unsafe_code)]

pub mod cursor;
pub mod digest;
pub mod exchange;
pub mod filter;
pub mod oauth;
pub mod plan;
pub mod query;
pub mod record;
pub mod registry;
pub mod response;
pub mod room;
pub mod run;
pub mod scan;
pub mod slices;
