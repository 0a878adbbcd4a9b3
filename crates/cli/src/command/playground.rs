//! `playground`: a page on this machine in which a mapping is written beside a reply and what becomes of
//! it. Nothing is sent to a vendor.

use crate::engine::model;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::project::ProjectArguments;
use clap::Args;
use std::io::{self, Write};
use touchpoint_playground::{Desk, Playground};

pub(crate) const EXAMPLE: &str = "touchpoint playground --mappings mappings --corpus tests/corpus";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The port of this machine's own address
    #[arg(long, value_name = "PORT", default_value_t = 4100)]
    port: u16,

    #[command(flatten)]
    project: ProjectArguments,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<Exit, Failed> {
    let project = arguments.project.project()?;
    let desk = Desk::of(&project, model(&project)?);
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
