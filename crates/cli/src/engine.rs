//! Builds an engine from what a command line names: mappings, a model, the sandbox.

use crate::exit::Exit;
use crate::failed::Failed;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use touchpoint::{Error, ListQuery, Touchpoint};
use touchpoint_core::plan::Plan;
use touchpoint_core::query::Ignored;
use touchpoint_language::diagnostic::help_for;
use touchpoint_language::json::Json;
use touchpoint_language::model::Model;
use touchpoint_language::unified::engagement_model;

/// The parts of an engine, as the command line names them.
#[derive(Debug, Default)]
pub(crate) struct Ingredients<'a> {
    /// A folder or file of mappings instead of those built in.
    pub(crate) mappings: Option<&'a PathBuf>,
    /// The file of another unified model.
    pub(crate) model: Option<&'a PathBuf>,
    /// True if the sandbox is opened.
    pub(crate) sandbox: bool,
    /// A folder of cases that the sandbox's vendors are modelled on.
    pub(crate) corpus: Option<&'a PathBuf>,
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
        builder = match ingredients.corpus {
            Some(folder) => builder.sandbox_like(folder),
            None => builder.sandbox(),
        };
    }
    Ok(builder.build().await?)
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

/// The model of a file, or the built-in one.
pub(crate) fn model_or_own(path: Option<&PathBuf>) -> Result<Model, Failed> {
    path.map_or_else(|| Ok(engagement_model()), |path| model(path))
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
