//! `drift`: replies that came lately, held against the recorded ones: what is new, what is gone, and
//! what that does to the mapping.

use crate::case_files;
use crate::engine::{build, plan_of};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{Screen, TextOrJson};
use crate::project::{ProjectArguments, cases};
use clap::Args;
use std::path::{Path, PathBuf};
use touchpoint_corpus::drift::{Drift, Drifted, Grade, drift};
use touchpoint_language::json::{Json, object};

pub(crate) const EXAMPLE: &str = "touchpoint drift {slug} reply.json other-reply.json";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The integration's slug
    integration: String,

    /// Replies of the vendor: JSON, or recorded as `N.reply.http`; those of one list are compared together
    #[arg(required = true)]
    replies: Vec<PathBuf>,

    /// How it is written
    #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
    format: TextOrJson,

    #[command(flatten)]
    project: ProjectArguments,
}

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let project = arguments.project.project()?;
    let touchpoint = build(&project).await?;
    let plan = plan_of(&touchpoint, &arguments.integration)?;
    let cases = cases(&project, std::slice::from_ref(&arguments.integration))?;
    let replies = arguments.replies.iter().map(|path| reply(path));
    let replies = replies.collect::<Result<Vec<Json>, Failed>>()?;
    let query = |text: &str| touchpoint_contract::parse(text, &plan.model).ok();
    let query = |text: &str| query(text).map(|(query, _)| query);
    let Some(drifted) = drift(plan, &cases, &replies, &query) else {
        let message = format!(
            "no recorded reply of `{}` is like these",
            arguments.integration
        );
        return Err(Failed::said(Exit::Findings, message)
            .help("record one as a case first, or name the replies of one list alone"));
    };
    match arguments.format {
        TextOrJson::Json => {
            let all: Vec<Json> = drifted.found.iter().map(data).collect();
            screen.text(&format!("{}\n", Json::Array(all).pretty()))?;
        }
        TextOrJson::Text => text(screen, &drifted)?,
    }
    let breaks = drifted
        .found
        .iter()
        .any(|drift| drift.grade == Grade::Breaking);
    Ok(if breaks { Exit::Findings } else { Exit::Clean })
}

/// The body of a reply from a file: of a recorded one, what stands below its headers.
fn reply(path: &Path) -> Result<Json, Failed> {
    let body = case_files::reply(path)?.body;
    Json::from_slice(&body).map_err(|error| {
        let message = format!("`{}`: this is not JSON: {error}", path.display());
        Failed::said(Exit::Unreadable, message)
    })
}

fn text(screen: &mut Screen, drifted: &Drifted) -> Result<(), Failed> {
    for drift in &drifted.found {
        let (grade, path, what) = (drift.grade.word(), &drift.path, &drift.what);
        let reads = drift.reads.as_ref();
        let reads = reads.map_or_else(String::new, |(field, place)| {
            format!("; `{field}` reads it at {place}")
        });
        screen.text(&format!(
            "{grade:<9} {path} {what}{reads}\n          help: {}\n",
            drift.edit
        ))?;
    }
    screen.flush()?;
    let count = |grade| {
        drifted
            .found
            .iter()
            .filter(|drift| drift.grade == grade)
            .count()
    };
    screen.note(&format!(
        "compared with the recorded replies of {}: {} breaking, {} to review, {} harmless",
        drifted.like,
        count(Grade::Breaking),
        count(Grade::Review),
        count(Grade::Harmless),
    ));
    Ok(())
}

fn data(drift: &Drift) -> Json {
    let (field, place) = drift.reads.clone().unzip();
    let drift = object! {
        "grade": drift.grade.word(),
        "path": &drift.path,
        "what": &drift.what,
        "field": field,
        "place": place,
        "edit": &drift.edit,
    };
    drift.into()
}
