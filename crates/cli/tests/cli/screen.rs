//! Colour, and readers that go away.

use crate::binary::{file, program, run};
use std::io::Read;
use std::process::Stdio;

#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    for arguments in [
        &["schema", "mapping"][..],
        &["coverage", "--format", "json"],
        &[
            "list",
            "hubspot",
            "--sandbox",
            "--all",
            "-q",
            "engagement_type=call&limit=2",
            "--format",
            "ndjson",
        ],
    ] {
        let mut child = program()
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut told = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut told)
            .unwrap();
        assert_eq!(
            (child.wait().unwrap().code(), told.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}

#[test]
fn colour_is_used_on_demand_alone() {
    let broken = file("broken.yaml", "mapping: 1\nmaping: 1\n");
    let plain = run(&["validate", &broken]);
    assert!(!plain.out.contains('\u{1b}'));
    let coloured = run(&["validate", &broken, "--color", "always"]);
    assert!(coloured.out.contains('\u{1b}'));
    let table = [
        "list",
        "hubspot",
        "--sandbox",
        "-q",
        "engagement_type=call",
        "--color",
    ];
    let with = |when| {
        let mut arguments = table.to_vec();
        arguments.push(when);
        run(&arguments).out.contains('\u{1b}')
    };
    assert!(with("always") && !with("never") && !with("auto"));
}
