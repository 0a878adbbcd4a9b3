//! What commands work on: mappings beside or instead of those built in, their cases, overlays, the
//! model, accounts. It is written in `touchpoint.yaml`, or a folder of mappings says it by itself.
//!
//! ```yaml
//! touchpoint: 1
//! mappings: mappings/
//! corpus: corpus/
//! ```

mod cases;
mod find;
mod read;
mod written;

pub use cases::{NoCases, cases, cases_of};
pub use written::schema;

use std::path::PathBuf;

/// What commands work on. Paths are as the working folder sees them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Project {
    /// The file that says it; `None` for what is built in, and for a folder that has no such file.
    pub file: Option<PathBuf>,
    /// Files and folders of mappings; none for those built in.
    pub mappings: Vec<PathBuf>,
    /// The built-in mappings stand beside these.
    pub built_in: bool,
    /// The folder of cases.
    pub corpus: Option<PathBuf>,
    /// Files and folders of overlays.
    pub overlays: Vec<PathBuf>,
    /// The JSON Schema of another unified model.
    pub model: Option<PathBuf>,
    /// The accounts file.
    pub accounts: Option<PathBuf>,
}

impl Project {
    /// True if the built-in mappings are among its mappings.
    pub fn has_built_in(&self) -> bool {
        self.built_in || self.mappings.is_empty()
    }
}
