//! The project's own chores: code becomes the files that are generated from it, and the source tree
//! becomes a verdict. It knows nothing of what the files mean.
#![forbid(unsafe_code)]

pub mod ci;
mod diagnostics_page;
pub mod filters;
pub mod generated;
pub mod http_api;
mod json_schema;
pub mod load;
pub mod mutants;
mod packages;
mod python;
mod served;
pub mod simulate;
pub mod speed;
mod step;
mod workflows;

use std::path::PathBuf;

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).map(PathBuf::from).unwrap_or(here)
}
