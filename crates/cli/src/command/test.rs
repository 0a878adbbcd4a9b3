//! `test`: runs recorded cases through the engine, and shows what differs. With `--accept`, the
//! actual pages become the expected ones.

use crate::engine::{build, plan_of};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{self, Screen, pretty};
use crate::project::{ProjectArguments, cases};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};
use touchpoint::Touchpoint;
use touchpoint_core::plan::Plan;
use touchpoint_corpus::{Case, Expected};
use touchpoint_workbench::replay::{as_expected, pages, replay};

pub(crate) const EXAMPLE: &str = "touchpoint test {slug} --corpus tests/corpus --accept";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The integrations whose cases run; without any, all
    slugs: Vec<String>,

    /// Write what came into the expected pages of cases that differ
    #[arg(long)]
    accept: bool,

    #[command(flatten)]
    project: ProjectArguments,
}

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let project = arguments.project.project()?;
    if arguments.accept && project.corpus.is_none() {
        let failed = Failed::said(Exit::Usage, "`--accept` changes cases of a folder");
        return Err(failed.help("name it with `--corpus`, or as `corpus` in `touchpoint.yaml`"));
    }
    let touchpoint = build(&project).await?;
    for slug in &arguments.slugs {
        plan_of(&touchpoint, slug)?;
    }
    let cases = cases(&project, &touchpoint.registry().slugs())?;
    let wanted = |case: &&Case| arguments.slugs.is_empty() || arguments.slugs.contains(&case.slug);
    let mut counts = print::Counts::default();
    for case in cases.iter().filter(wanted) {
        counts.run += 1;
        let lines = differences(&touchpoint, case).await;
        if lines.is_empty() {
            continue;
        }
        counts.differ += 1;
        print::differing(screen, case, &lines)?;
        if let (true, Some(folder)) = (arguments.accept, &project.corpus) {
            let plan = plan_of(&touchpoint, &case.slug)?;
            for file in accept(folder, case, plan).await? {
                print::accepted(screen, &file)?;
            }
        }
    }
    screen.flush()?;
    print::counts(screen, &counts);
    Ok(if counts.differ == 0 {
        Exit::Clean
    } else {
        Exit::Findings
    })
}

async fn differences(touchpoint: &Touchpoint, case: &Case) -> Vec<String> {
    match touchpoint.plan(&case.slug) {
        Some(plan) => replay(case, plan).await,
        None => vec![format!("there is no mapping of `{}`", case.slug)],
    }
}

/// Rewrites the expected pages of a case that differ, and gives their files. Only pages are
/// written: if a page became an error, or an error a page, a person must decide.
async fn accept(folder: &Path, case: &Case, plan: &Plan) -> Result<Vec<PathBuf>, Failed> {
    let mut written = Vec::new();
    let came = pages(case, plan).await.pages;
    for (page, (expected, came)) in (1..).zip(case.expected.iter().zip(&came)) {
        let (Expected::Page(expected), Ok(listing)) = (expected, came) else {
            continue;
        };
        let Ok(came) = as_expected(expected, listing) else {
            continue;
        };
        if *expected == came {
            continue;
        }
        let file = folder.join(&case.slug).join(&case.name);
        let file = file.join(format!("{page}.expected.json"));
        fs::write(&file, pretty(&came) + "\n").map_err(|error| {
            let name = file.display();
            let message = format!("`{name}` cannot be written: {error}");
            Failed::said(Exit::Unreadable, message)
        })?;
        written.push(file);
    }
    Ok(written)
}
