//! `audit`: who changed which account, token or workspace, and when. It holds no values.

use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{Screen, Shape, rows};
use crate::settings::StoreArguments;
use clap::Args;
use touchpoint_accounts::Scope;
use touchpoint_language::json::{Json, object};

pub(crate) const EXAMPLE: &str =
    "touchpoint audit --limit 20 --database sqlite://touchpoint.db --key-file touchpoint.key";

const COLUMNS: [&str; 6] = ["at", "actor", "action", "subject", "parts", "workspace"];

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(flatten)]
    store: StoreArguments,

    /// How many lines, the newest first
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    limit: usize,

    /// The id of a workspace; all of them unless said
    #[arg(long, value_name = "ID")]
    workspace: Option<String>,

    /// How they are written
    #[arg(long, value_enum, default_value_t = Shape::Table)]
    format: Shape,
}

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let store = arguments.store.open().await?;
    let scope = match &arguments.workspace {
        Some(id) => Scope::workspace(id),
        None => Scope::everything(),
    };
    let lines = store.audit(&scope, arguments.limit).await?;
    let lines = lines.iter().map(|line| {
        Json::from(object! {
            "at": line.at.to_string(),
            "actor": &line.actor,
            "action": &line.action,
            "subject": &line.subject,
            "parts": line.parts.join(", "),
            "workspace": &line.workspace,
        })
    });
    let lines: Vec<_> = lines.collect();
    rows(screen, arguments.format, &COLUMNS, &lines)?;
    Ok(Exit::Clean)
}
