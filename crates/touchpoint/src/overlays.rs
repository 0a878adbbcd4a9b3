//! An account's overlay, laid over its mapping → a plan of its own, made when it is first asked for
//! and kept.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use touchpoint_core::plan::Plan;
use touchpoint_core::registry::PlanReader;
use touchpoint_language::diagnostic::Diagnostic;
use touchpoint_language::source::SourceFile;

/// How many plans are kept; more are begun anew.
const KEPT: usize = 1024;

/// The plans of overlays, by integration and text.
pub(crate) struct Overlays {
    reader: Arc<PlanReader>,
    plans: RwLock<HashMap<(String, String), Arc<Plan>>>,
}

impl Overlays {
    pub(crate) fn new(reader: Arc<PlanReader>) -> Overlays {
        Overlays {
            reader,
            plans: RwLock::default(),
        }
    }

    /// The plan of an overlay over another plan.
    ///
    /// # Errors
    /// Every error of the two as one.
    pub(crate) fn over(
        &self,
        base: &Plan,
        overlay: &SourceFile,
    ) -> Result<Arc<Plan>, Vec<Diagnostic>> {
        let key = (base.integration().to_owned(), overlay.text.clone());
        let known = self.plans.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(plan) = known.get(&key) {
            return Ok(plan.clone());
        }
        drop(known);
        let source = SourceFile::new(overlay.name.clone(), overlay.text.clone());
        let (plan, diagnostics) = self.reader.overlay(base, source);
        let plan = Arc::new(plan.ok_or(diagnostics)?);
        let mut known = self.plans.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(key, plan.clone());
        Ok(plan)
    }
}
