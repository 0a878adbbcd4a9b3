//! `account add`: an account whose credentials are at hand.

use super::given::{GivenAccount, complete};
use super::look;
use crate::credentials;
use crate::engine::plan_of;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::Screen;
use clap::Args;
use touchpoint::Account;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    given: GivenAccount,
}

pub(super) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let given = &arguments.given;
    let (known, kept) = given.open().await?;
    let plan = plan_of(&known.touchpoint, &given.integration)?;
    let account = Account {
        credentials: credentials::read(&plan.needs, screen)?,
        ..given.account()?
    };
    let account = complete(&known.touchpoint, account)?;
    let id = given.keep(&kept, account).await?;
    look::told(screen, &given.integration, &id)?;
    Ok(Exit::Clean)
}
