//! What a person gives of an account (flags, and secrets on standard input) → an account, judged by
//! what its mapping needs.

use crate::engine::{Ingredients, build, plan_of};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::Screen;
use crate::settings::StoreArguments;
use clap::Args;
use secrecy::SecretString;
use serde_json::{Map, Value};
use std::fs;
use std::io::{IsTerminal, Read};
use std::path::PathBuf;
use std::sync::Arc;
use touchpoint::core::source::SourceFile;
use touchpoint::{Account, Touchpoint};
use touchpoint_server::kept::{AccountInfo, NewAccount};

/// The most that is read of standard input.
const MOST: u64 = 64 * 1024;

#[derive(Args, Debug)]
pub(super) struct GivenAccount {
    /// The integration's slug
    integration: String,

    #[command(flatten)]
    store: StoreArguments,

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

    /// A folder or file of mappings instead of those built in
    #[arg(long, value_name = "PATH")]
    mappings: Option<PathBuf>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

impl GivenAccount {
    /// The account with its secrets, and the engine that knows its mapping. What is wrong with its
    /// overlay is told at once; what it lacks, by who completes it.
    pub(super) async fn read(&self, screen: &mut Screen) -> Result<(Touchpoint, Account), Failed> {
        let touchpoint = build(Ingredients {
            mappings: self.mappings.as_ref(),
            ..Ingredients::default()
        })
        .await?;
        let plan = plan_of(&touchpoint, &self.integration)?;
        let sets = plan.needs.credentials.iter();
        let sets: Vec<String> = sets
            .map(|set| format!("{} ({})", set.kind, set.required.join(", ")))
            .collect();
        let overlay = match &self.overlay {
            None => None,
            Some(path) => {
                let name = path.display().to_string();
                let text = fs::read_to_string(path).map_err(|error| {
                    Failed::said(Exit::Unreadable, format!("`{name}`: {error}"))
                })?;
                Some(Arc::new(SourceFile::new(name, text)))
            }
        };
        let account = Account {
            integration: self.integration.clone(),
            base_url: self.base_url.clone(),
            overlay,
            context: self.context.iter().cloned().collect(),
            credentials: secrets(&sets.join(" · "), screen)?,
            ..Account::default()
        };
        touchpoint
            .check_overlay(&account)
            .map_err(Failed::Mappings)?;
        Ok((touchpoint, account))
    }

    /// Stores the account, which is complete.
    pub(super) async fn keep(&self, account: Account) -> Result<AccountInfo, Failed> {
        let store = self.store.open().await?;
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

/// The secrets on standard input: YAML or JSON, names and texts. A fault of them is told without
/// their values.
fn secrets(
    sets: &str,
    screen: &mut Screen,
) -> Result<indexmap::IndexMap<String, SecretString>, Failed> {
    let input = std::io::stdin();
    if input.is_terminal() {
        screen.note(&format!(
            "credentials, as lines of `name: value`, then an empty end of input (Ctrl-D). Any one of these is enough: {sets}"
        ));
    }
    let mut text = String::new();
    let read = input.lock().take(MOST).read_to_string(&mut text);
    read.map_err(|error| Failed::said(Exit::Unreadable, format!("standard input: {error}")))?;
    let no_map = || {
        Failed::said(
            Exit::Unreadable,
            "the credentials are no map of names and texts",
        )
        .help(format!(
            "write `name: value` lines on standard input: {sets}"
        ))
    };
    if text.trim().is_empty() {
        return Ok(indexmap::IndexMap::new());
    }
    let members: Map<String, Value> = serde_yaml::from_str(&text).map_err(|_| no_map())?;
    let secret = |(name, value): (String, Value)| match value {
        Value::String(text) => Ok((name, text.into())),
        Value::Number(number) => Ok((name, number.to_string().into())),
        _ => Err(no_map()),
    };
    members.into_iter().map(secret).collect()
}
