//! `completions`: a script that completes commands and options in a shell.

use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::Screen;
use clap::{Args, Command};
use clap_complete::{Shell, generate};

pub(crate) const EXAMPLE: &str = "touchpoint completions bash > touchpoint.bash";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn run(
    arguments: &Arguments,
    mut whole: Command,
    screen: &mut Screen,
) -> Result<Exit, Failed> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut whole, "touchpoint", &mut script);
    screen.bytes(&script)?;
    Ok(Exit::Clean)
}
