//! Mends: each that a diagnostic carries mends it, and each diagnostic whose words name one thing to
//! write carries it. Held over the faulty files of `tests/diagnostics/` and `tests/mistakes/`.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use crate::diagnostics::{faulty_folders, told_of};
use crate::mistakes::broken_files;
use touchpoint_language::diagnostic::{Diagnostic, count_alike};
use touchpoint_language::source::SourceFile;

/// Words that show how a part is written, where its content is the author's to say.
const EXAMPLES: [&str; 7] = [
    "map: { theirs: ours }",
    "first_of: [$.path, { always: text }]",
    "auth: [{ kind: bearer, credential: access_token }]",
    "rules: [{ required: account.id }]",
    "choose: [{ when: { $.path: value }, from: $.path }, { from: $.other }]",
    "send: { name: linked_id }",
    // Before an address that has no scheme, and in a pattern.
    "https://",
];

/// Titles of faults that mark more than the word that was misspelt: the value behind a name.
const WIDER: [&str; 1] = ["no such case"];

/// Every set of faulty files, by a name for people.
fn all() -> Vec<(String, Vec<SourceFile>)> {
    faulty_folders().into_iter().chain(broken_files()).collect()
}

fn again(files: &[SourceFile]) -> Vec<SourceFile> {
    let copy = |file: &SourceFile| SourceFile::new(file.name.clone(), file.text.clone());
    files.iter().map(copy).collect()
}

/// The files with one fault mended.
fn mended(files: &[SourceFile], fault: &Diagnostic) -> Option<Vec<SourceFile>> {
    let mend = fault.mend.as_ref()?;
    let mut files = again(files);
    let name = &fault.primary.source.name;
    let file = files.iter_mut().find(|file| file.name == *name)?;
    *file = SourceFile::new(name.clone(), mend.applied(&file.text)?);
    Some(files)
}

#[test]
fn every_mend_mends() {
    let (mut tried, mut wrong) = (0, Vec::new());
    for (name, files) in all() {
        let before = told_of(again(&files));
        for fault in before.iter().filter(|fault| fault.mend.is_some()) {
            tried += 1;
            let after = mended(&files, fault).map(told_of);
            // What it hid may be told then.
            let fewer =
                |after: Vec<Diagnostic>| count_alike(&after, fault) < count_alike(&before, fault);
            if !after.is_some_and(fewer) {
                wrong.push(format!("{name}: {}\n{:#?}", fault.title, fault.mend));
            }
        }
    }
    assert!(tried > 90, "{tried}");
    assert!(
        wrong.is_empty(),
        "{} of {tried}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The one thing that words name: what stands in ``write `a` ``, ``did you mean `a`?`` and the like.
fn named(help: &str) -> Option<&str> {
    let begins = [
        "write `",
        "did you mean `",
        "put quotes around it: ",
        "start it in column ",
    ];
    let rest = begins.iter().find_map(|begin| help.strip_prefix(begin))?;
    let rest = rest.strip_suffix('?').unwrap_or(rest);
    let word = rest.strip_suffix('`').unwrap_or(rest);
    (!word.contains(['`', '…'])).then_some(word)
}

#[test]
fn what_names_one_thing_to_write_carries_it() {
    let mut without = Vec::new();
    for (name, files) in all() {
        for fault in told_of(files) {
            let word = fault.help.as_deref().and_then(named);
            let wider = WIDER.iter().any(|title| fault.title.contains(title));
            let says = word.is_some_and(|word| !EXAMPLES.contains(&word));
            let lacks = fault.mend.is_none() && says && !wider;
            if lacks {
                without.push(format!("{name}: {} | {:?}", fault.title, fault.help));
            }
        }
    }
    assert!(without.is_empty(), "{}", without.join("\n"));
}
