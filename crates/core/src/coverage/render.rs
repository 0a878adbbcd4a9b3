//! Coverage as pages for people: one of all integrations, in the order of the contract's page, and
//! one of each integration.

use super::json::{field_type, parameter_type, to_json};
use super::{Coverage, IntegrationCoverage, ParameterCoverage, Standing, shown};
use serde_json::{Map, Value};
use std::fmt::Write;
use touchpoint_language::model::{Kind, Model};

const GENERATED: &str = "<!-- Derived from the mappings. Write there, not here. -->";

/// Every page with its path below the folder of the documents.
pub fn pages(coverage: &Coverage, model: &Model) -> Vec<(String, String)> {
    let mut pages = vec![("coverage.md".to_owned(), overview_page(coverage, model))];
    for integration in &coverage.integrations {
        let path = format!("coverage/{}.md", integration.slug);
        pages.push((path, integration_page(integration, model)));
    }
    pages
}

/// The page of all integrations: each parameter and each field, and who supports it.
pub fn overview_page(coverage: &Coverage, model: &Model) -> String {
    let page = to_json(coverage, model);
    let labels = coverage.integrations.iter();
    let links: Vec<String> = labels
        .map(|i| format!("[{}](coverage/{}.md)", i.label, i.slug))
        .collect();
    let mut out = format!(
        "{GENERATED}\n# What each integration supports\n\n`GET /unified/{}`\n\n{}\n",
        model.resource,
        links.join(" · ")
    );
    out.push_str("\n## Query parameters\n");
    entries(&mut out, page.get("query_parameters"), coverage);
    out.push_str("\n## Response fields\n");
    entries(&mut out, page.get("response_fields"), coverage);
    out.push_str("\n## Beyond the contract\n");
    entries(&mut out, page.pointer("/extras/parameters"), coverage);
    let rules: Vec<String> = coverage
        .integrations
        .iter()
        .flat_map(|i| {
            i.rules
                .iter()
                .map(move |rule| format!("{}: {rule}", i.label))
        })
        .collect();
    bullets(&mut out, "Rules", rules);
    out
}

fn entries(out: &mut String, all: Option<&Value>, coverage: &Coverage) {
    for (name, entry) in all.and_then(Value::as_object).into_iter().flatten() {
        // A member is told with its object.
        let Some(entry) = entry.as_object() else {
            continue;
        };
        write_entry(out, name, entry, coverage);
    }
}

fn write_entry(out: &mut String, name: &str, entry: &Map<String, Value>, coverage: &Coverage) {
    line(out, &format!("\n### `{name}`"));
    let text = |key: &str| entry.get(key).and_then(Value::as_str);
    if let Some(kind) = text("type") {
        let required = entry.get("required") == Some(&Value::Bool(true));
        let required = if required { " · required" } else { "" };
        line(out, &format!("\n{kind}{required}"));
    }
    if let Some(about) = text("description") {
        line(out, &format!("\n{about}"));
    }
    let of = |key: &str| entry.get(key).and_then(Value::as_object);
    let notes = of("notes").into_iter().flatten();
    let notes = notes.map(|(slug, note)| {
        let note = note.as_str().unwrap_or_default();
        format!("{}: {note}", label(coverage, slug))
    });
    bullets(out, "Notes", notes.collect());
    bullets(out, "Values", words(entry.get("enum")));
    let values = of("enum_by_integration").into_iter().flatten();
    let values = values
        .map(|(slug, all)| format!("{}: {}", label(coverage, slug), words(Some(all)).join(", ")));
    bullets(out, "Values by integration", values.collect());
    for (key, title) in [
        ("required_in", "Required in"),
        ("supported_in", "Supported in"),
    ] {
        let slugs = words(entry.get(key));
        let labels = slugs.iter().map(|slug| label(coverage, slug).to_owned());
        bullets(out, title, labels.collect());
    }
}

fn label<'c>(coverage: &'c Coverage, slug: &'c str) -> &'c str {
    coverage.integration(slug).map_or(slug, |i| &i.label)
}

fn words(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
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
    let extra = |p: &&ParameterCoverage| p.standing == Standing::Extra;
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
            Kind::Scalar(_) => String::new(),
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
    let standing = match parameter.standing {
        Standing::Required => "required",
        Standing::Supported | Standing::Extra => "",
    };
    let values = parameter.values.join(", ");
    let note = cell(parameter.note.as_deref().unwrap_or_default());
    format!(
        "| `{}` | {kind} | {standing} | {values} | {note} |",
        parameter.name
    )
}

/// A text inside a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn line(out: &mut String, text: &str) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "{text}");
}
