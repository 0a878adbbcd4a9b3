//! CRM activity as one: calls, emails, meetings and tasks of many CRMs, read through mappings.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use touchpoint::filter::gte;
//! use touchpoint::{EngagementType::Call, Timestamp, Touchpoint};
//!
//! let touchpoint = Touchpoint::builder().sandbox().build().await?;
//! let account = touchpoint.sandbox_account("hubspot").ok_or("no such sandbox")?;
//! let since: Timestamp = "2026-01-01T00:00:00Z".parse()?;
//!
//! // One page …
//! let calls = touchpoint.engagements(&account).engagement_type(Call).created_at(gte(since)).page_size(50);
//! for call in calls.page().await?.engagements()? {
//!     println!("{} {:?} {:?}", call.id, call.start_time(), call.subject);
//! }
//!
//! // … or all records, one after another, to go on behind any of them later.
//! let mut records = calls.records();
//! while let Some(call) = records.try_next().await? {
//!     println!("{}", call.json());
//!     let _kept: String = serde_json::to_string(call.checkpoint())?;
//! }
//! # Ok(()) }
//! ```
//!
//! The sandbox, where every vendor is played on a local port, needs the feature `sandbox`. In its place, an
//! [`Account`] of your own reads the CRM itself:
//!
//! ```
//! let account = touchpoint::Account {
//!     id: "acme-1".to_owned(),
//!     integration: "pipedrive".to_owned(),
//!     context: [("company_domain".to_owned(), "acme".to_owned())].into(),
//!     credentials: [("api_token".to_owned(), "hush".into())].into(),
//!     ..touchpoint::Account::default()
//! };
//! ```
//!
//! | for | there is |
//! |---|---|
//! | a query in types, or as text | [`Touchpoint::engagements`], [`ListQuery`] |
//! | one page; all records; all pages | [`Touchpoint::list`], [`Touchpoint::records`], [`Touchpoint::stream`] |
//! | what a vendor can filter by, before a call | [`Touchpoint::supports`] |
//! | going on later, in another process | [`Checkpoint`] |
//! | what to do about an error | [`Error`], [`ErrorKind`] |
//! | mappings of your own | [`Builder::add`], [`Builder::replace`], [`Builder::only`] |
//! | another unified resource | [`Touchpoint::of_resource`], [`Builder::also`], [`Builder::model`] |
//! | tokens that are renewed | [`tokens`] |
//! | secrets that are asked for | [`Credentials`] |
//! | a transport of your own, or your own `reqwest::Client` | [`Transport`], [`Builder::transport`] |
//! | a clock of your own | [`Transport::now`], [`Transport::wait`]: the transport tells the time, and nothing else does |
//! | each call, wait and warning, told | [`Observer`] |
//! | a program's tests | `testing` |
//! | what has no name here | [`parts`] |
//!
//! # Features
//!
//! On by default: `live` (calls over the network: reqwest, rustls, tokio) and `built-in` (the mappings). Without them
//! there is the engine alone, for a [`Transport`] and mappings of your own.
//!
//! | feature | brings |
//! |---|---|
//! | `sandbox` | every vendor, played on a local port |
//! | `testing` | `testing`: played vendors without a network, recorded calls |
//! | `blocking` | `blocking`: the engine without async |
//! | `tracing` | a span for each call to a vendor |
//! | `validate` | mappings judged by the JSON Schema validator `jsonschema`, and faults shown in their lines; without it the same is refused, and faults are told with their places |
//! | `charsets` | replies in other charsets than UTF-8; without it they are refused |
//! | `libdeflate` | packed replies unpacked twice as fast, by code in C |
//!
//! Accounts that are stored, sealed, with the tokens that are renewed, come with the crate `touchpoint-accounts`, whose
//! features `sqlite` and `postgres` bring one database each. It stands apart, since it is a [`TokenStore`](tokens::TokenStore) of this one
//! like any other.
//!
//! # Debug builds
//!
//! Reading a mapping and mapping a page are work that a debug build does some ten times slower. These lines in
//! the `Cargo.toml` of your workspace make it quick and leave your own code as it is:
//!
//! ```toml
//! [profile.dev.package]
//! touchpoint-core.opt-level = 1
//! touchpoint-language.opt-level = 1
//! ```
#![forbid(unsafe_code)]

#[cfg(feature = "blocking")]
pub mod blocking;
mod build_error;
mod builder;
mod checkpoint;
mod connect;
mod credentials;
mod engagements;
mod engine;
mod error;
mod example;
pub mod filter;
mod keys;
mod mappings;
mod mixture;
mod observe;
mod others;
mod overlays;
mod own_apps;
mod page;
pub mod parts;
mod record;
mod records;
mod resources;
#[cfg(feature = "sandbox")]
mod sandbox;
mod stream;
mod support;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(test)]
#[cfg(all(feature = "live", feature = "testing"))]
mod tests;
mod timed;
pub mod tokens;
#[cfg(feature = "tracing")]
mod traced;

pub use build_error::BuildError;
pub use builder::Builder;
pub use checkpoint::Checkpoint;
pub use connect::Consent;
pub use credentials::Credentials;
pub use engagements::Engagements;
pub use engine::Touchpoint;
pub use error::{Error, ErrorKind};
pub use example::example_account;
pub use futures_core;
pub use indexmap::IndexMap;
pub use jiff::civil::Date;
pub use jiff::{SignedDuration, Timestamp};
pub use mappings::{MappingFiles, built_in_mappings, mapping_files, yaml_files};
pub use observe::{Answered, CallReport, Observer};
pub use own_apps::OwnApps;
pub use page::Page;
pub use record::{Record, RecordFault};
pub use records::RecordStream;
pub use secrecy::{ExposeSecret, SecretString};
pub use serde_json;
pub use support::Support;
pub use touchpoint_core::cursor::CursorFault;
pub use touchpoint_core::exchange::{
    About, Account, AccountFault, BoxFuture, Cause, Header, HeaderText, Headers, Method, Purpose,
    Reply, Request, Secrets, SendFault, Share, Transport,
};
pub use touchpoint_core::filter::Fate;
pub use touchpoint_core::plan::{Plan, RateLimit};
pub use touchpoint_core::query::{
    Direction, Failure, Filter, Format, Ignored, ListQuery, Names, Operator, Spelling, Unsupported,
};
pub use touchpoint_core::registry::Registry;
pub use touchpoint_core::response::{ListResponse, Warning};
pub use touchpoint_core::run::{
    CallerFault, Error as ErrorDetail, MappingFault, Preview, PreviewedList, RemoteFault, Trouble,
};
#[cfg(feature = "live")]
pub use touchpoint_http::{Live, LiveFault, LiveOptions, reqwest};
pub use touchpoint_language::diagnostic::{Code, Diagnostic, Edit, Help, Label, Mend, Severity};
pub use touchpoint_language::json::{Json, Number as JsonNumber, Object as JsonObject};
pub use touchpoint_language::model::{
    Field, Kind as FieldKind, Model, ModelFault, Parameter, Scalar,
};
pub use touchpoint_language::source::{SourceFile, Span};
pub use touchpoint_language::unified::{
    Engagement, EngagementType, PhoneNumber, Reference, RemoteData,
};
