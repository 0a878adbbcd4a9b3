//! Examples for `--help`, with a slug and a query that the built-in sandbox answers.

use crate::command::EXAMPLES;
use crate::exit;
use clap::Command;
use touchpoint::{built_in_mappings, corpus};
use touchpoint_core::registry::PlanReader;
use touchpoint_language::unified::engagement_model;

/// What stands in the examples.
struct Example {
    slug: String,
    query: String,
}

/// The same command with an example under the help of each subcommand.
pub(crate) fn with_examples(command: Command) -> Command {
    let example = example().unwrap_or_else(|| Example {
        slug: "<slug>".to_owned(),
        query: "limit=2".to_owned(),
    });
    EXAMPLES.iter().fold(command, |command, (name, text)| {
        let text = text
            .replace("{slug}", &example.slug)
            .replace("{query}", &example.query);
        let help = format!("Example:\n  {text}\n\n{}", exit::table());
        let path: Vec<&str> = name.split(' ').collect();
        at(command, &path, |subcommand| {
            let more = subcommand.get_after_long_help();
            let long = more.map_or_else(|| help.clone(), |more| format!("{help}\n{more}"));
            subcommand.after_help(&help).after_long_help(long)
        })
    })
}

/// The same command, changed at a subcommand of it: `account add`.
fn at(command: Command, path: &[&str], change: impl FnOnce(Command) -> Command) -> Command {
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
    let slugs = reader.read_all(built_in_mappings()).registry.slugs();
    let cases = corpus::built_in().ok()?;
    slugs.into_iter().find_map(|slug| {
        let mut of_slug = cases.iter().filter(|case| case.slug == slug);
        // A query without vendor's names reads best.
        let case = of_slug.find(|case| {
            case.sandbox && !case.query.is_empty() && !case.query.contains("remote_query")
        })?;
        let query = case.query.clone();
        Some(Example { slug, query })
    })
}
