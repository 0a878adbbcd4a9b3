//! The arguments that describe an account → an account without its secrets, and where it is kept.

use crate::engine::build;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::project::ProjectArguments;
use crate::settings::{StoreArguments, acting};
use clap::Args;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use touchpoint::{Account, Touchpoint};
use touchpoint_accounts::file::{self, AddFault};
use touchpoint_accounts::{NewAccount, Store};
use touchpoint_core::run::Error;
use touchpoint_language::source::SourceFile;
use touchpoint_server::{Settings, open_store};
use touchpoint_workbench::project::Project;

#[derive(Args, Debug)]
pub(super) struct GivenAccount {
    /// The integration's slug
    pub(super) integration: String,

    /// The workspace that it belongs to; made when it is missing
    #[arg(long, value_name = "NAME", default_value = "default")]
    workspace: String,

    /// A name for people
    #[arg(long, value_name = "TEXT", default_value = "")]
    label: String,

    /// The customer that it belongs to, in your own words
    #[arg(long, value_name = "TEXT")]
    tenant: Option<String>,

    /// A variable that the mapping needs; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    context: Vec<(String, String)>,

    /// Another origin than the mapping's
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,

    /// A file with an overlay, laid over the mapping for this account
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,

    /// Add it to this accounts file instead of a database; its secrets are plain text there
    #[arg(long, value_name = "FILE", requires = "id", conflicts_with_all = ["database", "workspace", "label", "tenant"])]
    accounts: Option<PathBuf>,

    /// Its id, in an accounts file; a database makes ids of its own
    #[arg(long, value_name = "ID", requires = "accounts")]
    id: Option<String>,

    #[command(flatten)]
    place: AccountsPlace,
}

/// Where accounts are kept, and the mappings that they are compared with.
#[derive(Args, Debug)]
pub(super) struct AccountsPlace {
    #[command(flatten)]
    store: StoreArguments,

    #[command(flatten)]
    project: ProjectArguments,
}

/// The engine and settings that accounts are compared with.
pub(super) struct Known {
    pub(super) settings: Settings,
    pub(super) touchpoint: Touchpoint,
}

/// Where a new account is kept; it is opened before a person is asked for anything.
pub(super) enum Destination {
    Database(Store),
    /// A file, and its text.
    File(PathBuf, String),
}

impl AccountsPlace {
    pub(super) async fn open(&self) -> Result<(Known, Store), Failed> {
        let known = self.known().await?;
        let store = acting(&open_store(&known.settings).await?);
        Ok((known, store))
    }

    async fn known(&self) -> Result<Known, Failed> {
        let settings = self.store.settings(&self.project)?;
        let project = Project {
            mappings: settings.mappings.clone(),
            built_in: settings.built_in,
            ..self.project.project()?
        };
        let touchpoint = build(&project).await?;
        Ok(Known {
            settings,
            touchpoint,
        })
    }
}

/// `name=value`
pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(name, _)| !name.is_empty());
    let (name, value) = pair.ok_or("write NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// The overlay that a file holds.
pub(super) fn overlay(path: &Path) -> Result<Arc<SourceFile>, Failed> {
    let text = fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    Ok(Arc::new(SourceFile::new(path.display().to_string(), text)))
}

/// The account completed for its mapping, with its overlay laid over.
pub(super) fn complete(touchpoint: &Touchpoint, account: Account) -> Result<Account, Failed> {
    touchpoint
        .check_overlay(&account)
        .map_err(Failed::Mappings)?;
    let plan = touchpoint.plan_of(&account)?;
    Ok(plan.needs.complete(account).map_err(Error::Account)?)
}

impl GivenAccount {
    /// Opens what the account is compared with, and where it will be kept.
    pub(super) async fn open(&self) -> Result<(Known, Destination), Failed> {
        let Some(path) = &self.accounts else {
            let (known, store) = self.place.open().await?;
            return Ok((known, Destination::Database(store)));
        };
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            read => read.map_err(|error| unreadable(path, &error))?,
        };
        Ok((
            self.place.known().await?,
            Destination::File(path.clone(), text),
        ))
    }

    /// The account without its secrets.
    pub(super) fn account(&self) -> Result<Account, Failed> {
        Ok(Account {
            id: self.id.clone().unwrap_or_default(),
            integration: self.integration.clone(),
            base_url: self.base_url.clone(),
            overlay: self.overlay.as_deref().map(overlay).transpose()?,
            context: self.context.iter().cloned().collect(),
            ..Account::default()
        })
    }

    /// Stores the complete account; gives its id.
    pub(super) async fn keep(
        &self,
        kept: &Destination,
        account: Account,
    ) -> Result<String, Failed> {
        match kept {
            Destination::Database(store) => self.store(store, account).await,
            Destination::File(path, text) => write(path, text, account),
        }
    }

    async fn store(&self, store: &Store, account: Account) -> Result<String, Failed> {
        let store = acting(store);
        let workspace = store.workspace(&self.workspace).await?;
        let new = NewAccount {
            workspace: workspace.id,
            integration: account.integration,
            label: Some(self.label.clone()),
            tenant_id: self.tenant.clone(),
            base_url: account.base_url,
            overlay: account.overlay.map(|overlay| overlay.text.clone()),
            context: account.context,
            credentials: account.credentials,
        };
        let info = store.add_account(new).await?;
        store.close().await;
        Ok(info.id)
    }
}

/// Writes the account below the others of a file.
fn write(path: &Path, text: &str, mut account: Account) -> Result<String, Failed> {
    if let Some(overlay) = &account.overlay {
        // Overlays are looked up beside the accounts file, but this one may stand elsewhere.
        let named = fs::canonicalize(&overlay.name).map_err(|error| unreadable(path, &error))?;
        let named = named.display().to_string();
        account.overlay = Some(Arc::new(SourceFile::new(named, overlay.text.clone())));
    }
    file::add(path, text, &account).map_err(|fault| match fault {
        AddFault::Text(says) => Failed::said(Exit::Findings, says),
        AddFault::File(error) => unreadable(path, &error),
    })?;
    Ok(account.id)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failed {
    Failed::said(Exit::Unreadable, format!("`{}`: {error}", path.display()))
}
