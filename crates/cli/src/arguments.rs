//! Parses the command line into one command with its arguments. Help shows examples that work, so
//! mappings are read for help, and only then.

use crate::command::{Command, EXAMPLES};
use crate::exit;
use crate::print::Colour;
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser};
use touchpoint::built_in_mappings;
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_language::unified::engagement_model;

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

/// Reads the command line.
///
/// # Errors
/// What clap wants to print: help, the version, or what is wrong.
pub(crate) fn parse() -> Result<Arguments, clap::Error> {
    let plain = Arguments::try_parse();
    match plain {
        Err(told) if is_help(told.kind()) => {
            let command = with_examples(Arguments::command());
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

/// The values in the examples.
struct Example {
    slug: String,
    query: String,
    /// A case of the integration.
    case: String,
}

/// The same command with an example under the help of each subcommand.
fn with_examples(command: clap::Command) -> clap::Command {
    let example = example().unwrap_or_else(|| Example {
        slug: "<slug>".to_owned(),
        query: "limit=2".to_owned(),
        case: "<case>".to_owned(),
    });
    EXAMPLES.iter().fold(command, |command, (name, text)| {
        let text = text
            .replace("{slug}", &example.slug)
            .replace("{query}", &example.query)
            .replace("{case}", &example.case);
        let help = format!("Example:\n  {text}\n\n{}", exit::table());
        let path: Vec<&str> = name.split(' ').collect();
        at(command, &path, |subcommand| {
            let more = subcommand.get_after_long_help();
            let long = more.map_or_else(|| help.clone(), |more| format!("{help}\n{more}"));
            subcommand.after_help(&help).after_long_help(long)
        })
    })
}

/// The same command, with one of its subcommands changed: `account add`.
fn at(
    command: clap::Command,
    path: &[&str],
    change: impl FnOnce(clap::Command) -> clap::Command,
) -> clap::Command {
    match path {
        [] => change(command),
        [first, rest @ ..] => {
            let (first, rest) = (first.to_string(), rest.to_vec());
            command.mut_subcommand(first, |below| at(below, &rest, change))
        }
    }
}

/// The first mapping of the registry that the sandbox plays, and a query that it answers.
fn example() -> Option<Example> {
    let reader = PlanReader::new(engagement_model()).ok()?;
    let slugs = Registry::read(&reader, built_in_mappings())
        .registry
        .slugs();
    let cases = touchpoint_corpus::built_in().ok()?;
    slugs.into_iter().find_map(|slug| {
        let mut of_slug = cases.iter().filter(|case| case.slug == slug);
        // A query without vendor-specific names reads best.
        let case = of_slug.find(|case| {
            case.sandbox && !case.query.is_empty() && !case.query.contains("remote_query")
        })?;
        let (query, case) = (case.query.clone(), case.name.clone());
        Some(Example { slug, query, case })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        with_examples(Arguments::command()).debug_assert();
    }
}
