//! The command line of the chores: a word becomes one chore and an exit code.
#![forbid(unsafe_code)]

use std::process::ExitCode;
use xtask::{ci, generated, mutants, root, simulate};

const USAGE: &str = "\
usage: cargo xtask <command>

  ci                 everything that must hold: format, lints, tests, docs, generated files, mappings, examples
  generate           write the files that are generated from the code
  generate --check   say which of them are stale
  simulate           read lists of emulated vendors: [--slug S] [--seeds N] [--from N], or one [--seed X] as a trace
  mutants-paging     break the engine on purpose, and see that the simulation names it: [part of a name]";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["ci"] => ci::run(&root()),
        ["generate"] => generated::write(&root()),
        ["generate", "--check"] => generated::check(&root()),
        ["mutants-paging", rest @ ..] => mutants::command(&root(), rest),
        ["simulate", rest @ ..] => simulate::command(&root(), rest),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("error: {fault}");
            ExitCode::FAILURE
        }
    }
}
