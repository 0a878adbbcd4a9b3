//! `serve`: the unified list over HTTP, for accounts from a database or a file, or for the sandbox.

use crate::exit::Exit;
use crate::failed::Failed;
use crate::memory;
use crate::project::ProjectArguments;
use crate::settings;
use clap::{Args, ValueEnum};
use std::fmt::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use touchpoint_server::serve;
use touchpoint_server::settings::{Given, LogFormat, NAMES};

pub(crate) const EXAMPLE: &str = "touchpoint serve --sandbox";

#[derive(Args, Debug)]
#[command(after_long_help = names())]
pub(crate) struct Arguments {
    /// Where to listen; beyond this machine only with a token
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,

    /// The file of your accounts
    #[arg(long, value_name = "FILE")]
    accounts: Option<PathBuf>,

    /// Where accounts are stored: `sqlite://PATH` or `postgres://…`
    #[arg(long, value_name = "URL")]
    database: Option<String>,

    /// Play a vendor of each mapping, with an account for each
    #[arg(long)]
    sandbox: bool,

    /// A file for renewed tokens of accounts from a file
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,

    /// A file with the key that stored credentials are sealed with; made when it is missing
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,

    /// Let accounts that come over HTTP name addresses within this network
    #[arg(long)]
    allow_private_addresses: bool,

    /// Instances of the version before run on the same database, until they are replaced
    #[arg(long)]
    beside_earlier: bool,

    /// How the log is written
    #[arg(long, value_enum, value_name = "FORM")]
    log: Option<Log>,

    /// A settings file in YAML; `TOUCHPOINT_SETTINGS` names one too
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,

    #[command(flatten)]
    project: ProjectArguments,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Log {
    /// One JSON object a line
    Json,
    /// For people
    Text,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<Exit, Failed> {
    memory::give_back_soon();
    let file = arguments.settings.as_deref();
    let settings = settings::settings(arguments.given(), file, &arguments.project)?;
    // The server has threads of its own; this one waits until it ends.
    let served = tokio::task::spawn_blocking(|| serve(settings)).await;
    match served {
        Ok(Ok(())) => Ok(Exit::Clean),
        Ok(Err(fault)) => Err(fault.into()),
        Err(broken) => Err(Failed::said(Exit::Findings, broken.to_string())),
    }
}

impl Arguments {
    fn given(&self) -> Given {
        let path = |path: &Option<PathBuf>| path.as_deref().map(Path::to_owned);
        Given {
            listen: self.listen,
            accounts: path(&self.accounts),
            database: self.database.clone(),
            sandbox: self.sandbox.then_some(true),
            state: path(&self.state),
            key_file: path(&self.key_file),
            allow_private_addresses: self.allow_private_addresses.then_some(true),
            beside_earlier: self.beside_earlier.then_some(true),
            log: self.log.map(|log| match log {
                Log::Json => LogFormat::Json,
                Log::Text => LogFormat::Text,
            }),
            ..Given::default()
        }
    }
}

/// Every setting, for the file and the environment.
fn names() -> String {
    let heading = "Settings, in the settings file or as TOUCHPOINT_<NAME> in the environment. \
                   Flags win over the environment, the environment over the file:\n";
    NAMES
        .iter()
        .fold(heading.to_owned(), |mut text, (name, about)| {
            // Writing to a text cannot fail.
            let _ = writeln!(text, "  {name:<27}{about}");
            text
        })
}
