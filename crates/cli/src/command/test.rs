//! `test`: recorded cases are run through the engine, and what differs is shown.

use super::accept::accept;
use crate::engine::{Ingredients, build, plan_of};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{self, Screen};
use clap::Args;
use std::path::PathBuf;
use touchpoint::Touchpoint;
use touchpoint::replay::replay;
use touchpoint_corpus::Case;

pub(crate) const EXAMPLE: &str = "touchpoint test {slug} --corpus tests/corpus --accept";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The integrations whose cases run; without any, all
    slugs: Vec<String>,

    /// Write what came into the expected pages of cases that differ
    #[arg(long, requires = "corpus")]
    accept: bool,

    /// A folder of cases instead of those built in
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,

    /// A folder or file of mappings instead of those built in
    #[arg(long, value_name = "PATH")]
    mappings: Option<PathBuf>,
}

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let touchpoint = build(Ingredients {
        mappings: arguments.mappings.as_ref(),
        ..Ingredients::default()
    })
    .await?;
    for slug in &arguments.slugs {
        plan_of(&touchpoint, slug)?;
    }
    let cases = cases(arguments)?;
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
        if let (true, Some(folder)) = (arguments.accept, &arguments.corpus) {
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

fn cases(arguments: &Arguments) -> Result<Vec<Case>, Failed> {
    let cases = match &arguments.corpus {
        Some(folder) => touchpoint_corpus::read_dir(folder),
        None => touchpoint_corpus::built_in(),
    };
    cases.map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Failed::said(Exit::Unreadable, lines.join("\n"))
    })
}

async fn differences(touchpoint: &Touchpoint, case: &Case) -> Vec<String> {
    match touchpoint.plan(&case.slug) {
        Some(plan) => replay(case, plan).await,
        None => vec![format!("there is no mapping of `{}`", case.slug)],
    }
}
