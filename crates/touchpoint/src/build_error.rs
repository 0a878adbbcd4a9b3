//! Why no engine could be built.

use std::path::PathBuf;
use touchpoint_language::diagnostic::{Diagnostic, text};

/// Why no engine could be built. More reasons may come.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// Mappings have errors; each with its place.
    #[error("{}", text::render(.0, false))]
    Mappings(Vec<Diagnostic>),
    /// A mapping was added of an integration that has one.
    #[error("there is a mapping of `{0}` already: `replace` puts another in its place")]
    Twice(String),
    /// A mapping of this integration was named that there is none of.
    #[error("there is no mapping of `{integration}`; there are: {}", known.join(", "))]
    Unknown {
        /// The slug that was named.
        integration: String,
        /// The slugs that there are.
        known: Vec<String>,
    },
    /// A mapping was to replace that of another integration.
    #[error("the mapping in place of `{wanted}` is one of `{found}`")]
    Other {
        /// The slug whose mapping was to be replaced.
        wanted: String,
        /// The slug that the new mapping is of.
        found: String,
    },
    /// A mapping file cannot be read.
    #[error("cannot read {path}: {error}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        error: std::io::Error,
    },
    /// The unified model cannot be used.
    #[error("the unified model: {0}")]
    Model(String),
    /// The HTTP client cannot be made.
    #[error("the HTTP client: {0}")]
    Http(String),
    /// No transport was named, and the feature `live` is off.
    #[error("there is no transport: name one, or turn on the feature `live`")]
    NoTransport,
    /// The sandbox cannot be opened.
    #[cfg(feature = "sandbox")]
    #[error("the sandbox: {0}")]
    Sandbox(String),
}
