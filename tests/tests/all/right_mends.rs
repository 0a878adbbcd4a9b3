//! A mend is offered only where it is right: slips whose mend is easy to get wrong are mended as their
//! author meant, or not at all. `tests/mends/mends.yaml` is the table.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use crate::diagnostics::told_of;
use crate::given::project;
use serde::Deserialize;
use std::fs;
use touchpoint_language::diagnostic::Diagnostic;
use touchpoint_language::source::SourceFile;

/// A line of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Slip {
    /// What is written over, once.
    over: String,
    /// What is written.
    write: String,
    /// What a mend leaves there; nothing is mended without it.
    mended: Option<String>,
}

fn read(name: &str) -> String {
    fs::read_to_string(project(&format!("tests/mends/{name}"))).unwrap()
}

fn told(text: &str) -> Vec<Diagnostic> {
    told_of(vec![SourceFile::new("mapping.yaml", text)])
}

#[test]
fn each_slip_is_mended_as_it_was_meant_or_not_at_all() {
    let slips: Vec<Slip> = serde_yaml::from_str(&read("mends.yaml")).unwrap();
    let sound = read("mapping.yaml");
    assert!(told(&sound).is_empty(), "the sound file has faults");
    let mut wrong = Vec::new();
    for slip in &slips {
        assert!(sound.contains(&slip.over), "{}", slip.over);
        let broken = sound.replacen(&slip.over, &slip.write, 1);
        let told = told(&broken);
        let mends = told.iter().filter_map(|fault| fault.mend.as_ref());
        let mended: Vec<String> = mends.map(|mend| mend.applied(&broken).unwrap()).collect();
        let meant = slip.mended.as_ref();
        let meant = meant.map(|mended| sound.replacen(&slip.over, mended, 1));
        if told.is_empty() || mended != Vec::from_iter(meant) {
            wrong.push(format!("{}: {mended:#?}", slip.write));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
