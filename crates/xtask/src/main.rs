//! The project's own chores: the first word names the chore to run.
#![forbid(unsafe_code)]

mod bench;
mod builds;
mod ci;
mod clients;
mod costs;
mod diagnostics_page;
mod editor;
mod equality;
mod generated;
mod http_api;
mod json_schema;
mod language_page;
mod load;
mod mutants;
mod operators;
mod outside;
mod packages;
mod python;
mod served;
mod siege;
mod simulate;
mod step;
mod strangers;
mod summary;
mod surface;
mod unverified;
mod workflows;

use std::process::ExitCode;
use step::root;

const USAGE: &str = "\
usage: cargo xtask <command>

  ci [CHECK…]        everything that must hold before a change is merged, or the checks that are named
  bench [PAGE…]      the benchmark's tables, of all pages or of those named; [--against REV] beside an earlier commit;
                     a first word `serve`, `read_pages`, `one_slow`, `start` or `editor` takes that benchmark
  builds [FEATURES…] crates and processor seconds of a debug build from nothing, of a program that embeds the library;
                     `none` is the engine alone, `default,validate` are two features
  editor             build the playground's larger editor; needs Node.js and npm
  equality --pages N read N changed pages both ways, and compare
  fuzz --seconds N   the scanner under a fuzzer, from its stored corpus
  http-api           the server's description and routes, by a validator and a fuzzer alone; `http-api 120` for so
                     many seconds, with all checks that the fuzzer has
  load               200 callers for 60 seconds before the sandbox's server; `load 50 10` takes other numbers;
                     `--hanging` last: while others ask for accounts whose vendors never answer
  costs [RECORDS]    how many calls the usual questions cost where lists have many records; further words name integrations
  generate           write the files that are generated from the code
  generate --check   say which of them are stale
  siege              attack the server as vendors, tenants and callers may: [--seconds N] [--renewals N] [--short] [part of a name]
  surface            write the public surface of the crate `touchpoint` as a text; `surface --check` says what changed
  simulate           read lists of emulated vendors: [--slug S] [--seeds N] [--from N] [--cells N], or one [--seed X] as a trace;
                     or [--strangers N] mappings that nobody wrote: [--from N] [--reads N]
  nightly            what takes hours: 5,000 mappings that nobody wrote, and 20,000 seeds of each integration
  mutants-paging     break the engine on purpose, and see that the simulation names it: [part of a name]
  mutants-strangers  the same for what loses filters of mappings that nobody wrote";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["ci", names @ ..] => ci::run(&root(), names),
        ["bench", rest @ ..] => bench::run(&root(), rest),
        ["builds", sets @ ..] => builds::print(&root(), sets),
        ["editor"] => editor::build(&root()),
        ["equality", "--pages", pages] => equality::pages(&root(), pages),
        ["fuzz", "--seconds", seconds] => equality::fuzz(&root(), seconds),
        ["http-api"] => http_api::check(&root()),
        ["http-api", seconds] => http_api::check_all(&root(), seconds),
        ["load", rest @ ..] => load::measure(&root(), rest),
        ["costs"] => costs::print(&root(), "1000000", &[]),
        ["costs", records, slugs @ ..] => costs::print(&root(), records, slugs),
        ["generate"] => generated::write(&root()),
        ["generate", "--check"] => generated::check(&root()),
        ["mutants-paging", rest @ ..] => mutants::command(&root(), mutants::By::Reads, rest),
        ["mutants-strangers", rest @ ..] => mutants::command(&root(), mutants::By::Strangers, rest),
        ["siege", rest @ ..] => siege::command_line(&root(), rest),
        ["surface"] => surface::write(&root()),
        ["surface", "--check"] => surface::check(&root()),
        ["nightly"] => simulate::nightly(&root()),
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
