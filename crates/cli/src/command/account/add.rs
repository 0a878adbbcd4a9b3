//! `account add`: an account whose credentials are at hand.

use super::given::GivenAccount;
use super::look;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::Screen;
use clap::Args;
use touchpoint::Error;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    account: GivenAccount,
}

pub(super) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let (touchpoint, account) = arguments.account.read(screen).await?;
    let plan = touchpoint.plan_of(&account)?;
    let account = plan.needs.complete(account).map_err(Error::Account)?;
    let info = arguments.account.keep(account).await?;
    look::told(screen, &info)?;
    Ok(Exit::Clean)
}
