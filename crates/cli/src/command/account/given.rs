//! What a person gives of an account on the command line → an account without its secrets, and
//! where it is kept.

use crate::engine::{Ingredients, build};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::settings::StoreArguments;
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use touchpoint::core::source::SourceFile;
use touchpoint::{Account, Error, Touchpoint};
use touchpoint_server::kept::{AccountInfo, NewAccount, Store};
use touchpoint_server::{Settings, open_store};

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

    /// A variable that the mapping needs; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    context: Vec<(String, String)>,

    /// Another origin than the mapping's
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,

    /// A file with an overlay, laid over the mapping for this account
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,

    #[command(flatten)]
    pub(super) place: Place,
}

/// Where accounts are kept, and the mappings that they are compared with.
#[derive(Args, Debug)]
pub(super) struct Place {
    #[command(flatten)]
    store: StoreArguments,

    /// A folder or file of mappings instead of those built in
    #[arg(long, value_name = "PATH")]
    mappings: Option<PathBuf>,
}

/// A place, opened before anybody is asked for anything.
pub(super) struct Opened {
    pub(super) settings: Settings,
    pub(super) store: Store,
    pub(super) touchpoint: Touchpoint,
}

impl Place {
    pub(super) async fn open(&self) -> Result<Opened, Failed> {
        let settings = self.store.settings(self.mappings.as_ref())?;
        let touchpoint = build(Ingredients {
            mappings: settings.mappings.as_ref(),
            ..Ingredients::default()
        })
        .await?;
        let store = open_store(&settings).await?;
        Ok(Opened {
            settings,
            store,
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
    let name = path.display().to_string();
    let text = fs::read_to_string(path)
        .map_err(|error| Failed::said(Exit::Unreadable, format!("`{name}`: {error}")))?;
    Ok(Arc::new(SourceFile::new(name, text)))
}

/// The account as its mapping can use it, its overlay laid over.
pub(super) fn complete(touchpoint: &Touchpoint, account: Account) -> Result<Account, Failed> {
    touchpoint
        .check_overlay(&account)
        .map_err(Failed::Mappings)?;
    let plan = touchpoint.plan_of(&account)?;
    Ok(plan.needs.complete(account).map_err(Error::Account)?)
}

impl GivenAccount {
    /// The account without its secrets.
    pub(super) fn account(&self) -> Result<Account, Failed> {
        Ok(Account {
            integration: self.integration.clone(),
            base_url: self.base_url.clone(),
            overlay: self.overlay.as_deref().map(overlay).transpose()?,
            context: self.context.iter().cloned().collect(),
            ..Account::default()
        })
    }

    /// Stores the account, which is complete.
    pub(super) async fn keep(
        &self,
        store: &Store,
        account: Account,
    ) -> Result<AccountInfo, Failed> {
        let workspace = store.workspace(&self.workspace).await?;
        let new = NewAccount {
            workspace: workspace.id,
            integration: account.integration,
            label: self.label.clone(),
            base_url: account.base_url,
            overlay: account.overlay.map(|overlay| overlay.text.clone()),
            context: account.context,
            credentials: account.credentials,
        };
        let info = store.add_account(new).await?;
        store.close().await;
        Ok(info)
    }
}
