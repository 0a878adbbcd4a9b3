//! The playground's larger editor: its packages by their lock file, built into one file that is not
//! committed. What is built after that has it.

use crate::step::{command, heading, run};
use std::path::Path;

const FOLDER: &str = "crates/playground/editor";

/// Builds it.
pub(crate) fn build(root: &Path) -> Result<(), String> {
    heading("the playground's editor");
    let folder = root.join(FOLDER);
    run(command(
        &folder,
        &["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
    ))?;
    run(command(&folder, &["npm", "run", "--silent", "build"]))
}
