//! A program of somebody else's behaves the same with Touchpoint among its dependencies and without:
//! features of a crate that both use are one for the whole program.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use conformance::root;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Features of `serde_json` that change what it does for a whole program. `float_roundtrip`, which `jsonschema` brings
/// along where mappings are judged with it, is none of them: it only reads a fraction of many digits as the double that
/// is nearest, where the last bit could be another one without it.
const CONTAGIOUS: [&str; 2] = ["arbitrary_precision", "preserve_order"];

#[test]
fn no_crate_changes_serde_json_for_whom_it_is_built_with() {
    let tree = cargo(
        &root(),
        &[
            "tree",
            "--workspace",
            "--all-features",
            "-e",
            "features",
            "-i",
            "serde_json",
        ],
    );
    assert!(tree.contains("serde_json feature \"default\""), "{tree}");
    for feature in CONTAGIOUS {
        assert!(
            !tree.contains(&format!("serde_json feature \"{feature}\"")),
            "`{feature}` of serde_json is on:\n{tree}"
        );
    }
}

#[test]
fn a_program_outside_the_workspace_is_the_same_with_us_and_without() {
    let alone = printed("alone", "", "fn embedded() {}\n");
    let path = root().join("crates/touchpoint");
    let dependency = format!("touchpoint = {{ path = {path:?} }}\n");
    let beside = printed(
        "beside",
        &dependency,
        "fn embedded() { let _ = touchpoint::Touchpoint::builder(); }\n",
    );
    assert!(alone.starts_with("Ok(Price { amount: 1.5 })\n"), "{alone}");
    assert_eq!(alone, beside);
}

/// What the program prints with one more dependency.
fn printed(name: &str, dependency: &str, embedded: &str) -> String {
    let folder = root().join("target/outside").join(name);
    fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[workspace]\n\n[dependencies]\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n{dependency}\n[profile.dev]\ndebug = false\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    // The versions are those of the workspace, so that nothing is fetched.
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let program = fs::read_to_string(root().join("tests/outside/main.rs")).unwrap();
    fs::write(folder.join("src/main.rs"), program + "\n" + embedded).unwrap();
    cargo(&folder, &["run", "--quiet", "--target-dir", "../target"])
}

fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["--offline"])
        .args(arguments)
        .current_dir(folder);
    // What the tests were built with is not for other programs.
    for (name, _) in
        std::env::vars().filter(|(name, _)| name.starts_with("CARGO_") && name != "CARGO_HOME")
    {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}
