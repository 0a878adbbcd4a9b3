//! `account connect` and `reconnect`: a person allows the access in a browser, which then returns
//! with the code to a port of this machine (RFC 8252, section 7.3).

use super::given::{AccountsPlace, GivenAccount, Known};
use super::look;
use crate::credentials::{self, Credentials};
use crate::engine::plan_of;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::Screen;
use crate::redirect::{Redirect, Returned};
use clap::Args;
use std::fmt::Write;
use std::net::SocketAddr;
use std::time::Duration;
use touchpoint::{Account, Consent, Touchpoint};
use touchpoint_accounts::{AccountChange, Scope, Seen, random_bytes};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    given: GivenAccount,

    /// The id of your app at the vendor; `apps` of the settings has it too. Its secret comes from
    /// there or from standard input, as YAML: `client_secret: …`
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,

    #[command(flatten)]
    back: Back,
}

#[derive(Args, Debug)]
pub(super) struct AgainArguments {
    /// The account's id
    id: String,

    #[command(flatten)]
    place: AccountsPlace,

    #[command(flatten)]
    back: Back,
}

/// How the browser comes back.
#[derive(Args, Debug)]
struct Back {
    /// Where the browser comes back to; the vendor must know `http://ADDRESS/callback`
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,

    /// How long to wait for the person, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    wait: u64,
}

pub(super) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let given = &arguments.given;
    let (known, kept) = given.open().await?;
    plan_of(&known.touchpoint, &given.integration)?;
    let account = Account {
        credentials: client(arguments, &known, screen)?,
        ..given.account()?
    };
    let connected = consent(&known.touchpoint, &account, &arguments.back, screen).await?;
    let id = given.keep(&kept, connected).await?;
    look::told(screen, &given.integration, &id)?;
    Ok(Exit::Clean)
}

/// Connects an account again, with the app that it was connected with.
pub(super) async fn again(arguments: &AgainArguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let (known, store) = arguments.place.open().await?;
    let (scope, id) = (Scope::everything(), &arguments.id);
    let found = store.account(&scope, id).await?;
    let (_, account) = found.ok_or_else(|| look::missing(id))?;
    let connected = consent(&known.touchpoint, &account, &arguments.back, screen).await?;
    let change = AccountChange {
        context: Some(connected.context),
        credentials: Some(connected.credentials),
        // Minutes pass until the person comes back.
        seen: Some(Seen::aim(account)),
        ..AccountChange::default()
    };
    let changed = store.update_account(&scope, id, change).await?;
    changed.ok_or_else(|| look::missing(id))?;
    store.close().await;
    screen.note(&format!("connected the account `{id}` again"));
    Ok(Exit::Clean)
}

/// The app's id and secret: from the settings, unless the command line names another app.
fn client(
    arguments: &Arguments,
    known: &Known,
    screen: &mut Screen,
) -> Result<Credentials, Failed> {
    let named = arguments.client_id.as_deref();
    let set = known.settings.apps.get(&arguments.given.integration);
    match set.filter(|app| named.is_none_or(|id| id == app.client_id)) {
        None => credentials::client(named, screen),
        Some(app) => {
            let id = ("client_id".to_owned(), app.client_id.clone().into());
            let secret = app.client_secret.clone();
            let secret = secret.map(|secret| ("client_secret".to_owned(), secret));
            Ok([id].into_iter().chain(secret).collect())
        }
    }
}

/// The account with the tokens that a person's consent gives.
async fn consent(
    touchpoint: &Touchpoint,
    account: &Account,
    back: &Back,
    screen: &mut Screen,
) -> Result<Account, Failed> {
    touchpoint
        .check_overlay(account)
        .map_err(Failed::Mappings)?;
    if !back.listen.ip().is_loopback() {
        let message = format!("`{}` is not this machine's own address", back.listen);
        return Err(Failed::said(Exit::Usage, message).help("listen on 127.0.0.1"));
    }
    let [state, verifier] = [random_bytes::<32>()?, random_bytes()?];
    let state = state.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
    let redirect = Redirect::open(back.listen, &state).await?;
    let consent = Consent::new(&redirect.uri()?, &state, &verifier);
    let address = touchpoint.consent_address(account, &consent)?;
    screen.note("open this address in a browser and allow the access:");
    screen.note(&format!("\n  {address}\n"));
    let wait = Duration::from_secs(back.wait);
    let code = match tokio::time::timeout(wait, redirect.wait()).await {
        Ok(Returned::Code(code)) => code,
        Ok(Returned::Refused(why)) => {
            let message = format!("the vendor did not allow it: {why}");
            return Err(Failed::said(Exit::Remote, message));
        }
        Err(_) => {
            let message = format!("nobody came back within {} seconds", wait.as_secs());
            return Err(Failed::said(Exit::Remote, message).help("start again"));
        }
    };
    Ok(touchpoint.connect(account, &consent, &code).await?)
}
