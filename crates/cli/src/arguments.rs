//! What was typed becomes one command with its arguments. Help is shown with examples that work,
//! so mappings are read for help, and only then.

use crate::command::Command;
use crate::{example, exit};
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, ValueEnum};

/// CRM activity as one: calls, emails, meetings and tasks of many CRMs, read through mappings.
#[derive(Debug, Parser)]
#[command(name = "touchpoint", bin_name = "touchpoint", version, after_help = exit::table())]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub(crate) color: Colour,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Reads the command line.
///
/// # Errors
/// What clap wants to tell: help, the version, or what is wrong.
pub(crate) fn parse() -> Result<Arguments, clap::Error> {
    let plain = Arguments::try_parse();
    match plain {
        Err(told) if is_help(told.kind()) => {
            let command = example::with_examples(Arguments::command());
            let matches = command.try_get_matches()?;
            Arguments::from_arg_matches(&matches)
        }
        plain => plain,
    }
}

fn is_help(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        example::with_examples(Arguments::command()).debug_assert();
    }
}
