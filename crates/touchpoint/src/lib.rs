//! CRM activity as one: calls, emails, meetings and tasks of many CRMs, read through mappings.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use touchpoint::{ListQuery, Touchpoint};
//!
//! let touchpoint = Touchpoint::builder().sandbox().build().await?;
//! # let slugs = touchpoint.registry().slugs();
//! # let slug = slugs.iter().find(|slug| slug.starts_with("hub")).ok_or("no mapping")?.clone();
//! let account = touchpoint.sandbox_account(&slug).ok_or("no such sandbox")?;
//! let page = touchpoint.list(&account, &ListQuery::default().with("engagement_type", "call")).await?;
//! for engagement in page.engagements() {
//!     println!("{} {:?}", engagement.id, engagement.subject);
//! }
//! # assert!(!page.engagements().is_empty());
//! # Ok(()) }
//! ```
//!
//! The sandbox needs the feature `sandbox`. In its place, an [`Account`] of your own with its credentials
//! reads the CRM itself.
#![forbid(unsafe_code)]

mod builder;
mod connect;
mod engine;
mod example;
mod mappings;
mod others;
mod overlays;
mod page;
mod stream;
pub mod tokens;

pub use builder::{BuildError, Builder};
pub use connect::Consent;
pub use engine::Touchpoint;
pub use example::example_account;
pub use mappings::{MappingFiles, built_in_mappings, mapping_files, yaml_files};
pub use page::Page;
pub use touchpoint_core as core;
pub use touchpoint_core::exchange::{Account, Transport};
pub use touchpoint_core::query::{Direction, Format, ListQuery, Operator, Unsupported};
pub use touchpoint_core::run::Error;
pub use touchpoint_http as http;
pub use touchpoint_language as language;
pub use touchpoint_language::unified::{Engagement, PhoneNumber, Reference};
