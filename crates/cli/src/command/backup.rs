//! `backup`: a copy of an SQLite database, made while servers use it.

use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::Screen;
use crate::settings::StoreArguments;
use clap::Args;
use std::path::PathBuf;

pub(crate) const EXAMPLE: &str = "touchpoint backup accounts-backup.db --database sqlite://touchpoint.db --key-file touchpoint.key";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The new file; what is sealed in it opens with the same keys only
    file: PathBuf,

    #[command(flatten)]
    store: StoreArguments,
}

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let store = arguments.store.open().await?;
    store.backup(&arguments.file).await?;
    store.close().await;
    screen.note(&format!(
        "written to `{}`; keep the keys elsewhere",
        arguments.file.display()
    ));
    Ok(Exit::Clean)
}
