//! `record`: reads a list from a vendor, and writes what came as a case: redacted, and only where it
//! comes out as recorded.

use crate::account::Accounts;
use crate::case_files;
use crate::engine::{builder, query, unanswered};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::Screen;
use crate::project::ProjectArguments;
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;
use touchpoint::parts::http::{Live, LiveOptions};
use touchpoint::{Account, Touchpoint};
use touchpoint_workbench::record::{Recorder, Recording, case};

pub(crate) const EXAMPLE: &str = "touchpoint record my-account --accounts accounts.yaml -q 'limit=2' --case first-calls --corpus corpus";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The account's id
    account: String,

    /// The file of your accounts
    #[arg(long, value_name = "FILE")]
    accounts: Option<PathBuf>,

    /// What to ask for, as in the address of the HTTP API
    #[arg(short, long, value_name = "QUERY", default_value = "")]
    query: String,

    /// The name of the case
    #[arg(long, value_name = "NAME")]
    case: String,

    /// What the case shows, in one sentence
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "Recorded from the vendor, with people and texts replaced."
    )]
    about: String,

    /// How many pages are read
    #[arg(long, value_name = "N", default_value_t = 1)]
    pages: usize,

    /// Write over a case that is there
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    project: ProjectArguments,
}

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let name = &arguments.case;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if name.is_empty() || !name.chars().all(is_name) {
        let failed = Failed::said(Exit::Usage, format!("`{name}` is no name of a case"));
        return Err(failed.help("write letters, digits and `-`: `first-calls`"));
    }
    let project = arguments.project.project()?;
    let accounts = arguments.accounts.as_ref().or(project.accounts.as_ref());
    let unsaid = |what: &str, name: &str| {
        let failed = Failed::said(Exit::Usage, format!("nothing says where {what} are"));
        failed.help(format!(
            "name them with `--{name}`, or as `{name}` in `touchpoint.yaml`"
        ))
    };
    let accounts = accounts.ok_or_else(|| unsaid("your accounts", "accounts"))?;
    let corpus = project.corpus.as_ref();
    let corpus = corpus.ok_or_else(|| unsaid("cases", "corpus"))?;
    let live = Live::new(LiveOptions::default());
    let live = live.map_err(|fault| Failed::said(Exit::Findings, fault.to_string()))?;
    let recorder = Arc::new(Recorder::new(Arc::new(live)));
    let builder = builder(&project)?.transport(recorder.clone());
    let touchpoint = builder.build().await?;
    let account = Accounts::any(accounts, &arguments.account, &touchpoint, screen)?;
    let folder = corpus.join(&account.integration).join(name);
    if folder.exists() && !arguments.force {
        let failed = Failed::said(
            Exit::Usage,
            format!("`{}` is there already", folder.display()),
        );
        return Err(failed.help("choose another name with `--case`, or `--force` to write over it"));
    }
    let recorded = read(arguments, &touchpoint, &account, &recorder).await?;
    let plan = &*touchpoint.plan_of(&account)?;
    let recording = Recording {
        plan,
        account: &account,
        query: &arguments.query,
        pages: recorded.0,
        records: recorded.1,
    };
    let files = case(&recording, name, &arguments.about)
        .await
        .map_err(|why| {
            let failed = Failed::said(Exit::Findings, format!("nothing is written: {why}"));
            failed.help("ask for less, or write the case by hand")
        })?;
    for (file, content) in files {
        let path = case_files::write_file(&folder, &file, &content)?;
        screen.text(&format!("{}\n", path.display()))?;
    }
    screen.flush()?;
    screen.note("look through it before you share it: what a person wrote was replaced by rules, not by a reader");
    Ok(Exit::Clean)
}

/// The calls and the number of records, page by page.
type Read = (
    Vec<
        Vec<(
            touchpoint_core::exchange::Request,
            touchpoint_core::exchange::Reply,
        )>,
    >,
    Vec<usize>,
);

async fn read(
    arguments: &Arguments,
    touchpoint: &Touchpoint,
    account: &Account,
    recorder: &Recorder,
) -> Result<Read, Failed> {
    let plan = touchpoint.plan_of(account)?;
    let (mut asked, _) = query(&arguments.query, &plan.model)?;
    let (mut pages, mut records) = (Vec::new(), Vec::new());
    for _ in 0..arguments.pages.max(1) {
        let page = touchpoint.list(account, &asked).await;
        let page = page.map_err(|error| unanswered(touchpoint, account, &asked, error))?;
        pages.push(recorder.take());
        records.push(page.response().result.all().len());
        match page.next_cursor() {
            Some(cursor) => asked.next_cursor = Some(cursor.to_owned()),
            None => break,
        }
    }
    Ok((pages, records))
}
