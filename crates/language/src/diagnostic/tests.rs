//! Diagnostics become text, JSON, SARIF and workflow lines, each compared whole.

use serde_json::{Value, json};

use super::*;
use crate::source::SourceFile;
use std::sync::Arc;

const TEXT: &str = "mapping: 1\nlist:\n  fields:\n    heihgt: $.title\n    colour: $.é[x]\n";

fn file() -> Arc<SourceFile> {
    Arc::new(SourceFile::new("mappings/acme.yaml", TEXT))
}

fn unknown(file: &Arc<SourceFile>) -> Diagnostic {
    let start = TEXT.find("heihgt").unwrap();
    let label = Label::new(file, start..start + 6, "not in the unified model");
    Diagnostic::error(Code::UnknownField, "no such unified field", label)
        .with_help(Help::meant("height"))
}

fn bad_path(file: &Arc<SourceFile>) -> Diagnostic {
    let start = TEXT.find("[x]").unwrap();
    let label = Label::new(file, start..start + 3, "50% here");
    let first = Label::new(file, 11..15, "for this list");
    Diagnostic::warning(Code::BadPath, "odd path, perhaps", label).with_secondary(first)
}

#[test]
fn codes_are_ordered_and_distinct() {
    let numbers: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert!(
        numbers.windows(2).all(|pair| pair[0] < pair[1]),
        "{numbers:?}"
    );
    let slugs: std::collections::HashSet<_> = Code::ALL.iter().map(|code| code.slug()).collect();
    assert_eq!(slugs.len(), Code::ALL.len());
    assert!(Code::ALL.iter().all(|code| code.meaning().ends_with('.')));
    assert_eq!(
        (Code::OneOf.as_str(), Code::OneOf.slug()),
        ("M111", "one-of")
    );
}

#[test]
fn suggests_the_nearest_or_lists() {
    let words = ["paging", "fields", "send_as"];
    assert_eq!(nearest("pagign", &words), Some("paging"));
    assert_eq!(nearest("Fields", &words), Some("fields"));
    assert_eq!(nearest("sendas", &words), Some("send_as"));
    assert_eq!(nearest("x", &["y", "n"]), None);
    assert_eq!(nearest(&"x".repeat(10_000), &words), None);
    assert_eq!(
        help_for("fild", &words).map(String::from).as_deref(),
        Some("did you mean `fields`?")
    );
    let all = "allowed here: paging, fields, send_as";
    assert_eq!(help_for("zzz", &words), Some(Help::from(all)));
    assert_eq!(help_for::<&str>("zzz", &[]), None);
}

#[test]
fn text_is_what_a_compiler_prints() {
    let file = file();
    let expected = "\
error[M201]: no such unified field
 --> mappings/acme.yaml:4:5
  |
4 |     heihgt: $.title
  |     ^^^^^^ not in the unified model
  |
  = help: did you mean `height`?

warning[M203]: odd path, perhaps
 --> mappings/acme.yaml:5:16
  |
2 | list:
  | ---- for this list
...
5 |     colour: $.é[x]
  |                ^^^ 50% here
";
    let told = [unknown(&file), bad_path(&file)];
    assert_eq!(text::render(&told, false), expected);
    assert!(text::render(&told, true).contains("\u{1b}["));
}

#[test]
fn text_cleans_what_an_author_wrote() {
    let file = Arc::new(SourceFile::new("a", "k: \u{1b}[31m\n"));
    let label = Label::new(&file, 3..8, "a \u{1b}[31m b");
    let told = [Diagnostic::error(Code::WrongForm, "\u{1b}[31m", label).with_help("\u{1b}")];
    assert!(!text::render(&told, false).contains('\u{1b}'));
    let empty = Arc::new(SourceFile::new("e", ""));
    let nowhere = Diagnostic::error(Code::UnreadableFile, "gone", Label::new(&empty, 0..0, ""));
    assert!(text::render(&[nowhere], false).starts_with("error[M105]: gone\n --> e:1:1"));
}

#[test]
fn json_gives_places_from_one() {
    let read: Value = serde_json::from_str(&json::render(&[bad_path(&file())])).unwrap();
    let expected = json!([{
        "code": "M203", "slug": "bad-path", "severity": "warning", "title": "odd path, perhaps",
        "file": "mappings/acme.yaml", "line": 5, "column": 16, "end_line": 5, "end_column": 19,
        "label": "50% here",
        "labels": [{"file": "mappings/acme.yaml", "line": 2, "column": 1, "end_line": 2,
                    "end_column": 5, "label": "for this list"}],
        "help": null, "mend": null,
    }]);
    assert_eq!(read, expected);
}

#[test]
fn a_line_has_the_place_and_the_next_step() {
    assert_eq!(
        unknown(&file()).to_string(),
        "mappings/acme.yaml:4:5: error[M201]: no such unified field (not in the unified model); \
         did you mean `height`?"
    );
    assert_eq!(
        bad_path(&file()).to_string(),
        "mappings/acme.yaml:5:16: warning[M203]: odd path, perhaps (50% here)"
    );
}

#[test]
fn a_mend_is_told_as_data() {
    let told = [unknown(&file())];
    let read: Value = serde_json::from_str(&json::render(&told)).unwrap();
    let edit = json!({"line": 4, "column": 5, "end_line": 4, "end_column": 11, "text": "height"});
    let mend = json!({"title": "write `height`", "edits": [edit]});
    assert_eq!(read[0]["mend"], mend);
    let read: Value = serde_json::from_str(&sarif::render(&told)).unwrap();
    let fix = &read["runs"][0]["results"][0]["fixes"][0];
    assert_eq!(fix["description"]["text"], "write `height`");
    let change = &fix["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "mappings/acme.yaml");
    let replaced = json!([{
        "deletedRegion": {"startLine": 4, "startColumn": 5, "endLine": 4, "endColumn": 11},
        "insertedContent": {"text": "height"},
    }]);
    assert_eq!(change["replacements"], replaced);
}

#[test]
fn sarif_has_rules_and_results() {
    let read: Value = serde_json::from_str(&sarif::render(&[bad_path(&file())])).unwrap();
    let run = &read["runs"][0];
    let result = &run["results"][0];
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "M203");
    assert_eq!(result["message"]["text"], "odd path, perhaps\n50% here");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "mappings/acme.yaml");
    let region = json!({"startLine": 5, "startColumn": 16, "endLine": 5, "endColumn": 19});
    assert_eq!(place["region"], region);
    assert_eq!(
        result["relatedLocations"][0]["message"]["text"],
        "for this list"
    );
}

#[test]
fn github_commands_are_escaped() {
    let odd = Arc::new(SourceFile::new("a,b:c.yaml", TEXT));
    let expected = "::warning file=a%2Cb%3Ac.yaml,line=5,endLine=5,col=16,endColumn=19,title=M203 bad-path::odd path, perhaps%0A50%25 here\n";
    assert_eq!(github::render(&[bad_path(&odd)]), expected);
}

#[test]
fn sorts_by_file_then_place() {
    let (one, two) = (file(), Arc::new(SourceFile::new("a.yaml", TEXT)));
    let mut told = vec![bad_path(&one), unknown(&one), bad_path(&two)];
    sort(&mut told);
    let order: Vec<_> = told
        .iter()
        .map(|d| (d.primary.source.name.as_str(), d.code))
        .collect();
    let expected = [
        ("a.yaml", Code::BadPath),
        ("mappings/acme.yaml", Code::UnknownField),
        ("mappings/acme.yaml", Code::BadPath),
    ];
    assert_eq!(order, expected);
}
