//! The examples as their readers have them: programs of one crate outside this workspace, with one dependency of ours.

use crate::step::{command, run};
use std::fs;
use std::path::Path;

/// The features of the examples, which this workspace turns on for them.
const FEATURES: &str = "blocking,sandbox,testing";

/// What the examples use besides; the versions are those of the workspace, so that nothing is fetched.
const OTHERS: &str = r#"futures-util = "*"
serde = { version = "*", features = ["derive"] }
serde_json = "*"
tokio = { version = "*", features = ["macros", "rt-multi-thread", "time"] }
"#;

/// Compiles every example of the crate `touchpoint`.
///
/// # Errors
/// One needs more than the crate, or the files cannot be written.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    let told = |error: std::io::Error| error.to_string();
    let folder = root.join("target/outside/examples");
    let programs = folder.join("src/bin");
    // An example that is gone is no program any more.
    if programs.exists() {
        fs::remove_dir_all(&programs).map_err(told)?;
    }
    fs::create_dir_all(&programs).map_err(told)?;
    let examples = root.join("crates/touchpoint/examples");
    for entry in fs::read_dir(examples).map_err(told)? {
        let path = entry.map_err(told)?.path();
        if let Some(name) = path.file_name() {
            fs::copy(&path, programs.join(name)).map_err(told)?;
        }
    }
    fs::write(folder.join("Cargo.toml"), manifest(root)).map_err(told)?;
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).map_err(told)?;
    let line = [
        "cargo",
        "check",
        "--quiet",
        "--offline",
        "--bins",
        "--tests",
    ];
    let mut check = command(&folder, &line);
    check.env("CARGO_TARGET_DIR", root.join("target/outside/target"));
    run(check)
}

/// The manifest of the program.
fn manifest(root: &Path) -> String {
    let path = root.join("crates/touchpoint").display().to_string();
    let features: Vec<String> = FEATURES
        .split(',')
        .map(|name| format!("{name:?}"))
        .collect();
    let features = features.join(", ");
    format!(
        "[package]\nname = \"examples\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [workspace]\n\n[dependencies]\ntouchpoint = {{ path = {path:?}, features = [{features}] }}\n{OTHERS}"
    )
}
