//! The language server of mappings: what an editor shows while a mapping is typed.
//!
//! Each answer is a pure function of a text, a place in it, and the recorded cases beside it;
//! [`serve`] alone speaks the protocol.
//!
//! ```
//! use touchpoint_language::source::SourceFile;
//! use touchpoint_language::unified::engagement_model;
//! use touchpoint_lsp::{Language, Samples, complete};
//!
//! let language = Language::new(engagement_model())?;
//! let text = "mapping: 1\nlist:\n  request: GET /calls\n  rec";
//! let offered = complete(&language, &SourceFile::new("acme.yaml", text), text.len(), &Samples::default());
//! assert!(offered.iter().any(|one| one.label == "records"));
//! # Ok::<(), String>(())
//! ```
#![forbid(unsafe_code)]

mod actions;
mod bases;
mod complete;
mod cursor;
mod definition;
mod desk;
mod faults;
mod forms;
mod hole;
mod hover;
mod inlay;
mod language;
mod lines;
mod offered;
mod opened;
mod place;
mod protocol;
mod samples;
mod schema_holds;
mod scope;
mod symbol;
mod values;

pub use actions::actions;
pub use complete::{Completion, Sort, complete};
pub use definition::definition;
pub use desk::{Around, CorpusOf, Judged};
pub use faults::faults;
pub use hover::hover;
pub use inlay::{Inlay, inlays};
pub use language::{Language, Sheet};
pub use protocol::serve;
pub use samples::Samples;
pub use symbol::{rename, renamed_at};
