//! `account connect`: a person allows the access in a browser, which comes back to a port of this
//! machine (RFC 8252, section 7.3) with the code.

use super::given::GivenAccount;
use super::look;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::Screen;
use crate::redirect::{Came, Redirect};
use clap::Args;
use std::net::SocketAddr;
use std::time::Duration;
use touchpoint::Consent;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    account: GivenAccount,

    /// Where the browser comes back to; the vendor must know `http://ADDRESS/callback`
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,

    /// How long to wait for the person, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    wait: u64,
}

pub(super) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    if !arguments.listen.ip().is_loopback() {
        let message = format!("`{}` is not this machine's own address", arguments.listen);
        return Err(Failed::said(Exit::Usage, message).help("listen on 127.0.0.1"));
    }
    let (touchpoint, account) = arguments.account.read(screen).await?;
    let [state, verifier] = [random()?, random()?];
    let state: String = state.iter().map(|byte| format!("{byte:02x}")).collect();
    let redirect = Redirect::open(arguments.listen, &state).await?;
    let consent = Consent::new(&redirect.uri()?, &state, &verifier);
    let address = touchpoint.consent_address(&account, &consent)?;
    screen.note("open this address in a browser and allow the access:");
    screen.note(&format!("\n  {address}\n"));
    let wait = Duration::from_secs(arguments.wait);
    let code = match tokio::time::timeout(wait, redirect.wait()).await {
        Ok(Came::Code(code)) => code,
        Ok(Came::Refused(why)) => {
            let message = format!("the vendor did not allow it: {why}");
            return Err(Failed::said(Exit::Remote, message));
        }
        Err(_) => {
            let message = format!("nobody came back within {} seconds", wait.as_secs());
            return Err(Failed::said(Exit::Remote, message).help("start again"));
        }
    };
    let connected = touchpoint.connect(&account, &consent, &code).await?;
    let info = arguments.account.keep(connected).await?;
    look::told(screen, &info)?;
    Ok(Exit::Clean)
}

fn random() -> Result<[u8; 32], Failed> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|fault| Failed::said(Exit::Findings, format!("no random bytes: {fault}")))?;
    Ok(bytes)
}
