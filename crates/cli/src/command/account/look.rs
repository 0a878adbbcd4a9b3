//! `account list`, `show`, `remove`: what may be known about accounts, never their secrets.

use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{Screen, pretty, rows};
use crate::settings::{StoreArguments, StoreList};
use clap::Args;
use touchpoint_accounts::{AccountInfo, Scope};
use touchpoint_language::json::{Json, object};

/// How many accounts are asked for at once.
const PAGE: usize = 200;
const COLUMNS: [&str; 6] = [
    "id",
    "integration",
    "label",
    "status",
    "cause",
    "created_at",
];

#[derive(Args, Debug)]
pub(super) struct OneArguments {
    /// The account's id
    id: String,

    #[command(flatten)]
    store: StoreArguments,
}

pub(super) async fn list(arguments: &StoreList, screen: &mut Screen) -> Result<Exit, Failed> {
    let store = arguments.store.open().await?;
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let everything = Scope::everything();
        let (page, next) = store
            .list_accounts(&everything, None, PAGE, after.as_deref())
            .await?;
        all.extend(page.iter().map(object));
        after = next;
        if after.is_none() {
            break;
        }
    }
    rows(screen, arguments.format, &COLUMNS, &all)?;
    Ok(Exit::Clean)
}

pub(super) async fn show(arguments: &OneArguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let store = arguments.store.open().await?;
    let found = store.account(&Scope::everything(), &arguments.id).await?;
    let (info, account) = found.ok_or_else(|| missing(&arguments.id))?;
    let mut shown = object(&info);
    if let Json::Object(members) = &mut shown {
        let names: Vec<&String> = account.credentials.keys().collect();
        members.insert("base_url".to_owned(), account.base_url.into());
        members.insert("context".to_owned(), Json::written(&account.context));
        members.insert("credentials".to_owned(), names.into_iter().collect());
        members.insert(
            "overlay".to_owned(),
            account.overlay.map(|overlay| overlay.text.clone()).into(),
        );
    }
    screen.text(&pretty(&shown))?;
    screen.text("\n")?;
    Ok(Exit::Clean)
}

pub(super) async fn remove(arguments: &OneArguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let store = arguments.store.open().await?;
    if !store
        .remove_account(&Scope::everything(), &arguments.id)
        .await?
    {
        return Err(missing(&arguments.id));
    }
    screen.note("removed, with the tokens bound to it");
    Ok(Exit::Clean)
}

/// Reports the account that was added, with only its id on standard output.
pub(super) fn told(screen: &mut Screen, integration: &str, id: &str) -> Result<(), Failed> {
    screen.text(&format!("{id}\n"))?;
    screen.flush()?;
    screen.note(&format!("added an account of `{integration}`"));
    Ok(())
}

fn object(info: &AccountInfo) -> Json {
    let info = object! {
        "id": &info.id,
        "integration": &info.integration,
        "label": info.label.as_deref(),
        "workspace": &info.workspace,
        "status": info.status.as_str(),
        "cause": info.cause.as_deref(),
        "created_at": info.created_at.to_string(),
        "updated_at": info.updated_at.to_string(),
    };
    info.into()
}

pub(super) fn missing(id: &str) -> Failed {
    Failed::said(Exit::Findings, format!("there is no account `{id}`"))
        .help("`touchpoint account list` shows all")
}
