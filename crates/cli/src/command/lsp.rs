//! `lsp`: the language server of mappings, over standard input and output. Editors start it.

use super::validate::others::{accounts, are_settings, settings};
use crate::engine::model;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::project::ProjectArguments;
use clap::Args;
use std::path::Path;
use std::sync::Arc;
use touchpoint_language::diagnostic::Diagnostic;
use touchpoint_language::kind::{FileKind, kind};
use touchpoint_language::source::SourceFile;
use touchpoint_lsp::Around;
use touchpoint_workbench::project::Project;

pub(crate) const EXAMPLE: &str = "touchpoint lsp";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Over standard input and output, which is the only way: some editors say it
    #[arg(long, hide = true)]
    stdio: bool,

    #[command(flatten)]
    project: ProjectArguments,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<Exit, Failed> {
    let _ = arguments.stdio;
    let project = arguments.project.project()?;
    let said = arguments.project.corpus.clone();
    let corpus_of =
        move |folder: &Path| said.clone().or_else(|| Project::find(folder).ok()?.corpus);
    let around = Around {
        corpus_of: Arc::new(corpus_of),
        judged: Arc::new(judged),
    };
    let served = touchpoint_lsp::serve(model(&project)?, around).await;
    served.map_err(|why| Failed::said(Exit::Unreadable, why))?;
    Ok(Exit::Clean)
}

/// What is wrong with a file that is neither a mapping nor an overlay, as `validate` tells it.
fn judged(path: &Path, text: &str) -> Option<Vec<Diagnostic>> {
    let source = SourceFile::new(path.to_string_lossy(), text);
    let project = || Some(Project::find(path.parent()?).unwrap_or_default());
    match kind(&source) {
        FileKind::Project => Some(Project::read(source).err().unwrap_or_default()),
        FileKind::Accounts => accounts(source, &project()?, &[]).ok(),
        FileKind::Other(keys) if are_settings(&keys) => settings(source, &project()?).ok(),
        FileKind::Mapping | FileKind::Overlay | FileKind::Other(_) | FileKind::Unknown => None,
    }
}
