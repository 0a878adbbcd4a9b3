//! `token`: the API tokens of a database. A token's text is shown once, when it is made.

use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{Screen, rows};
use crate::settings::{StoreArguments, StoreList};
use clap::{Args, Subcommand};
use secrecy::ExposeSecret;
use touchpoint_accounts::{NewToken, Scope};
use touchpoint_language::json::{Json, object};

pub(crate) const EXAMPLE: &str =
    "touchpoint token create --name ci --database sqlite://touchpoint.db --key-file touchpoint.key";

const COLUMNS: [&str; 7] = [
    "id",
    "name",
    "account",
    "admin",
    "created_at",
    "last_used_at",
    "revoked_at",
];

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a token and print it; it is never shown again
    Create(CreateArguments),
    /// List the tokens, without their secrets
    List(StoreList),
    /// End a token
    Revoke(RevokeArguments),
}

#[derive(Args, Debug)]
struct CreateArguments {
    #[command(flatten)]
    store: StoreArguments,

    /// The workspace that it sees; made when it is missing
    #[arg(long, value_name = "NAME", default_value = "default")]
    workspace: String,

    /// The one account that it sees; then a request need not name it
    #[arg(long, value_name = "ID")]
    account: Option<String>,

    /// A name for people
    #[arg(long, value_name = "TEXT", default_value = "")]
    name: String,

    /// It may add, change and remove accounts of the workspace
    #[arg(long, conflicts_with = "account")]
    admin: bool,
}

#[derive(Args, Debug)]
struct RevokeArguments {
    /// The token's id: the part between `tp_` and the last `_`
    id: String,

    #[command(flatten)]
    store: StoreArguments,
}

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    match &arguments.command {
        Command::Create(arguments) => create(arguments, screen).await,
        Command::List(arguments) => list(arguments, screen).await,
        Command::Revoke(arguments) => revoke(arguments, screen).await,
    }
}

async fn create(arguments: &CreateArguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let store = arguments.store.open().await?;
    let workspace = store.workspace(&arguments.workspace).await?;
    let new = NewToken {
        workspace: workspace.id,
        account: arguments.account.clone(),
        name: arguments.name.clone(),
        admin: arguments.admin,
    };
    let (info, secret) = store.create_token(new).await?;
    screen.text(&format!("{}\n", secret.expose_secret()))?;
    screen.note(&format!(
        "token `{}`; keep it now, it is not shown again",
        info.id
    ));
    Ok(Exit::Clean)
}

async fn list(arguments: &StoreList, screen: &mut Screen) -> Result<Exit, Failed> {
    let store = arguments.store.open().await?;
    let tokens = store.list_tokens(&Scope::everything()).await?;
    let tokens = tokens.iter().map(|token| {
        Json::from(object! {
            "id": &token.id,
            "name": Some(&token.name).filter(|name| !name.is_empty()),
            "workspace": &token.workspace,
            "account": token.account.as_deref(),
            "admin": token.admin,
            "created_at": token.created_at.to_string(),
            "last_used_at": token.last_used_at.map(|at| at.to_string()),
            "revoked_at": token.revoked_at.map(|at| at.to_string()),
        })
    });
    let tokens: Vec<_> = tokens.collect();
    rows(screen, arguments.format, &COLUMNS, &tokens)?;
    Ok(Exit::Clean)
}

async fn revoke(arguments: &RevokeArguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let store = arguments.store.open().await?;
    if !store
        .revoke_token(&Scope::everything(), &arguments.id)
        .await?
    {
        let message = format!("there is no token `{}` in force", arguments.id);
        return Err(Failed::said(Exit::Findings, message).help("`touchpoint token list` shows all"));
    }
    screen.note("revoked");
    Ok(Exit::Clean)
}
