//! `lsp`: the language server of mappings, over standard input and output. Editors start it.

use crate::engine::model;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::project::ProjectArguments;
use clap::Args;
use std::path::Path;
use std::sync::Arc;
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
    let served = touchpoint_lsp::serve(model(&project)?, Arc::new(corpus_of)).await;
    served.map_err(|why| Failed::said(Exit::Unreadable, why))?;
    Ok(Exit::Clean)
}
