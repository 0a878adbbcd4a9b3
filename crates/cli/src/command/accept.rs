//! `test --accept`: what came becomes what is expected. Only pages are written; a page that became
//! an error, or an error that became a page, is a person's to judge.

use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::pretty;
use std::fs;
use std::path::{Path, PathBuf};
use touchpoint::corpus::{Case, Expected};
use touchpoint::replay::{as_expected, pages};
use touchpoint_core::plan::Plan;

/// Rewrites the expected pages of a case that differ; says which files.
pub(super) async fn accept(
    folder: &Path,
    case: &Case,
    plan: &Plan,
) -> Result<Vec<PathBuf>, Failed> {
    let mut written = Vec::new();
    let came = pages(case, plan).await.pages;
    for (page, (expected, came)) in (1..).zip(case.expected.iter().zip(&came)) {
        let (Expected::Page(expected), Ok(listing)) = (expected, came) else {
            continue;
        };
        let Ok(came) = as_expected(expected, listing) else {
            continue;
        };
        if *expected == came {
            continue;
        }
        let file = folder.join(&case.slug).join(&case.name);
        let file = file.join(format!("{page}.expected.json"));
        fs::write(&file, pretty(&came) + "\n").map_err(|error| {
            let name = file.display();
            let message = format!("`{name}` cannot be written: {error}");
            Failed::said(Exit::Unreadable, message)
        })?;
        written.push(file);
    }
    Ok(written)
}
