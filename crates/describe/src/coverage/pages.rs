//! Coverage as pages for people: one of all integrations, in the order of the contract's page, and
//! one of each integration.

use super::meta::{MetaEntry, field_type, meta, parameter_type};
use super::{Coverage, IntegrationCoverage, ParameterCoverage, Support};
use crate::words::shown;
use indexmap::IndexMap;
use std::fmt::Write;
use touchpoint_language::model::{Kind, Model};

const GENERATED: &str = "<!-- Derived from the mappings. Write there, not here. -->";

/// Every page with its path below the folder of the documents: `coverage.md` and those in the folder
/// `coverage`, where that is the name.
pub fn pages(coverage: &Coverage, model: &Model, name: &str) -> Vec<(String, String)> {
    let mut pages = vec![(format!("{name}.md"), overview(coverage, model, name))];
    for integration in &coverage.integrations {
        let path = format!("{name}/{}.md", integration.slug);
        pages.push((path, integration_page(integration, model)));
    }
    pages
}

/// The page of all integrations: each parameter and each field, and who supports it.
fn overview(coverage: &Coverage, model: &Model, name: &str) -> String {
    let page = meta(coverage, model);
    let (known, beyond) = (coverage.on_page(), coverage.beyond_page());
    let link = |i: &IntegrationCoverage| format!("[{}]({name}/{}.md)", i.label, i.slug);
    let links: Vec<String> = known.integrations.iter().map(link).collect();
    let mut out = format!(
        "{GENERATED}\n# What each integration supports\n\n`GET /unified/{}`\n\n{}\n",
        model.resource,
        links.join(" · ")
    );
    if !beyond.integrations.is_empty() {
        let links: Vec<String> = beyond.integrations.iter().map(link).collect();
        let links = links.join(" · ");
        line(&mut out, &format!("\nBeyond the contract's page: {links}"));
    }
    out.push_str("\n## Query parameters\n");
    entries(&mut out, &page.query_parameters, coverage);
    out.push_str("\n## Response fields\n");
    entries(&mut out, &page.response_fields, coverage);
    out.push_str("\n## Beyond the contract\n");
    entries(&mut out, &page.extras.parameters, coverage);
    bullets(&mut out, "Rules", told(coverage, |i| &i.rules));
    bullets(&mut out, "What ends", told(coverage, |i| &i.ends));
    out
}

/// The sentences of all integrations, each behind the name of its own.
fn told(coverage: &Coverage, of: impl Fn(&IntegrationCoverage) -> &Vec<String>) -> Vec<String> {
    let all = coverage.integrations.iter().flat_map(|i| {
        let sentences = of(i).iter();
        sentences.map(|sentence| format!("{}: {sentence}", i.label))
    });
    all.collect()
}

fn entries(out: &mut String, all: &IndexMap<String, MetaEntry>, coverage: &Coverage) {
    for (name, entry) in all {
        write_entry(out, name, entry, coverage);
    }
}

fn write_entry(out: &mut String, name: &str, entry: &MetaEntry, coverage: &Coverage) {
    line(out, &format!("\n### `{name}`"));
    if let Some(kind) = entry.kind {
        let required = if entry.required { " · required" } else { "" };
        line(out, &format!("\n{kind}{required}"));
    }
    if let Some(about) = &entry.description {
        line(out, &format!("\n{about}"));
    }
    let notes = entry.notes.iter();
    let notes = notes.map(|(slug, note)| format!("{}: {note}", label(coverage, slug)));
    bullets(out, "Notes", notes.collect());
    bullets(out, "Values", entry.words.clone().unwrap_or_default());
    let values = entry.enum_by_integration.iter();
    let values =
        values.map(|(slug, words)| format!("{}: {}", label(coverage, slug), words.join(", ")));
    bullets(out, "Values by integration", values.collect());
    let labels = |slugs: &[String]| -> Vec<String> {
        let labels = slugs.iter().map(|slug| label(coverage, slug).to_owned());
        labels.collect()
    };
    bullets(out, "Required in", labels(&entry.required_in));
    let supported = entry.supported_in.as_deref().unwrap_or_default();
    bullets(out, "Supported in", labels(supported));
}

fn label<'c>(coverage: &'c Coverage, slug: &'c str) -> &'c str {
    coverage.integration(slug).map_or(slug, |i| &i.label)
}

fn bullets(out: &mut String, title: &str, items: Vec<String>) {
    if items.is_empty() {
        return;
    }
    line(out, &format!("\n{title}:\n"));
    for item in items {
        line(out, &format!("- {item}"));
    }
}

/// The page of one integration.
pub fn integration_page(integration: &IntegrationCoverage, model: &Model) -> String {
    let mut out = format!(
        "{GENERATED}\n# {}\n\n`GET /unified/{}` · slug `{}`\n",
        integration.label, model.resource, integration.slug
    );
    let extra = |p: &&ParameterCoverage| p.support == Support::Extra;
    let (extras, page): (Vec<_>, Vec<_>) = integration.parameters.iter().partition(extra);
    for (title, parameters) in [("Query parameters", page), ("Beyond the contract", extras)] {
        if parameters.is_empty() {
            continue;
        }
        line(&mut out, &format!("\n## {title}\n"));
        line(&mut out, "| parameter | type | | values | note |");
        line(&mut out, "|---|---|---|---|---|");
        for parameter in parameters {
            line(&mut out, &parameter_row(parameter, model));
        }
    }
    for (title, sentences) in [
        ("Rules", &integration.rules),
        ("Paging", &integration.paging),
        ("What ends", &integration.ends),
        ("Good to know", &integration.notes),
    ] {
        if sentences.is_empty() {
            continue;
        }
        line(&mut out, &format!("\n## {title}\n"));
        for sentence in sentences {
            line(&mut out, &format!("- {sentence}"));
        }
    }
    line(&mut out, "\n## Response fields\n");
    line(&mut out, "| field | type | meaning |");
    line(&mut out, "|---|---|---|");
    for field in model
        .fields
        .iter()
        .filter(|f| integration.fields.contains(&f.name))
    {
        let members = match &field.kind {
            Kind::Object(members) | Kind::List(members) => {
                let names: Vec<&str> = members.iter().map(|m| m.name.as_str()).collect();
                format!(" of {}", names.join(", "))
            }
            Kind::Scalar(_) | Kind::Values(_) => String::new(),
        };
        let (name, kind, about) = (&field.name, field_type(field), cell(&field.description));
        line(
            &mut out,
            &format!("| `{name}` | {kind}{members} | {about} |"),
        );
    }
    out
}

fn parameter_row(parameter: &ParameterCoverage, model: &Model) -> String {
    let known = model
        .parameters
        .iter()
        .find(|known| shown(&known.name) == parameter.name);
    let kind = known.map_or("string", parameter_type);
    let support = match parameter.support {
        Support::Required => "required",
        Support::Supported | Support::Extra => "",
    };
    let values = parameter.values.join(", ");
    let note = cell(parameter.note.as_deref().unwrap_or_default());
    format!(
        "| `{}` | {kind} | {support} | {values} | {note} |",
        parameter.name
    )
}

/// A text inside a table.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

pub(super) fn line(out: &mut String, text: &str) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "{text}");
}
