//! What the cases show of each mapping, and what a played vendor shows.

use super::arguments::Arguments;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::{self, Screen};
use std::sync::Arc;
use touchpoint::Touchpoint;
use touchpoint_core::plan::Plan;
use touchpoint_corpus::Case;
use touchpoint_simulation::{Subject, on_every_core};
use touchpoint_workbench::evidence::{coverage, unproved};

/// Runs the requested proofs for each requested mapping; true if all pass.
pub(super) async fn all(
    arguments: &Arguments,
    touchpoint: &Touchpoint,
    cases: &[Case],
    screen: &mut Screen,
) -> Result<bool, Failed> {
    let mut well = true;
    for plan in touchpoint.registry().plans() {
        let slug = plan.integration();
        let asked = arguments.slugs.is_empty() || arguments.slugs.iter().any(|own| own == slug);
        if !asked {
            continue;
        }
        let own = cases.iter().filter(|case| case.slug == slug);
        let own: Vec<Case> = own.cloned().collect();
        if arguments.coverage {
            let covered = coverage(plan, &own).await;
            print::coverage(screen, slug, &covered)?;
            let least = usize::from(arguments.at_least.unwrap_or(0));
            if covered.percent() < least {
                screen.flush()?;
                screen.note(&format!("{slug}: less than {least} % is exercised"));
                well = false;
            }
        }
        if arguments.evidence {
            let unproved = unproved(plan, &own).await;
            print::evidence(screen, slug, &unproved)?;
            well &= unproved.is_empty();
        }
        if let Some(reads) = arguments.simulate {
            well &= simulate(plan, &own, (arguments.from, reads), screen)?;
        }
    }
    screen.flush()?;
    Ok(well)
}

/// Reads the played vendor of a mapping; true where every promise holds.
fn simulate(
    plan: &Arc<Plan>,
    cases: &[Case],
    (from, reads): (u64, u64),
    screen: &mut Screen,
) -> Result<bool, Failed> {
    let slug = plan.integration();
    let wrong = |why: String| {
        let message = format!("the vendor of `{slug}` cannot be played: {why}");
        Failed::said(Exit::Findings, message)
    };
    let subject = Subject::of(plan, cases).map_err(wrong)?;
    let tally = on_every_core(&subject, from..from.saturating_add(reads)).map_err(wrong)?;
    screen.text(&format!(
        "{slug}: {} reads of a played vendor, {} pages, {} records, {} calls, {} of which went wrong on purpose\n",
        tally.reads, tally.pages, tally.records, tally.calls, tally.faults
    ))?;
    let Some((seed, violation)) = &tally.failed else {
        return Ok(true);
    };
    screen.text(&format!(
        "  broken: {}: {}\n",
        violation.promise, violation.what
    ))?;
    let again = format!("touchpoint test {slug} --simulate 1 --from {seed}");
    let simulator = subject.simulator().map_err(wrong)?;
    for line in simulator.told(*seed, &again).lines() {
        screen.text(&format!("  {line}\n"))?;
    }
    Ok(false)
}
