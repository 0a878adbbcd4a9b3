//! The command line of the chores: a word becomes one chore and an exit code.
#![forbid(unsafe_code)]

use std::process::ExitCode;
use xtask::{ci, generated, http_api, root, speed};

const USAGE: &str = "\
usage: cargo xtask <command>

  ci                 everything that must hold: format, lints, tests, docs, generated files, mappings, examples
  bench [PAGE…]      the benchmark's tables, of all pages or of those named
  equality --pages N read N changed pages both ways, and compare
  fuzz --seconds N   the scanner under a fuzzer, from its stored corpus
  http-api           the server's description and routes, by a validator and a fuzzer alone
  generate           write the files that are generated from the code
  generate --check   say which of them are stale";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["ci"] => ci::run(&root()),
        ["bench", pages @ ..] => speed::bench(&root(), pages),
        ["equality", "--pages", pages] => speed::equality(&root(), pages),
        ["fuzz", "--seconds", seconds] => speed::fuzz(&root(), seconds),
        ["http-api"] => http_api::check(&root()),
        ["generate"] => generated::write(&root()),
        ["generate", "--check"] => generated::check(&root()),
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
