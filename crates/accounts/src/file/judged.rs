//! An accounts file as diagnostics, each at its place, for authors and CI. Secrets are shown in none of
//! them: where a line is quoted, they are covered.

use super::fit::{Unfit, fit};
use super::reading::{Around, OneRead, Reading, reading};
use std::path::{Path, PathBuf};
use touchpoint_core::exchange::Needs;
use touchpoint_language::diagnostic::{Diagnostic, bounded, sort};
use touchpoint_language::document::{At, Pointer};
use touchpoint_language::source::SourceFile;

/// What an accounts file is compared with.
pub struct Surroundings<'s> {
    /// What the mapping of an integration needs; `None` where there is no such mapping.
    pub needs: &'s dyn Fn(&str) -> Option<Needs>,
    /// The integrations to suggest.
    pub known: &'s [String],
    /// A variable of the environment.
    pub variable: &'s dyn Fn(&str) -> Option<String>,
}

/// Everything that is wrong with an accounts file. A variable that is not set here is a warning:
/// the machine that serves may have it.
///
/// # Errors
/// What is wrong with our schema; ours to repair.
pub fn diagnostics(
    source: SourceFile,
    around: &Surroundings<'_>,
) -> Result<Vec<Diagnostic>, String> {
    let folder: Option<PathBuf> = Path::new(&source.name).parent().map(Path::to_path_buf);
    let mut read = reading(
        source,
        Around {
            variable: around.variable,
            folder: folder.as_deref(),
        },
    )?;
    let mut told = std::mem::take(&mut read.told);
    for one in &read.accounts {
        told.extend(compared(&read, one, around));
    }
    sort(&mut told);
    bounded(&read.document.source, &mut told);
    Ok(told.into_iter().map(|one| read.covered(one)).collect())
}

/// What an account lacks, or has beyond what its mapping needs, as far as it is known.
fn compared(read: &Reading, one: &OneRead, around: &Surroundings<'_>) -> Vec<Diagnostic> {
    let slug = &one.account.integration;
    if slug.is_empty() || one.unknown.contains(&one.place.key("integration")) {
        return Vec::new();
    }
    let needs = (around.needs)(slug);
    // Its mapping is there and faulty, which is told in the mapping.
    if needs.is_none() && around.known.contains(slug) {
        return Vec::new();
    }
    let (_, unfit) = fit(one.account.clone(), needs.as_ref(), around.known);
    let placed = unfit.into_iter().map(|unfit| {
        let names = unfit.part.iter();
        let at = names.fold(one.place.clone(), |place, name| place.key(name.as_str()));
        (at, unfit)
    });
    let placed: Vec<(Pointer, Unfit)> = placed.collect();
    // A secret under a wrong name is told as that, and not as one that is missing.
    let of_secrets = |unfit: &Unfit| unfit.part.first().is_some_and(|p| p == "credentials");
    let misnamed = |unfit: &Unfit| of_secrets(unfit) && unfit.part.len() > 1;
    let misnamed = placed
        .iter()
        .any(|(_, unfit)| misnamed(unfit) && unfit.half == At::Key);
    let misspelt = |unfit: &Unfit| {
        let group = unfit.part.first().map(String::as_str).unwrap_or_default();
        let written = read.document.get(&one.place.key(group)).is_some();
        !written && read.document.was_meant(&one.place, group)
    };
    let follows =
        |unfit: &Unfit| misspelt(unfit) || misnamed && of_secrets(unfit) && unfit.part.len() == 1;
    let placed = placed.into_iter().filter(|(_, unfit)| !follows(unfit));
    // Nothing is said of a value that is not known; its name is.
    let known = placed.filter(|(at, unfit)| unfit.half == At::Key || !one.unknown.contains(at));
    known
        .map(|(at, unfit)| told(read, one, &at, unfit))
        .collect()
}

fn told(read: &Reading, one: &OneRead, at: &Pointer, unfit: Unfit) -> Diagnostic {
    // A part that is not written is shown at the account's id.
    let label = if read.document.get(at).is_some() {
        read.document.label(at, unfit.half, "")
    } else {
        let id = one.place.key("id");
        read.document.label(&id, At::Value, "this account")
    };
    Diagnostic::error(unfit.code, unfit.title, label).with_help_if(unfit.help)
}
