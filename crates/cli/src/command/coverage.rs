//! `coverage`: which integration supports which parameter and which field, as the mappings say.

use crate::engine::{build, model};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{self, Screen};
use crate::project::ProjectArguments;
use clap::{Args, ValueEnum};
use touchpoint_describe::coverage::{Coverage, Support, derive, meta};
use touchpoint_language::model::Model;

pub(crate) const EXAMPLE: &str = "touchpoint coverage --format json";

#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,

    #[command(flatten)]
    project: ProjectArguments,
}

/// How coverage is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Format {
    /// One line per parameter and field, one column per integration
    Table,
    /// For programs, with notes and rules
    Json,
}

pub(crate) async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Exit, Failed> {
    let project = arguments.project.project()?;
    let touchpoint = build(&project).await?;
    let model = model(&project)?;
    let coverage = derive(touchpoint.registry(), &model);
    match arguments.format {
        Format::Json => {
            let page = meta(&coverage, &model);
            screen.text(&serde_json::to_string_pretty(&page).unwrap_or_default())?;
            screen.text("\n")?;
        }
        Format::Table => {
            let (known, beyond) = (coverage.on_page(), coverage.beyond_page());
            table(screen, ["parameters", "fields"], &known, &model)?;
            if !beyond.integrations.is_empty() {
                let titles = ["parameters beyond the page", "fields beyond the page"];
                table(screen, titles, &beyond, &model)?;
            }
            screen.flush()?;
            screen.note("● required   ✓ supported   + beyond the contract's page");
        }
    }
    Ok(Exit::Clean)
}

fn table(
    screen: &mut Screen,
    [of_parameters, of_fields]: [&str; 2],
    coverage: &Coverage,
    model: &Model,
) -> Result<(), Failed> {
    let slugs = slugs(coverage);
    print::marks(screen, of_parameters, &slugs, &parameters(coverage))?;
    print::marks(screen, of_fields, &slugs, &fields(coverage, model))?;
    Ok(())
}

fn slugs(coverage: &Coverage) -> Vec<&str> {
    coverage
        .integrations
        .iter()
        .map(|integration| integration.slug.as_str())
        .collect()
}

/// Parameter → a mark for each integration, in the order in which they are first named.
fn parameters(coverage: &Coverage) -> Vec<(String, Vec<&'static str>)> {
    let mut names: Vec<&str> = Vec::new();
    for parameter in coverage
        .integrations
        .iter()
        .flat_map(|integration| &integration.parameters)
    {
        if !names.contains(&parameter.name.as_str()) {
            names.push(&parameter.name);
        }
    }
    let marks = |name: &str| {
        let each =
            coverage
                .integrations
                .iter()
                .map(|integration| match integration.parameter(name) {
                    None => "",
                    Some(parameter) => match parameter.support {
                        Support::Required => "●",
                        Support::Supported => "✓",
                        Support::Extra => "+",
                    },
                });
        each.collect()
    };
    names
        .into_iter()
        .map(|name| (name.to_owned(), marks(name)))
        .collect()
}

fn fields(coverage: &Coverage, model: &Model) -> Vec<(String, Vec<&'static str>)> {
    let marks = |name: &String| {
        let fills = coverage
            .integrations
            .iter()
            .map(|integration| integration.fields.contains(name));
        fills.map(|fills| if fills { "✓" } else { "" }).collect()
    };
    model
        .fields
        .iter()
        .map(|field| (field.name.clone(), marks(&field.name)))
        .collect()
}
