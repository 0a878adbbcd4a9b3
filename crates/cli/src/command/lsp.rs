//! `lsp`: the language server of mappings, over standard input and output. Editors start it.

use crate::engine::model_or_own;
use crate::exit::Exit;
use crate::failed::Failed;
use clap::Args;
use std::path::PathBuf;

pub(crate) const EXAMPLE: &str = "touchpoint lsp";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The JSON Schema of another unified model
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// Over standard input and output, which is the only way: some editors say it
    #[arg(long, hide = true)]
    stdio: bool,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<Exit, Failed> {
    let _ = arguments.stdio;
    let model = model_or_own(arguments.model.as_ref())?;
    let served = touchpoint_lsp::serve(model).await;
    served.map_err(|why| Failed::said(Exit::Unreadable, why))?;
    Ok(Exit::Clean)
}
