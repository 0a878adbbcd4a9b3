//! `account`: the connected accounts of a database.

mod add;
mod connect;
mod given;
mod look;
mod update;

use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::Screen;
use crate::settings::StoreList;
use clap::{Args, Subcommand};

pub(crate) const EXAMPLE: &str = "touchpoint account add {slug} --database sqlite://touchpoint.db --key-file touchpoint.key < credentials.yaml";

pub(crate) const CONNECT_EXAMPLE: &str = "touchpoint account connect <slug> --client-id <id> --listen 127.0.0.1:8400 --database sqlite://touchpoint.db --key-file touchpoint.key < secret.yaml";

pub(crate) const UPDATE_EXAMPLE: &str = "touchpoint account update <id> --overlay own.yaml --database sqlite://touchpoint.db --key-file touchpoint.key";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add an account; its credentials are read from standard input, as YAML: `name: value`
    Add(add::Arguments),
    /// Add an account by a person's consent at the vendor (OAuth 2)
    Connect(connect::Arguments),
    /// Ask for the consent again, for an account that has lost it
    Reconnect(connect::AgainArguments),
    /// Change an account
    Update(update::Arguments),
    /// List the accounts
    List(StoreList),
    /// Show one account, without its secrets
    Show(look::OneArguments),
    /// Remove an account and the tokens bound to it
    Remove(look::OneArguments),
}

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    match &arguments.command {
        Command::Add(arguments) => add::run(arguments, screen).await,
        Command::Connect(arguments) => connect::run(arguments, screen).await,
        Command::Reconnect(arguments) => connect::again(arguments, screen).await,
        Command::Update(arguments) => update::run(arguments, screen).await,
        Command::List(arguments) => look::list(arguments, screen).await,
        Command::Show(arguments) => look::show(arguments, screen).await,
        Command::Remove(arguments) => look::remove(arguments, screen).await,
    }
}
