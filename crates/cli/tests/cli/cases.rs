//! `test`: recorded cases, what differs, and what is accepted.

use crate::binary::{folder, root, run};
use std::fs;
use std::path::Path;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn the_recorded_cases_hold() {
    let ran = run(&["test", "hubspot", "pipedrive"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{ran:#?}");
    assert!(ran.err.contains("cases, 0 differ"), "{}", ran.err);
    assert_eq!(run(&["test", "hubsot"]).code, Some(2));
    assert_eq!(run(&["test", "--corpus", "/no/such/folder"]).code, Some(3));
}

#[test]
fn a_difference_is_shown_and_accepted() {
    let corpus = folder();
    let case = corpus.join("hubspot/calls");
    copy(&root().join("tests/corpus/hubspot/calls"), &case);
    let file = case.join("1.expected.json");
    let right = fs::read_to_string(&file).unwrap();
    let wrong = right.replace(
        "Pilot scope\",\n      \"direction",
        "Another subject\",\n      \"direction",
    );
    assert_ne!(right, wrong);
    fs::write(&file, wrong).unwrap();
    let corpus = corpus.to_str().unwrap();

    let shown = run(&["test", "hubspot", "--corpus", corpus]);
    assert_eq!(shown.code, Some(1), "{shown:#?}");
    assert!(shown.out.starts_with("hubspot/calls  "), "{}", shown.out);
    assert!(
        shown.out.contains("\n  1.expected.json\n    - "),
        "{}",
        shown.out
    );
    assert!(
        shown.out.contains("Another subject") && shown.out.contains("    + "),
        "{}",
        shown.out
    );
    assert_eq!(shown.err, "1 case, 1 differs\n");

    let accepted = run(&["test", "hubspot", "--corpus", corpus, "--accept"]);
    assert!(accepted.out.contains("accepted: ") && accepted.out.contains("1.expected.json"));
    let again = run(&["test", "hubspot", "--corpus", corpus]);
    assert_eq!(
        (again.code, again.err.as_str()),
        (Some(0), "1 case, 0 differ\n")
    );
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(read(&fs::read_to_string(&file).unwrap()), read(&right));
}
