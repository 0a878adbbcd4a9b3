//! `playground`: a page on this machine in which a mapping is written beside a reply and what becomes of
//! it. Nothing is sent to a vendor.

use crate::engine::model_or_own;
use crate::exit::Exit;
use crate::failed::Failed;
use clap::Args;
use std::io::{self, Write};
use std::path::PathBuf;
use touchpoint_playground::{Desk, Playground};

pub(crate) const EXAMPLE: &str = "touchpoint playground --mappings mappings --corpus tests/corpus";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// A folder or file of mappings instead of those built in; they can be saved
    #[arg(long, value_name = "PATH")]
    mappings: Option<PathBuf>,

    /// A folder of cases instead of those built in
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,

    /// The JSON Schema of another unified model
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// The port of this machine's own address
    #[arg(long, value_name = "PORT", default_value_t = 4100)]
    port: u16,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<Exit, Failed> {
    let model = model_or_own(arguments.model.as_ref())?;
    let desk = match &arguments.mappings {
        Some(path) => Desk::of_folder(model, path, arguments.corpus.clone()),
        None => Desk::built_in(model),
    };
    let desk = desk.map_err(|fault| Failed::said(Exit::Unreadable, fault.to_string()))?;
    let opened = Playground::open(desk, arguments.port).await;
    let playground = opened.map_err(|why| {
        let failed = Failed::said(
            Exit::Unreadable,
            format!("port {} cannot be opened: {why}", arguments.port),
        );
        failed.help("name another with `--port`; 0 takes any that is free")
    })?;
    writeln!(io::stdout(), "playground: {}", playground.address())?;
    playground.serve().await?;
    Ok(Exit::Clean)
}
