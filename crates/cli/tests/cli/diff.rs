//! `diff`: what a change does to callers, over folders and revisions.

use crate::binary::{folder, root, run, run_in};
use std::fs;
use std::path::Path;
use std::process::Command;

fn changed(text: &str, what: &[(&str, &str)]) -> String {
    what.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

fn pipedrive() -> String {
    fs::read_to_string(root().join("mappings/pipedrive.yaml")).unwrap()
}

/// A change that takes a field's value away, pushes a filter no more, and asks for other pages.
fn worse() -> String {
    changed(
        &pipedrive(),
        &[
            ("    subject: $.subject\n", "    subject: $.titel\n"),
            ("default: 50, max: 500", "default: 40, max: 500"),
        ],
    )
}

#[test]
fn equal_mappings_differ_in_nothing() {
    let ran = run(&["diff", "mappings/pipedrive.yaml", "mappings/pipedrive.yaml"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{ran:#?}");
    assert_eq!(ran.err, "nothing that a caller would see\n");
}

#[test]
fn what_callers_lose_is_told_and_gates() {
    let folder = folder();
    fs::write(folder.join("pipedrive.yaml"), worse()).unwrap();
    let new = folder.to_str().unwrap();
    let ran = run(&["diff", "mappings/pipedrive.yaml", new]);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    let line = |kind: &str, about: &str| {
        let mut lines = ran.out.lines();
        lines.any(|line| line.contains(kind) && line.contains(about))
    };
    assert!(ran.out.starts_with("pipedrive\n"), "{}", ran.out);
    assert!(line("newly null", "`subject`"), "{}", ran.out);
    assert!(line("request", "limit = 40"), "{}", ran.out);
    // Turned round it is a gain, and no gate.
    let back = run(&["diff", new, "mappings/pipedrive.yaml", "--format", "json"]);
    assert_eq!(back.code, Some(0), "{back:#?}");
    let all = back.json();
    let kinds: Vec<&str> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["kind"].as_str().unwrap())
        .collect();
    assert!(
        kinds.contains(&"filled") && !kinds.contains(&"newly null"),
        "{kinds:?}"
    );
    let markdown = run(&[
        "diff",
        "mappings/pipedrive.yaml",
        new,
        "--format",
        "markdown",
        "--gate",
        "none",
    ]);
    assert_eq!(markdown.code, Some(0));
    assert!(
        markdown
            .out
            .contains("| **breaking** | newly null | `subject` |"),
        "{}",
        markdown.out
    );
}

#[test]
fn a_filter_that_is_pushed_no_more_and_a_parameter_that_is_gone_are_told() {
    let folder = folder();
    let text = pipedrive();
    let owner = text
        .lines()
        .find(|line| line.trim_start().starts_with("owner.id:"))
        .unwrap();
    let checked = text.replacen(owner, "    owner.id: { checked: true }", 1);
    fs::write(folder.join("pipedrive.yaml"), &checked).unwrap();
    let new = folder.to_str().unwrap().to_owned();
    let weaker = run(&["diff", "mappings/pipedrive.yaml", &new, "--gate", "review"]);
    assert_eq!(weaker.code, Some(1), "{weaker:#?}");
    let says = "`owner.id` (eq) is weaker: applied by the vendor, now checked on the records";
    assert!(weaker.out.contains(says), "{}", weaker.out);
    fs::write(
        folder.join("pipedrive.yaml"),
        text.replacen(&format!("{owner}\n"), "", 1),
    )
    .unwrap();
    let gone = run(&["diff", "mappings/pipedrive.yaml", &new]);
    assert_eq!(gone.code, Some(1), "{gone:#?}");
    assert!(gone.out.contains("the parameter `owner"), "{}", gone.out);
}

fn git(folder: &Path, arguments: &[&str]) {
    let ran = Command::new("git")
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    assert!(ran.status.success(), "{arguments:?}: {ran:?}");
}

#[test]
fn a_revision_is_compared_with_the_files_as_they_stand() {
    let folder = folder();
    fs::create_dir(folder.join("maps")).unwrap();
    fs::write(folder.join("maps/pipedrive.yaml"), pipedrive()).unwrap();
    fs::write(
        folder.join("touchpoint.yaml"),
        "touchpoint: 1\nmappings: maps\n",
    )
    .unwrap();
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "."]);
    let who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    git(
        &folder,
        &[who.as_slice(), &["commit", "--quiet", "-m", "first"]].concat(),
    );
    assert_eq!(run_in(&folder, &["diff", "HEAD"]).code, Some(0));
    fs::write(folder.join("maps/pipedrive.yaml"), worse()).unwrap();
    let ran = run_in(&folder, &["diff", "HEAD"]);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    assert!(ran.out.contains("newly null   `subject`"), "{}", ran.out);
    let unknown = run_in(&folder, &["diff", "no-such-revision"]);
    assert_eq!(unknown.code, Some(2), "{unknown:#?}");
    assert!(
        unknown.err.contains("neither a path nor a revision"),
        "{}",
        unknown.err
    );
}
