//! `explain`: a mapping as it will be run for a query. Nothing is sent, and no secret is shown.

use crate::account::{Accounts, no_accounts};
use crate::engine::{OfResource, build, plan_of, query};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{self, Screen, TextOrJson};
use crate::project::ProjectArguments;
use clap::Args;
use std::path::PathBuf;
use touchpoint::{Account, Touchpoint, example_account};
use touchpoint_core::plan::Plan;
use touchpoint_core::run::{Error, Preview};
use touchpoint_describe::Explanation;

pub(crate) const EXAMPLE: &str = "touchpoint explain {slug} -q '{query}'";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The integration's slug
    integration: String,

    /// What would be asked for; without it, every case is shown where a query is required
    #[arg(short, long, value_name = "QUERY")]
    query: Option<String>,

    /// How the explanation is written
    #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
    format: TextOrJson,

    /// The file of your accounts; without it, the mapping's own examples are used
    #[arg(long, value_name = "FILE")]
    accounts: Option<PathBuf>,

    /// Which account, where the file has several
    #[arg(long, value_name = "ID")]
    account: Option<String>,

    #[command(flatten)]
    of: OfResource,

    #[command(flatten)]
    project: ProjectArguments,
}

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let outcome = explain(arguments, screen).await;
    outcome.map_err(|failed| match arguments.format {
        TextOrJson::Json => failed.for_programs(),
        TextOrJson::Text => failed,
    })
}

async fn explain(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let slug = &arguments.integration;
    let id = arguments.account.as_deref();
    let project = arguments.project.project()?;
    let path = arguments.accounts.as_deref();
    // An account is asked for by the file or by its id; a project's own file alone asks for none.
    let path = path.or_else(|| project.accounts.as_deref().filter(|_| id.is_some()));
    let chosen = path.map(|path| Accounts::read(path, id, slug));
    if let (Some(id), None) = (id, path) {
        return Err(no_accounts(id));
    }
    let touchpoint = arguments
        .of
        .of(&build(&project).await?, std::slice::from_ref(slug))?;
    let plan = plan_of(&touchpoint, slug)?;
    let account = match chosen {
        Some(chosen) => chosen.choose(&touchpoint, screen)?,
        None => example_account(plan),
    };
    touchpoint
        .check_overlay(&account)
        .map_err(Failed::Mappings)?;
    let plan = &*touchpoint.plan_of(&account)?;
    let explanation = match preview(arguments, &touchpoint, plan, &account)? {
        Ok(preview) => Explanation::of_call(plan, &preview),
        Err(required) => Explanation::of_all(plan, required),
    };
    match arguments.format {
        TextOrJson::Text => print::explanation(screen, &explanation)?,
        TextOrJson::Json => {
            let json = serde_json::to_string_pretty(&explanation).unwrap_or_default();
            screen.text(&json)?;
            screen.text("\n")?;
        }
    }
    Ok(Exit::Clean)
}

/// What would be sent; or, without a query, the parameters that the mapping requires.
fn preview(
    arguments: &Arguments,
    touchpoint: &Touchpoint,
    plan: &Plan,
    account: &Account,
) -> Result<Result<Preview, Vec<String>>, Failed> {
    let text = arguments.query.as_deref().unwrap_or_default();
    let (asked, _) = query(text, &plan.model)?;
    match touchpoint.preview(account, &asked).map_err(Error::from) {
        Ok(preview) => Ok(Ok(preview)),
        Err(Error::Caller(fault)) if arguments.query.is_none() => {
            let failures = fault.failures.into_iter();
            Ok(Err(failures.map(|failure| failure.message).collect()))
        }
        Err(error) => Err(error.into()),
    }
}
