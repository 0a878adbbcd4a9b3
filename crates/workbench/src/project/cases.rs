//! The recorded cases of a project.

use super::Project;
use std::path::Path;
use touchpoint_corpus::{Case, CorpusFault, built_in_of, read_dir_unfinished};

/// Why there are no cases.
#[derive(Debug)]
pub enum NoCases {
    /// Nothing says where they are, and none are built in for these mappings.
    Unsaid,
    /// Cases have faults.
    Faulty(Vec<CorpusFault>),
}

/// The cases of a project whose mappings are of these integrations: those of its corpus, else the
/// built-in ones of these integrations.
///
/// # Errors
/// [`NoCases`].
pub fn cases(project: &Project, slugs: &[String]) -> Result<Vec<Case>, NoCases> {
    match &project.corpus {
        Some(corpus) => finished(corpus, &[]),
        None => cases_of(project, slugs),
    }
}

/// The cases of these integrations alone; nothing is said of the others.
///
/// # Errors
/// [`NoCases`].
pub fn cases_of(project: &Project, slugs: &[String]) -> Result<Vec<Case>, NoCases> {
    if let Some(corpus) = &project.corpus {
        return match slugs {
            [] => Ok(Vec::new()),
            slugs => finished(corpus, slugs),
        };
    }
    let mut cases = Vec::new();
    for slug in slugs {
        cases.extend(built_in_of(slug).map_err(NoCases::Faulty)?);
    }
    if cases.is_empty() {
        return Err(NoCases::Unsaid);
    }
    Ok(cases)
}

/// The cases of a folder that say what they expect: one that is being written hinders no other.
fn finished(corpus: &Path, slugs: &[String]) -> Result<Vec<Case>, NoCases> {
    let mut cases = read_dir_unfinished(corpus, slugs).map_err(NoCases::Faulty)?;
    cases.retain(|case| case.unwritten().is_none());
    Ok(cases)
}
