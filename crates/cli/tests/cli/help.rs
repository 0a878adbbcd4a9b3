//! Help with examples that work, schemas, completions, coverage.

use crate::binary::run;

const COMMANDS: [&str; 23] = [
    "validate",
    "fmt",
    "diff",
    "drift",
    "list",
    "map",
    "new",
    "record",
    "test",
    "explain",
    "why",
    "coverage",
    "schema",
    "lsp",
    "playground",
    "serve",
    "account",
    "token",
    "workspace",
    "doctor",
    "backup",
    "audit",
    "completions",
];

/// The example under a command's help.
fn example(command: &str) -> String {
    let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
    let help = run(&words);
    assert_eq!(help.code, Some(0), "{help:#?}");
    assert!(help.out.contains("\nExit codes:\n  0  "), "{}", help.out);
    let (_, rest) = help.out.split_once("Example:\n  ").unwrap();
    rest.lines().next().unwrap().to_owned()
}

/// A line as a shell divides it; quoted parts are whole words here.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

#[test]
fn every_command_has_an_example_of_a_real_integration() {
    let below = [
        "account add",
        "account connect",
        "account update",
        "token create",
        "workspace remove",
    ];
    for command in COMMANDS.into_iter().chain(below) {
        let line = example(command);
        assert!(line.starts_with(&format!("touchpoint {command}")), "{line}");
        assert!(!line.contains(['{', '}']), "{line}");
    }
}

#[test]
fn the_examples_work_as_they_stand() {
    for command in ["list", "explain", "why", "coverage", "validate"] {
        let words = words(&example(command));
        let words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
        let ran = run(&words);
        assert_eq!(ran.code, Some(0), "{words:?}: {ran:#?}");
    }
}

#[test]
fn the_table_of_exit_codes_is_in_the_help() {
    let help = run(&["--help"]);
    assert_eq!(help.code, Some(0));
    for line in [
        "  0  all is well",
        "  2  the command line is wrong",
        "  4  the vendor refuses",
    ] {
        assert!(help.out.contains(line), "{}", help.out);
    }
    for command in COMMANDS {
        assert!(help.out.contains(&format!("\n  {command} ")), "{command}");
    }
}

#[test]
fn a_wrong_command_line_is_2() {
    for arguments in [
        &["lst"][..],
        &["list"],
        &["list", "hubspot"],
        &["list", "hubspot", "--sandbox", "--accounts", "a.yaml"],
        &["list", "hubspot", "--sandbox", "--account", "a"],
        &["list", "hubspot", "--sandbox", "--format", "xml"],
        &["map"],
        &["test", "--accept"],
        &["schema", "nothing"],
    ] {
        let ran = run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {ran:#?}");
        assert!(ran.out.is_empty(), "{arguments:?}");
    }
}

#[test]
fn schemas_are_json_and_completions_complete() {
    for (of, key) in [
        ("mapping", "$defs"),
        ("engagement", "x-parameters"),
        ("accounts", "$defs"),
    ] {
        let ran = run(&["schema", of]);
        assert_eq!(ran.code, Some(0));
        assert!(ran.json().get(key).is_some(), "{of}");
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = run(&["completions", shell]);
        assert_eq!(ran.code, Some(0));
        assert!(ran.out.contains("validate"), "{shell}");
    }
}

#[test]
fn coverage_is_a_grid_or_data() {
    let grid = run(&["coverage"]);
    assert_eq!(grid.code, Some(0), "{grid:#?}");
    let row = grid
        .out
        .lines()
        .find(|line| line.starts_with("engagement_type "));
    assert!(row.unwrap().contains('✓'), "{}", grid.out);
    assert!(grid.out.lines().all(|line| line.chars().count() <= 100));
    let data = run(&["coverage", "--format", "json"]).json();
    let owners = data["response_fields"]["owner"]["supported_in"]
        .as_array()
        .unwrap();
    assert!(owners.contains(&"hubspot".into()), "{owners:?}");
}
