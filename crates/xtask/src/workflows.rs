//! Checks the workflows under `.github/`: their form with `check-jsonschema`, and their safety with
//! `zizmor`. Neither uses the network.

use crate::json_schema::VALIDATOR;
use crate::python;
use crate::step::{command, run};
use std::{fs, path::Path};

const AUDITOR: &str = "zizmor==1.32.0";
const FOLDER: &str = ".github/workflows";

/// Checks every workflow, and the configuration that updates their actions.
///
/// # Errors What the programs found, or why they could not run.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    let bin = python::installed(root, "workflows", &[AUDITOR, VALIDATOR])?;
    let program = |name: &str| bin.join(name).to_string_lossy().into_owned();

    let entries = fs::read_dir(root.join(FOLDER)).map_err(|error| error.to_string())?;
    let workflows = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let validator = program("check-jsonschema");
    let schema = |name: &str| command(root, &[&validator, "--builtin-schema", name]);
    let mut valid = schema("vendor.github-workflows");
    valid.args(workflows);
    run(valid)?;
    let mut valid = schema("vendor.dependabot");
    valid.arg(".github/dependabot.yml");
    run(valid)?;

    let auditor = program("zizmor");
    let strictly = ["--offline", "--strict-collection", "--persona", "auditor"];
    run(command(
        root,
        &[&[&*auditor], &strictly[..], &[".github"]].concat(),
    ))
}
