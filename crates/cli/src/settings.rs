//! Combines command line, environment, settings file and project into one set of settings, as
//! `serve` does, and opens the store of accounts that they name.

use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::Shape;
use crate::project::ProjectArguments;
use clap::Args;
use std::path::{Path, PathBuf};
use touchpoint_accounts::{Store, StoreError};
use touchpoint_server::settings::Given;
use touchpoint_server::{Settings, StartFault, open_store};

/// Flags win over the environment, the environment over the file, and the file over the project.
pub(crate) fn settings(
    flags: Given,
    file: Option<&Path>,
    project: &ProjectArguments,
) -> Result<Settings, Failed> {
    let flags = Given {
        mappings: Some(project.mappings.clone()).filter(|paths| !paths.is_empty()),
        built_in: project.built_in,
        model: project.model.clone(),
        corpus: project.corpus.clone(),
        ..flags
    };
    let named = std::env::var_os("TOUCHPOINT_SETTINGS").map(PathBuf::from);
    let file = file.map(Path::to_owned).or(named);
    let file = file.as_deref().map(Given::file).transpose();
    let file = file.map_err(|fault| Failed::said(Exit::Unreadable, fault.to_string()))?;
    let environment = Given::environment(|name| std::env::var(name).ok());
    let environment = environment.map_err(|fault| Failed::said(Exit::Usage, fault.to_string()))?;
    let given = flags.or(environment).or(file.unwrap_or_default());
    let project = project.project()?;
    let elsewhere = given.database.is_some() || given.sandbox == Some(true);
    Ok(given
        .or(Given {
            mappings: Some(project.mappings).filter(|paths| !paths.is_empty()),
            built_in: Some(project.built_in),
            model: project.model,
            corpus: project.corpus,
            accounts: project.accounts.filter(|_| !elsewhere),
            ..Given::default()
        })
        .settings())
}

/// Where accounts and tokens are stored.
#[derive(Args, Debug)]
pub(crate) struct StoreArguments {
    /// Where accounts are stored: `sqlite://PATH` or `postgres://…`
    #[arg(long, value_name = "URL")]
    database: Option<String>,

    /// A file with the key that credentials are sealed with; made when it is missing
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,

    /// A settings file in YAML; `TOUCHPOINT_SETTINGS` names one too
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

/// A list of what the store has.
#[derive(Args, Debug)]
pub(crate) struct StoreList {
    #[command(flatten)]
    pub(crate) store: StoreArguments,

    /// How they are written
    #[arg(long, value_enum, default_value_t = Shape::Table)]
    pub(crate) format: Shape,
}

impl StoreArguments {
    /// The settings, with the mappings of this project.
    pub(crate) fn settings(&self, project: &ProjectArguments) -> Result<Settings, Failed> {
        let flags = Given {
            database: self.database.clone(),
            key_file: self.key_file.clone(),
            ..Given::default()
        };
        settings(flags, self.settings.as_deref(), project)
    }

    /// Opens the store.
    pub(crate) async fn open(&self) -> Result<Store, Failed> {
        let settings = self.settings(&ProjectArguments::default())?;
        Ok(acting(&open_store(&settings).await?))
    }
}

/// The store, whose audit says that the person at the command line makes the changes.
pub(crate) fn acting(store: &Store) -> Store {
    let person = std::env::var("USER").ok().filter(|name| !name.is_empty());
    store.acting_as(&person.map_or_else(|| "cli".to_owned(), |name| format!("cli:{name}")))
}

impl From<StoreError> for Failed {
    fn from(fault: StoreError) -> Failed {
        match fault {
            StoreError::Missing { .. } | StoreError::Taken { .. } => {
                Failed::said(Exit::Findings, fault.to_string())
            }
            other => Failed::said(Exit::Unreadable, other.to_string()),
        }
    }
}

impl From<StartFault> for Failed {
    fn from(fault: StartFault) -> Failed {
        match fault {
            StartFault::Engine(fault) => fault.into(),
            StartFault::Settings(_) => Failed::said(Exit::Usage, fault.to_string()),
            StartFault::Io(error) => Failed::Output(error),
            StartFault::Store(fault) => fault.into(),
            other => Failed::said(Exit::Findings, other.to_string()),
        }
    }
}
