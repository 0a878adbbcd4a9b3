//! `why`: the life of one value of a recorded case or of a reply at hand, or what became of a filter.

use crate::case_files::reply;
use crate::cases::case;
use crate::engine::{build, plan_of, query};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{self, Screen, TextOrJson};
use crate::project::ProjectArguments;
use clap::Args;
use serde::Serialize;
use std::path::Path;
use touchpoint::{Account, ListQuery, example_account};
use touchpoint_core::exchange::Reply;
use touchpoint_core::plan::Plan;
use touchpoint_corpus::Case;
use touchpoint_workbench::replay;
use touchpoint_workbench::why::{NoStory, Origin, Target, of_filter, of_value};

pub(crate) const EXAMPLE: &str = "touchpoint why {slug} {case} 'result[0].created_at'";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The integration's slug
    integration: String,

    /// The name of a case, or a file with a reply of the vendor: JSON, or `N.reply.http`
    source: String,

    /// The value: `result[3].start_time`; or `filter` and the name of a filter: `filter created_at`
    #[arg(num_args = 1..=2, required = true, value_name = "VALUE")]
    words: Vec<String>,

    /// The page of the case, where it has several
    #[arg(long, value_name = "N", default_value_t = 1)]
    page: usize,

    /// What the reply answers, or another query than the case's for `filter`
    #[arg(short, long, value_name = "QUERY")]
    query: Option<String>,

    /// How it is told
    #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
    format: TextOrJson,

    #[command(flatten)]
    project: ProjectArguments,
}

/// Where the records come from.
enum Source {
    Case(Box<Case>),
    Reply(String, Reply),
}

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let project = arguments.project.project()?;
    let touchpoint = build(&project).await?;
    let slug = &arguments.integration;
    let plan = &**plan_of(&touchpoint, slug)?;
    let path = Path::new(&arguments.source);
    let source = if path.is_file() {
        Source::Reply(file_name(path), reply(path)?)
    } else {
        let case = case(&project, slug, &arguments.source)?;
        Source::Case(Box::new(case))
    };
    match arguments.words.as_slice() {
        [filter, name] if filter == "filter" => filtered(arguments, screen, plan, &source, name),
        [value] => of(arguments, screen, plan, &source, value).await,
        _ => {
            let failed = Failed::said(Exit::Usage, "one value is asked about at a time");
            Err(failed.help("write `result[3].start_time`, or `filter created_at`"))
        }
    }
}

async fn of(
    arguments: &Arguments,
    screen: &mut Screen,
    plan: &Plan,
    source: &Source,
    value: &str,
) -> Result<Exit, Failed> {
    let target = Target::read(value, arguments.page).map_err(untold)?;
    let asked = asked(arguments, plan, source)?;
    let origin = match source {
        Source::Case(case) => Origin::Case(case),
        Source::Reply(name, reply) => Origin::Reply(name, reply, &asked),
    };
    let why = of_value(plan, origin, &target).await.map_err(untold)?;
    match arguments.format {
        TextOrJson::Text => print::why(screen, &why)?,
        TextOrJson::Json => json(screen, &why)?,
    }
    Ok(Exit::Clean)
}

fn filtered(
    arguments: &Arguments,
    screen: &mut Screen,
    plan: &Plan,
    source: &Source,
    name: &str,
) -> Result<Exit, Failed> {
    let asked = asked(arguments, plan, source)?;
    let account = account(plan, source);
    let why = of_filter(plan, &asked, &account, name).map_err(untold)?;
    match arguments.format {
        TextOrJson::Text => print::why_filter(screen, &why)?,
        TextOrJson::Json => json(screen, &why)?,
    }
    Ok(Exit::Clean)
}

/// The query after `-q`, else that of the case.
fn asked(arguments: &Arguments, plan: &Plan, source: &Source) -> Result<ListQuery, Failed> {
    let text = match (&arguments.query, source) {
        (Some(text), _) => text.as_str(),
        (None, Source::Case(case)) => &case.query,
        (None, Source::Reply(..)) => "",
    };
    Ok(query(text, &plan.model)?.0)
}

fn account(plan: &Plan, source: &Source) -> Account {
    match source {
        Source::Case(case) => replay::account(case, plan),
        Source::Reply(..) => example_account(plan),
    }
}

fn json(screen: &mut Screen, told: &impl Serialize) -> Result<(), Failed> {
    screen.text(&serde_json::to_string_pretty(told).unwrap_or_default())?;
    screen.text("\n")?;
    Ok(())
}

fn untold(no: NoStory) -> Failed {
    let failed = Failed::said(Exit::Findings, no.message);
    match no.help {
        Some(help) => failed.help(help),
        None => failed,
    }
}

fn file_name(path: &Path) -> String {
    path.display().to_string()
}
