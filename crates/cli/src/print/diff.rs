//! Prints how cases differ from what they expect.

use super::findings::several;
use super::{Paint, Screen};
use std::io;
use std::path::Path;

/// What a case came to.
#[derive(Debug)]
pub(crate) struct CaseOutcome<'c> {
    /// The slug of its mapping.
    pub(crate) slug: &'c str,
    /// Its name.
    pub(crate) name: &'c str,
    /// What it shows.
    pub(crate) about: &'c str,
    /// The lines in which it differs.
    pub(crate) lines: Vec<String>,
    /// How long it took.
    pub(crate) seconds: f64,
}

/// Shows a case that differs: each file once, its lines below it.
pub(crate) fn differing(screen: &mut Screen, case: &CaseOutcome<'_>) -> io::Result<()> {
    let colour = screen.colour();
    let name = Paint::Bold.on(colour, &format!("{}/{}", case.slug, case.name));
    screen.text(&format!("{name}  {}\n", case.about))?;
    let mut last = None;
    for line in &case.lines {
        let (file, rest) = line.split_once(": ").unwrap_or(("", line));
        if last != Some(file) && !file.is_empty() {
            screen.text(&format!("  {}\n", Paint::Dim.on(colour, file)))?;
        }
        last = Some(file);
        let rest = if rest.starts_with('-') {
            Paint::Red.on(colour, rest)
        } else if rest.starts_with('+') {
            Paint::Green.on(colour, rest)
        } else {
            rest.to_owned()
        };
        screen.text(&format!("    {rest}\n"))?;
    }
    Ok(())
}

/// Says that a file was rewritten.
pub(crate) fn accepted(screen: &mut Screen, file: &Path) -> io::Result<()> {
    screen.text(&format!("  accepted: {}\n", file.display()))
}

/// Prints how many cases ran and how many differ.
pub(crate) fn counts(screen: &mut Screen, outcomes: &[CaseOutcome<'_>]) {
    let differ = outcomes.iter().filter(|one| !one.lines.is_empty()).count();
    let word = if differ == 1 { "differs" } else { "differ" };
    let ran = several(outcomes.len(), "case");
    screen.note(&format!("{ran}, {differ} {word}"));
}
