//! The mappings of the project, with numbers that simulated lists can reach.

use crate::lowered::lowered;
use std::path::Path;
use std::sync::Arc;
use touchpoint::mapping_files;
use touchpoint_core::plan::Plan;
use touchpoint_core::registry::PlanReader;
use touchpoint_language::diagnostic::Severity;
use touchpoint_language::unified::engagement_model;

/// The mappings of the project with their texts, and no number so large that no list reaches it.
///
/// # Errors
/// One of them is none.
pub fn plans(root: &Path) -> Result<Vec<(Arc<Plan>, String)>, String> {
    let reader = PlanReader::new(engagement_model())?;
    let mut sources = mapping_files(&[root.join("mappings")]).sources;
    for source in &mut sources {
        source.text = lowered(&source.text);
    }
    let texts: Vec<(String, String)> = sources
        .iter()
        .map(|source| (source.name.clone(), source.text.clone()))
        .collect();
    let outcome = reader.read_all(sources);
    let text = |plan: &Arc<Plan>| {
        let name = &plan.mapping.document.source.name;
        texts
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, text)| text.clone())
    };
    let fault = outcome
        .diagnostics
        .iter()
        .find(|d| d.severity == Severity::Error);
    if let Some(fault) = fault {
        return Err(fault.title.clone());
    }
    let plans = outcome.registry.plans().iter();
    Ok(plans
        .filter_map(|plan| Some((plan.clone(), text(plan)?)))
        .collect())
}
