//! Prints what the cases of a mapping exercise, and what they would not notice.

use super::findings::several;
use super::{Paint, Screen};
use std::io;
use touchpoint_workbench::evidence::{Claim, Coverage};

/// Writes what no case exercises, each with its place.
pub(crate) fn coverage(screen: &mut Screen, slug: &str, coverage: &Coverage) -> io::Result<()> {
    let all = coverage.claims.len();
    let missing = coverage.missing().count();
    let head = format!("{slug}: {} % exercised", coverage.percent());
    let head = Paint::Bold.on(screen.colour(), &head);
    screen.text(&format!("{head}, {} of {all} claims\n", all - missing))?;
    claims(screen, coverage.missing())
}

/// Writes the claims that can be broken unnoticed, each with its place.
pub(crate) fn evidence(screen: &mut Screen, slug: &str, unproved: &[Claim]) -> io::Result<()> {
    let head = match unproved.len() {
        0 => "every claim has evidence".to_owned(),
        more => format!("{} without evidence", several(more, "claim")),
    };
    let head = Paint::Bold.on(screen.colour(), &format!("{slug}: {head}"));
    screen.text(&format!("{head}\n"))?;
    claims(screen, unproved.iter())
}

fn claims<'c>(screen: &mut Screen, claims: impl Iterator<Item = &'c Claim>) -> io::Result<()> {
    for claim in claims {
        screen.text(&format!("  {}: {}\n", claim.place, claim.what))?;
    }
    Ok(())
}
