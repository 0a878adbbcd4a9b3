//! What commands work on: `touchpoint.yaml`, a folder of mappings, flags; and what `validate` says
//! of files of every kind.

use crate::binary::{Ran, folder, root, run_in};
use std::fs;
use std::path::{Path, PathBuf};

/// A mapping of this slug with one variable.
pub(crate) fn mapping(slug: &str) -> String {
    format!(
        r"mapping: 1
integration: {slug}
label: Acme
resource: crm/engagements
context:
  zone: {{ pattern: '[a-z]+', example: eu }}
connection:
  base_url: https://{{{{ context.zone }}}}.acme.example
  auth:
    - kind: bearer
      credential: access_token
list:
  request: GET /calls
  parameters:
    owner.id: {{ send_as: owner, pattern: '[0-9]+' }}
  paging: {{ kind: none }}
  records: $.data[*]
  fields:
    id: $.id
    subject: $.title
    owner: {{ id: $.owner }}
"
    )
}

pub(crate) fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// A project: mappings, a case, an overlay and accounts in folders of their own.
fn project() -> PathBuf {
    let folder = folder();
    write(
        &folder,
        &[
            (
                "touchpoint.yaml",
                "touchpoint: 1\nmappings: [maps]\ncorpus: cases\noverlays: laid\naccounts: own.accounts.yaml\n",
            ),
            ("maps/acme.yaml", &mapping("acme")),
            (
                "laid/acme.yaml",
                "overlay: 1\nof: acme\nlist:\n  fields:\n    content: $.note\n",
            ),
            (
                "own.accounts.yaml",
                "accounts:\n- id: a\n  integration: acme\n  base_url: http://127.0.0.1:1\n  context: { zone: eu }\n  credentials: { access_token: hush }\n",
            ),
            (
                "cases/acme/one/case.yaml",
                "about: One call.\nquery: \"\"\ncontext: { zone: eu }\n",
            ),
            (
                "cases/acme/one/1.request.http",
                "GET https://eu.acme.example/calls\nauthorization: Bearer {access_token}\n",
            ),
            (
                "cases/acme/one/1.reply.http",
                "HTTP 200\ncontent-type: application/json\n\n{\"data\":[{\"id\":\"7\",\"title\":\"Hello\",\"owner\":\"1\"}]}\n",
            ),
            (
                "cases/acme/one/1.expected.json",
                r#"{"result":[{"id":"7","subject":"Hello","owner":{"id":"1"},"remote_data":{"id":"7","title":"Hello","owner":"1"}}],"next_cursor":null,"prev_cursor":null,"result_count":1}"#,
            ),
            ("deep/below/note.txt", ""),
        ],
    );
    folder
}

pub(crate) fn codes(ran: &Ran) -> Vec<(String, u64)> {
    let found = ran.json();
    let all = found.as_array().unwrap().iter();
    all.map(|one| {
        (
            one["code"].as_str().unwrap().to_owned(),
            one["line"].as_u64().unwrap(),
        )
    })
    .collect()
}

#[test]
fn a_project_file_is_found_from_below_and_says_it_all() {
    let project = project();
    for place in [project.clone(), project.join("deep/below")] {
        let explained = run_in(&place, &["explain", "acme"]);
        assert_eq!(explained.code, Some(0), "{explained:#?}");
        assert!(explained.out.contains("/calls"), "{}", explained.out);
        let listed = run_in(
            &place,
            &[
                "list",
                "acme",
                "--sandbox",
                "-q",
                "limit=1",
                "--format",
                "ndjson",
            ],
        );
        assert_eq!(
            (listed.code, listed.out.lines().count()),
            (Some(0), 1),
            "{listed:#?}"
        );
        let tested = run_in(&place, &["test"]);
        assert_eq!(
            (tested.code, tested.err.as_str()),
            (Some(0), "1 case, 0 differ\n"),
            "{tested:#?}"
        );
        let validated = run_in(&place, &["validate"]);
        assert_eq!(validated.code, Some(0), "{validated:#?}");
        let checked =
            "1 mapping, 1 overlay, 1 accounts file, 1 project file checked: 0 errors, 0 warnings\n";
        assert!(validated.err.ends_with(checked), "{}", validated.err);
        assert!(
            validated.err.contains("an overlay of `acme`"),
            "{}",
            validated.err
        );
    }
    // Without a flag, the accounts of the project are meant: nothing answers there.
    let live = run_in(&project, &["list", "acme"]);
    assert_eq!(live.code, Some(4), "{live:#?}");
    assert!(
        live.err.contains("`http://127.0.0.1:1/calls` was asked"),
        "{live:#?}"
    );
    let coverage = run_in(&project, &["coverage", "--format", "json"]).json();
    assert_eq!(
        coverage["integrations"]
            .as_object()
            .map(serde_json::Map::len),
        Some(1),
        "{coverage:#}"
    );
}

#[test]
fn in_a_folder_of_mappings_every_command_works_without_a_flag() {
    let folder = folder();
    write(
        &folder,
        &[
            ("acme.yaml", &mapping("acme")),
            (
                "acme.overlay.yaml",
                "overlay: 1\nof: acme\nlist:\n  fields:\n    content: $.note\n",
            ),
            ("compose.yaml", "services: {}\n"),
        ],
    );
    let validated = run_in(&folder, &["validate"]);
    let told = "acme.overlay.yaml: an overlay of `acme`\n1 mapping, 1 overlay checked: 0 errors, 0 warnings\n";
    assert_eq!((validated.code, validated.err.as_str()), (Some(0), told));
    assert_eq!(run_in(&folder, &["explain", "acme"]).code, Some(0));
    let listed = run_in(&folder, &["list", "acme", "--sandbox"]);
    assert_eq!(listed.code, Some(0), "{listed:#?}");
    let other = run_in(&folder, &["explain", "hubspot"]);
    assert_eq!(other.code, Some(2));
    assert!(other.err.contains("add `--built-in`"), "{}", other.err);
    assert_eq!(
        run_in(&folder, &["explain", "hubspot", "--built-in"]).code,
        Some(0)
    );
    let unknown = run_in(&folder, &["explain", "zebra"]);
    assert!(unknown.err.contains("--mappings PATH"), "{}", unknown.err);
    let no_cases = run_in(&folder, &["test"]);
    assert_eq!(no_cases.code, Some(2), "{no_cases:#?}");
    assert!(no_cases.err.contains("`--corpus`"), "{}", no_cases.err);
    let accepted = run_in(&folder, &["test", "--accept"]);
    assert_eq!(accepted.code, Some(2), "{accepted:#?}");
}

#[test]
fn what_new_writes_is_a_project_without_a_file_that_says_so() {
    let project = project();
    fs::remove_file(project.join("touchpoint.yaml")).unwrap();
    for (from, to) in [
        ("maps", "mappings"),
        ("cases", "corpus"),
        ("laid", "overlays"),
        ("own.accounts.yaml", "accounts.yaml"),
    ] {
        fs::rename(project.join(from), project.join(to)).unwrap();
    }
    let validated = run_in(&project, &["validate"]);
    let checked = "1 mapping, 1 overlay, 1 accounts file checked: 0 errors, 0 warnings\n";
    assert!(validated.err.ends_with(checked), "{validated:#?}");
    let tested = run_in(&project, &["test"]);
    assert_eq!(tested.err, "1 case, 0 differ\n", "{tested:#?}");
    let formed = run_in(&project, &["fmt", "--check"]);
    assert!(formed.err.contains(" of 2 would change"), "{formed:#?}");
    for words in [["explain", "acme"], ["list", "acme"]] {
        let sandbox = ["--sandbox"].into_iter().filter(|_| words[0] == "list");
        let words: Vec<&str> = words.into_iter().chain(sandbox).collect();
        let ran = run_in(&project, &words);
        assert_eq!(ran.code, Some(0), "{ran:#?}");
    }
}

#[test]
fn a_file_that_is_named_twice_is_read_once() {
    let folder = folder();
    write(&folder, &[("acme.yaml", &mapping("acme"))]);
    for words in [
        ["validate", "acme.yaml", "./acme.yaml"],
        ["validate", ".", "acme.yaml"],
    ] {
        let ran = run_in(&folder, &words);
        let told = "1 mapping checked: 0 errors, 0 warnings\n";
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), told), "{ran:#?}");
    }
}

#[test]
fn mappings_are_named_several_times_and_own_ones_win() {
    let (one, two) = (folder(), folder());
    write(&one, &[("acme.yaml", &mapping("acme"))]);
    write(&two, &[("hubspot.yaml", &mapping("hubspot"))]);
    let (one, two) = (one.to_str().unwrap(), two.to_str().unwrap());
    let own = [
        "coverage",
        "--format",
        "json",
        "--mappings",
        one,
        "--mappings",
        two,
    ];
    let slugs = |arguments: &[&str]| {
        let meta = run_in(&root(), arguments).json();
        let slugs = meta["integrations"].as_object().unwrap().keys().cloned();
        slugs.collect::<Vec<_>>()
    };
    assert_eq!(slugs(&own), ["acme", "hubspot"]);
    let mut beside = own.to_vec();
    beside.push("--built-in");
    let beside = slugs(&beside);
    assert_eq!(beside.iter().filter(|slug| *slug == "hubspot").count(), 1);
    assert!(beside.contains(&"pipedrive".to_owned()), "{beside:?}");
}

#[test]
fn a_project_file_is_judged_like_a_mapping() {
    let folder = folder();
    let text = "touchpoint: 1\nmapings: maps\ncorpus: cases\noverlays: []\n";
    write(&folder, &[("touchpoint.yaml", text)]);
    let validated = run_in(&folder, &["validate", "--format", "json"]);
    assert_eq!(validated.code, Some(1));
    let told = codes(&validated);
    assert!(told.contains(&("M106".to_owned(), 2)), "{told:?}");
    assert!(
        validated.out.contains("did you mean `mappings`?"),
        "{}",
        validated.out
    );
    // Every other command says the same.
    let explained = run_in(&folder, &["coverage"]);
    assert_eq!(explained.code, Some(1));
    assert!(
        explained.err.contains("touchpoint.yaml:2:1"),
        "{}",
        explained.err
    );

    write(
        &folder,
        &[("touchpoint.yaml", "touchpoint: 1\nmappings:\n  - nowhere\n")],
    );
    let missing = run_in(&folder, &["validate", "--format", "json"]);
    assert_eq!(codes(&missing), [("M105".to_owned(), 3)]);
    let told = run_in(&folder, &["validate"]);
    let summary = "touchpoint.yaml: a project file\n1 project file checked: 1 error, 0 warnings\n";
    assert_eq!(told.err, summary, "{told:#?}");
}

#[test]
fn mappings_in_a_folder_of_that_name_are_those_that_are_meant() {
    let folder = folder();
    write(&folder, &[("mappings/acme.yaml", "mapping: 1\n")]);
    let told = run_in(&folder, &["validate"]);
    assert!(told.err.contains("1 mapping checked: "), "{told:#?}");
    assert!(told.out.contains("mappings/acme.yaml"), "{told:#?}");
    assert_eq!(told.code, Some(1), "{told:#?}");
}

#[test]
fn a_copy_beside_the_folder_of_mappings_hides_nothing() {
    let folder = folder();
    let broken = mapping("acme").replacen("label:", "lable:", 1);
    write(
        &folder,
        &[
            ("old.yaml", &mapping("acme")),
            ("mappings/acme.yaml", &broken),
            ("corpus/acme/none/case.yaml", ""),
        ],
    );
    for place in [&folder, &folder.join("mappings")] {
        let told = run_in(place, &["validate"]);
        assert_eq!(told.code, Some(1), "{told:#?}");
        assert!(told.out.contains("did you mean `label`?"), "{told:#?}");
    }
    // In the folder of mappings the cases beside it are found.
    let tested = run_in(&folder.join("mappings"), &["test"]);
    assert!(!tested.err.contains("`--corpus`"), "{tested:#?}");
}

#[test]
fn an_overlay_is_laid_over_its_mapping() {
    let folder = folder();
    write(
        &folder,
        &[
            ("acme.yaml", &mapping("acme")),
            (
                "a.overlay.yaml",
                "overlay: 1\nof: acme\nlist:\n  fields:\n    contnt: $.note\n",
            ),
            (
                "b.overlay.yaml",
                "overlay: 1\nof: nobody\nlist:\n  fields:\n    content: $.note\n",
            ),
            (
                "c.overlay.yaml",
                "overlay: 1\nof: pipedrive\nlist:\n  fields:\n    content: $.note[\n",
            ),
        ],
    );
    let ran = run_in(&folder, &["validate", ".", "--format", "json"]);
    let told = codes(&ran);
    let wanted = [
        ("M201".to_owned(), 5),
        ("M108".to_owned(), 2),
        ("M203".to_owned(), 5),
    ];
    assert_eq!(told, wanted, "{ran:#?}");
}
