//! Builds an engine from what a command line names: mappings, a model, the sandbox.

use crate::exit::Exit;
use crate::failed::Failed;
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use touchpoint::{Error, ListQuery, Touchpoint};
use touchpoint_core::plan::Plan;
use touchpoint_core::query::Ignored;
use touchpoint_language::diagnostic::help_for;
use touchpoint_language::json::Json;
use touchpoint_language::model::Model;

/// The parts of an engine, as the command line names them.
#[derive(Debug, Default)]
pub(crate) struct Ingredients<'a> {
    /// A folder or file of mappings instead of those built in.
    pub(crate) mappings: Option<&'a PathBuf>,
    /// The file of another unified model.
    pub(crate) model: Option<&'a PathBuf>,
    /// The unified resource whose lists are read; the first unless said.
    pub(crate) resource: Option<&'a str>,
    /// True if the sandbox is opened.
    pub(crate) sandbox: bool,
}

/// Builds the engine.
pub(crate) async fn build(ingredients: Ingredients<'_>) -> Result<Touchpoint, Failed> {
    let mut builder = Touchpoint::builder().names(touchpoint_contract::NAMES);
    if let Some(path) = ingredients.mappings {
        builder = builder.mappings(path);
    }
    if let Some(path) = ingredients.model {
        builder = builder.model(model(path)?);
    }
    if ingredients.sandbox {
        builder = builder.sandbox();
    }
    let touchpoint = builder.build().await?;
    let Some(resource) = ingredients.resource else {
        return Ok(touchpoint);
    };
    touchpoint.of_resource(resource).ok_or_else(|| {
        let message = format!("there is no list of `{resource}`");
        let help = help_for(resource, &touchpoint.resources()).unwrap_or_default();
        Failed::said(Exit::Usage, message).help(help)
    })
}

/// The unified resource, as a command line names it.
#[derive(Args, Clone, Debug)]
pub(crate) struct OfResource {
    /// The unified resource that is read: `crm/engagements` unless said
    #[arg(long, value_name = "RESOURCE")]
    pub(crate) resource: Option<String>,
}

/// The unified model that a file describes.
pub(crate) fn model(path: &Path) -> Result<Model, Failed> {
    let name = path.display();
    let unreadable = |why: String| Failed::said(Exit::Unreadable, format!("`{name}`: {why}"));
    let text = fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    let schema = Json::parse(&text).map_err(|error| unreadable(error.to_string()))?;
    Model::from_schema(&schema).map_err(|fault| {
        unreadable(fault.to_string())
            .help("a model is a JSON Schema, as `touchpoint schema engagement` prints it")
    })
}

/// The plan of a slug.
pub(crate) fn plan_of<'t>(touchpoint: &'t Touchpoint, slug: &str) -> Result<&'t Arc<Plan>, Failed> {
    touchpoint.plan(slug).ok_or_else(|| {
        let failed = Failed::said(Exit::Usage, format!("there is no integration `{slug}`"));
        match help_for(slug, &touchpoint.registry().slugs()) {
            Some(help) => failed.help(help),
            None => failed,
        }
    })
}

/// The query after `-q`, and the parameters of it that were ignored.
pub(crate) fn query(text: &str, model: &Model) -> Result<(ListQuery, Vec<Ignored>), Failed> {
    let text = text.strip_prefix('?').unwrap_or(text);
    touchpoint_contract::parse(text, model)
        .map_err(|failures| Error::Caller(failures.into()).into())
}
