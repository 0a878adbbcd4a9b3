//! Everything that must hold before a change is merged, one command after another. The first
//! failure ends it.

use crate::clients::INTEGRATION;
use crate::served::{Served, TOKEN};
use crate::step::{self, command, heading, run_reading_stderr};
use crate::{
    clients, equality, generated, http_api, json_schema, operators, outside, packages, siege,
    surface, workflows,
};
use std::{fs, path::Path};

/// The command that runs every test. `default-members` makes a bare `cargo test` the CLI's alone.
pub(crate) const TEST: &str = "cargo test --workspace";

/// The tests of the feature `otlp`; the others have run before.
const OTLP: &str = "cargo test --workspace --features touchpoint-cli/otlp --lib --test cli -- telemetry otlp secrets";

/// The tests of the conformance package; the output must show that they ran.
pub(crate) const CONFORMANCE: &str = "tests/all/main.rs";

/// Where examples stand, and how cargo finds them.
const EXAMPLES: [(&str, &str); 3] = [
    (
        "crates/touchpoint/examples",
        "touchpoint --features blocking,sandbox,testing",
    ),
    ("crates/accounts/examples", "touchpoint-accounts"),
    ("crates/server/examples", "touchpoint-server"),
];

/// A check and the name by which it can be run alone.
type Step = (&'static str, fn(&Path) -> Result<(), String>);

/// All checks, the quick ones first.
const STEPS: [Step; 17] = [
    ("format", format),
    ("lints", lints),
    ("tests", tests),
    ("docs", docs),
    ("generated", generated::check),
    ("surface", surface::check),
    ("mappings", mappings),
    ("schema", json_schema::check),
    ("packages", packages::check),
    ("workflows", workflows::check),
    ("operators", operators::check),
    ("http-api", http_api::check),
    ("clients", clients::check),
    ("fuzz", |root| equality::fuzz(root, "30")),
    ("siege", |root| siege::command_line(root, &["--short"])),
    ("examples", examples),
    ("start", start),
];

/// Runs the checks that are named, or all of them.
///
/// # Errors
/// The first check that fails, or a name that no check has.
pub(crate) fn run(root: &Path, names: &[&str]) -> Result<(), String> {
    let known = STEPS.map(|(name, _)| name);
    if let Some(unknown) = names.iter().find(|name| !known.contains(name)) {
        let known = known.join(", ");
        return Err(format!("`{unknown}` is no check; there are {known}"));
    }
    let wanted = |name| names.is_empty() || names.contains(name);
    for (name, check) in STEPS.iter().filter(|(name, _)| wanted(name)) {
        heading(name);
        check(root)?;
    }
    Ok(())
}

fn format(root: &Path) -> Result<(), String> {
    step::run(command(root, &["cargo", "fmt", "--all", "--check"]))
}

fn lints(root: &Path) -> Result<(), String> {
    for features in ["", "--all-features"] {
        let lints = format!("cargo clippy --workspace --all-targets {features} -- -D warnings");
        step::run(command(root, &words(&lints)))?;
    }
    Ok(())
}

fn tests(root: &Path) -> Result<(), String> {
    let lines = run_reading_stderr(command(root, &words(TEST)))?;
    conformance_ran(&lines)?;
    step::run(command(root, &words(OTLP)))?;
    // With one database the other is refused in words, and the program builds.
    for database in ["postgres", "sqlite"] {
        for line in [
            "cargo test --package touchpoint-accounts --lib",
            "cargo check --package touchpoint-cli",
        ] {
            let line = format!("{line} --no-default-features --features {database}");
            step::run(command(root, &words(&line)))?;
        }
    }
    Ok(())
}

/// The binary has the name of the library: both would be written to one page.
fn docs(root: &Path) -> Result<(), String> {
    let docs = "cargo doc --workspace --no-deps --all-features --exclude touchpoint-cli";
    let mut docs = command(root, &words(docs));
    docs.env("RUSTDOCFLAGS", "-D warnings");
    step::run(docs)
}

fn mappings(root: &Path) -> Result<(), String> {
    let program = step::program(root)?;
    let program = program.to_string_lossy();
    let validate = [&*program, "validate", "mappings/", "--deny-warnings"];
    step::run(command(root, &validate))
}

/// Runs every example; none needs more than this machine. Those of the crate `touchpoint` are compiled as programs
/// outside this workspace too.
fn examples(root: &Path) -> Result<(), String> {
    let mut all = Vec::new();
    for (folder, package) in EXAMPLES {
        for name in names(&root.join(folder), "rs")? {
            let argument = argument(&name);
            all.push(format!(
                "cargo run --quiet --package {package} --example {name}{argument}"
            ));
        }
    }
    // Its tests are the point of it.
    all.push(
        "cargo test --quiet --package touchpoint --features testing --example tested".to_owned(),
    );
    for example in &all {
        step::run(command(root, &words(example)))?;
    }
    outside::check(root)?;
    beside(root)
}

/// What an example is given.
fn argument(name: &str) -> &'static str {
    match name {
        "ndjson" => " -- target/calls.ndjson",
        "many" => " -- 100",
        _ => "",
    }
}

/// The program in another language, beside a running server.
fn beside(root: &Path) -> Result<(), String> {
    let server = Served::start(&step::program(root)?)?;
    let wanted = fs::read_to_string(root.join(INTEGRATION)).map_err(|error| error.to_string())?;
    let mut accounts = server.accounts.iter();
    let found = accounts.find(|(_, integration)| integration == wanted.trim());
    let (account, _) = found.ok_or("the sandbox has no such account")?;
    let address = format!("http://{}", server.address);
    let script = "crates/server/examples/beside.py";
    step::run(command(
        root,
        &["python3", script, &address, TOKEN, account],
    ))
}

/// The names of the files of a folder that end so, without their ends.
fn names(folder: &Path, end: &str) -> Result<Vec<String>, String> {
    let told = |error: std::io::Error| error.to_string();
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        if path.extension().is_some_and(|found| found == end) {
            names.extend(
                path.file_stem()
                    .map(|name| name.to_string_lossy().into_owned()),
            );
        }
    }
    names.sort();
    Ok(names)
}

/// The commands with which the README starts, but for the tests, which have run.
fn start(root: &Path) -> Result<(), String> {
    for line in readme_start(root)?.iter().filter(|line| *line != TEST) {
        step::run(command(root, &["bash", "-c", line]))?;
    }
    Ok(())
}

/// The commands of the README's first block.
///
/// # Errors
/// There is no such block.
pub(crate) fn readme_start(root: &Path) -> Result<Vec<String>, String> {
    let readme = fs::read_to_string(root.join("README.md")).map_err(|error| error.to_string())?;
    let block = readme
        .split_once("```sh\n")
        .and_then(|(_, rest)| rest.split_once("```"))
        .map(|(block, _)| block)
        .ok_or("README.md has no block of commands")?;
    let lines = block.lines().map(|line| match line.split_once(" # ") {
        Some((command, _)) => command.trim().to_owned(),
        None => line.trim().to_owned(),
    });
    Ok(lines.filter(|line| !line.is_empty()).collect())
}

/// Checks by cargo's output that the conformance package ran.
///
/// # Errors
/// It did not.
pub(crate) fn conformance_ran(lines: &[String]) -> Result<(), String> {
    let ran = |line: &String| line.contains("Running ") && line.contains(CONFORMANCE);
    if lines.iter().any(ran) {
        return Ok(());
    }
    Err(format!(
        "{CONFORMANCE} of the package `conformance` did not run; `{TEST}` must reach it"
    ))
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::root;

    fn lines(files: &[&str]) -> Vec<String> {
        let line = |file: &&str| format!("     Running {file} (target/debug/deps/x-1)");
        files.iter().map(line).collect()
    }

    #[test]
    fn the_conformance_package_is_seen_in_cargos_lines() {
        assert_eq!(conformance_ran(&lines(&[CONFORMANCE])), Ok(()));
    }

    #[test]
    fn a_run_of_the_default_members_alone_is_not_enough() {
        let fault = conformance_ran(&lines(&["unittests src/main.rs"])).unwrap_err();
        assert!(fault.contains(CONFORMANCE), "{fault}");
    }

    #[test]
    fn every_test_command_reaches_the_conformance_package() {
        // `default-members` holds the CLI alone, so that `cargo run` is the CLI. A bare `cargo test`
        // would then test nothing else and still be green.
        let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
        for path in ["README.md", "CONTRIBUTING.md", ".ci/run", "docs/testing.md"] {
            let text = read(path);
            let tests = text.lines().filter(|line| line.contains("cargo test"));
            for line in tests {
                let reaches = line.contains("--workspace") || line.contains("-p ");
                assert!(reaches, "{path}: `{line}` does not say --workspace");
            }
        }
        assert!(TEST.contains("--workspace"));
        assert!(read(".ci/run").contains("cargo xtask ci"));
        assert!(read("CONTRIBUTING.md").contains("cargo xtask ci"));
        let start = readme_start(&root()).unwrap();
        assert_eq!(start.len(), 2, "{start:?}");
        assert_eq!(start.last().map(String::as_str), Some(TEST));
        // Every other file there is a module of the one that runs.
        let tests = root().join("tests").join(CONFORMANCE);
        let named = fs::read_to_string(&tests).unwrap();
        for entry in tests.parent().unwrap().read_dir().unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let is_part = name == "main" || named.contains(&format!("\nmod {name};\n"));
            assert!(is_part, "{} does not run", path.display());
        }
    }
}
