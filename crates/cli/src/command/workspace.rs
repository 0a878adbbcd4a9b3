//! `workspace`: the workspaces of a database. One that is removed goes with everything of it.

use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{Screen, rows};
use crate::settings::{StoreArguments, StoreList};
use clap::{Args, Subcommand};
use touchpoint_language::json::{Json, object};

pub(crate) const EXAMPLE: &str = "touchpoint workspace remove acme --yes --database sqlite://touchpoint.db --key-file touchpoint.key";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the workspaces
    List(StoreList),
    /// Remove a workspace with its accounts, its tokens and their audit, for good
    Remove(RemoveArguments),
}

#[derive(Args, Debug)]
struct RemoveArguments {
    /// The workspace's name
    name: String,

    /// Says that it is meant: nothing brings it back but a backup
    #[arg(long)]
    yes: bool,

    #[command(flatten)]
    store: StoreArguments,
}

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    match &arguments.command {
        Command::List(arguments) => list(arguments, screen).await,
        Command::Remove(arguments) => remove(arguments, screen).await,
    }
}

async fn list(arguments: &StoreList, screen: &mut Screen) -> Result<Exit, Failed> {
    let store = arguments.store.open().await?;
    let all = store.list_workspaces().await?;
    let all = all
        .iter()
        .map(|workspace| Json::from(object! { "id": &workspace.id, "name": &workspace.name }));
    let all: Vec<_> = all.collect();
    rows(screen, arguments.format, &["id", "name"], &all)?;
    Ok(Exit::Clean)
}

async fn remove(arguments: &RemoveArguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let name = &arguments.name;
    if !arguments.yes {
        let message = format!("this removes all accounts and tokens of `{name}` for good");
        return Err(Failed::said(Exit::Usage, message).help("say `--yes` if that is meant"));
    }
    let store = arguments.store.open().await?;
    let Some(removed) = store.remove_workspace(name).await? else {
        let message = format!("there is no workspace `{name}`");
        return Err(
            Failed::said(Exit::Findings, message).help("`touchpoint workspace list` shows all")
        );
    };
    screen.note(&format!(
        "removed, with {} accounts and {} tokens",
        removed.accounts, removed.tokens
    ));
    Ok(Exit::Clean)
}
