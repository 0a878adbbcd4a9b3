//! One file per command: its arguments, and what it does with the library.

mod account;
mod audit;
mod backup;
mod completions;
mod coverage;
mod diff;
mod doctor;
mod drift;
mod explain;
mod fmt;
mod list;
mod lsp;
mod map;
mod new;
mod playground;
mod record;
mod schema;
mod serve;
mod test;
mod token;
mod validate;
mod why;
mod workspace;

pub(crate) use diff::Format as DiffFormat;

use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::Screen;
use clap::Subcommand;

/// One command with its arguments.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check files of every kind; without paths, the project's
    Validate(validate::Arguments),
    /// Write mappings in their one form
    Fmt(fmt::Arguments),
    /// Read a list from a vendor or from its sandbox
    List(list::Arguments),
    /// Map one reply of a vendor, from standard input, to the list response
    Map(map::Arguments),
    /// Make a starter mapping and its first case, from sample replies or an OpenAPI file
    New(new::Arguments),
    /// Read a list from a vendor, and write what came as a case, without people and secrets
    Record(record::Arguments),
    /// Run recorded cases and show what differs
    Test(test::Arguments),
    /// Show what a change of mappings does to callers
    Diff(diff::Arguments),
    /// Compare a vendor's replies with the recorded ones
    Drift(drift::Arguments),
    /// Show what a mapping would send and where every field comes from
    Explain(explain::Arguments),
    /// Tell why a value of a unified record is what it is, or what became of a filter
    Why(why::Arguments),
    /// Print which integration supports what
    Coverage(coverage::Arguments),
    /// Print a JSON Schema
    Schema(schema::Arguments),
    /// Speak with an editor about the mapping that is typed in it
    Lsp(lsp::Arguments),
    /// Open a page on which a mapping is written beside a reply and its records
    Playground(playground::Arguments),
    /// Serve the unified list over HTTP
    Serve(serve::Arguments),
    /// The connected accounts of a database
    Account(account::Arguments),
    /// The API tokens of a database
    Token(token::Arguments),
    /// The workspaces of a database
    Workspace(workspace::Arguments),
    /// Look at what a server needs, and at each account's state; changes nothing
    Doctor(doctor::Arguments),
    /// Copy an SQLite database, while servers use it
    Backup(backup::Arguments),
    /// Show who changed which account, token or workspace, and when
    Audit(audit::Arguments),
    /// Print a completion script for a shell
    Completions(completions::Arguments),
}

/// Command → the example under its help.
pub(crate) const EXAMPLES: &[(&str, &str)] = &[
    ("validate", validate::EXAMPLE),
    ("fmt", fmt::EXAMPLE),
    ("list", list::EXAMPLE),
    ("map", map::EXAMPLE),
    ("new", new::EXAMPLE),
    ("record", record::EXAMPLE),
    ("test", test::EXAMPLE),
    ("diff", diff::EXAMPLE),
    ("drift", drift::EXAMPLE),
    ("explain", explain::EXAMPLE),
    ("why", why::EXAMPLE),
    ("coverage", coverage::EXAMPLE),
    ("schema", schema::EXAMPLE),
    ("lsp", lsp::EXAMPLE),
    ("playground", playground::EXAMPLE),
    ("serve", serve::EXAMPLE),
    ("account", account::EXAMPLE),
    ("account add", account::EXAMPLE),
    ("account connect", account::CONNECT_EXAMPLE),
    ("account update", account::UPDATE_EXAMPLE),
    ("token", token::EXAMPLE),
    ("token create", token::EXAMPLE),
    ("workspace", workspace::EXAMPLE),
    ("workspace remove", workspace::EXAMPLE),
    ("audit", audit::EXAMPLE),
    ("backup", backup::EXAMPLE),
    ("doctor", doctor::EXAMPLE),
    ("completions", completions::EXAMPLE),
];

/// Runs a command. `whole` is the whole command line.
pub(crate) async fn run(
    command: Command,
    whole: fn() -> clap::Command,
    screen: &mut Screen,
) -> Result<Exit, Failed> {
    match command {
        Command::Validate(arguments) => validate::run(&arguments, screen),
        Command::Fmt(arguments) => fmt::run(&arguments, screen),
        Command::List(arguments) => list::run(&arguments, screen).await,
        Command::Map(arguments) => map::run(&arguments, screen).await,
        Command::New(arguments) => new::run(&arguments, screen).await,
        Command::Record(arguments) => record::run(&arguments, screen).await,
        Command::Test(arguments) => test::run(&arguments, screen).await,
        Command::Diff(arguments) => diff::run(&arguments, screen).await,
        Command::Drift(arguments) => drift::run(&arguments, screen).await,
        Command::Explain(arguments) => explain::run(&arguments, screen).await,
        Command::Why(arguments) => why::run(&arguments, screen).await,
        Command::Coverage(arguments) => coverage::run(&arguments, screen).await,
        Command::Schema(arguments) => schema::run(&arguments, screen),
        Command::Lsp(arguments) => lsp::run(&arguments).await,
        Command::Playground(arguments) => playground::run(&arguments).await,
        Command::Serve(arguments) => serve::run(&arguments).await,
        Command::Account(arguments) => account::run(&arguments, screen).await,
        Command::Token(arguments) => token::run(&arguments, screen).await,
        Command::Workspace(arguments) => workspace::run(&arguments, screen).await,
        Command::Doctor(arguments) => doctor::run(&arguments, screen).await,
        Command::Backup(arguments) => backup::run(&arguments, screen).await,
        Command::Audit(arguments) => audit::run(&arguments, screen).await,
        Command::Completions(arguments) => completions::run(&arguments, whole(), screen),
    }
}
