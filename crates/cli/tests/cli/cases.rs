//! `test`: recorded cases, what differs, and what is accepted.

use crate::binary::{Ran, folder, root, run, run_in};
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

/// A corpus with one case of a mapping of its own: the case, and the mapping's file.
fn own_case() -> (std::path::PathBuf, String) {
    let corpus = folder();
    let case = corpus.join("acme/orders");
    fs::create_dir_all(&case).unwrap();
    fs::write(
        case.join("case.yaml"),
        "about: Two calls.\nquery: \"owner[id]=9\"\n",
    )
    .unwrap();
    let reply = r#"HTTP 200

{"data": [{"id": 1, "kind": "PHONE", "title": "Hello "}, {"id": 2, "kind": "MAIL", "title": null}]}
"#;
    fs::write(case.join("1.reply.http"), reply).unwrap();
    let mapping = "mapping: 1
integration: acme
label: Acme
page: extra
resource: crm/engagements
connection:
  base_url: https://api.acme.example
  auth: [{ kind: bearer, credential: access_token }]
  errors: { classify: [{ when: { status: 402 }, is: rate_limited }] }
list:
  request: GET /calls
  parameters:
    owner.id: { send_as: owner }
    subject: { send_as: q, extra: true }
  paging: { kind: none }
  records: $.data[*]
  fields:
    id: $.id
    subject: { first_of: [$.title, $.name] }
    engagement_type: { from: $.kind, map: { PHONE: call, MAIL: email, VISIT: meeting } }
";
    (corpus, crate::binary::file("acme.yaml", mapping))
}

/// That case with its files, tested further with these words.
struct Finished {
    corpus: std::path::PathBuf,
    mapping: String,
}

impl Finished {
    fn new() -> Finished {
        let (corpus, mapping) = own_case();
        let case = Finished { corpus, mapping };
        case.test(&["--accept"]);
        case
    }

    fn words(&self) -> [&str; 5] {
        let corpus = self.corpus.to_str().unwrap();
        ["test", "--corpus", corpus, "--mappings", &self.mapping]
    }

    fn test(&self, more: &[&str]) -> Ran {
        run(&[&self.words()[..], more].concat())
    }
}

#[test]
fn a_case_of_replies_alone_is_finished() {
    let (corpus, mapping) = own_case();
    let corpus = corpus.to_str().unwrap();
    let words = ["test", "acme", "--corpus", corpus, "--mappings", &mapping];
    let missing = run(&words);
    assert_eq!(missing.code, Some(1), "{missing:#?}");
    assert!(
        missing.out.contains("`touchpoint test --accept`"),
        "{missing:#?}"
    );
    let accepted = run(&[&words[..], &["--accept"]].concat());
    assert!(accepted.out.contains("1.request.http") && accepted.out.contains("1.expected.json"));
    let case = Path::new(corpus).join("acme/orders");
    let request = fs::read_to_string(case.join("1.request.http")).unwrap();
    assert_eq!(
        request,
        "GET https://api.acme.example/calls\n? owner = 9\nauthorization: Bearer {access_token}\n"
    );
    let page = fs::read_to_string(case.join("1.expected.json")).unwrap();
    let page: serde_json::Value = serde_json::from_str(&page).unwrap();
    assert_eq!(page["result"][1]["engagement_type"], "email");
    assert_eq!(page["result"][0]["subject"], "Hello ");
    let again = run(&words);
    assert_eq!(
        (again.code, again.err.as_str()),
        (Some(0), "1 case, 0 differ\n"),
        "{again:#?}"
    );

    // A request that changed is written too, and the space at the end of a text is seen.
    let other = fs::read_to_string(&mapping).unwrap();
    fs::write(
        &mapping,
        other.replace("send_as: owner }", "send_as: owner_id }"),
    )
    .unwrap();
    let page = case.join("1.expected.json");
    let text = fs::read_to_string(&page).unwrap();
    fs::write(
        &page,
        text.replace("\"subject\": \"Hello \"", "\"subject\": \"Hello\""),
    )
    .unwrap();
    let differs = run(&words);
    assert!(
        differs
            .out
            .contains("- ? owner = 9\n    + ? owner_id = 9\n"),
        "{}",
        differs.out
    );
    let line = "- result[0].subject = \"Hello\"\n    + result[0].subject = \"Hello \"\n";
    assert!(differs.out.contains(line), "{}", differs.out);
    run(&[&words[..], &["--accept"]].concat());
    let request = fs::read_to_string(case.join("1.request.http")).unwrap();
    assert!(request.contains("? owner_id = 9\n"), "{request}");
}

#[test]
fn a_case_that_cannot_be_read_hinders_no_other() {
    let case = Finished::new();
    let other = case.corpus.join("acme/misspelt");
    copy(&case.corpus.join("acme/orders"), &other);
    fs::write(
        other.join("case.yaml"),
        "about: Two calls.\nqerry: limit=2\n",
    )
    .unwrap();
    let ran = case.test(&[]);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    assert_eq!(ran.err, "2 cases, 1 differs\n");
    assert!(ran.out.starts_with("acme/misspelt  "), "{}", ran.out);
    assert!(
        ran.out.contains("\n  case.yaml:2\n") && ran.out.contains("qerry"),
        "{}",
        ran.out
    );
    let report = case.test(&["--format", "junit"]);
    let wanted = "name=\"misspelt\" time=\"0.000\">\n      <failure";
    assert!(
        report.out.contains(wanted) && report.out.contains("name=\"orders\""),
        "{}",
        report.out
    );
}

#[test]
fn a_report_for_ci_names_each_case() {
    let case = Finished::new();
    let holds = case.test(&["--format", "junit"]);
    assert_eq!(holds.code, Some(0), "{holds:#?}");
    assert!(
        holds
            .out
            .starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    );
    assert!(
        holds
            .out
            .contains("<testsuite name=\"acme\" tests=\"1\" failures=\"0\""),
        "{}",
        holds.out
    );
    assert!(
        holds
            .out
            .contains("<testcase classname=\"acme\" name=\"orders\""),
        "{}",
        holds.out
    );
    let page = case.corpus.join("acme/orders/1.expected.json");
    let text = fs::read_to_string(&page).unwrap();
    fs::write(&page, text.replace("Hello ", "<b>&")).unwrap();
    let differs = case.test(&["--format", "junit"]);
    assert_eq!(differs.code, Some(1));
    assert!(differs.out.contains("failures=\"1\""), "{}", differs.out);
    assert!(
        differs.out.contains("&quot;&lt;b&gt;&amp;&quot;"),
        "{}",
        differs.out
    );
}

#[test]
fn a_report_for_ci_stays_xml_whatever_else_is_asked() {
    let case = Finished::new();
    let more = ["--coverage", "--evidence", "--simulate", "2"];
    let ran = case.test(&[&["--format", "junit"], &more[..]].concat());
    assert!(ran.out.ends_with("</testsuites>\n"), "{}", ran.out);
    for told in [
        "% exercised",
        "without evidence",
        "reads of a played vendor",
    ] {
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
    }
}

#[test]
fn what_the_engine_refuses_is_not_what_a_case_expects() {
    let (corpus, mapping) = own_case();
    let case = corpus.join("acme/slip");
    fs::create_dir_all(&case).unwrap();
    fs::write(case.join("case.yaml"), "about: A slip.\nquery: limt=2\n").unwrap();
    let unread = corpus.join("acme/unread");
    fs::create_dir_all(&unread).unwrap();
    fs::write(unread.join("case.yaml"), "about: No list.\n").unwrap();
    fs::write(unread.join("1.reply.http"), "HTTP 200\n\n{\"other\": 1}\n").unwrap();
    let refused = corpus.join("acme/refused");
    fs::create_dir_all(&refused).unwrap();
    fs::write(refused.join("case.yaml"), "about: No token.\n").unwrap();
    fs::write(refused.join("1.reply.http"), "HTTP 401\n\n{}\n").unwrap();
    let words = [
        "test",
        "--corpus",
        corpus.to_str().unwrap(),
        "--mappings",
        &mapping,
    ];
    let ran = run(&[&words[..], &["--accept"]].concat());
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    for (folder, files) in [(&case, 1), (&unread, 2), (&refused, 4)] {
        let all = fs::read_dir(folder).unwrap().count();
        assert_eq!(all, files, "{}: {ran:#?}", folder.display());
    }
    assert!(refused.join("1.error.json").exists());
    // They stay open, and hinder no other.
    let again = run(&words);
    assert_eq!(again.err, "4 cases, 2 differ\n", "{again:#?}");
}

#[test]
fn what_no_case_exercises_is_told_with_its_place() {
    let case = Finished::new();
    let covered = case.test(&["--coverage", "--at-least", "100"]);
    assert_eq!(covered.code, Some(1), "{covered:#?}");
    for (claim, line) in [
        ("the vendor's word `VISIT`", ":20:"),
        ("the parameter `subject`", ":14:"),
        ("the error rule 1", ":9:"),
        ("alternative 2", ":19:"),
    ] {
        let told = covered.out.lines().find(|told| told.contains(claim));
        assert!(
            told.is_some_and(|told| told.contains(line)),
            "{claim}: {}",
            covered.out
        );
    }
    for known in ["`PHONE`", "`MAIL`", "`owner.id`", "the field `id`"] {
        assert!(!covered.out.contains(known), "{known}: {}", covered.out);
    }
    let enough = case.test(&["--coverage", "--at-least", "50"]);
    assert_eq!(enough.code, Some(0), "{enough:#?}");

    let evidence = case.test(&["--evidence"]);
    assert_eq!(evidence.code, Some(1), "{evidence:#?}");
    assert!(evidence.out.contains("without evidence") && evidence.out.contains("`VISIT`"));
}

#[test]
fn a_mapping_from_outside_is_held_against_its_played_vendor() {
    let case = Finished::new();
    let played = case.test(&["--simulate", "64"]);
    assert_eq!(played.code, Some(0), "{played:#?}");
    let told = played.out.strip_prefix("acme: ").unwrap();
    let reads: u32 = told.split(' ').next().unwrap().parse().unwrap();
    assert!(reads > 30, "{told}");
    assert!(told.contains("went wrong on purpose"), "{told}");
}

#[test]
fn a_change_is_seen_while_it_watches() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;
    let case = Finished::new();
    let mut program = crate::binary::program();
    let program = program
        .args(case.words())
        .arg("--watch")
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    let mut child = program.stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut until = |wanted: &str| {
        let found = lines
            .by_ref()
            .map(Result::unwrap)
            .find(|line| line.contains(wanted));
        assert!(found.is_some(), "{wanted}");
    };
    until("1 case, 0 differ");
    until("waiting for a change");
    let text = fs::read_to_string(&case.mapping).unwrap();
    fs::write(&case.mapping, text.replace("$.kind", "$.kinds")).unwrap();
    until("1 case, 1 differs");
    fs::write(&case.mapping, text.replace("$.kind", "$.[")).unwrap();
    until("error[");
    fs::write(&case.mapping, &text).unwrap();
    until("1 case, 0 differ");
    child.kill().unwrap();
    child.wait().unwrap();
    let refused = run_in(&folder(), &["test", "--watch"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("nothing to watch"), "{}", refused.err);
}
