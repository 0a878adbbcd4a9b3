//! `schema`: the JSON Schemas that editors and CI read.

use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::Screen;
use clap::{Args, ValueEnum};
use serde::Serialize;
use touchpoint_accounts::file;
use touchpoint_language::overlay::overlay_schema;
use touchpoint_language::schema::{mapping_schema, mappings_schema};
use touchpoint_language::unified::{engagement_model, engagement_schema, models};
use touchpoint_server::settings;
use touchpoint_workbench::project;

pub(crate) const EXAMPLE: &str = "touchpoint schema mapping > mapping.schema.json";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// What the schema describes
    #[arg(value_enum)]
    of: Of,
}

/// What a schema describes.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Of {
    /// A mapping file
    Mapping,
    /// The unified record and its parameters
    Engagement,
    /// An overlay of an account
    Overlay,
    /// An accounts file
    Accounts,
    /// `touchpoint.yaml`
    Project,
    /// The settings file of `touchpoint serve`
    Settings,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let schema = match arguments.of {
        Of::Mapping => mappings_schema(&models()),
        Of::Engagement => return written(&engagement_schema(), screen),
        Of::Overlay => overlay_schema(&mapping_schema(&engagement_model())),
        Of::Accounts => file::schema(),
        Of::Project => project::schema(),
        Of::Settings => settings::schema(),
    };
    written(&schema, screen)
}

fn written(schema: &impl Serialize, screen: &mut Screen) -> Result<Exit, Failed> {
    let text = serde_json::to_string_pretty(schema);
    let text = text.map_err(|error| Failed::said(Exit::Unreadable, error.to_string()))?;
    screen.text(&format!("{text}\n"))?;
    Ok(Exit::Clean)
}
