//! `account update`: changes the given parts of an account, and keeps the rest. The result is
//! compared with its mapping before anything is stored.

use super::given::{AccountsPlace, complete, overlay, pair};
use super::look;
use crate::credentials;
use crate::engine::plan_of;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::Screen;
use clap::Args;
use std::path::PathBuf;
use touchpoint_accounts::{AccountChange, Scope, Seen};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The account's id
    id: String,

    /// A name for people; an empty one takes it away
    #[arg(long, value_name = "TEXT")]
    label: Option<String>,

    /// A variable that the mapping needs; those that are not named stay
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    context: Vec<(String, String)>,

    /// Another origin than the mapping's; an empty one takes it away
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,

    /// A file with an overlay, laid over the mapping for this account
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,

    /// Take the overlay away
    #[arg(long, conflicts_with = "overlay")]
    no_overlay: bool,

    /// Read new credentials, all of them, from standard input
    #[arg(long)]
    credentials: bool,

    #[command(flatten)]
    place: AccountsPlace,
}

pub(super) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let (known, store) = arguments.place.open().await?;
    let (scope, id) = (Scope::everything(), &arguments.id);
    let found = store.account(&scope, id).await?;
    let (_, mut account) = found.ok_or_else(|| look::missing(id))?;
    let mut change = AccountChange {
        label: arguments.label.clone().map(Some),
        base_url: arguments.base_url.clone().map(Some),
        // Credentials are typed in meanwhile.
        seen: Some(Seen::aim(account.clone())),
        ..AccountChange::default()
    };
    if let Some(origin) = &arguments.base_url {
        account.base_url = Some(origin.clone()).filter(|origin| !origin.is_empty());
    }
    if let Some(path) = &arguments.overlay {
        let overlay = overlay(path)?;
        change.overlay = Some(Some(overlay.text.clone()));
        account.overlay = Some(overlay);
    } else if arguments.no_overlay {
        change.overlay = Some(None);
        account.overlay = None;
    }
    if !arguments.context.is_empty() {
        account.context.extend(arguments.context.iter().cloned());
        change.context = Some(account.context.clone());
    }
    if arguments.credentials {
        let plan = plan_of(&known.touchpoint, &account.integration)?;
        account.credentials = credentials::read(&plan.needs, screen)?;
        change.credentials = Some(account.credentials.clone());
    }
    complete(&known.touchpoint, account)?;
    let changed = store.update_account(&scope, id, change).await?;
    changed.ok_or_else(|| look::missing(id))?;
    store.close().await;
    screen.note(&format!("changed the account `{id}`"));
    Ok(Exit::Clean)
}
