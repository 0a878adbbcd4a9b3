//! The recorded cases of a project.

use super::Project;
use touchpoint_corpus::{Case, CorpusFault, built_in_of, read_dir, read_dir_of};

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
        Some(corpus) => read_dir(corpus).map_err(NoCases::Faulty),
        None => cases_of(project, slugs),
    }
}

/// The cases of these integrations alone; nothing is said of the others.
///
/// # Errors
/// [`NoCases`].
pub fn cases_of(project: &Project, slugs: &[String]) -> Result<Vec<Case>, NoCases> {
    if let Some(corpus) = &project.corpus {
        return read_dir_of(corpus, slugs).map_err(NoCases::Faulty);
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
