//! `new`: a starter mapping and its first case, from sample replies or from an OpenAPI file.

use crate::case_files;
use crate::cases::unfinished_cases;
use crate::engine::{build, plan_of};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::Screen;
use clap::{ArgGroup, Args};
use jiff::Timestamp;
use std::fs;
use std::path::{Path, PathBuf};
use touchpoint::built_in_mappings;
use touchpoint_core::exchange::Reply;
use touchpoint_corpus::reply_text;
use touchpoint_language::json::Json;
use touchpoint_language::unified::engagement_model;
use touchpoint_workbench::project::Project;
use touchpoint_workbench::starter::{Material, Starter, document, starter};

pub(crate) const EXAMPLE: &str = "touchpoint new acme --sample page.json --list 'GET /v2/tasks'";

/// The name of the first case.
const FIRST: &str = "first-page";

#[derive(Args, Debug)]
#[command(group(ArgGroup::new("from").required(true).multiple(true).args(["sample", "openapi"])))]
pub(crate) struct Arguments {
    /// The integration's slug: small letters, digits and `-`
    slug: String,

    /// Files with replies of the vendor, pages or refusals: JSON, or `N.reply.http`
    #[arg(long, value_name = "FILE", num_args = 1..)]
    sample: Vec<PathBuf>,

    /// The vendor's OpenAPI file, in YAML or JSON
    #[arg(long, value_name = "FILE")]
    openapi: Option<PathBuf>,

    /// Which list is meant: `GET /v2/tasks`
    #[arg(long, value_name = "CALL")]
    list: Option<String>,

    /// Where the API is: `https://api.acme.com/v2`
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,

    /// The folder into which `mappings/` and `corpus/` are written, instead of the project's own
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Write over a mapping and a case that are there
    #[arg(long)]
    force: bool,
}

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let slug = &arguments.slug;
    let is_slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if slug.is_empty() || !slug.chars().all(is_slug) {
        let failed = Failed::said(Exit::Usage, format!("`{slug}` is no slug"));
        return Err(failed.help("write small letters, digits and `-`: `acme-crm`"));
    }
    let (mappings, corpus) = folders(arguments.out.as_deref())?;
    let mapping = mappings.join(format!("{slug}.yaml"));
    let case = corpus.join(slug).join(FIRST);
    for path in [&mapping, &case] {
        if path.exists() && !arguments.force {
            let failed = Failed::said(
                Exit::Usage,
                format!("`{}` is there already", path.display()),
            );
            return Err(failed.help("`--force` writes over it"));
        }
    }
    let made = starter(&engagement_model(), &material(arguments)?);
    let made = made.map_err(|why| Failed::said(Exit::Findings, why))?;
    case_files::write_bytes(&mapping, made.mapping.as_bytes())?;
    case_files::write_bytes(&case.join("case.yaml"), about(&made).as_bytes())?;
    case_files::write_bytes(&case.join("1.reply.http"), &reply_text(&made.page))?;
    screen.note(&format!(
        "{}: {} guesses to confirm, {} questions to answer",
        mapping.display(),
        made.guesses,
        made.questions
    ));
    // A starter with an error is written too: its places are told.
    let alone = Project {
        mappings: vec![mapping.clone()],
        ..Project::default()
    };
    let touchpoint = build(&alone).await?;
    let plan = plan_of(&touchpoint, slug)?;
    let mut cases = unfinished_cases(&corpus, std::slice::from_ref(slug))?;
    cases.retain(|case| case.name == FIRST);
    for case in &cases {
        case_files::write(&corpus, case, plan).await?;
    }
    screen.note(&format!("{}: its first case", case.display()));
    let (mapping, corpus) = (mapping.display(), corpus.display());
    screen.text(&format!(
        "touchpoint test {slug} --mappings {mapping} --corpus {corpus}\n"
    ))?;
    Ok(Exit::Clean)
}

/// Where mappings and cases are written: below a folder, or where the project has them.
fn folders(out: Option<&Path>) -> Result<(PathBuf, PathBuf), Failed> {
    if let Some(out) = out {
        return Ok((out.join("mappings"), out.join("corpus")));
    }
    // What the project file names may still be to be made.
    let project = Project::planned(Path::new("")).map_err(Failed::Mappings)?;
    let mut own = project.mappings.into_iter();
    let is_file = |path: &Path| path.is_file() || path.extension().is_some();
    let mappings = own.find(|path| !is_file(path));
    Ok((
        mappings.unwrap_or_else(|| PathBuf::from("mappings")),
        project.corpus.unwrap_or_else(|| PathBuf::from("corpus")),
    ))
}

fn material(arguments: &Arguments) -> Result<Material, Failed> {
    let samples = arguments.sample.iter().map(|path| sample(path));
    let openapi = arguments.openapi.as_deref().map(openapi).transpose()?;
    let is_ours = |name: &str| name.ends_with(&format!("/{}.yaml", arguments.slug));
    Ok(Material {
        slug: arguments.slug.clone(),
        samples: samples.collect::<Result<Vec<Reply>, Failed>>()?,
        openapi,
        list: arguments.list.clone(),
        base_url: arguments.base_url.clone(),
        today: Timestamp::now().strftime("%Y-%m-%d").to_string(),
        beyond_page: !built_in_mappings()
            .iter()
            .any(|source| is_ours(&source.name)),
    })
}

/// A reply from a file. A page is JSON; a refusal may be a page for people.
fn sample(path: &Path) -> Result<Reply, Failed> {
    let reply = case_files::reply(path)?;
    match Json::from_slice(&reply.body) {
        Err(fault) if reply.status < 400 => {
            let message = format!("`{}`: this is not JSON: {fault}", path.display());
            Err(Failed::said(Exit::Unreadable, message))
        }
        _ => Ok(reply),
    }
}

fn openapi(path: &Path) -> Result<Json, Failed> {
    let name = path.display();
    let unreadable = |why: String| Failed::said(Exit::Unreadable, format!("`{name}`: {why}"));
    let text = fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    document(&text).map_err(unreadable)
}

/// The case's own file.
fn about(made: &Starter) -> String {
    let mut text = "about: The first page, as the vendor's documentation shows it.\n".to_owned();
    if !made.context.is_empty() {
        let members = made.context.iter();
        let members: Vec<String> = members
            .map(|(name, value)| format!("{name}: {}", Json::from(value.as_str())))
            .collect();
        let line = format!("context: {{ {} }}\n", members.join(", "));
        text.push_str(&line);
    }
    if !made.query.is_empty() {
        let given = made.query.iter();
        let given = given.map(|(filter, value)| format!("{}={value}", in_brackets(filter)));
        let query = Json::from(given.collect::<Vec<_>>().join("&"));
        let line = format!("query: {query}\n");
        text.push_str(&line);
    }
    text
}

/// A filter as a query names it: `owner[id]`.
fn in_brackets(filter: &str) -> String {
    let mut steps = filter.split('.');
    let first = steps.next().unwrap_or_default().to_owned();
    steps.fold(first, |name, step| format!("{name}[{step}]"))
}
