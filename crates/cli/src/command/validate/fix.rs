//! Mends files in place: what a fault's help says to write is written, where the fault is gone then.

use super::others::{accounts, are_settings, settings};
use crate::command::fmt::write;
use crate::failed::Failed;
use crate::print::Screen;
use touchpoint_language::Reader;
use touchpoint_language::diagnostic::Diagnostic;
use touchpoint_language::kind::{FileKind, kind};
use touchpoint_language::source::SourceFile;
use touchpoint_workbench::mending::mend;
use touchpoint_workbench::project::Project;

/// Mends the files, and gives their new texts in their places.
pub(super) fn fix(
    sources: &mut [SourceFile],
    reader: &Reader,
    project: &Project,
    screen: &mut Screen,
) -> Result<(), Failed> {
    for source in sources {
        let told = |text: SourceFile| told(text, reader, project);
        let mended = mend(source, &told);
        if mended.text == source.text {
            continue;
        }
        write(&source.name, &mended.text)?;
        screen.note(&format!("{}: {}", source.name, mended.done.join(", ")));
        *source = SourceFile::new(source.name.clone(), mended.text);
    }
    Ok(())
}

/// What is wrong with a text, by its kind.
fn told(source: SourceFile, reader: &Reader, project: &Project) -> Vec<Diagnostic> {
    match kind(&source) {
        FileKind::Overlay => reader.overlay_alone(source),
        FileKind::Project => Project::read(source).err().unwrap_or_default(),
        FileKind::Accounts => accounts(source, project, &[]).unwrap_or_default(),
        FileKind::Other(keys) if are_settings(&keys) => {
            settings(source, project).unwrap_or_default()
        }
        FileKind::Mapping | FileKind::Other(_) | FileKind::Unknown => reader.read(source).1,
    }
}
