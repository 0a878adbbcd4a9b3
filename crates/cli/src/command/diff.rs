//! `diff`: what a change of mappings does to those who call, over the recorded cases.

use crate::engine::model;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{self, Screen};
use crate::project::{ProjectArguments, cases};
use clap::{Args, ValueEnum};
use touchpoint::{built_in_mappings, mapping_files};
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_language::diagnostic::Severity;
use touchpoint_language::source::SourceFile;
use touchpoint_workbench::diff::{Change, Grade, changes, side};
use touchpoint_workbench::project::Project;

pub(crate) const EXAMPLE: &str = "touchpoint diff main --mappings mappings --format markdown";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// What it was: a file or folder of mappings, or a revision of git
    old: String,

    /// What it is, in the same words; without it, the mappings of the project as they stand
    new: Option<String>,

    /// How changes are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Which changes exit with 1
    #[arg(long, value_enum, default_value_t = Gate::Breaking)]
    gate: Gate,

    #[command(flatten)]
    project: ProjectArguments,
}

/// How changes are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For the page of a pull request
    Markdown,
    /// For programs
    Json,
}

/// Which changes exit with 1.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Gate {
    /// What breaks callers
    Breaking,
    /// That, and what a person should look at
    Review,
    /// None
    None,
}

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let project = arguments.project.project()?;
    let reader = PlanReader::new(model(&project)?);
    let reader = reader.map_err(|why| Failed::said(Exit::Unreadable, why))?;
    let said = |why| Failed::said(Exit::Usage, why);
    let old = side(&arguments.old, &project.mappings)
        .map_err(said)?
        .sources;
    let new = match &arguments.new {
        Some(new) => side(new, &project.mappings).map_err(said)?.sources,
        None => standing(&project)?,
    };
    let old = registry(&reader, old)?;
    let new = registry(&reader, new)?;
    let found = match cases(&project, &old.slugs()) {
        Ok(cases) => changes(&old, &new, &cases, reader.model()).await,
        Err(Failed::Said(Exit::Usage, message, _)) => {
            screen.warn(&format!(
                "{message}: only what mappings declare is compared"
            ));
            changes(&old, &new, &[], reader.model()).await
        }
        Err(failed) => return Err(failed),
    };
    print::changes(screen, &found, arguments.format)?;
    Ok(if found.iter().any(|change| arguments.gate.holds(change)) {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

/// The mappings of the project as they stand; those built in where it has none of its own.
fn standing(project: &Project) -> Result<Vec<SourceFile>, Failed> {
    if project.mappings.is_empty() {
        return Ok(built_in_mappings());
    }
    let found = mapping_files(&project.mappings);
    match found.unreadable.into_iter().next() {
        Some((path, error)) => {
            let message = format!("`{}` cannot be read: {error}", path.display());
            Err(Failed::said(Exit::Unreadable, message))
        }
        None => Ok(found.sources),
    }
}

/// The plans of one side; with errors nothing can be compared.
fn registry(reader: &PlanReader, sources: Vec<SourceFile>) -> Result<Registry, Failed> {
    let mut read = Registry::read(reader, sources);
    read.diagnostics
        .retain(|one| one.severity == Severity::Error);
    if read.diagnostics.is_empty() {
        Ok(read.registry)
    } else {
        Err(Failed::Mappings(read.diagnostics))
    }
}

impl Gate {
    fn holds(self, change: &Change) -> bool {
        match self {
            Gate::Breaking => change.grade == Grade::Breaking,
            Gate::Review => change.grade <= Grade::Review,
            Gate::None => false,
        }
    }
}
