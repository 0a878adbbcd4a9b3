//! The corpus against the mapping as it is typed: which cases differ, and how.

use crate::desk::Desk;
use serde::{Deserialize, Serialize};
use touchpoint_language::source::SourceFile;
use touchpoint_workbench::replay::replay;

/// What the page asks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    slug: String,
    text: String,
}

/// One case.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    name: String,
    about: String,
    /// The lines that differ; none when all is as recorded.
    lines: Vec<String>,
}

/// Runs every case of the slug.
///
/// # Errors
/// Why the cases cannot be run, for the author.
pub(crate) async fn run(asked: &Asked, desk: &Desk) -> Result<Vec<Shown>, String> {
    let source = SourceFile::new(desk.name(&asked.slug), asked.text.clone());
    let (plan, _) = desk.reader.read(source);
    let plan = plan.ok_or("the mapping has errors: the cases run when it has none")?;
    let mut shown = Vec::new();
    for case in desk.cases(&asked.slug)? {
        shown.push(Shown {
            lines: replay(&case, &plan).await,
            name: case.name,
            about: case.about,
        });
    }
    Ok(shown)
}
