//! Builds an engine for a project, and finds in it what a command line names.

use crate::exit::Exit;
use crate::failed::Failed;
use clap::Args;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use touchpoint::{Account, Builder, ListQuery, Touchpoint, built_in_mappings, mapping_files};
use touchpoint_core::exchange::SendFault;
use touchpoint_core::plan::Plan;
use touchpoint_core::query::Ignored;
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_core::run::Error;
use touchpoint_language::diagnostic::{help_for, nearest};
use touchpoint_language::json::Json;
use touchpoint_language::model::Model;
use touchpoint_language::unified::engagement_model;
use touchpoint_workbench::project::Project;

/// Builds the engine of a project.
pub(crate) async fn build(project: &Project) -> Result<Touchpoint, Failed> {
    Ok(builder(project)?.build().await?)
}

/// The same, with its vendors played.
pub(crate) async fn build_sandbox(project: &Project) -> Result<Touchpoint, Failed> {
    let builder = builder(project)?;
    let builder = match &project.corpus {
        Some(folder) => builder.sandbox_like(folder),
        None => builder.sandbox(),
    };
    Ok(builder.build().await?)
}

/// The parts of a project's engine.
pub(crate) fn builder(project: &Project) -> Result<Builder, Failed> {
    let mut builder = Touchpoint::builder().names(touchpoint_contract::NAMES);
    for path in &project.mappings {
        builder = builder.mappings(path);
    }
    if project.built_in {
        builder = builder.built_in_too();
    }
    if let Some(path) = &project.model {
        builder = builder.model(read_model(path)?);
    }
    Ok(builder)
}

/// The unified resource, as a command line names it.
#[derive(Args, Clone, Debug)]
pub(crate) struct OfResource {
    /// The unified resource that is read; `crm/engagements` unless said
    #[arg(long, value_name = "RESOURCE")]
    pub(crate) resource: Option<String>,
}

impl OfResource {
    /// The engine for this resource, of which these integrations must have a list.
    pub(crate) fn of(&self, all: &Touchpoint, slugs: &[String]) -> Result<Touchpoint, Failed> {
        let lists = match &self.resource {
            None => all.clone(),
            Some(resource) => all.of_resource(resource).ok_or_else(|| {
                let message = format!("there is no list of `{resource}`");
                let failed = Failed::said(Exit::Usage, message);
                match help_for(resource, &all.resources()) {
                    Some(help) => failed.help(help),
                    None => failed,
                }
            })?,
        };
        let missing = slugs.iter().filter(|slug| !lists.registry().has(slug));
        let mut elsewhere = missing.filter_map(|slug| Some((slug, all.of_integration(slug)?)));
        let Some((slug, has)) = elsewhere.next() else {
            return Ok(lists);
        };
        let message = format!("`{slug}` has no list of `{}`", lists.resource());
        let help = if self.resource.is_some() {
            format!("these have one: {}", lists.registry().slugs().join(", "))
        } else {
            let other = has.resource();
            format!("it has one of `{other}`: add `--resource {other}`")
        };
        Err(Failed::said(Exit::Usage, message).help(help))
    }
}

/// The plans of a project's sound mappings; faulty ones are left out.
pub(crate) fn plans(project: &Project) -> Result<Registry, Failed> {
    let reader = PlanReader::new(model(project)?);
    let reader = reader.map_err(|why| Failed::said(Exit::Unreadable, why))?;
    let mut sources = mapping_files(&project.mappings).sources;
    if project.has_built_in() {
        // Of two of one integration the first is meant.
        sources.extend(built_in_mappings());
    }
    Ok(Registry::read(&reader, sources).registry)
}

/// The unified model of a project.
pub(crate) fn model(project: &Project) -> Result<Model, Failed> {
    let path = project.model.as_ref();
    path.map_or_else(|| Ok(engagement_model()), |path| read_model(path))
}

/// The unified model that a file describes.
fn read_model(path: &Path) -> Result<Model, Failed> {
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
        failed.help(next_step(slug, &touchpoint.registry().slugs()))
    })
}

/// What to do where a slug is not known.
fn next_step(slug: &str, known: &[String]) -> String {
    if let Some(near) = nearest(slug, known) {
        return format!("did you mean `{near}`?");
    }
    let file = format!("mappings/{slug}.yaml");
    if built_in_mappings().iter().any(|source| source.name == file) {
        return format!("`{slug}` is built in, but your mappings stand instead: add `--built-in`");
    }
    let own = "a mapping of your own is named with `--mappings PATH`, or in `touchpoint.yaml`";
    match help_for(slug, known) {
        Some(help) => format!("{help}; {own}"),
        None => own.to_owned(),
    }
}

/// The query after `-q`, and the parameters of it that were ignored.
pub(crate) fn query(text: &str, model: &Model) -> Result<(ListQuery, Vec<Ignored>), Failed> {
    let text = text.strip_prefix('?').unwrap_or(text);
    touchpoint_contract::parse(text, model)
        .map_err(|failures| Error::Caller(failures.into()).into())
}

/// Why a call gave no page; where nothing answered, with the address that was asked.
pub(crate) fn unanswered(
    touchpoint: &Touchpoint,
    account: &Account,
    asked: &ListQuery,
    error: touchpoint::Error,
) -> Failed {
    let failed = Failed::from(error);
    if !matches!(
        failed,
        Failed::Call(Error::NoAnswer(
            SendFault::Connection(_) | SendFault::Timeout(_)
        ))
    ) {
        return failed;
    }
    let preview = touchpoint.preview(account, asked);
    let lists = preview.map(|preview| preview.lists).unwrap_or_default();
    let Some(list) = lists.first() else {
        return failed;
    };
    let url = &list.request.url;
    failed.help(format!(
        "`{url}` was asked: see that the address is right, and that this machine reaches it"
    ))
}
