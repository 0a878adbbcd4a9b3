//! `schema`: the JSON Schemas that editors and CI read.

use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::Screen;
use clap::{Args, ValueEnum};
use touchpoint::accounts;
use touchpoint_language::schema::mapping_schema;
use touchpoint_language::unified::{engagement_model, engagement_schema};

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
    /// An accounts file
    Accounts,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let schema = match arguments.of {
        Of::Mapping => mapping_schema(&engagement_model()),
        Of::Engagement => engagement_schema(),
        Of::Accounts => accounts::schema(),
    };
    screen.text(&format!("{schema:#}\n"))?;
    Ok(Exit::Clean)
}
