//! The generated files: each is a path and a function that makes its text.

use crate::{diagnostics_page, language_page, summary, unverified};
use serde::Serialize;
use std::{collections::BTreeSet, fs, path::Path};
use touchpoint::mapping_files;
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_describe::coverage;
use touchpoint_language::schema::{mapping_schema, mappings_schema};
use touchpoint_language::unified;
use touchpoint_simulation::filters;

/// One generated file.
pub(crate) struct Generated {
    /// Where it stands, from the root of the workspace.
    pub(crate) path: &'static str,
    /// What makes its text; it is given the root.
    pub(crate) text: fn(&Path) -> Result<String, String>,
}

/// Every generated file. A new one is one more line.
pub(crate) const FILES: &[Generated] = &[
    Generated {
        path: "schemas/mapping.schema.json",
        text: |_| pretty(&mappings_schema(&unified::models())),
    },
    Generated {
        path: "schemas/overlay.schema.json",
        text: |_| {
            let mapping = mapping_schema(&unified::engagement_model());
            pretty(&touchpoint_language::overlay::overlay_schema(&mapping))
        },
    },
    Generated {
        path: "schemas/engagement.schema.json",
        text: |_| pretty(&unified::engagement_schema()),
    },
    Generated {
        path: "schemas/accounts.schema.json",
        text: |_| pretty(&touchpoint_accounts::file::schema()),
    },
    Generated {
        path: "schemas/project.schema.json",
        text: |_| pretty(&touchpoint_workbench::project::schema()),
    },
    Generated {
        path: "schemas/settings.schema.json",
        text: |_| pretty(&touchpoint_server::settings::schema()),
    },
    Generated {
        path: "docs/diagnostics.md",
        text: diagnostics_page::text,
    },
    Generated {
        path: language_page::PAGE,
        text: language_page::text,
    },
    Generated {
        path: filters::PAGE,
        text: filters::page,
    },
    Generated {
        path: unverified::PAGE,
        text: unverified::page,
    },
];

/// Every generated text with its path: the files above, and a page for each integration.
///
/// # Errors
/// The first text that cannot be made.
pub(crate) fn texts(root: &Path) -> Result<Vec<(String, String)>, String> {
    let mut texts = Vec::new();
    for file in FILES {
        texts.push((file.path.to_owned(), (file.text)(root)?));
    }
    let mut parts = Vec::new();
    for (at, model) in unified::models().into_iter().enumerate() {
        let reader = PlanReader::new(model.clone())?;
        let outcome = Registry::read(&reader, mapping_files(&[root.join("mappings")]).sources);
        let coverage = coverage::derive(&outcome.registry, &model);
        let last = model.resource.rsplit('/').next().unwrap_or_default();
        let (name, title) = match at {
            0 => ("coverage".to_owned(), "Who supports what".to_owned()),
            _ => (
                format!("coverage-{last}"),
                format!("Who supports what: {last}"),
            ),
        };
        let pages = coverage::pages(&coverage, &model, &name).into_iter();
        texts.extend(pages.map(|(path, text)| (format!("docs/{path}"), text)));
        if at == 0 {
            filters_of_each(root, &outcome.registry, &mut texts)?;
        }
        parts.push(summary::Part {
            title,
            name,
            coverage,
        });
    }
    texts.push((summary::PAGE.to_owned(), summary::text(root, &parts)?));
    Ok(texts)
}

/// Adds to each integration's page of coverage what its vendor is asked for, and the vendor's pages of its lists.
fn filters_of_each(
    root: &Path,
    registry: &Registry,
    texts: &mut [(String, String)],
) -> Result<(), String> {
    for (slug, ways) in filters::expected(root)? {
        let path = format!("docs/coverage/{slug}.md");
        let page = texts.iter_mut().find(|(known, _)| *known == path);
        let (Some((_, page)), Some(plan)) = (page, registry.get(&slug)) else {
            return Err(format!("{}: there is no mapping `{slug}`", filters::WAYS));
        };
        let pages: BTreeSet<&str> = ways.iter().map(|way| way.see.as_str()).collect();
        let pages: Vec<String> = pages.iter().map(|page| format!("- <{page}>")).collect();
        let anchor = plan
            .mapping
            .label
            .to_lowercase()
            .replace(' ', "-")
            .replace('.', "");
        let filters = format!(
            "\n## Filters\n\n{}\nWhatever else a record shows is compared with the records that come; \
             [what becomes of each filter](../filters.md#{anchor}), operator by operator. What the lists can be asked for, as \
             their vendor says:\n\n{}\n",
            coverage::filter_table(&plan.mapping),
            pages.join("\n")
        );
        page.push_str(&filters);
        let offered = filters::offered(&ways);
        if !offered.is_empty() {
            let about = "What the vendor's own page offers for the filters that callers ask for most, and what is made of it.";
            page.extend(["\n", about, "\n\n", &offered]);
            continue;
        }
        let compared = filters::compared(&ways);
        if !compared.is_empty() {
            let about = "Of what callers ask for most, the vendor is asked for all but these: its page of the list names no filter \
                         that finds the same records, nor an order that ends the reading.";
            page.extend(["\n", about, "\n\n", &compared]);
        }
    }
    Ok(())
}

/// Writes every generated file.
///
/// # Errors
/// The first file that cannot be made or written.
pub(crate) fn write(root: &Path) -> Result<(), String> {
    for (name, text) in texts(root)? {
        let path = root.join(&name);
        let folder = path.parent().unwrap_or(root);
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| format!("cannot write {name}: {error}"))?;
        println!("{name}");
    }
    Ok(())
}

/// The paths of the generated files that are out of date.
///
/// # Errors
/// The first file that cannot be made.
pub(crate) fn stale(root: &Path) -> Result<Vec<String>, String> {
    let there = |name: &str| fs::read_to_string(root.join(name)).unwrap_or_default();
    let texts = texts(root)?.into_iter();
    Ok(texts
        .filter(|(name, text)| there(name) != *text)
        .map(|(name, _)| name)
        .collect())
}

/// Fails when a generated file is stale, and says what to do.
///
/// # Errors
/// The stale files, and the command that writes them.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    let stale = stale(root)?;
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!(
        "stale: {}; run `cargo xtask generate` and commit what it writes",
        stale.join(", ")
    ))
}

fn pretty(value: &impl Serialize) -> Result<String, String> {
    serde_json::to_string_pretty(value)
        .map(|text| text + "\n")
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::root;

    #[test]
    fn generated_files_are_current() {
        let stale = stale(&root()).unwrap();
        assert!(stale.is_empty(), "run `cargo xtask generate`: {stale:?}");
    }
}
