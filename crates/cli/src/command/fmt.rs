//! `fmt`: writes files in the one canonical form, or says which are not in it.

use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::Screen;
use crate::project::ProjectArguments;
use clap::Args;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use touchpoint::{MappingFiles, mapping_files, yaml_files};
use touchpoint_language::kind::{FileKind, kind};
use touchpoint_language::source::SourceFile;
use touchpoint_workbench::fmt::{Unformatted, format};
use touchpoint_workbench::project::Project;

pub(crate) const EXAMPLE: &str = "touchpoint fmt mappings/{slug}.yaml --check";

/// The word for standard input.
const INPUT: &str = "-";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Files, or folders of mappings and overlays; without any, those of the project. `-` formats
    /// standard input
    paths: Vec<PathBuf>,

    /// Write nothing; exit with 1 where a file is not in this form
    #[arg(long)]
    check: bool,

    #[command(flatten)]
    project: ProjectArguments,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    if arguments.paths.iter().any(|path| path == Path::new(INPUT)) {
        return input(screen);
    }
    let files = files(arguments)?;
    let mut exit = Exit::Clean;
    for (path, error) in &files.unreadable {
        screen.warn(&format!("`{}` cannot be read: {error}", path.display()));
        exit = Exit::Unreadable;
    }
    let (mut changed, all) = (0_usize, files.sources.len());
    for source in &files.sources {
        match format(source) {
            Ok(text) if text == source.text => {}
            Ok(text) => {
                changed += 1;
                screen.text(&format!("{}\n", source.name))?;
                if !arguments.check {
                    write(&source.name, &text)?;
                }
            }
            Err(Unformatted::Faulty(_)) => {
                let name = &source.name;
                screen.warn(&format!(
                    "{name} has faults: `touchpoint validate {name}` tells them"
                ));
                exit = exit.max(Exit::Findings);
            }
            Err(Unformatted::Refused(why)) => {
                screen.warn(&format!("{} stays as it is: {why}", source.name));
                exit = exit.max(Exit::Findings);
            }
        }
    }
    screen.flush()?;
    let (verb, exit) = match (arguments.check, changed) {
        (true, 0) => ("would change", exit),
        (true, _) => ("would change", exit.max(Exit::Findings)),
        (false, _) => ("changed", exit),
    };
    screen.note(&format!("{changed} of {all} {verb}"));
    Ok(exit)
}

/// Formats standard input onto standard output, for editors.
fn input(screen: &mut Screen) -> Result<Exit, Failed> {
    let mut text = String::new();
    let read = std::io::stdin().lock().read_to_string(&mut text);
    read.map_err(|error| {
        Failed::said(
            Exit::Unreadable,
            format!("standard input cannot be read: {error}"),
        )
    })?;
    match format(&SourceFile::new("standard input", text)) {
        Ok(text) => {
            screen.text(&text)?;
            Ok(Exit::Clean)
        }
        Err(Unformatted::Faulty(told)) => Err(Failed::Mappings(told)),
        Err(Unformatted::Refused(why)) => Err(Failed::said(Exit::Findings, why)),
    }
}

/// The files to format: those named, else the project's own.
fn files(arguments: &Arguments) -> Result<MappingFiles, Failed> {
    let mut files = if arguments.paths.is_empty() {
        let Project {
            mappings,
            overlays,
            file,
            ..
        } = arguments.project.project()?;
        let mut files = mapping_files(&mappings);
        let others: Vec<PathBuf> = overlays.into_iter().chain(file).collect();
        let others = yaml_files(&others);
        files.sources.extend(others.sources);
        files.unreadable.extend(others.unreadable);
        files
    } else {
        yaml_files(&arguments.paths)
    };
    let named = |source: &SourceFile| {
        let mut paths = arguments.paths.iter();
        paths.any(|path| path.as_os_str() == source.name.as_str())
    };
    files.sources.retain(|source| {
        let ours = matches!(
            kind(source),
            FileKind::Mapping | FileKind::Overlay | FileKind::Project
        );
        ours || named(source)
    });
    if files.sources.is_empty() && files.unreadable.is_empty() {
        let failed = Failed::said(Exit::Usage, "there are no mappings of your own here");
        return Err(failed.help("name a file, or a folder of `*.yaml` files"));
    }
    Ok(files)
}

/// Writes a file beside itself first, so that it is never half written.
pub(super) fn write(name: &str, text: &str) -> Result<(), Failed> {
    let path = Path::new(name);
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        Failed::said(
            Exit::Unreadable,
            format!("`{name}` cannot be written: {error}"),
        )
    })
}
