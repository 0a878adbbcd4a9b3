//! Tests the server with independent programs: a validator checks its description, and a fuzzer
//! calls its routes knowing only the description.

use crate::python;
use crate::served::{Served, TOKEN};
use crate::step::{self, command, run};
use std::fs;
use std::path::Path;

const PACKAGES: [&str; 2] = ["schemathesis==4.32.5", "openapi-spec-validator==0.9.0"];
/// How long each of the two runs takes, in seconds.
const SECONDS: &str = "25";
/// The checks that every reply must pass.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance";

/// Validates the description and fuzzes the routes: first all of them, then the list alone, with
/// the sandbox's own accounts.
///
/// # Errors
/// What the validator or the fuzzer found, or why they could not run.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    check_for(root, SECONDS, CHECKS)
}

/// Two checks ask that a schema says everything that a value must be. Here some rules are beyond it: that
/// `created_at` and `created_at[gt]` exclude each other, that an empty value is none, which accounts there are.
const BEYOND_A_SCHEMA: &str = "positive_data_acceptance,negative_data_rejection";

/// The same for as long as is said, with all other checks that the fuzzer has.
///
/// # Errors
/// As [`check`].
pub(crate) fn check_all(root: &Path, seconds: &str) -> Result<(), String> {
    check_for(root, seconds, "all")
}

fn check_for(root: &Path, seconds: &str, checks: &str) -> Result<(), String> {
    let bin = python::installed(root, "http-api", &PACKAGES)?;
    let program = |name: &str| bin.join(name).to_string_lossy().into_owned();
    for only in [None, Some("/unified/crm/engagements")] {
        let server = Served::start(&step::program(root)?)?;
        let description = format!("http://{}/openapi.json", server.address);
        let document = root.join("target/python/openapi.json");
        let text = server
            .get("/openapi.json")
            .map_err(|error| error.to_string())?;
        fs::write(&document, text).map_err(|error| error.to_string())?;
        let mut validate = command(root, &[&program("openapi-spec-validator")]);
        validate.arg(&document);
        run(validate)?;
        let settings = root.join("target/python/schemathesis.toml");
        let accounts = only.map(|_| server.accounts.as_slice()).unwrap_or_default();
        fs::write(&settings, parameters(accounts)).map_err(|error| error.to_string())?;
        let mut fuzz = command(root, &[&program("schemathesis")]);
        // It writes crash reports into the folder where it runs.
        fuzz.current_dir(root.join("target/python"));
        fuzz.arg("--config-file").arg(&settings);
        fuzz.args(["run", &description, "--seed", "7", "--max-time", seconds]);
        fuzz.args(["--phases", "examples,coverage,fuzzing", "--checks", checks]);
        fuzz.args(["--exclude-checks", BEYOND_A_SCHEMA]);
        fuzz.args([
            "--generation-database",
            "none",
            "--warnings",
            "off",
            "--no-color",
        ]);
        fuzz.args(["--header", &format!("Authorization: Bearer {TOKEN}")]);
        fuzz.args(only.iter().flat_map(|path| ["--include-path", path]));
        // Otherwise it writes its examples beside our sources.
        let seen = root.join("target/python/hypothesis");
        fuzz.env("HYPOTHESIS_STORAGE_DIRECTORY", seen);
        run(fuzz)?;
    }
    Ok(())
}

/// The fuzzer's settings: the accounts that it asks for.
fn parameters(accounts: &[(String, String)]) -> String {
    if accounts.is_empty() {
        return String::new();
    }
    let ids: Vec<String> = accounts.iter().map(|(id, _)| format!("\"{id}\"")).collect();
    format!(
        "[parameters]\n\"query.integrated_account_id\" = [{}]\n",
        ids.join(", ")
    )
}
