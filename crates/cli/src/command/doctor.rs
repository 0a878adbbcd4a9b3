//! `doctor`: what a server needs, and each account's state with its next step. It changes nothing and
//! calls no vendor.

use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{Screen, Shape, rows};
use crate::project::ProjectArguments;
use crate::settings;
use clap::Args;
use std::path::PathBuf;
use touchpoint_language::json::{Json, object};
use touchpoint_server::settings::Given;
use touchpoint_server::{Health, doctor};

pub(crate) const EXAMPLE: &str =
    "touchpoint doctor --database sqlite://touchpoint.db --key-file touchpoint.key";

const COLUMNS: [&str; 4] = ["about", "health", "says", "next"];

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The file of your accounts
    #[arg(long, value_name = "FILE")]
    accounts: Option<PathBuf>,

    /// Where accounts are stored: `sqlite://PATH` or `postgres://…`
    #[arg(long, value_name = "URL")]
    database: Option<String>,

    /// A file for renewed tokens of accounts from a file
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,

    /// A file with the key that stored credentials are sealed with
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,

    /// A settings file in YAML; `TOUCHPOINT_SETTINGS` names one too
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,

    /// How it is written
    #[arg(long, value_enum, default_value_t = Shape::Table)]
    format: Shape,

    #[command(flatten)]
    project: ProjectArguments,
}

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let given = Given {
        accounts: arguments.accounts.clone(),
        database: arguments.database.clone(),
        state: arguments.state.clone(),
        key_file: arguments.key_file.clone(),
        ..Given::default()
    };
    let settings = settings::settings(given, arguments.settings.as_deref(), &arguments.project)?;
    let all = doctor(&settings).await;
    let lines = all.iter().map(|seen| {
        Json::from(object! {
            "about": &seen.about,
            "health": seen.health.word(),
            "says": &seen.says,
            "next": seen.next.as_deref(),
        })
    });
    let lines: Vec<_> = lines.collect();
    rows(screen, arguments.format, &COLUMNS, &lines)?;
    let bad = all.iter().any(|seen| seen.health == Health::Bad);
    Ok(if bad { Exit::Findings } else { Exit::Clean })
}
