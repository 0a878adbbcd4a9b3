//! `validate`: prints everything that is wrong with files of every kind: mappings, overlays,
//! accounts, project files, settings.

mod fix;
pub(super) mod others;

use crate::engine::model;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{self, Form, Screen};
use crate::project::ProjectArguments;
use crate::today::Today;
use clap::Args;
use others::{accounts, settings, slugs, unreadable_file};
use std::path::PathBuf;
use touchpoint::{MappingFiles, built_in_mappings, mapping_files, yaml_files};
use touchpoint_language::diagnostic::{Diagnostic, Severity, add_new, sort};
use touchpoint_language::kind::{FileKind, kind};
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::models;
use touchpoint_language::{ReadOutcome, Reader};
use touchpoint_workbench::examine::examine;
use touchpoint_workbench::project::Project;

pub(crate) const EXAMPLE: &str = "touchpoint validate mappings/{slug}.yaml --format github";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Files or folders: mappings, overlays, accounts, `touchpoint.yaml`, settings; without any,
    /// what `touchpoint.yaml` or the folder says, else the mappings built in
    paths: Vec<PathBuf>,

    /// How findings are written
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,

    /// Exit with 1 on warnings too
    #[arg(long)]
    deny_warnings: bool,

    /// Mend what has one obvious mend, in the files themselves
    #[arg(long)]
    fix: bool,

    #[command(flatten)]
    today: Today,

    #[command(flatten)]
    project: ProjectArguments,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let (project, mut diagnostics) = match arguments.project.project() {
        Ok(project) => (project, Vec::new()),
        // The faults of a project file are findings here, as those of any other file.
        Err(Failed::Mappings(told)) => (Project::default(), told),
        Err(failed) => return Err(failed),
    };
    let reader = Reader::new(model(&project)?);
    let reader = reader.map_err(|why| Failed::said(Exit::Unreadable, why))?;
    let mut files = if diagnostics.is_empty() || !arguments.paths.is_empty() {
        files(arguments, &project)
    } else {
        MappingFiles::default()
    };
    if arguments.fix {
        fix::fix(&mut files.sources, &reader, &project, screen)?;
    }
    if arguments.paths.is_empty() && project.has_built_in() && diagnostics.is_empty() {
        files.sources.extend(built_in_mappings());
    }
    // A project file that is named is read with the other files.
    diagnostics.retain(|one| {
        files
            .sources
            .iter()
            .all(|file| file.name != one.primary.source.name)
    });
    if files.sources.is_empty() && files.unreadable.is_empty() && diagnostics.is_empty() {
        let failed = Failed::said(Exit::Usage, "there are no mapping files here");
        return Err(failed.help("name a file, or a folder of `*.yaml` files"));
    }
    // A faulty project file is all that is looked at where nothing is named.
    let project_file = diagnostics
        .first()
        .map(|one| one.primary.source.name.clone());
    let mut around = mapping_files(&project.mappings).sources;
    around.extend(built_in_mappings());
    let (others, ours) = parted(files.sources, arguments);
    let further = further(&ours, &project)?;
    let beside = slugs(&ours);
    let mut examined = examine(&reader, ours, around);
    diagnostics.append(&mut examined.diagnostics);
    let today = arguments.today.day();
    for mapping in &examined.sound {
        diagnostics.extend(mapping.notices(today));
    }
    for outcome in further {
        let sound = outcome.mappings.iter();
        let mut found: Vec<Diagnostic> = sound.flat_map(|one| one.notices(today)).collect();
        found.extend(outcome.diagnostics);
        add_new(&mut diagnostics, found);
    }
    let mut counts = print::Checked {
        mappings: examined.mappings,
        overlays: examined.overlays,
        projects: examined.projects,
        ..print::Checked::default()
    };
    counts.projects.extend(project_file);
    for source in examined.accounts {
        counts.accounts.push(source.name.clone());
        diagnostics.extend(accounts(source, &project, &beside)?);
    }
    for source in others {
        counts.settings.push(source.name.clone());
        diagnostics.extend(settings(source, &project)?);
    }
    let unreadable = !files.unreadable.is_empty();
    let unread = files.unreadable.iter();
    diagnostics.extend(unread.map(|(path, error)| unreadable_file(path, error)));
    sort(&mut diagnostics);
    print::diagnostics(screen, &diagnostics, arguments.format)?;
    if arguments.format == Form::Text {
        screen.flush()?;
        print::summary(screen, &counts, &diagnostics);
    }
    let of = |severity| diagnostics.iter().any(|d| d.severity == severity);
    Ok(if unreadable {
        Exit::Unreadable
    } else if of(Severity::Error) || arguments.deny_warnings && of(Severity::Warning) {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

/// The lists of the further models that ship, read of the same files.
fn further(files: &[SourceFile], project: &Project) -> Result<Vec<ReadOutcome>, Failed> {
    if project.model.is_some() {
        return Ok(Vec::new());
    }
    let mappings = files.iter().filter(|file| kind(file) == FileKind::Mapping);
    let mut outcomes = Vec::new();
    for model in models().into_iter().skip(1) {
        let reader = Reader::new(model).map_err(|why| Failed::said(Exit::Unreadable, why))?;
        let copies = mappings.clone();
        let copies = copies.map(|file| SourceFile::new(file.name.clone(), file.text.clone()));
        outcomes.push(reader.read_all(copies));
    }
    Ok(outcomes)
}

/// The files to check: those named, else all of the project.
fn files(arguments: &Arguments, project: &Project) -> MappingFiles {
    if !arguments.paths.is_empty() {
        return yaml_files(&arguments.paths);
    }
    let mut files = mapping_files(&project.mappings);
    let others: Vec<PathBuf> = [&project.file, &project.accounts]
        .into_iter()
        .flatten()
        .chain(&project.overlays)
        .cloned()
        .collect();
    let others = yaml_files(&others);
    files.sources.extend(others.sources);
    files.unreadable.extend(others.unreadable);
    files
}

/// Settings apart from files of the other kinds. What lies in a folder and is none of these is
/// passed over; a file that was named is judged as a mapping.
fn parted(sources: Vec<SourceFile>, arguments: &Arguments) -> (Vec<SourceFile>, Vec<SourceFile>) {
    let named = |source: &SourceFile| {
        let mut paths = arguments.paths.iter();
        paths.any(|path| path.as_os_str() == source.name.as_str())
    };
    let (mut settings, mut ours) = (Vec::new(), Vec::new());
    for source in sources {
        match kind(&source) {
            FileKind::Other(keys) if others::are_settings(&keys) => settings.push(source),
            FileKind::Other(_) if !named(&source) => {}
            _ => ours.push(source),
        }
    }
    (settings, ours)
}
