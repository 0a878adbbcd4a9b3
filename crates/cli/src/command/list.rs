//! `list`: one page or all pages of a vendor's records, as a table, as the exact envelope, or one
//! record per line.

use crate::account::Accounts;
use crate::engine::{OfResource, build, build_sandbox, plan_of, query, unanswered};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{Format, Printer, Screen};
use crate::project::ProjectArguments;
use crate::sandbox;
use crate::today::Today;
use clap::{ArgGroup, Args, ValueEnum};
use futures_util::StreamExt;
use std::path::PathBuf;
use std::pin::pin;
use touchpoint::{Account, ListQuery, Touchpoint};
use touchpoint_core::query::Ignored;
use touchpoint_core::run::Error;
use touchpoint_describe::ending;

pub(crate) const EXAMPLE: &str = "touchpoint list {slug} --sandbox -q '{query}'";

#[derive(Args, Debug)]
#[command(group(ArgGroup::new("from").args(["sandbox", "accounts"])))]
pub(crate) struct Arguments {
    /// The integration's slug
    integration: String,

    /// Read from a vendor that is played from the mapping: no account, no network
    #[arg(long)]
    sandbox: bool,

    /// The file of your accounts
    #[arg(long, value_name = "FILE")]
    accounts: Option<PathBuf>,

    /// Which account, where the file has several
    #[arg(long, value_name = "ID", conflicts_with = "sandbox")]
    account: Option<String>,

    /// What to ask for, as in the address of the HTTP API: filters, `limit`, `next_cursor` …
    #[arg(short, long, value_name = "QUERY", default_value = "")]
    query: String,

    /// Read all pages, waiting out the vendor's rate limits
    #[arg(long)]
    all: bool,

    /// How records are written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,

    #[command(flatten)]
    today: Today,

    #[command(flatten)]
    of: OfResource,

    #[command(flatten)]
    project: ProjectArguments,
}

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let outcome = list(arguments, screen).await;
    outcome.map_err(|failed| match arguments.format {
        Format::Json => failed.for_programs(),
        Format::Table | Format::Ndjson => failed,
    })
}

async fn list(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let slug = &arguments.integration;
    let id = arguments.account.as_deref();
    let project = arguments.project.project()?;
    let path = arguments
        .accounts
        .as_deref()
        .or(project.accounts.as_deref());
    let path = path.filter(|_| !arguments.sandbox);
    let accounts = path.map(|path| Accounts::read(path, id, slug));
    let touchpoint = match (&accounts, arguments.sandbox) {
        (_, true) => build_sandbox(&project).await?,
        (Some(_), false) => build(&project).await?,
        (None, false) => {
            let failed = Failed::said(Exit::Usage, "nothing says which account is read");
            return Err(failed.help(
                "add `--sandbox`, or `--accounts FILE`, or name the file as `accounts` in `touchpoint.yaml`",
            ));
        }
    };
    let touchpoint = arguments.of.of(&touchpoint, std::slice::from_ref(slug))?;
    let plan = plan_of(&touchpoint, slug)?;
    let (asked, ignored) = query(&arguments.query, &plan.model)?;
    let account = match accounts {
        Some(accounts) => accounts.choose(&touchpoint, screen)?,
        None => touchpoint.sandbox_account(slug).ok_or_else(|| {
            let message = format!("the sandbox does not play `{slug}`");
            Failed::said(Exit::Usage, message)
        })?,
    };
    touchpoint
        .check_overlay(&account)
        .map_err(Failed::Mappings)?;
    // A query that cannot be asked is told when it is asked.
    if let (Ok(of_account), Ok(preview)) = (
        touchpoint.plan_of(&account),
        touchpoint.preview(&account, &asked),
    ) {
        for end in ending(&of_account, &preview, arguments.today.day()) {
            screen.notice(&end);
        }
    }
    let printer = Printer::new(arguments.format, arguments.all, &plan.model, screen);
    let played = arguments.sandbox.then(|| account.clone());
    let read = read(arguments, &touchpoint, account, asked, (printer, ignored)).await;
    read.map_err(|failed| match (&failed, &played) {
        (Failed::Call(Error::Caller(fault)), Some(account)) => {
            match sandbox::help(&touchpoint, account, &arguments.query, fault) {
                Some(help) => {
                    let command = command(arguments, &help.query);
                    let known = Some(help.known).filter(|known| !known.is_empty());
                    let known = known.map(|known| format!("{known}; ")).unwrap_or_default();
                    failed.help(format!("{known}try `{command}`"))
                }
                None => failed,
            }
        }
        _ => failed,
    })?;
    Ok(Exit::Clean)
}

async fn read(
    arguments: &Arguments,
    touchpoint: &Touchpoint,
    account: Account,
    asked: ListQuery,
    (mut printer, ignored): (Printer<'_>, Vec<Ignored>),
) -> Result<(), Failed> {
    printer.ignored(&ignored);
    if !arguments.all {
        let page = touchpoint.list(&account, &asked).await;
        let page = page.map_err(|error| unanswered(touchpoint, &account, &asked, error))?;
        printer.page(&page)?;
        let more = page.next_cursor().map(|cursor| onward(arguments, cursor));
        printer.finish(more)?;
        return Ok(());
    }
    let mut pages = pin!(touchpoint.stream(account, asked));
    let mut cursor: Option<String> = None;
    while let Some(page) = pages.next().await {
        match page {
            Ok(page) => {
                cursor = page.next_cursor().map(str::to_owned);
                printer.page(&page)?;
            }
            // The pages so far are printed, with the command that goes on from there.
            Err(error) if cursor.is_none() => return Err(error.into()),
            Err(error) => {
                printer.finish(cursor.map(|cursor| onward(arguments, &cursor)))?;
                return Err(error.into());
            }
        }
    }
    printer.finish(None)?;
    Ok(())
}

/// The command that goes on at a cursor.
fn onward(arguments: &Arguments, cursor: &str) -> String {
    let kept = arguments.query.trim_start_matches('?').split('&');
    let kept = kept.filter(|pair| !pair.is_empty() && !pair.starts_with("next_cursor="));
    let mut pairs: Vec<&str> = kept.collect();
    let next = format!("next_cursor={cursor}");
    pairs.push(&next);
    command(arguments, &pairs.join("&"))
}

/// The same command with another query.
fn command(arguments: &Arguments, query: &str) -> String {
    let mut words = vec![
        "touchpoint".to_owned(),
        "list".to_owned(),
        arguments.integration.clone(),
    ];
    if arguments.sandbox {
        words.push("--sandbox".to_owned());
    }
    let mut path = |name: &str, value: Option<String>| {
        words.extend(
            value
                .into_iter()
                .flat_map(|value| [format!("--{name}"), shell(&value)]),
        );
    };
    let shown = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
    path("accounts", shown(&arguments.accounts));
    path("account", arguments.account.clone());
    path("resource", arguments.of.resource.clone());
    for (name, value) in arguments.project.words() {
        path(name, Some(value));
    }
    if let Some(built_in) = arguments.project.built_in {
        words.push(format!("--built-in={built_in}"));
    }
    if arguments.all {
        words.push("--all".to_owned());
    }
    if arguments.format != Format::Table {
        let value = arguments.format.to_possible_value();
        let value = value.map(|value| value.get_name().to_owned());
        words.extend(
            value
                .into_iter()
                .flat_map(|value| ["--format".to_owned(), value]),
        );
    }
    words.extend(["-q".to_owned(), shell(query)]);
    words.join(" ")
}

/// A word quoted for a shell.
fn shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_back_the_same_word() {
        assert_eq!(shell("a/b.yaml"), "a/b.yaml");
        assert_eq!(shell("kind=x&limit=2"), "'kind=x&limit=2'");
        assert_eq!(shell("it's"), r"'it'\''s'");
        assert_eq!(shell(""), "''");
    }
}
