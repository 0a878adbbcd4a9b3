//! Checks the mappings with an independent validator: `check-jsonschema` from `PyPI`.

use crate::python;
use crate::step::{command, run, run_refused};
use std::{fs, path::Path, path::PathBuf};

/// The validator, as named for pip.
pub(crate) const VALIDATOR: &str = "check-jsonschema==0.39.0";
const SCHEMA: &str = "schemas/mapping.schema.json";

/// Accepts every mapping, and refuses one with a misspelt key.
///
/// # Errors What the validator said, or why it could not run.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    let bin = python::installed(root, "json-schema", &[VALIDATOR])?;
    let validator = bin.join("check-jsonschema");
    let program = validator.to_string_lossy();
    let mappings = mappings(root)?;
    let mut accepting = command(root, &[&program, "--schemafile", SCHEMA]);
    accepting.args(&mappings);
    run(accepting)?;

    let first = mappings.first().ok_or("there are no mappings")?;
    let text = fs::read_to_string(first).map_err(|error| error.to_string())?;
    let misspelt = text.replacen("\nlabel:", "\nlabl:", 1);
    if misspelt == text {
        return Err(format!("{} has no label to misspell", first.display()));
    }
    let wrong = root.join("target/misspelt.yaml");
    fs::write(&wrong, misspelt).map_err(|error| error.to_string())?;
    let mut refusing = command(root, &[&program, "--schemafile", SCHEMA]);
    refusing.arg(&wrong);
    run_refused(refusing)
}

fn mappings(root: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(root.join("mappings")).map_err(|error| error.to_string())?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    paths.sort();
    Ok(paths)
}
