//! The command line: turns what a person types into calls of the `touchpoint` crate, and prints
//! what comes back. It knows no vendor and does nothing that another program could not do.
#![forbid(unsafe_code)]

mod account;
mod arguments;
mod case_files;
mod cases;
mod columns;
mod command;
mod credentials;
mod engine;
mod exit;
mod failed;
mod memory;
mod print;
mod project;
mod redirect;
mod sandbox;
mod settings;
mod today;

use arguments::Arguments;
use clap::CommandFactory;
use print::Screen;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = match arguments::parse() {
        Ok(arguments) => arguments,
        Err(told) => return print::told(&told),
    };
    let mut screen = Screen::new(arguments.color);
    let outcome = command::run(arguments.command, Arguments::command, &mut screen).await;
    let outcome = outcome.and_then(|exit| Ok(screen.flush().map(|()| exit)?));
    match outcome {
        Ok(exit) => exit.into(),
        Err(failed) => {
            print::failed(&mut screen, &failed);
            failed.exit().into()
        }
    }
}
