//! `test`: runs recorded cases through the engine, and shows what differs; and asks how much the
//! cases show of a mapping.

mod arguments;
mod prove;
mod watch;

pub(crate) use arguments::Arguments;

use crate::case_files;
use crate::cases::{Broken, cases_and_faults};
use crate::engine::{build, plan_of};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{self, CaseOutcome, Screen};
use crate::project::{cases, cases_of};
use arguments::Format;
use std::path::PathBuf;
use std::time::Instant;
use touchpoint::Touchpoint;
use touchpoint_corpus::Case;
use touchpoint_language::unified::engagement_model;
use touchpoint_workbench::replay::replay;

pub(crate) const EXAMPLE: &str = "touchpoint test {slug} --corpus tests/corpus --accept";

/// What is said of a case that has no requests or expectations yet.
const NEW: &str =
    "is not written yet: `touchpoint test --accept` writes what the engine does, then read it";

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    if !arguments.watch {
        return once(arguments, screen).await;
    }
    let project = arguments.project.project()?;
    let files = [&project.file, &project.corpus, &project.model]
        .into_iter()
        .flatten();
    let paths: Vec<PathBuf> = project.mappings.iter().chain(files).cloned().collect();
    if paths.is_empty() {
        let failed = Failed::said(
            Exit::Usage,
            "there is nothing to watch: what is built in never changes",
        );
        return Err(failed.help("name files with `--mappings` or `--corpus`"));
    }
    let mut changes = watch::Changes::of(paths);
    loop {
        if let Err(failed) = once(arguments, screen).await {
            print::failed(screen, &failed);
        }
        screen.flush()?;
        screen.note("waiting for a change");
        changes.next().await;
    }
}

async fn once(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let project = arguments.project.project()?;
    if arguments.accept && project.corpus.is_none() {
        let failed = Failed::said(Exit::Usage, "`--accept` changes cases of a folder");
        return Err(failed.help("name it with `--corpus`, or as `corpus` in `touchpoint.yaml`"));
    }
    let touchpoint = arguments.of.of(&build(&project).await?, &arguments.slugs)?;
    for slug in &arguments.slugs {
        plan_of(&touchpoint, slug)?;
    }
    let mut broken = Vec::new();
    let mut cases = match &project.corpus {
        Some(corpus) => {
            let (cases, others) = cases_and_faults(corpus, &arguments.slugs)?;
            broken = others;
            cases
        }
        // The built-in cases of a further resource stand apart.
        None if touchpoint.resource() != engagement_model().resource => further(&touchpoint)?,
        _ if !arguments.slugs.is_empty() => cases_of(&project, &arguments.slugs)?,
        _ => cases(&project, &touchpoint.registry().slugs())?,
    };
    cases.retain(|case| arguments.slugs.is_empty() || arguments.slugs.contains(&case.slug));
    let mut outcomes = Vec::new();
    for case in &cases {
        let began = Instant::now();
        let lines = match case.unwritten() {
            Some(file) if !arguments.accept => vec![format!("{file}: {NEW}")],
            _ => differences(&touchpoint, case).await,
        };
        let seconds = began.elapsed().as_secs_f64();
        let outcome = CaseOutcome {
            slug: &case.slug,
            name: &case.name,
            about: &case.about,
            lines,
            seconds,
        };
        if arguments.format == Format::Text && !outcome.lines.is_empty() {
            print::differing(screen, &outcome)?;
        }
        if let (true, false, Some(folder)) =
            (arguments.accept, outcome.lines.is_empty(), &project.corpus)
        {
            let plan = plan_of(&touchpoint, &case.slug)?;
            for file in case_files::write(folder, case, plan).await? {
                print::accepted(screen, &file)?;
            }
        }
        outcomes.push(outcome);
    }
    for outcome in broken.iter().map(unreadable) {
        if arguments.format == Format::Text {
            print::differing(screen, &outcome)?;
        }
        outcomes.push(outcome);
    }
    outcomes.sort_by_key(|one| (one.slug, one.name));
    if arguments.format == Format::Junit {
        print::junit(screen, &outcomes)?;
    }
    screen.flush()?;
    print::counts(screen, &outcomes);
    let all_hold = outcomes.iter().all(|outcome| outcome.lines.is_empty());
    // Nothing follows the report of CI.
    screen.aside(arguments.format == Format::Junit)?;
    let proved = prove::all(arguments, &touchpoint, &finished(&cases), screen).await;
    screen.aside(false)?;
    let proved = proved?;
    Ok(if all_hold && proved {
        Exit::Clean
    } else {
        Exit::Findings
    })
}

/// A case that cannot be read does not hold.
fn unreadable(broken: &Broken) -> CaseOutcome<'_> {
    CaseOutcome {
        slug: &broken.slug,
        name: &broken.name,
        about: "It cannot be read.",
        lines: broken.lines.clone(),
        seconds: 0.0,
    }
}

/// The cases that say what they expect.
fn finished(cases: &[Case]) -> Vec<Case> {
    let finished = cases.iter().filter(|case| case.unwritten().is_none());
    finished.cloned().collect()
}

fn further(touchpoint: &Touchpoint) -> Result<Vec<Case>, Failed> {
    touchpoint_corpus::built_in_further(touchpoint.resource()).map_err(|faults| {
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
